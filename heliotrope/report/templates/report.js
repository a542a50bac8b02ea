// The numbers of the report in, what lies behind the one asked for out: row, data, ledger entries.
(() => {
  "use strict";
  const trace = JSON.parse(document.getElementById("trace").textContent);
  const texts = trace.texts;
  const words = trace.words;
  const people = new Set(trace.people);
  const LIMIT = 200;
  const main = document.querySelector("main");
  let asked = null;

  const make = (tag, text, parent) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };

  const panel = make("aside", undefined, document.body);
  panel.id = "panel";
  panel.hidden = true;
  panel.tabIndex = -1;
  panel.setAttribute("aria-label", words.panel);

  const fill = (parent, heads, rows) => {
    const frame = make("div", undefined, parent);
    frame.className = "scroll";
    const table = make("table", undefined, frame);
    const head = make("tr", undefined, make("thead", undefined, table));
    for (const one of heads) make("th", one, head);
    const body = make("tbody", undefined, table);
    for (const row of rows.slice(0, LIMIT)) {
      const line = make("tr", undefined, body);
      for (const cell of row) make("td", cell, line);
    }
    if (rows.length > LIMIT) make("p", `${rows.length - LIMIT} ${words.more}`, parent);
  };

  const column = (name) => trace.columns.indexOf(name);

  const showRow = (parent, row) => {
    const list = make("dl", undefined, parent);
    trace.columns.forEach((name, place) => {
      const text = texts[row[place]];
      if (text === "") return;
      make("dt", name, list);
      make("dd", text, list);
    });
  };

  // True if a cell fulfils a condition; `null` in a source is an empty cell.
  const compare = (cell, sign, values, other) => {
    const meant = values.map((value) => (value === "null" ? "" : value));
    if (sign === "=") return meant.includes(cell);
    if (sign === "!=") return !meant.includes(cell);
    const right = other === null ? meant[0] : other;
    if (cell === "" || right === "") return false;
    const [one, two] = [Number(cell), Number(right)];
    return { "<": one < two, ">": one > two, "<=": one <= two, ">=": one >= two }[sign];
  };

  // The rows of the dataset that a source names, of one participant where the row is one's own.
  const find = (row) => {
    const source = trace.sources[row[column("source")]];
    if (!source) return null;
    const [name, conditions, variables, entries] = source;
    const data = trace.data[name];
    if (!data) return { name, columns: [], rows: [], variables, entries };
    const wanted = conditions.map(([key, sign, values]) =>
      [data.columns.indexOf(key), sign, values, data.columns.indexOf(values[0])]);
    const group = row[column("group")];
    if (people.has(group)) {
      const place = data.columns.indexOf("SUBJID");
      if (place >= 0) wanted.push([place, "=", [texts[group]], -1]);
    }
    const behind = new Set(entries);
    const rows = data.rows.filter((one, at) => {
      const fits = wanted.every(([place, sign, values, other]) =>
        place < 0 || compare(texts[one[place]], sign, values, other < 0 ? null : texts[one[other]]));
      if (fits && entries.length === 0 && data.entries[at]) behind.add(data.entries[at]);
      return fits;
    });
    return { name, columns: data.columns, rows, variables, entries: [...behind] };
  };

  const FIRST = ["SUBJID", "PARAMCD", "AVISIT", "ADT", "AVAL", "BASE", "CHG", "DTYPE", "ABLFL"];

  const showData = (parent, found) => {
    const used = (place) => found.rows.some((row) => texts[row[place]] !== "");
    const front = [...new Set([...FIRST, ...found.variables])].filter((name) =>
      found.columns.includes(name));
    const rest = found.columns.filter((name) => !front.includes(name));
    const places = [...front, ...rest].map((name) => found.columns.indexOf(name)).filter(used);
    make("h3", `${words.data} ${found.name} (${found.rows.length})`, parent);
    fill(parent, places.map((place) => found.columns[place]),
      found.rows.map((row) => places.map((place) => texts[row[place]])));
  };

  // `numbers`: of the rows, as the page counts them. `origin` gets the focus back afterwards.
  const show = (numbers, heading, origin) => {
    panel.replaceChildren();
    const close = make("button", "✕", panel);
    close.type = "button";
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", hide);
    make("h2", heading, panel);
    const entries = new Set();
    const seen = new Set();
    for (const one of numbers) {
      const row = trace.rows[one];
      make("h3", words.row, panel);
      showRow(panel, row);
      const found = find(row);
      if (!found) continue;
      found.entries.forEach((entry) => entries.add(entry));
      const key = JSON.stringify([row[column("source")], row[column("group")]]);
      if (!seen.has(key) && trace.data[found.name]) showData(panel, found);
      seen.add(key);
    }
    const known = [...entries].filter((one) => trace.entries[one]).sort((a, b) => a - b);
    make("h3", `${words.entries} (${known.length})`, panel);
    if (known.length === 0) make("p", words.none, panel);
    else
      fill(panel, [words.entry, words.participant, words.form, words.visit, words.date,
        words.saved, words.who], known.map((one) =>
        [String(one), ...trace.entries[one].map((text) => texts[text])]));
    if (asked) asked.classList.remove("asked");
    asked = origin;
    origin.classList.add("asked");
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.focus();
  };

  function hide() {
    panel.hidden = true;
    if (!asked) return;
    asked.classList.remove("asked");
    asked.focus();
  }

  const ask = (mark) =>
    show(mark.getAttribute("value").split(" ").map(Number), mark.textContent, mark);

  // What the figures ask for: a row by its id.
  const places = new Map();
  trace.rows.forEach((row, at) => places.set(texts[row[column("result_id")]], at));
  window.report = {
    words,
    knows: (id) => places.has(id),
    ask: (id, heading, origin) => show([places.get(id)], heading, origin),
  };

  // One stop for the Tab key in each table or sentence; the arrow keys go on from there.
  const groups = new Map();
  for (const mark of main.querySelectorAll("data")) {
    const group = mark.closest("table, p, ul, ol, dl") || main;
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(mark);
    mark.setAttribute("role", "button");
    mark.tabIndex = groups.get(group).length === 1 ? 0 : -1;
  }
  main.classList.add("live");

  const move = (mark, key) => {
    const marks = groups.get(mark.closest("table, p, ul, ol, dl") || main);
    const place = marks.indexOf(mark);
    let next = place + (key === "ArrowRight" ? 1 : -1);
    if (key === "ArrowUp" || key === "ArrowDown") {
      const cell = mark.closest("td, th");
      const line = cell && cell.closest("tr");
      let other = line;
      do other = other && (key === "ArrowDown" ? other.nextElementSibling
        : other.previousElementSibling);
      while (other && !(other.cells[cell.cellIndex] || line).querySelector("data"));
      if (!other) return;
      next = marks.indexOf(other.cells[cell.cellIndex].querySelector("data"));
    }
    const target = marks[next];
    if (!target) return;
    marks.forEach((one) => { one.tabIndex = -1; });
    target.tabIndex = 0;
    target.focus();
  };

  main.addEventListener("click", (event) => {
    const mark = event.target.closest("data");
    if (mark) ask(mark);
  });
  main.addEventListener("keydown", (event) => {
    const mark = event.target.closest("data");
    if (!mark) return;
    if (event.key === "Enter" || event.key === " ") ask(mark);
    else if (event.key.startsWith("Arrow")) move(mark, event.key);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) hide();
  });
})();

/* What happens while a form is filled in: keys, absence, the server's score, the draft on this device.

   In:  #form with data-draft-key, data-version, and where there are any data-score-url and
        data-history-url; each question in an element with id "i-<item>".
   Out: the same form, posted by the browser as it stands. Nothing is saved from here, and no
        rule of scoring, checking or access is written here: the server answers for those. */
"use strict";
(() => {
  const form = document.getElementById("form");
  if (!form) return;
  const $ = (id) => document.getElementById(id);
  const CONTROL = "input:not([type=hidden]):not([type=range]),select,textarea,.ms [data-clear]";
  const TYPED = "textarea,input:not([type=radio]):not([type=hidden]):not([type=range])";
  const IN_PLACE = ".c,.qu,.side"; /* items without a room of their own for what they lack */
  /* A panel is filled in column by column: the results down, then the judgments. */
  const column = (e) => Number(e.closest("[data-columns] [data-c]")?.dataset.c || 0);
  const listed = [...form.querySelectorAll('[id^="i-"]')].filter((e) => e.querySelector(CONTROL));
  const items = listed.map((e, at) => [e, at]).sort(([a, i], [b, j]) => (column(a) && column(b) ? column(a) - column(b) : 0) || i - j).map(([e]) => e);
  const itemOf = (el) => el.closest && el.closest('[id^="i-"]');
  const nameOf = (item) => item.id.slice(2);
  const radios = (item) => [...item.querySelectorAll("input[type=radio]")];
  const plain = (item) => item.querySelector(`${TYPED},select`);
  const isText = (el) => el.matches("textarea,select,input:not([type=radio]):not([type=range]):not([inputmode])");
  const clock = (ms) => new Date(ms).toTimeString().slice(0, 5);

  /* ---- moving: one stop an item; a set digit moves on ---- */
  function focusItem(item) {
    const target = item.querySelector("input:checked") || [...item.querySelectorAll(CONTROL)].find((e) => e.offsetParent);
    if (!target) return;
    target.focus();
    if (target.select && target.type !== "radio") target.select();
  }
  function step(item, by) {
    let at = items.indexOf(item) + by;
    while (items[at] && !items[at].offsetParent) at += by;
    if (items[at]) focusItem(items[at]);
    else if (by > 0) { const save = form.querySelector(".btn.p[name=_act]"); if (save) save.focus(); }
  }
  function walk(item, key) {
    const cell = item.closest("td");
    if (key === "ArrowLeft") return step(item, -1);
    if (key === "ArrowRight") return step(item, 1);
    const by = key === "ArrowUp" ? -1 : 1;
    const table = cell && cell.closest("[data-grid]");
    let row = table && cell.parentNode;
    let there = null;
    while (row && !there) {
      row = table.rows[row.rowIndex + by];
      there = row && row.cells[cell.cellIndex] && row.cells[cell.cellIndex].querySelector('[id^="i-"]');
    }
    if (there) return focusItem(there);
    if (!cell || by > 0) step(cell ? items[items.indexOf([...table.querySelectorAll('[id^="i-"]')].pop())] : item, by);
  }

  /* ---- setting, clearing, absence ---- */
  function absence(item, code) {
    const old = item.querySelector("input[name$=__missing]");
    if (old) old.remove();
    item.classList.toggle("is-missing", !!code);
    const mark = item.querySelector(":scope > i");
    if (mark) mark.remove();
    if (!code) return;
    const word = document.querySelector(`#reasons [value=${code}]`).lastChild.textContent;
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: nameOf(item) + "__missing", value: code });
    item.append(hidden);
    if (item.matches(IN_PLACE)) { const i = document.createElement("i"); i.textContent = item.matches(".qu") ? word : code; i.title = word; item.append(i); }
    else item.querySelector(".ms span").textContent = word;
    say(`${title(item)}: ${word}`);
  }
  function setValue(item, value) {
    radios(item).forEach((r) => { r.checked = r.value === value; });
    const one = plain(item);
    if (one) one.value = value;
    mark(item);
  }
  /* ---- an analog scale: the line follows the number, the number the line; blank is not 0 ---- */
  function mark(item) {
    const range = item.querySelector("input[type=range]");
    if (!range) return;
    const text = plain(item).value.normalize("NFKC").trim();
    const at = Number(text);
    const blank = !/^-?\d+(\.\d+)?$/.test(text) || at < Number(range.min) || at > Number(range.max); /* nothing the line can show */
    range.parentNode.parentNode.classList.toggle("blank", blank);
    range.value = blank ? range.min : text;
    range.setAttribute("aria-valuetext", text || range.dataset.blank);
  }
  function fromLine(range) {
    const item = itemOf(range);
    const places = (range.step.split(".")[1] || "").length;
    if (open()) put(item, Number(range.value).toFixed(places), "");
    else mark(item);
  }
  function toEnd(range, end) { range.value = end; fromLine(range); }
  form.addEventListener("click", (e) => { if (e.target.matches("input[type=range]")) fromLine(e.target); });

  /* ---- an item that is asked only after some answers to another ---- */
  const conditional = [...form.querySelectorAll("[data-when]")];
  function showAsked() {
    conditional.forEach((item) => {
      const [name, ...answers] = item.dataset.when.split(":");
      const now = new FormData(form);
      const told = now.get(nameOf(item)) || now.get(nameOf(item) + "__missing");
      const applies = answers.includes(now.get(name));
      item.classList.toggle("unasked", !told && !applies);
      item.classList.toggle("left-over", !!now.get(nameOf(item)) && !applies);
    });
  }

  function put(item, value, code) { typing = null; setValue(item, value); absence(item, code); changed(item); }
  function byDigit(item, digit) {
    const all = radios(item);
    const words = { 0: ["no", "false"], 1: ["yes", "true"] }[digit] || [];
    return all.find((r) => r.value === digit) || all.find((r) => words.includes(r.value))
      || (all.some((r) => /^\d$/.test(r.value)) ? null : all[Number(digit) - 1]);
  }
  const title = (item) => (item.querySelector("legend,label") || {}).textContent || nameOf(item);
  const say = (text) => { $("say").textContent = text; };

  /* ---- reasons for an absence ---- */
  let asked = null;
  function ask(item) {
    if (!item || !(item.matches(IN_PLACE) || item.querySelector(".ms"))) return;
    asked = item;
    place($("reasons"), item);
    $("reasons").querySelector("button").focus();
  }
  function answer(button) {
    const item = asked;
    $("reasons").hidden = true;
    put(item, "", button.value);
    if (button.value) { step(item, 1); return; }
    say(`${title(item)}: ${button.lastChild.textContent}`);
    focusItem(item);
  }
  $("reasons").addEventListener("click", (e) => { const b = e.target.closest("button"); if (b) answer(b); });
  $("reasons").addEventListener("keydown", (e) => {
    const all = [...$("reasons").querySelectorAll("button")];
    const at = all.indexOf(document.activeElement);
    if (/^[1-4]$/.test(e.key)) answer(all[Number(e.key) - 1]);
    else if (e.key === "ArrowDown" || e.key === "ArrowUp") all[(at + (e.key === "ArrowDown" ? 1 : all.length - 1)) % all.length].focus();
    else if (e.key === "Escape" || e.key === "Tab") { $("reasons").hidden = true; focusItem(asked); }
    else return;
    e.preventDefault();
  });
  function place(box, item, beside = false) {
    const at = (item.matches(IN_PLACE) ? item : item.querySelector(".ct") || item).getBoundingClientRect();
    box.hidden = false;
    const [width, height, wide] = [box.offsetWidth, box.offsetHeight, document.documentElement.clientWidth];
    const within = (from, size, room) => Math.max(8, Math.min(from, room - size - 8));
    const right = at.right + 64 + width < wide ? at.right + 64 : at.left - width - 12;
    const sideways = beside && (right > 0);
    const left = sideways ? right : within(at.left, width, wide);
    const under = at.bottom + 6 + height < innerHeight || at.top < height + 6;
    const top = sideways ? within(at.top - 48, height, innerHeight) : under ? at.bottom + 6 : at.top - 6 - height;
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${top + scrollY}px`;
  }

  /* ---- keys ---- */
  const open = () => !!form.querySelector("[data-save]");
  function pressRadio(e, item) {
    if (e.key.startsWith("Arrow") && (item.matches(".c") || !open())) { walk(item, e.key); return true; }
    if (!open()) return false;
    if (item.matches(".qu") && /^Arrow(Up|Down)$/.test(e.key)) { step(item, e.key === "ArrowUp" ? -1 : 1); return true; }
    const radio = /^\d$/.test(e.key) && byDigit(item, e.key);
    if (radio) { put(item, radio.value, ""); step(item, 1); return true; }
    if (e.key === "Backspace" || e.key === "Delete") { put(item, "", ""); return true; }
    return false;
  }
  /* An arrow on a blank line begins at its low end; so do Home and a digit typed there go to the number. */
  function pressLine(e, item) {
    if (!open()) return e.key.startsWith("Arrow");
    if (e.key === "Backspace" || e.key === "Delete") { put(item, "", ""); return true; }
    if (/^[\d.]$/.test(e.key)) { plain(item).focus(); plain(item).select(); return false; }
    const blank = !!item.querySelector(".vas.blank");
    if (!blank || !/^(Arrow|Home|End|Page)/.test(e.key)) return false;
    toEnd(e.target, e.key === "End" ? e.target.max : e.target.min);
    return true;
  }
  /* Out of a panel Tab goes on as the browser has it. */
  function tab(item, by) {
    let at = items.indexOf(item) + by;
    while (items[at] && column(items[at]) && !items[at].offsetParent) at += by;
    if (!items[at] || !column(items[at])) return false;
    focusItem(items[at]);
    return true;
  }
  function press(e) {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "s") {
      const save = form.querySelector("[data-save]");
      if (save) form.requestSubmit(save);
      return true;
    }
    const item = itemOf(e.target);
    if (!item || e.ctrlKey || e.metaKey || e.isComposing) return false;
    const letter = (e.code || "").replace("Key", "");
    const typing = isText(e.target);
    if (letter === "M" && open() && (e.altKey || !typing)) { ask(item); return true; }
    if (letter === "H" && (e.altKey || !typing)) { history(item); return true; }
    if (e.altKey) return false;
    if (e.key === "Tab" && column(item)) return tab(item, e.shiftKey ? -1 : 1);
    if (e.target.type === "radio") return pressRadio(e, item);
    if (e.target.matches("[data-clear]") && e.key === "Backspace" && open()) { put(item, "", ""); focusItem(item); return true; }
    if (e.target.type === "range") return pressLine(e, item);
    if (item.matches(".side") && /^Arrow(Up|Down)$/.test(e.key)) { walk(item, e.key); return true; }
    if (e.key === "Enter" && e.target.matches("input")) { step(item, e.shiftKey ? -1 : 1); return true; }
    return false;
  }
  document.addEventListener("keydown", (e) => {
    if (e.target.closest("#reasons")) return;
    if (e.key === "Escape" && !$("history").hidden) return closeHistory();
    if (press(e)) e.preventDefault();
  });
  form.addEventListener("click", (e) => {
    const item = itemOf(e.target);
    if (e.target.matches(":is(.c,.qu,.side) > i") && open()) put(item, "", "");
    else if (e.target.closest("[data-clear]")) { put(item, "", ""); if (item.offsetParent) focusItem(item); else step(item, -1); }
    else if (e.target.closest("[data-reasons]")) ask(item);
    else if (e.target.closest("[data-history]")) { e.preventDefault(); history(item); }
  });
  form.addEventListener("input", (e) => {
    const item = itemOf(e.target);
    if (e.target.type === "range") return fromLine(e.target);
    if (item && item.classList.contains("is-missing")) absence(item, "");
    if (item) { mark(item); stand(item); } /* a finger does not bring the focus everywhere */
    typing = item && e.target.matches(TYPED) ? item : null;
    changed(item);
    if (e.target.dataset.most) moveOn(e.target);
  });
  /* A grade that no further digit can belong to moves on: 0, 2 to 9, 10; a 1 waits. */
  function moveOn(field) {
    const digits = /^\d+$/.test(field.value) && field.value;
    if (digits && (Number(digits) === 0 || Number(digits) * 10 > Number(field.dataset.most))) step(itemOf(field), 1);
  }
  /* Dates and times may be typed without their marks: 20260521, 0930. The server judges them. */
  form.addEventListener("change", (e) => {
    if (!e.target.matches(TYPED)) return;
    const bare = e.target.matches(".date,.datetime,.time") && e.target.value.trim();
    if (bare) e.target.value = e.target.matches(".time") ? bare.replace(/^(\d\d)(\d\d)$/, "$1:$2")
      : bare.replace(/^(\d{4})(\d\d)(\d\d)/, "$1-$2-$3").replace(/ (\d\d)(\d\d)$/, " $1:$2");
    typing = null;
    changed(itemOf(e.target));
  });
  let latest = null;
  function stand(item) {
    const row = item.closest("tr");
    if (latest && latest.closest("tr") !== row) latest.closest("tr")?.classList.remove("cur");
    if (row) row.classList.add("cur");
    latest = item;
    showTool(item);
  }
  form.addEventListener("focusin", (e) => { const item = itemOf(e.target); if (item) stand(item); });
  document.querySelectorAll("[data-absent]").forEach((b) => b.addEventListener("click", () => ask(latest)));
  document.addEventListener("click", (e) => {
    const link = e.target.closest('a[href^="#i-"]');
    const item = link && $(link.hash.slice(1));
    if (item) { e.preventDefault(); item.scrollIntoView({ block: "center" }); focusItem(item); }
    if (!e.target.closest("#reasons,[data-reasons],[data-absent]")) $("reasons").hidden = true;
  });

  /* ---- after each change: reason, marks, draft, score ---- */
  const skip = new Set(["csrfmiddlewaretoken", "_version", "_act"]);
  const fields = () => [...new FormData(form)].filter(([name]) => !skip.has(name));
  const asText = (list) => JSON.stringify(list.filter(([name, value]) => value && !name.startsWith("_reason")).sort());
  const initial = asText(fields());
  const before = new Map(JSON.parse(initial));
  function marks() {
    const why = $("why");
    if (!why) return;
    const now = new Map(fields());
    items.forEach((item) => {
      const keys = [nameOf(item), nameOf(item) + "__missing"];
      item.classList.toggle("was-changed", keys.some((k) => (now.get(k) || "") !== (before.get(k) || "")));
    });
    why.hidden = !("shown" in why.dataset) && asText(fields()) === initial;
  }
  function trend(item) {
    const cell = item && item.closest("td");
    if (item && item.matches(".qu,.side")) return;
    const shown = cell ? cell.nextElementSibling : item && item.matches(".c") && item.nextElementSibling;
    const chosen = shown && item.querySelector("input:checked");
    if (!shown) return;
    const said = shown.textContent.trim();
    const was = (radios(item).find((r) => r.nextElementSibling.textContent === said) || { value: said }).value;
    const by = chosen && was !== "" ? Number(chosen.value) - Number(was) : 0;
    shown.classList.toggle("up", by > 0);
    shown.classList.toggle("down", by < 0);
  }
  function changed(item) { touched.add(item); trend(item); showAsked(); marks(); keep(); score(); }

  function putOutput(d) {
    const to = $(d.dataset.into);
    if (d.value !== undefined) { if (to) to.textContent = d.value; return; }
    if (to) to.replaceChildren(d.content.cloneNode(true));
    const criterion = (to || $(`i-${d.dataset.item}`))?.closest(".crit");
    if (criterion) criterion.classList.toggle("against", d.dataset.outcome === "not_met");
  }
  /* A limit that the laboratory gives stands where nothing else was typed. */
  const filled = new Map();
  function fill(d) {
    const field = form.elements[d.dataset.fill];
    if (!field || !open()) return;
    const own = filled.get(field) ?? field.defaultValue;
    if (field.value === "" || field.value === own) { field.value = d.value; filled.set(field, d.value); }
  }
  /* ---- what the server says is wrong with what is typed; what was said before goes once it is mended ---- */
  const touched = new Set();
  let typing = null; /* where somebody is still typing: the server waits with what may become a value */
  function unmark(item) {
    item.classList.remove("has-error");
    item.querySelectorAll(".er").forEach((e) => e.remove());
    [item, ...item.querySelectorAll("[aria-describedby]")].forEach((e) => {
      e.removeAttribute("aria-invalid");
      const rest = (e.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && !/^[ep]-/.test(id));
      if (rest.length) e.setAttribute("aria-describedby", rest.join(" ")); else e.removeAttribute("aria-describedby");
    });
  }
  function fault(item, template, at) {
    const control = plain(item) || item;
    const said = template.content.firstElementChild.cloneNode(true);
    item.classList.add("has-error");
    if (plain(item)) control.setAttribute("aria-invalid", "true");
    if (item.matches(".c")) return;
    said.id = `e-${nameOf(item)}-${at + 1}`;
    item.append(said);
    control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") || ""} ${said.id}`.trim());
  }
  function putFaults() {
    const all = [...$("score").querySelectorAll("template[data-fault]")];
    items.forEach((item) => {
      const own = all.filter((t) => t.dataset.fault === nameOf(item));
      const filled = item.querySelector("input:checked") || (plain(item) || { value: "" }).value.trim();
      const before = [...item.querySelectorAll(".er")].map((e) => e.textContent).join();
      if (own.length || filled || touched.has(item)) unmark(item);
      own.forEach((t, at) => fault(item, t, at));
      if (own.length && item === latest && own.map((t) => t.content.textContent).join() !== before) say(own[0].content.textContent);
    });
  }
  let asking = null;
  let timer = 0;
  function score() {
    if (!form.dataset.scoreUrl || !$("score")) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (asking) asking.abort();
      const mine = asking = new AbortController();
      try {
        const body = new FormData(form);
        if (typing) body.append("_typing", nameOf(typing));
        const reply = await fetch(form.dataset.scoreUrl, { method: "POST", body, signal: mine.signal, headers: { "X-Fragment": "1" } });
        if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
        const opened = new Set([...$("score").querySelectorAll("details[open]")].map((d) => d.dataset.key));
        $("score").innerHTML = await reply.text();
        $("score").querySelectorAll("details").forEach((d) => { d.open = opened.has(d.dataset.key); });
        $("score").querySelectorAll("[data-into]").forEach(putOutput);
        $("score").querySelectorAll("[data-fill]").forEach(fill);
        putFaults();
        $("score").classList.remove("wait");
        $("offline").hidden = true;
      } catch (error) {
        if (mine.signal.aborted || sent) return;
        $("score").classList.add("wait");
        $("offline").hidden = false;
      }
    }, 120);
  }

  /* ---- the draft on this device: one for each version of the form that was on the screen ---- */
  const prefix = `heliotrope:draft:${form.dataset.draftKey}:`;
  const line = $("kept");
  let stored = form.dataset.version;
  function keep() {
    try {
      localStorage.setItem(prefix + stored, JSON.stringify({ at: Date.now(), fields: fields() }));
      line.textContent = line.dataset.kept.replace("HH:MM", clock(Date.now()));
    } catch (error) { line.textContent = line.dataset.refused; }
  }
  function read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch (error) { return null; } }
  function drop(key) { try { localStorage.removeItem(key); } catch (error) { /* nothing was kept */ } }
  function bringBack(draft) {
    const kept = new Map(draft.fields);
    items.forEach((item) => { setValue(item, kept.get(nameOf(item)) || ""); absence(item, kept.get(nameOf(item) + "__missing") || ""); trend(item); });
    ["_reason", "_reason_text"].forEach((n) => { if (form.elements[n] && kept.has(n)) form.elements[n].value = kept.get(n); });
    line.textContent = line.dataset.back.replace("HH:MM", clock(draft.at));
    showAsked(); marks(); score();
  }
  function offerOlder() {
    let keys = [];
    try { keys = Object.keys(localStorage).filter((k) => k.startsWith(prefix) && k !== prefix + stored); } catch (error) { return; }
    keys.filter((k) => { const d = read(k); return !d || asText(d.fields) === initial; }).forEach(drop);
    const [key, draft] = keys.map((k) => [k, read(k)]).filter(([, d]) => d).sort((a, b) => b[1].at - a[1].at)[0] || [];
    if (!draft) return;
    const box = $("older");
    box.querySelector("b").textContent = box.querySelector("b").textContent.replace("HH:MM", clock(draft.at));
    box.hidden = false;
    $("bring").addEventListener("click", () => { stored = form.elements._version.value = key.slice(prefix.length); bringBack(draft); box.hidden = true; });
    $("drop").addEventListener("click", () => { drop(key); box.hidden = true; });
  }

  /* ---- history beside the item ---- */
  async function history(item) {
    const link = item.querySelector("[data-history]");
    const base = (item.closest("[data-history-url]") || form).dataset.historyUrl;
    const url = link ? link.href : base && base + nameOf(item).split(".").pop();
    if (!url) return;
    const reply = await fetch(url, { headers: { "X-Fragment": "1" } });
    if (!reply.ok || reply.redirected) { location.assign(url); return; }
    const box = $("history");
    box.innerHTML = await reply.text();
    latest = item;
    place(box, item, true);
    box.focus({ preventScroll: true });
  }
  function closeHistory() { $("history").hidden = true; if (latest) focusItem(latest); }
  $("history").addEventListener("click", (e) => { if (e.target.closest("[data-close]")) closeHistory(); });
  $("tool").addEventListener("click", () => { if (latest) history(latest); });
  function showTool(item) {
    const tool = $("tool");
    const inTable = item.matches("td .c");
    const beside = item.closest("[data-history-url]") && (inTable ? item.closest("td").nextElementSibling : item.matches(".qu,.side") && item);
    tool.hidden = !beside || !beside.offsetWidth;
    if (tool.hidden) return;
    const at = beside.getBoundingClientRect();
    tool.style.left = `${at.right - 26 + scrollX}px`;
    tool.style.top = `${at.top + (at.height - 24) / 2 + scrollY}px`;
  }

  /* ---- start ---- */
  let sent = false;
  form.addEventListener("submit", (e) => { if (sent) e.preventDefault(); sent = true; setTimeout(() => { sent = false; }, 3000); });
  /* Where a table's answers stay in sight: under the form's head, however many lines it takes. */
  const head = form.querySelector(".fh");
  const measure = () => form.style.setProperty("--fh", `${head.offsetHeight}px`);
  addEventListener("resize", measure);
  measure();
  addEventListener("scroll", () => document.body.classList.toggle("stuck", scrollY > 90), { passive: true });
  if (!open()) {
    form.querySelectorAll(CONTROL).forEach((e) => { if (e.type === "radio") e.setAttribute("aria-disabled", "true"); else e.readOnly = true; });
    form.querySelectorAll("[data-history]").forEach((e) => { e.tabIndex = 0; });
    form.addEventListener("click", (e) => { if (e.target.type === "radio") e.preventDefault(); });
  } else {
    const draft = read(prefix + stored);
    if ("posted" in form.dataset) keep();
    else if (draft && asText(draft.fields) !== initial) bringBack(draft);
    offerOlder();
  }
  showAsked();
  marks();
  if ($("problems")) $("problems").focus();
})();

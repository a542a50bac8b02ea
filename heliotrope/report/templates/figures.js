// The figures of the report in; what is pointed at in words, one participant highlighted in all, out.
(() => {
  "use strict";
  const { ask, words, knows } = window.report;
  const pictures = [...document.querySelectorAll("figure.picture svg")];
  const says = new WeakMap();
  let picked = "";

  const make = (tag, kind, text) => {
    const made = document.createElement(tag);
    made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  // ------------------------------------------------------------ what is pointed at, in words

  const tip = make("div", "tip");
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);

  const point = (mark, x, y) => {
    tip.textContent = says.get(mark);
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(x + 12, innerWidth - width - 8))}px`;
    tip.style.top = `${y + 20 + height > innerHeight ? y - height - 10 : y + 16}px`;
  };
  const leave = () => { tip.hidden = true; };

  // ------------------------------------------------------------ one participant in every figure

  const bar = make("p", "bar");
  bar.hidden = true;
  bar.setAttribute("role", "status");

  const pick = (who) => {
    picked = who;
    for (const picture of pictures) {
      picture.classList.toggle("dim", who !== "" && picture.querySelector("[data-who]") !== null);
      for (const one of picture.querySelectorAll("[data-who]"))
        one.classList.toggle("on", one.dataset.who === who);
    }
  };

  const button = (text, act) => {
    const made = make("button", "", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  const clear = () => {
    pick("");
    bar.hidden = true;
  };

  const choose = (mark) => {
    const who = mark.dataset.who || "";
    if (who !== "" && who === picked && bar.dataset.mark === says.get(mark)) return clear();
    pick(who);
    bar.replaceChildren(make("span", "", says.get(mark)));
    bar.dataset.mark = says.get(mark);
    if (who) bar.append(make("span", "meta", words.highlighted));
    if (mark.dataset.row && knows(mark.dataset.row))
      bar.append(button(words.behind, () => ask(mark.dataset.row, says.get(mark), mark)));
    if (who) bar.append(button(words.clear, () => { clear(); mark.focus(); }));
    mark.closest("figure").append(bar);
    bar.hidden = false;
  };

  // ------------------------------------------------------------ keyboard: one stop a figure

  const groups = new Map();
  const move = (mark, key) => {
    const marks = groups.get(mark.closest("svg"));
    const place = marks.indexOf(mark);
    const ways = { ArrowRight: 1, ArrowLeft: -1 };
    let next = place + (ways[key] || 0);
    if (key === "Home") next = 0;
    if (key === "End") next = marks.length - 1;
    if (key === "ArrowDown" || key === "ArrowUp") {
      const step = key === "ArrowDown" ? 1 : -1;
      next = place + step;
      while (marks[next] && marks[next].dataset.who === mark.dataset.who) next += step;
    }
    if (!marks[next]) return;
    mark.tabIndex = -1;
    marks[next].tabIndex = 0;
    marks[next].focus();
  };

  const toggle = (sign) => {
    const off = sign.getAttribute("aria-pressed") === "true";
    sign.setAttribute("aria-pressed", String(!off));
    sign.classList.toggle("off", off);
    for (const one of sign.closest("svg").querySelectorAll(`[data-layer="${sign.dataset.toggle}"]`))
      one.classList.toggle("off", off);
  };

  for (const picture of pictures) {
    const title = picture.querySelector(":scope > title");
    if (title) {
      picture.setAttribute("aria-label", title.textContent);
      picture.setAttribute("aria-describedby", `${picture.querySelector(":scope > desc").id}`);
      picture.removeAttribute("aria-labelledby");
      title.remove();
    }
    picture.setAttribute("role", "group");
    const marks = [];
    for (const own of picture.querySelectorAll("g > title")) {
      const mark = own.parentNode;
      says.set(mark, own.textContent);
      mark.setAttribute("aria-label", own.textContent);
      mark.setAttribute("role", "button");
      mark.classList.add("mark");
      mark.tabIndex = marks.length ? -1 : 0;
      marks.push(mark);
      own.remove();
    }
    groups.set(picture, marks);
    for (const sign of picture.querySelectorAll("[data-toggle]")) {
      sign.setAttribute("role", "button");
      sign.setAttribute("aria-pressed", "true");
      sign.tabIndex = 0;
    }
    picture.addEventListener("pointermove", (event) => {
      const mark = event.target.closest(".mark");
      if (mark) point(mark, event.clientX, event.clientY);
      else leave();
    });
    picture.addEventListener("pointerleave", leave);
    picture.addEventListener("focusin", (event) => {
      const mark = event.target.closest(".mark");
      if (!mark) return;
      const box = mark.getBoundingClientRect();
      point(mark, box.right, box.top);
    });
    picture.addEventListener("focusout", leave);
    picture.addEventListener("click", (event) => {
      const sign = event.target.closest("[data-toggle]");
      const mark = event.target.closest(".mark");
      if (sign) toggle(sign);
      else if (mark) choose(mark);
    });
    picture.addEventListener("keydown", (event) => {
      const { key } = event;
      const sign = event.target.closest("[data-toggle]");
      const mark = event.target.closest(".mark");
      if (key === "Escape") clear();
      else if (sign && (key === "Enter" || key === " ")) toggle(sign);
      else if (mark && (key === "Enter" || key === " ")) choose(mark);
      else if (mark && (key.startsWith("Arrow") || key === "Home" || key === "End")) move(mark, key);
      else return;
      event.preventDefault();
    });
  }
})();

/* What every page does beyond plain links: forget accepted drafts, J and K on lists, close the menu. */
"use strict";
(() => {
  const PREFIX = "heliotrope:draft:";
  const keys = () => { try { return Object.keys(localStorage).filter((k) => k.startsWith(PREFIX)); } catch (error) { return []; } };

  /* A save was accepted as version N of a form ("<draft key>:N"): drafts typed on earlier versions
     have done their work; what was typed on N since then stays. */
  const [, key, made] = /^(.*):(\d+)$/.exec(document.body.dataset.acceptedDraft || "") || [];
  keys().filter((k) => key && k.startsWith(`${PREFIX}${key}:`) && Number(k.slice(PREFIX.length + key.length + 1)) < Number(made))
    .forEach((k) => localStorage.removeItem(k));

  /* Signed out by time: say what is kept only if something is. */
  const door = document.querySelector("[data-drafts]");
  const newest = door && Math.max(0, ...keys().map((k) => { try { return JSON.parse(localStorage.getItem(k)).at; } catch (error) { return 0; } }));
  if (newest) door.textContent = door.dataset.drafts.replace("HH:MM", new Date(newest).toTimeString().slice(0, 5));

  /* J and K move from duty to duty, Enter opens the one that has the focus. */
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input,select,textarea")) return;
    const by = { KeyJ: 1, KeyK: -1 }[e.code];
    const tasks = by ? [...document.querySelectorAll("[data-task]")] : [];
    if (!tasks.length) return;
    const at = tasks.findIndex((task) => task.contains(document.activeElement));
    const to = tasks[at < 0 ? (by > 0 ? 0 : tasks.length - 1) : Math.min(tasks.length - 1, Math.max(0, at + by))];
    (to.querySelector(".act a") || to.querySelector("a")).focus();
    e.preventDefault();
  });

  /* The menu closes with Escape and with a click beside it. */
  const menu = document.querySelector(".menu");
  if (menu) {
    document.addEventListener("click", (e) => { if (!menu.contains(e.target)) menu.open = false; });
    menu.addEventListener("keydown", (e) => { if (e.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); } });
  }
  /* The stamp shown before signing says the meaning that is chosen. */
  const meant = document.querySelector("[data-preview] .mn.s");
  if (meant) document.querySelectorAll("[name=meaning]").forEach((r) => r.addEventListener("change", () => { meant.textContent = r.parentNode.textContent.trim(); }));

  /* What is wider than the screen begins with the visit of now. */
  const grid = document.querySelector(".scroll .grid");
  const now = grid && grid.querySelector("thead .now");
  if (now) grid.parentNode.scrollLeft = now.offsetLeft - grid.parentNode.clientWidth / 2;

  document.querySelectorAll("[data-print]").forEach((b) => b.addEventListener("click", () => print()));
})();

// ⑦ In the sidebar of every page: how many of a lesson's exercises are solved. tools/finishing/progress.py has made room for it.
import { CHANGED, answers } from "./answers.js";

/** @param {string} name @param {string} text @param {Record<string, string>} attributes */
function span(name, text, attributes = {}) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function show() {
  answers.read();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-exercises]"))) {
    const names = (place.dataset.exercises ?? "").split(" ");
    const solved = names.filter((name) => answers.get(name)?.done === "solved").length;
    const all = solved === names.length;
    const words = all ? "all exercises solved" : `${solved} of ${names.length} exercises solved`;
    const seen = span("sidebar-solved-count", all ? "✓" : `${solved} of ${names.length}`, { "aria-hidden": "true" });
    place.toggleAttribute("data-all", all);
    place.replaceChildren(...(solved ? [seen, span("visually-hidden", ` (${words})`)] : []));
  }
}

// Another tab, this page's own exercises, and a page that comes back as it was left.
for (const event of ["storage", CHANGED, "pageshow"]) addEventListener(event, show);
show();

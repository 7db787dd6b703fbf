// ⑧ A field above a large graph: type a name, a line, an operation, "largest gradient", "first NaN", "step 1200"; a result leads to its place.
import { attrs, h, write } from "../../drawing/dom.js";
import { MOST, QUESTIONS, search } from "../../trace/search.js";

const WAIT = 120; // ms after a key

let count = 0;

/**
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {{groups: () => import("../../trace/groups/groups.js").Groups, go: (hit: import("../../trace/search.js").Hit) => void}} does
 */
export function graphSearch(walk, { groups, go }) {
  const id = `graph-search-${(count += 1)}`;
  const field = h("input", { type: "text", class: "graph-search-field", role: "combobox", placeholder: "Find…", "aria-label": "Find in the graph: a name, a line, an operation, a step", title: "Find a name, line 12, tanh, step 1200, largest gradient, first NaN (press /)",
    "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", enterkeyhint: "go" });
  const list = h("ul", { class: "graph-search-list", id, role: "listbox", "aria-label": "What was found" });
  const said = h("p", { class: "graph-search-said", role: "status" });
  const panel = h("div", { class: "graph-search-panel", hidden: true }, list, said);
  const element = h("div", { class: "graph-search" }, field, panel);
  /** @typedef {{title: string, note: string, press: () => void}} Choice */
  /** @type {Choice[]} */
  let choices = [];
  let at = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let sought = "";

  function close() {
    clearTimeout(timer);
    panel.hidden = true;
    attrs(field, { "aria-expanded": "false", "aria-activedescendant": null });
  }
  /** @param {number} to */
  function choose(to) {
    at = choices.length && to >= -1 ? (to + choices.length) % choices.length : -1;
    [...list.children].forEach((one, i) => attrs(one, { "aria-selected": String(i === at) }));
    attrs(field, { "aria-activedescendant": at < 0 ? null : `${id}-${at}` });
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }
  function look() {
    const text = sought = field.value.trim();
    const found = search(groups(), text, walk.names, { from: walk.min, to: walk.max });
    const questions = QUESTIONS.filter((one) => one.toLowerCase().includes(text.toLowerCase()) && one.toLowerCase() !== text.toLowerCase());
    choices = [
      ...questions.map((one) => ({ title: one, note: "", press: () => { field.value = one; look(); field.focus(); } })),
      ...found.hits.map((hit) => ({ title: hit.title, note: hit.note, press: () => { close(); go(hit); } })),
    ];
    list.replaceChildren(...choices.map(option));
    write(said, text === "" ? "or a name, an operation, line 12, step 1200" : choices.length === 0 ? "Nothing of that kind is in this graph." : found.total > found.hits.length ? `The first ${Math.min(MOST, found.hits.length)} of ${found.total.toLocaleString("en")}` : "");
    panel.hidden = false;
    attrs(field, { "aria-expanded": "true" });
    choose(text === "" ? -2 : found.hits.length ? questions.length : 0);
  }
  /** @param {Choice} choice @param {number} i */
  function option({ title, note, press }, i) {
    const one = h("li", { role: "option", id: `${id}-${i}`, class: "graph-search-hit" }, h("b", {}, title), h("span", {}, note));
    one.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    one.addEventListener("click", press);
    return one;
  }

  field.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  field.addEventListener("focus", look);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    event.stopPropagation(); // its keys are its own
    if (event.key === "Escape") {
      if (panel.hidden) field.blur();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (panel.hidden) look();
      else choose(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      clearTimeout(timer);
      if (panel.hidden || sought !== field.value.trim()) look();
      choices[Math.max(0, at)]?.press();
    }
  });
  return { element, focus: () => { field.focus(); field.select(); } };
}

// ⑧ Where code is written until CodeMirror is there, and where it never comes: a text field over its own lines, so that what is marked shines through.
import { attrs, h } from "../../drawing/dom.js";
import { reveal } from "../../drawing/reveal.js";
import { tokens, within } from "../../trace/tokens.js";
import { writeCode } from "../step/code-text.js";

/** @typedef {import("./editor.js").Mark} Mark @typedef {import("./editor.js").Wrong} Wrong @typedef {import("./editor.js").Face} Face */

/** What a mark's stretch is, for style sheets and tests. @param {string} kind @returns {Record<string, string>} */
export const marked = (kind) => (kind === "hovered" ? { "data-hovered": "" } : { "data-active": kind });

/** A line cut where a mark begins or ends. @param {string} line @param {number} start of the line in the text @param {Mark[]} marks @param {import("../../trace/tokens.js").Token[]} coloured */
function stretches(line, start, marks, coloured) {
  const here = marks.filter(({ from, to }) => from < start + line.length && to > start);
  const cuts = [...new Set([0, line.length, ...here.flatMap(({ from, to }) => [from - start, to - start])])].filter((cut) => cut >= 0 && cut <= line.length).sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => {
    const from = cuts[i];
    return { text: line.slice(from, to), kinds: here.filter((one) => one.from - start <= from && one.to - start >= to).map(({ kind }) => kind), coloured: within(coloured, from, to) };
  });
}

/**
 * @param {object} options
 * @param {string} options.value @param {string} options.label @param {number} options.rows @param {string} options.hint id of what tells the keys
 * @param {() => void} options.run
 * @returns {Face & {text: HTMLTextAreaElement}}
 */
export function field({ value, label, rows, hint, run }) {
  const text = h("textarea", { class: "editor-text", spellcheck: "false", autocapitalize: "off", autocomplete: "off", autocorrect: "off", wrap: "off", "aria-label": label, "aria-describedby": hint });
  const code = h("code");
  const pre = h("pre", {}, code);
  const element = h("div", { class: "editor-field" }, h("div", { class: "code-view", inert: true }, pre), text);
  /** @type {Mark[]} */
  let marks = [];
  /** @type {Wrong[]} */
  let errors = [];
  /** The words of the text as it was last drawn. @type {[string, import("../../trace/tokens.js").Token[][]]} */
  let [read, coloured] = ["", tokens("")];
  /** What each line shows: one that shows it already is left alone. @type {string[]} */
  let drawn = [];

  /** What lies under the field scrolls with it, and fades where it goes on. */
  function follows() {
    const { scrollLeft: x, scrollTop: y, scrollWidth, scrollHeight, clientWidth, clientHeight } = text;
    const more = [x > 1 && "left", x < scrollWidth - clientWidth - 1 && "right", y > 1 && "up", y < scrollHeight - clientHeight - 1 && "down"].filter(Boolean).join(" ");
    [pre.scrollLeft, pre.scrollTop] = [x, y];
    attrs(pre, { "data-more": more || null });
  }
  function draw() {
    const lines = text.value.split("\n");
    if (text.value !== read) [read, coloured] = [text.value, tokens(text.value)];
    let start = 0;
    lines.forEach((line, i) => {
      const parts = stretches(line, start, marks, coloured[i]);
      const wrong = errors.some((one) => one.line === i + 1);
      const shows = JSON.stringify([parts, wrong]);
      start += line.length + 1;
      if (drawn[i] === shows) return;
      drawn[i] = shows;
      const row = h("span", { class: "code-line", "data-wrong": wrong }, ...parts.map((part) => writeCode(h("span", { ...(part.kinds.length && { class: "code-piece" }), ...Object.assign({}, ...part.kinds.map(marked)) }), part.text, part.coloured)), "\n");
      if (code.children[i]) code.children[i].replaceWith(row);
      else code.append(row);
    });
    drawn = drawn.slice(0, lines.length);
    while (code.children.length > lines.length) code.lastElementChild?.remove();
    attrs(text, { rows: Math.max(rows, lines.length), "aria-invalid": errors.length ? "true" : null });
    follows();
  }
  text.addEventListener("input", () => {
    [marks, errors] = [[], []]; // they were of another text
    draw();
  });
  text.addEventListener("scroll", follows);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  });
  text.value = value;
  draw();
  return {
    element, text,
    get value() { return text.value; },
    set value(next) { text.value = next; [marks, errors] = [[], []]; draw(); },
    rewrite(next) { text.value = next; draw(); },
    marks(list) { marks = list; draw(); },
    errors(list) { errors = list; draw(); },
    measured: follows,
    reveal(line, foot) {
      const shown = line === undefined ? [...code.querySelectorAll("[data-active]")] : [code.children[line - 1]];
      reveal(text, /** @type {HTMLElement[]} */ (shown.filter(Boolean)), foot);
      follows();
    },
    top: (line) => code.children[line - 1]?.getBoundingClientRect().top,
    at: () => null, // whoever points at it calls CodeMirror, which knows
    focus: () => text.focus({ preventScroll: true }),
  };
}

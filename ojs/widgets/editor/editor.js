// ⑧ Where code is written: a plain field at once, CodeMirror in its place when somebody touches it, or a while after.
import { attrs, h, whileConnected } from "../../drawing/dom.js";
import { recordedTable } from "../../engine/tables.js";
import { field } from "./field.js";
import { atRest } from "./rest.js";

/** @typedef {{from: number, to: number, kind: string}} Mark a stretch of the text; kind: "forward", "seed", "backward" (of the current step), "hovered" */
/** @typedef {{line: number, message?: string}} Wrong lines count from 1; the message is isolated, as that of an EngineError is */

/**
 * What the field and CodeMirror have in common. `value` set, `rewrite`: the text is another one, which undo takes back, or does not.
 * `reveal`: what the step has marked, or a line, comes into sight, above what lies over the foot; `top`: where a line is in the window;
 * `at`: which place of the text is there.
 * @typedef {{element: HTMLElement, value: string, rewrite: (text: string) => void, marks: (list: Mark[]) => void, errors: (list: Wrong[]) => void,
 *   measured: () => void, reveal: (line?: number, foot?: number) => void, top: (line: number) => number | undefined,
 *   at: (place: {clientX: number, clientY: number}) => number | null, focus: () => void}} Face
 */

/** @typedef {HTMLElement & Omit<Face, "element" | "measured"> & {names: (given: () => Iterable<string>) => void}} Editor */

const HINT = "Tab leaves the editor. Control or Command with Enter runs the program, with a right or left square bracket indents the line more or less.";
/** More texts than this that were in the field before CodeMirror came are too many to go back through. */
const MOST = 500;
let made = 0;

/** @type {Promise<typeof import("./codemirror.js")> | undefined} */
let loading;
/** One that did not come may come another time. */
const load = () => (loading ??= import("./codemirror.js").catch((error) => {
  loading = undefined;
  throw error;
}));

/**
 * An element with `.value`, and `input` events for what the reader changes.
 * @param {object} [options]
 * @param {string} [options.value]
 * @param {string} [options.label] what is written there, for a screen reader
 * @param {() => Iterable<string>} [options.names] what the program has by name, besides what can be read in it: offered while one writes
 * @param {() => void} [options.run] what Ctrl + Enter does
 * @param {number} [options.rows] how many lines high it is at least
 * @returns {Editor}
 */
export function editor({ value = "", label = "Program", names = () => [], run = () => {}, rows = 1 } = {}) {
  const hint = h("span", { class: "sg-hidden", id: `editor-keys-${made += 1}` }, HINT);
  const plain = field({ value, label, rows, hint: hint.id, run });
  const told = h("ul", { class: "editor-told", hidden: true });
  const root = h("div", { class: "editor", "data-widget": "editor", "data-plain": true }, plain.element, told, hint);
  root.style.setProperty("--rows", String(rows));
  /** @type {Face} */
  let face = plain;
  let known = names;
  /** @type {[Mark[], Wrong[]]} */
  let [marks, errors] = [[], []];
  let texts = [value]; // what Undo goes back through, also when CodeMirror has come
  let composing = false;
  let wanted = false;

  const forget = () => { [marks, errors] = [[], []]; tell(); }; // they were of another text
  function tell() {
    const said = face === plain ? errors.filter(({ message }) => message) : [];
    attrs(told, { hidden: said.length === 0 });
    told.replaceChildren(...said.map(({ line, message }) => h("li", {}, h("strong", {}, `Line ${line}: `), String(message))));
  }
  function changed() {
    forget();
    root.dispatchEvent(new Event("input", { bubbles: true }));
  }
  plain.text.addEventListener("input", () => {
    forget();
    texts = [texts[0], ...texts.slice(1).slice(1 - MOST), plain.value];
  });
  plain.text.addEventListener("compositionstart", () => { composing = true; });
  plain.text.addEventListener("compositionend", () => { composing = false; });

  /** CodeMirror takes the field's place: text, what was selected, focus, place and what can be undone are as they were. */
  async function wake() {
    if (wanted) return;
    wanted = true;
    const come = await load().catch(() => null); // then the field is what there is; the next touch tries again
    if (come) while (composing) await new Promise((resolve) => { plain.text.addEventListener("compositionend", resolve, { once: true }); });
    wanted = come !== null;
    if (!come) return;
    const { text } = plain;
    const next = come.codemirror({ texts, label, hint: hint.id, run, changed, names: () => known(), table: () => recordedTable("names") });
    const [focused, { scrollLeft, scrollTop, selectionStart, selectionEnd, selectionDirection }] = [document.activeElement === text, text];
    if (selectionDirection === "backward") next.select(selectionEnd, selectionStart);
    else next.select(selectionStart, selectionEnd);
    next.marks(marks);
    next.errors(errors);
    face = next;
    plain.element.replaceWith(next.element);
    attrs(root, { "data-plain": null });
    tell();
    [next.scroller.scrollLeft, next.scroller.scrollTop] = [scrollLeft, scrollTop];
    if (focused) next.focus();
    root.dispatchEvent(new Event("ready"));
  }
  for (const type of ["pointerenter", "pointerdown", "focusin"]) root.addEventListener(type, wake);

  whileConnected(root, () => {
    const observer = new ResizeObserver(() => face.measured());
    observer.observe(root);
    const stop = atRest(root, wake);
    return () => { observer.disconnect(); stop(); };
  });
  return Object.defineProperties(/** @type {any} */ (root), {
    value: { get: () => face.value, set: (text) => {
      if (String(text) === face.value) return;
      forget();
      if (face === plain) texts.push(String(text));
      face.value = String(text);
    } },
    rewrite: { value: (/** @type {string} */ text) => {
      if (text === face.value) return;
      forget();
      if (face === plain) texts = [text];
      face.rewrite(text);
    } },
    marks: { value: (/** @type {Mark[]} */ list) => { if (list.length || marks.length) face.marks(marks = list); } },
    errors: { value: (/** @type {Wrong[]} */ list) => { if (list.length || errors.length) face.errors(errors = list); tell(); } },
    names: { value: (/** @type {() => Iterable<string>} */ given) => { known = given; } },
    reveal: { value: (/** @type {number | undefined} */ line, /** @type {number | undefined} */ foot) => face.reveal(line, foot) },
    top: { value: (/** @type {number} */ line) => face.top(line) },
    at: { value: (/** @type {{clientX: number, clientY: number}} */ place) => face.at(place) },
    focus: { value: () => face.focus() },
  });
}

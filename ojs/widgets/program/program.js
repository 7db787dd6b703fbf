// ⑧ A program one can change and run: an editor in which the expression of the current step is lit.
import { attrs, follow, h, whileConnected, write } from "../../drawing/dom.js";
import { meant, spots } from "../../trace/pieces.js";
import { needsWalk } from "../../trace/walk.js";
import { editor } from "../editor/editor.js";
import { advice } from "./advice.js";

/**
 * An element with `.value` (the text) and `input` events; what is said about a run stands in its `.program-said`.
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {object} options
 * @param {(source: string) => Promise<unknown>} options.run traces the text and settles when done
 * @param {() => void} [options.stop]
 * @param {(is: boolean) => void} [options.changed] whether the text is another one than that of the last run
 * @param {string} [options.source] what Reset goes back to
 * @param {string} [options.label]
 * @returns {HTMLElement & {value: string}}
 */
export function program(walk, { run, stop, changed, source = walk.trace.source, label = "Program" }) {
  needsWalk(walk, "program");
  if (typeof run !== "function") throw new TypeError("program needs run: (source) => Promise");
  const text = editor({ value: walk.trace.source.trimEnd(), label, rows: 4, run: start, names: () => walk.trace.nodes.map(({ label: name }) => name ?? "") });
  const runButton = h("button", { type: "button", class: "program-run", title: "Run (Ctrl + Enter)" }, "Run");
  const stopButton = h("button", { type: "button", class: "program-stop", "aria-disabled": "true" }, "Stop");
  const resetButton = h("button", { type: "button" }, "Reset");
  const hint = h("span", { class: "program-hint" });
  const keys = h("span", { class: "program-keys", "aria-hidden": "true" }, "Ctrl + ] indents"); // for everybody else the editor says it
  const advised = advice(walk);
  const bar = h("div", { class: "program-bar" }, runButton, stopButton, resetButton, hint, keys);
  const said = h("div", { class: "program-said" }, advised);
  const root = h("div", { class: "program", "data-widget": "program" }, bar, text, said);
  let running = false;
  let ran = walk.trace.source; // the text of the last attempt
  let shown = walk.trace.source; // the text of the run that is on the page
  let typed = false; // by the reader, and not run with success yet
  /** @type {ReturnType<typeof spots> & {trace?: unknown}} */
  let places = spots(walk.trace);

  const differs = () => text.value.trimEnd() !== shown.trimEnd() || Boolean(walk.error);
  let lit = "";
  function light() {
    if (places.trace !== walk.trace) places = { ...spots(walk.trace), trace: walk.trace };
    const { state, hovered } = walk;
    const marks = differs() ? [] : [
      ...places.of(state.node).map((one) => ({ ...one, kind: String(state.phase) })),
      ...places.of(hovered).map((one) => ({ ...one, kind: "hovered" })),
    ];
    const now = JSON.stringify(marks);
    if (now !== lit) text.marks(marks);
    lit = now;
  }

  function paint() {
    const is = differs();
    const { error } = walk;
    text.errors(error?.line && text.value.trimEnd() === (error.source ?? ran).trimEnd() ? [{ line: error.line, message: error.message && `${error.kind ?? "Error"}: ${error.message}` }] : []);
    lit = ""; // another text has none
    light();
    attrs(root, { "data-changed": is, "data-running": running });
    attrs(stopButton, { "aria-disabled": running ? null : "true" });
    write(hint, running ? "Running…" : is && text.value !== ran ? "Not run yet" : "");
    typed &&= is;
    changed?.(typed);
  }

  /** What is said comes into sight, and so does the line it is said of; the text scrolls inside itself. */
  function reveal() {
    leave();
    said.scrollIntoView({ block: "nearest" });
    if (walk.error?.line) text.reveal(walk.error.line, said.offsetHeight + 16);
  }
  /** Below the text as much is free as what is said covers. */
  const leave = () => root.style.setProperty("--said", `${said.offsetHeight}px`);

  async function start() {
    if (running) return;
    running = true;
    ran = text.value;
    typed ||= ran.trimEnd() !== shown.trimEnd();
    paint();
    try {
      await run(text.value);
    } finally {
      running = false;
      paint();
    }
    if (walk.error || !advised.hidden) reveal();
  }
  const type = () => { typed = true; paint(); };

  runButton.addEventListener("click", start);
  stopButton.addEventListener("click", () => running && stop?.());
  resetButton.addEventListener("click", () => { text.value = source.trimEnd(); type(); start(); });
  text.addEventListener("input", type);
  text.addEventListener("pointermove", (event) => { if (!differs()) walk.hover(meant(walk, places.at(text.at(event)))); });
  text.addEventListener("pointerleave", () => walk.hover(null));
  whileConnected(root, () => {
    const observer = new ResizeObserver(leave);
    observer.observe(said);
    return () => observer.disconnect();
  });
  follow(root, walk, ["trace", "error"], (event) => {
    const now = walk.error?.source ?? walk.trace.source; // a slider rewrote a number
    if (event?.type === "trace") shown = walk.trace.source;
    if (event && !typed && text.value.trimEnd() !== now.trimEnd()) text.rewrite(ran = now.trimEnd());
    paint();
  });
  follow(root, walk, ["step", "trace", "hover"], (event) => {
    light();
    if (event?.type === "step" || event?.type === "trace") text.reveal();
  });
  /** @param {unknown} value */
  const set = (value) => { text.value = String(value); type(); };
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => text.value, set });
}

// ⑧ A program one can change and run: a plain text field over the code view, so that the lit expression shines through.
import { attrs, follow, h, write } from "../dom.js";
import { needsWalk } from "../walk.js";
import { codeView } from "./code-view.js";

/**
 * An element with `.value` (the text) and `input` events.
 * @param {import("../walk.js").Walk} walk
 * @param {{run: (source: string) => Promise<unknown>, stop?: () => void, source?: string, label?: string}} options
 *   run: traces the text and settles when done; source: what Reset goes back to
 * @returns {HTMLElement & {value: string}}
 */
export function program(walk, { run, stop, source = walk.trace.source, label = "Program" }) {
  needsWalk(walk, "program");
  if (typeof run !== "function") throw new TypeError("program needs run: (source) => Promise");
  const text = h("textarea", { class: "program-text", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", "aria-label": label });
  const backdrop = codeView(walk, { label });
  attrs(backdrop, { inert: true });
  const runButton = h("button", { type: "button", class: "program-run", title: "Run (Ctrl + Enter)" }, "Run");
  const stopButton = h("button", { type: "button", "aria-disabled": "true" }, "Stop");
  const resetButton = h("button", { type: "button" }, "Reset");
  const hint = h("span", { class: "program-hint" });
  const root = h("div", { class: "program", "data-widget": "program" },
    h("div", { class: "program-editor" }, backdrop, text),
    h("div", { class: "program-buttons" }, runButton, stopButton, resetButton, hint));
  let running = false;
  let shown = walk.trace.source; // the text of the run that is on the page

  function paint() {
    const changed = text.value.trimEnd() !== shown.trimEnd();
    attrs(root, { "data-changed": changed, "data-running": running });
    attrs(stopButton, { "aria-disabled": running ? null : "true" });
    attrs(text, { rows: Math.max(4, text.value.split("\n").length), "aria-invalid": walk.error ? "true" : null });
    write(hint, running ? "Running…" : changed ? "Changed, not run yet" : "");
  }

  async function start() {
    if (running) return;
    running = true;
    paint();
    try {
      await run(text.value);
    } finally {
      running = false;
      paint();
    }
  }

  runButton.addEventListener("click", start);
  stopButton.addEventListener("click", () => running && stop?.());
  resetButton.addEventListener("click", () => { text.value = source; paint(); start(); });
  text.addEventListener("input", paint);
  text.addEventListener("scroll", () => { if (backdrop.firstElementChild) backdrop.firstElementChild.scrollLeft = text.scrollLeft; });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    start();
  });
  text.value = shown;
  follow(root, walk, ["trace", "error"], (event) => {
    if (event?.type === "trace") {
      if (text.value.trimEnd() === shown.trimEnd()) text.value = walk.trace.source; // a slider rewrote a number
      shown = walk.trace.source;
    }
    paint();
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => text.value, set: (value) => { text.value = String(value); paint(); } });
}

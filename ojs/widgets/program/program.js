// ⑧ A program one can change and run: a plain text field over the code view, so that the lit expression shines through.
import { attrs, follow, h, write } from "../../drawing/dom.js";
import { needsWalk } from "../../trace/walk.js";
import { writeCode } from "../step/code-text.js";
import { codeView } from "../step/code-view.js";

/**
 * An element with `.value` (the text) and `input` events.
 * @param {import("../../trace/walk.js").Walk} walk
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
  const draft = h("code");
  const unsaved = h("div", { class: "code-view", inert: true }, h("pre", {}, draft));
  const runButton = h("button", { type: "button", class: "program-run", title: "Run (Ctrl + Enter)" }, "Run");
  const stopButton = h("button", { type: "button", "aria-disabled": "true" }, "Stop");
  const resetButton = h("button", { type: "button" }, "Reset");
  const hint = h("span", { class: "program-hint" });
  const root = h("div", { class: "program", "data-widget": "program" },
    h("div", { class: "program-editor" }, backdrop, unsaved, text),
    h("div", { class: "program-buttons" }, runButton, stopButton, resetButton, hint));
  let running = false;
  let ran = ""; // the text of the last attempt
  let shown = walk.trace.source; // the text of the run that is on the page

  /** What was typed and did not run yet, or did not run: with line numbers, and the wrong line marked. */
  function drawDraft() {
    const lines = text.value.split("\n");
    draft.replaceChildren(...lines.map((line, i) => h("span", { class: "code-line", "data-wrong": walk.error?.line === i + 1 && text.value === ran }, writeCode(h("span"), line), "\n")));
  }

  function paint() {
    const changed = text.value.trimEnd() !== shown.trimEnd() || Boolean(walk.error);
    if (changed) drawDraft();
    attrs(backdrop, { hidden: changed });
    attrs(unsaved, { hidden: !changed });
    attrs(root, { "data-changed": changed, "data-running": running });
    attrs(stopButton, { "aria-disabled": running ? null : "true" });
    attrs(text, { rows: Math.max(4, text.value.split("\n").length), "aria-invalid": walk.error ? "true" : null });
    write(hint, running ? "Running…" : changed && text.value !== ran ? "Changed, not run yet" : "");
  }

  async function start() {
    if (running) return;
    running = true;
    ran = text.value;
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
  resetButton.addEventListener("click", () => { text.value = source.trimEnd(); paint(); start(); });
  text.addEventListener("input", paint);
  // the text field lies on top of the code it shows, and would hide it from the pointer
  text.addEventListener("pointermove", (event) => { if (!backdrop.hidden) backdrop.point(event); });
  text.addEventListener("pointerleave", () => walk.hover(null));
  text.addEventListener("scroll", () => { for (const pre of root.querySelectorAll("pre")) pre.scrollLeft = text.scrollLeft; });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    start();
  });
  text.value = shown.trimEnd();
  follow(root, walk, ["trace", "error"], (event) => {
    if (event?.type === "trace") {
      if (text.value.trimEnd() === shown.trimEnd()) text.value = walk.trace.source.trimEnd(); // a slider rewrote a number
      shown = walk.trace.source;
    }
    paint();
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => text.value, set: (value) => { text.value = String(value); paint(); } });
}

// ⑧ A program one can change and run: a plain text field over the code view, so that the lit expression shines through.
import { attrs, follow, h, whileConnected, write } from "../../drawing/dom.js";
import { needsWalk } from "../../trace/walk.js";
import { writeCode } from "../step/code-text.js";
import { codeView } from "../step/code-view.js";
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
  const text = h("textarea", { class: "program-text", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", "aria-label": label });
  const backdrop = codeView(walk, { label, scroller: text });
  attrs(backdrop, { inert: true });
  const draft = h("code");
  const unsaved = h("div", { class: "code-view", inert: true }, h("pre", {}, draft));
  const runButton = h("button", { type: "button", class: "program-run", title: "Run (Ctrl + Enter)" }, "Run");
  const stopButton = h("button", { type: "button", "aria-disabled": "true" }, "Stop");
  const resetButton = h("button", { type: "button" }, "Reset");
  const hint = h("span", { class: "program-hint" });
  const advised = advice(walk);
  const bar = h("div", { class: "program-bar" }, runButton, stopButton, resetButton, hint);
  const said = h("div", { class: "program-said" }, advised);
  const root = h("div", { class: "program", "data-widget": "program" }, bar, h("div", { class: "program-editor" }, backdrop, unsaved, text), said);
  let running = false;
  let ran = walk.trace.source; // the text of the last attempt
  let shown = walk.trace.source; // the text of the run that is on the page
  let typed = false; // by the reader, and not run with success yet

  /** What did not run yet, or did not run: with line numbers, and the wrong line marked. */
  function drawDraft() {
    const wrong = text.value === ran ? walk.error?.line : null;
    draft.replaceChildren(...text.value.split("\n").map((line, i) => h("span", { class: "code-line", "data-wrong": wrong === i + 1 }, writeCode(h("span"), line), "\n")));
  }

  function paint() {
    const is = text.value.trimEnd() !== shown.trimEnd() || Boolean(walk.error);
    if (is) drawDraft();
    attrs(backdrop, { hidden: is });
    attrs(unsaved, { hidden: !is });
    follows();
    attrs(root, { "data-changed": is, "data-running": running });
    attrs(stopButton, { "aria-disabled": running ? null : "true" });
    attrs(text, { rows: Math.max(4, text.value.split("\n").length), "aria-invalid": walk.error ? "true" : null });
    write(hint, running ? "Running…" : is && text.value !== ran ? "Not run yet" : "");
    typed &&= is;
    changed?.(typed);
  }

  /** What is said comes into sight, and so does the line it is said of; the text scrolls inside itself. */
  function reveal() {
    leave();
    said.scrollIntoView({ block: "nearest" });
    const line = draft.querySelector("[data-wrong]");
    if (!line || unsaved.hidden) return;
    const [at, view] = [line, text].map((one) => one.getBoundingClientRect());
    const foot = view.bottom - said.offsetHeight - 16;
    if (at.top < view.top || at.bottom > foot) text.scrollTop += at.bottom > foot ? at.bottom - foot : at.top - view.top - 16;
    follows();
  }
  /** Below the text as much is free as what is said covers. */
  const leave = () => root.style.setProperty("--said", `${said.offsetHeight}px`);
  /** What lies under the field scrolls with it, and fades where it goes on. */
  function follows() {
    const { scrollLeft: x, scrollTop: y, scrollWidth, scrollHeight, clientWidth, clientHeight } = text;
    const more = [x > 1 && "left", x < scrollWidth - clientWidth - 1 && "right", y > 1 && "up", y < scrollHeight - clientHeight - 1 && "down"].filter(Boolean).join(" ");
    for (const pre of root.querySelectorAll("pre")) {
      [pre.scrollLeft, pre.scrollTop] = [x, y];
      attrs(pre, { "data-more": more || null });
    }
  }

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
  // the text field lies on top of the code it shows, and would hide it from the pointer
  text.addEventListener("pointermove", (event) => { if (!backdrop.hidden) backdrop.point(event); });
  text.addEventListener("pointerleave", () => walk.hover(null));
  text.addEventListener("scroll", follows);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    start();
  });
  text.value = shown.trimEnd();
  whileConnected(root, () => {
    const observer = new ResizeObserver(() => {
      leave();
      follows();
    });
    for (const one of [said, text]) observer.observe(one);
    return () => observer.disconnect();
  });
  follow(root, walk, ["trace", "error"], (event) => {
    const now = walk.error?.source ?? walk.trace.source; // a slider rewrote a number
    if (event?.type === "trace") shown = walk.trace.source;
    if (event && !typed && text.value.trimEnd() !== now.trimEnd()) text.value = ran = now.trimEnd();
    paint();
  });
  /** @param {unknown} value */
  const set = (value) => { text.value = String(value); type(); };
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => text.value, set });
}

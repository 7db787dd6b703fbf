// ⑧ An exercise that asks for code: an author's block (tools/exercises.lua) gets an editor and a Check, graded by Python in the page.
import { answers } from "../../exercises/answers.js";
import { differs, raised } from "../../exercises/check-words.js";
import { engine } from "../../engine/client.js";
import { attrs, h, whileConnected, write } from "../../drawing/dom.js";
import { editor } from "../editor/editor.js";
import { again } from "../step/again.js";
import { printed } from "../step/printed.js";
import { codeBlock, fill } from "./code-block.js";
import { graphAt } from "./code-graph.js";
import { checksSaid, failedCheck, right } from "./code-verdict.js";
import { onward } from "./progress.js";

/** @typedef {"open" | "wrong" | "solved" | "shown"} State @typedef {import("../../exercises/check-words.js").Told} Told */

const PATIENCE = 300; // milliseconds before it is said that something takes its time
const AT_REST = 400; // milliseconds after the last key, before what was written is kept

/** @param {HTMLElement} root the block: `data-name`, `data-checks`, a starter, hints and a solution @returns {HTMLElement & {value: {state: State, source: string}}} */
export function codeExercise(root) {
  const { name, checks, title, bar, given, solved, hints, starter, solution } = codeBlock(root);
  const kept = answers.get(name);
  let done = kept?.done ?? ""; // what is solved once is solved, whatever is tried afterwards
  let [running, wrong] = [false, false];
  /** @returns {State} */
  const state = () => done || (wrong ? "wrong" : "open");

  const field = editor({ value: kept?.answers[0] || starter, label: `Your program: ${title}`, run: () => check() });
  const { checkButton, stopButton, resetButton, doing } = fill(bar);
  const verdict = h("div", { class: "code-exercise-verdict", role: "status", tabindex: -1 });
  const output = printed();
  const open = h("button", { type: "button", "aria-expanded": "false" });
  const more = h("div", { class: "exercise-more" }, open, onward());
  const steps = h("div", { class: "exercise-steps" });
  const retry = again(() => check());
  /** @type {import("../../engine/protocol.js").Trace | undefined} */
  let trace;
  /** @type {Told["row"]} */
  let row;

  function paint() {
    attrs(root, { "data-state": state(), "data-running": running });
    attrs(stopButton, { "aria-disabled": running ? null : "true" });
    more.hidden = !done && !trace;
    open.hidden = !trace;
  }
  function keep() {
    if (field.value !== starter || answers.get(name) || done) answers.set(name, { answers: [field.value], done });
    root.dispatchEvent(new Event("input", { bubbles: true }));
  }
  /** @param {Node[]} words @param {{output?: string, cut?: number}} [out] */
  function say(words, out = {}) {
    verdict.replaceChildren(...words);
    output.show(out, true);
    output.hidden = !out.output;
    close();
    paint();
  }
  function close() {
    attrs(open, { "aria-expanded": "false" });
    write(open, row ? "Show it in the graph" : "Step through it");
    steps.replaceChildren();
  }
  /** Below it stands what is wrong. @param {Told} told */
  const marked = ({ line }) => field.errors(line ? [{ line }] : []);

  async function check() {
    if (running) return;
    running = true;
    [trace, row] = [undefined, undefined];
    const waiting = setTimeout(() => write(doing, engine.state === "loading" ? "Python is starting …" : "Checking …"), PATIENCE);
    paint();
    const source = field.value;
    try {
      const found = await engine.check({ source, checks, solution, key: root });
      const told = found.check.failed && differs(found.check.failed);
      [trace, row] = [found.trace, told?.row];
      if (told) marked(told);
      wrong = told !== null;
      if (!told) done = "solved";
      say(checksSaid(found.check.passed, told), found);
    } catch (/** @type {any} */ error) {
      failedToRun(error);
    } finally {
      clearTimeout(waiting);
      write(doing, "");
      running = false;
      paint();
      keep();
    }
    if (verdict.textContent) verdict.scrollIntoView({ block: "nearest" });
  }
  /** @param {import("../../engine/client.js").EngineError} error */
  function failedToRun(error) {
    if (error.why === "Superseded") return;
    if (error.why === "Stopped") return say([h("p", {}, "Stopped. Nothing was found out.")]);
    if (error.why === "EngineFailed") return say([h("p", {}, `${error.message}. Hints and solution can be read all the same. `, retry)]);
    const told = raised(error);
    marked(told);
    wrong = true;
    say([failedCheck(told, "error")], error);
  }
  async function stepThrough() {
    if (!trace) return;
    attrs(open, { "aria-expanded": "true" });
    const shown = await graphAt(trace, row, title);
    if (open.getAttribute("aria-expanded") !== "true") return;
    write(open, "Close");
    steps.replaceChildren(shown);
    shown.scrollIntoView({ block: "nearest" });
  }

  checkButton.addEventListener("click", check);
  stopButton.addEventListener("click", () => running && engine.stop());
  function startAgain() {
    field.value = starter; // as if typed: Undo brings back what was there
    [trace, row, wrong] = [undefined, undefined, false];
    say([]);
  }
  resetButton.addEventListener("click", () => { startAgain(); keep(); });
  open.addEventListener("click", () => (open.getAttribute("aria-expanded") === "true" ? close() : stepThrough()));
  solved.addEventListener("toggle", () => {
    if (!solved.open || done) return;
    done = "shown";
    paint();
    keep();
  });
  for (const hint of hints) hint.addEventListener("toggle", () => attrs(hint, { "data-seen": hint.open || hint.hasAttribute("data-seen") }));
  steps.addEventListener("input", (event) => event.stopPropagation());
  let rest = 0;
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(rest);
    rest = window.setTimeout(keep, AT_REST);
  });

  attrs(root, { "data-widget": "code-exercise", role: "group", "aria-label": `Exercise: ${title}` });
  given.replaceWith(h("div", { class: "code-exercise-program" }, field));
  bar.after(verdict, output, more, steps);
  say(done === "solved" ? [right("Solved.")] : []);
  whileConnected(root, () => {
    const leave = () => { if (field.value !== (answers.get(name)?.answers[0] ?? starter)) keep(); };
    const forget = () => {
      done = "";
      startAgain();
      for (const one of [...hints, solved]) { one.open = false; attrs(one, { "data-seen": null }); }
    };
    addEventListener("pagehide", leave);
    answers.addEventListener("forget", forget);
    answers.dispatchEvent(new Event("change")); // one more for the list of exercises
    return () => { removeEventListener("pagehide", leave); answers.removeEventListener("forget", forget); };
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => ({ state: state(), source: field.value }) });
}

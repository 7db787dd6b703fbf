// ⑧ Predict, then see: the reader gives a number, the engine's own decides, and a wrong one is explained.
import { answers } from "../../exercises/answers.js";
import { engine } from "../../engine/client.js";
import { attrs, h, whileConnected } from "../../drawing/dom.js";
import { judge, reveal, unreadable } from "../../exercises/exercise-words.js";
import { recorded } from "../../engine/live.js";
import { createWalk } from "../../trace/walk.js";
import { answerField, question } from "./answer-field.js";
import { codeView } from "../step/code-view.js";
import { onward } from "./progress.js";
import { walkthrough } from "../program/walkthrough.js";

/**
 * @typedef {import("../../engine/protocol.js").Trace} Trace
 * @typedef {import("../../exercises/mistakes.js").Question} Question
 * @typedef {"open" | "wrong" | "solved" | "shown"} State
 */

const PATIENCE = 300; // milliseconds; the first program of arrays waits for NumPy

/**
 * An element with `.value` ({state, answers}) and `input` events.
 * @param {string} example "02-autograd/ex_cube": its program is shown, its recorded trace has the answer
 * @param {object} questions what is asked for, by the names that the graph shows ("x", "x₂"); of an array one entry ("A[0, 1]")
 * @param {string | string[]} [questions.value]
 * @param {string | string[]} [questions.shape] of the gradient
 * @param {string | string[]} [questions.gradient] at the end of the program
 * @returns {Promise<HTMLElement & {value: {state: State, answers: string[]}}>}
 */
export async function exercise(example, { value, shape, gradient } = {}) {
  if (typeof example !== "string") throw new TypeError('exercise needs the name of an example: "02-autograd/ex_cube"');
  /** @type {Trace} */
  let trace = await recorded(example);
  const walk = createWalk(trace);
  const asked = Object.entries({ value, shape, gradient }).flatMap(([ask, names]) => [names ?? []].flat().map((name) => ({ ask: /** @type {Question["ask"]} */ (ask), name })));
  if (asked.length === 0) throw new TypeError('exercise needs a question: {gradient: "x"} or {value: "y"}');
  const notes = `${example.replace(/\W/g, "-")}-notes`;
  const fields = asked.map(({ ask, name }) => {
    const one = question(trace, walk.names, ask, name);
    if (!one) throw new TypeError(`${example} has no ${ask} of ${name} to ask for`);
    return answerField(trace, walk.names, one, notes);
  });

  const check = h("button", { type: "submit", class: "exercise-check" }, "Check");
  const show = h("button", { type: "button" }, "Show the answer");
  const open = h("button", { type: "button", "aria-expanded": "false" }, "Step through it");
  const more = h("div", { class: "exercise-more", hidden: true }, open, onward());
  const form = h("form", { class: "exercise-form", novalidate: true }, ...fields.map(({ root }) => root), h("div", { class: "exercise-buttons" }, check, show));
  const verdict = h("div", { class: "exercise-verdict", id: notes, role: "status" });
  const program = h("div", { class: "exercise-program" }, codeView(walk));
  const steps = h("div", { class: "exercise-steps" });
  const root = h("div", { class: "exercise", "data-widget": "exercise", "data-example": example, "data-state": "open", role: "group", "aria-label": `Exercise: ${fields.map(({ name }) => name).join(", ")}` }, program, form, verdict, more, steps);
  /** @type {State} */
  let state = "open";
  let position = 0; // where stepping begins: at what was asked, or at what went wrong

  /** @param {State} next @param {string[]} words @param {string} [kind] */
  function say(next, words, kind) {
    state = next;
    attrs(root, { "data-state": state, "data-mistake": kind });
    verdict.replaceChildren(...words.map((text) => h("p", {}, text)));
    more.hidden = state === "open";
    root.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {string} opening @param {State} next */
  function tell(opening, next) {
    const told = reveal(trace, fields, opening, root.dataset.source === "live");
    position = told.step;
    say(next, told.words);
  }

  function decide() {
    const unread = fields.find(({ given }) => given() === null);
    if (unread) {
      say(state === "open" ? "open" : "wrong", [unreadable(unread.input.value, unread.question.ask)]);
      return unread.input.focus();
    }
    const { rights, words, kind, step } = judge(trace, fields.map(({ question, name, given }) => ({ question, name, answer: /** @type {number | string} */ (given()) })));
    fields.forEach((field, at) => field.judge(rights[at] ? "right" : "wrong"));
    if (words.length === 0) return tell("Right.", "solved");
    position = step ?? 0;
    say("wrong", words, kind);
  }

  function close() {
    attrs(open, { "aria-expanded": "false" });
    open.textContent = "Step through it";
    program.hidden = false;
    steps.replaceChildren();
  }
  async function stepThrough() {
    attrs(open, { "aria-expanded": "true" });
    const title = root.closest("section[id]")?.querySelector("h2, h3, h4")?.textContent ?? example;
    const opened = await walkthrough({ trace, example }, { step: position, label: `Step through: ${title}` });
    if (open.getAttribute("aria-expanded") !== "true") return;
    program.hidden = true; // the walkthrough shows it
    open.textContent = "Close";
    steps.replaceChildren(opened);
  }
  /** The recorded trace, or a fresh one where Python is at hand. */
  async function refresh() {
    if (!["ready", "busy"].includes(engine.state)) return;
    const waiting = setTimeout(() => verdict.replaceChildren(h("p", {}, "Python is computing it …")), PATIENCE);
    const fresh = await engine.trace({ source: trace.source, inputs: {}, key: root }).catch(() => null);
    clearTimeout(waiting);
    if (!fresh) return;
    trace = fresh;
    attrs(root, { "data-source": "live" });
  }
  const keep = () => answers.set(example, { answers: fields.map(({ input }) => input.value), done: state === "solved" || state === "shown" ? state : "" });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await refresh();
    decide();
    keep();
    if (state === "solved") stepThrough();
    else if (steps.firstChild) close();
  });
  show.addEventListener("click", async () => {
    await refresh();
    for (const field of fields) field.judge("");
    tell("", "shown");
    keep();
    stepThrough();
  });
  open.addEventListener("click", () => (open.getAttribute("aria-expanded") === "true" ? close() : stepThrough()));
  for (const inner of [steps, program]) inner.addEventListener("input", (event) => event.stopPropagation());

  /** As the reader left it, with the walkthrough closed. */
  function restore() {
    const kept = answers.get(example);
    fields.forEach(({ input, judge: mark }, at) => { input.value = kept?.answers[at] ?? ""; mark(""); });
    if (kept?.done === "shown") tell("", "shown");
    else if (kept && fields.every(({ given }) => given() !== null)) decide();
    else say("open", []);
  }
  const forgotten = () => { close(); restore(); };
  attrs(root, { "data-source": "recorded" });
  restore();
  whileConnected(root, () => {
    answers.addEventListener("forget", forgotten);
    answers.dispatchEvent(new Event("change")); // one more for the list of exercises
    return () => answers.removeEventListener("forget", forgotten);
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => ({ state, answers: fields.map(({ input }) => input.value) }) });
}

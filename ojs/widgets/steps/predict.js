// ⑧ "Predict": before each step back the reader says what will arrive; what a wrong answer may come from is said, and the right one goes on.
import { attrs, h, whileConnected, write } from "../../drawing/dom.js";
import { judge, unreadable } from "../../exercises/exercise-words.js";
import { truth } from "../../exercises/mistakes.js";
import { readNumber, readShape } from "../../maths/evaluate.js";
import { questionAt, questionText } from "../../trace/question.js";

/** @typedef {NonNullable<ReturnType<typeof questionAt>>} Question */

let made = 0;

const SIGNS = /** @type {const} */ ([["positive", 1], ["negative", -1], ["zero", 0]]);

/** What is said of a wrong direction. @param {import("../../trace/walk.js").Walk} walk @param {Question} question @param {string} said */
function turned({ trace, names }, { step }, said) {
  const event = /** @type {import("../../engine/protocol.js").BackwardStep} */ (trace.steps[step]);
  const [from, into] = [names[event.node], names[event.input]];
  if (said === "zero") return `Not zero. ${from} does change when ${into} does.`;
  const up = Number(event.upstream);
  if (up === 0) return `Not ${said}. Nothing has arrived at ${from}: it has nothing to pass on.`;
  return `Not ${said}. What has arrived at ${from} is ${up < 0 ? "negative" : "positive"}. If ${into} grows a little, does ${from} grow, shrink, or stay?`;
}

/** @param {import("../../trace/walk.js").Walk} walk @param {{root: HTMLElement, options?: {predict?: boolean}}} host @returns {HTMLElement} */
export function predict(walk, host) {
  const button = h("button", { type: "button", class: "predict-switch", "aria-pressed": "false", title: "Say what arrives before it is shown" }, "Predict");
  const text = h("p", { class: "predict-text", id: `predict-${(made += 1)}` });
  const input = h("input", { type: "text", inputmode: "text", size: 10, maxlength: 60, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-labelledby": text.id });
  const check = h("button", { type: "submit", class: "predict-check" }, "Check");
  const signs = SIGNS.map(([name, sign]) => {
    const one = h("button", { type: "button", class: "predict-sign" }, name);
    one.addEventListener("click", () => direction(name, sign));
    return one;
  });
  const or = h("span", { class: "predict-or", role: "group", "aria-label": "Or its direction" }, ...signs);
  const show = h("button", { type: "button", class: "predict-show" }, "Show me");
  const verdict = h("p", { class: "predict-verdict", role: "status" });
  const form = h("form", { class: "predict", "data-widget": "predict", novalidate: true }, text, h("div", { class: "predict-line" }, input, check, show, or), verdict);
  /** @type {Question | null} */
  let asked = null;
  /** What had the focus when the question came. @type {HTMLElement | null} */
  let from = null;
  let on = false;

  /** @param {Question} question */
  function ask(question) {
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && host.root.contains(activeElement) && !form.contains(activeElement)) from = activeElement;
    asked = question;
    write(text, questionText(walk.replay, question));
    write(verdict, "");
    input.value = "";
    attrs(input, { "aria-invalid": null, placeholder: question.ask === "width" ? "(2, 3)" : null });
    or.hidden = question.ask === "width";
    const stage = host.root.querySelector(".walkthrough-stage");
    if (stage) stage.append(form);
    else host.root.querySelector(".sentence")?.after(form);
    attrs(host.root, { "data-asked": true });
    queueMicrotask(() => { // the control that was pressed takes the focus first
      input.focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    });
  }
  function close() {
    if (!asked) return;
    const back = form.contains(document.activeElement);
    asked = null;
    form.remove();
    attrs(host.root, { "data-asked": null });
    if (!back) return;
    const next = /** @type {HTMLElement | null} */ (host.root.querySelector(".step-control [tabindex='0']") ?? host.root.querySelector(".step-control button"));
    (from?.isConnected ? from : next)?.focus({ preventScroll: true });
  }
  /** To the step that was asked about. */
  function go() {
    const to = asked ? asked.step + 1 : walk.step;
    close();
    walk.set(to);
  }
  /** @param {string} words */
  function say(words) {
    write(verdict, words);
    form.scrollTop = form.scrollHeight; // where there is little room
  }
  /** @param {string} name @param {number} sign */
  function direction(name, sign) {
    if (!asked) return;
    if (Math.sign(Number(truth(walk.trace, asked).answer)) === sign) return go();
    attrs(form, { "data-mistake": "sign" });
    say(turned(walk, asked, name));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!asked) return;
    const answer = asked.ask === "width" ? readShape(input.value) : readNumber(input.value);
    attrs(form, { "data-mistake": null });
    if (answer === null) {
      say(unreadable(input.value, asked.ask));
      return input.select();
    }
    const { words, kind } = judge(walk.trace, [{ question: asked, name: "contribution", answer }]);
    if (!words.length) return go();
    attrs(form, { "data-mistake": kind });
    attrs(input, { "aria-invalid": "true" });
    say(words.join(" "));
    input.select();
  });
  show.addEventListener("click", go);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
    if (event.key !== "Escape" && event.target === input) event.stopPropagation(); // letters and arrows are the field's
  });
  for (const type of ["input", "change"]) form.addEventListener(type, (event) => event.stopPropagation());

  /** @param {boolean} now */
  function turn(now) {
    on = now;
    attrs(button, { "aria-pressed": String(on) });
    attrs(host.root, { "data-predict": on });
    if (!on) close();
    walk.gate = !on ? null : (to) => {
      if (asked?.step === to - 1) {
        input.focus();
        return true;
      }
      const question = questionAt(walk.replay, to);
      if (question) ask(question);
      return question !== null;
    };
  }
  button.addEventListener("click", () => {
    turn(!on);
    const around = button.closest(".menu-panel"); // on a phone the tools are in one
    if (around instanceof HTMLElement) around.hidePopover();
  });
  whileConnected(host.root, () => {
    const types = ["step", "trace", "pass"];
    for (const type of types) walk.addEventListener(type, close);
    return () => { for (const type of types) walk.removeEventListener(type, close); };
  });
  turn(host.options?.predict === true);
  return button;
}

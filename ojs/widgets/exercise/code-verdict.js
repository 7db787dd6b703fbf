// ⑧ What the checks of an exercise say of a program: those that passed, and the first that did not, with what was expected and what came.
import { h, worded } from "../../drawing/dom.js";
import { allPassed } from "../../exercises/check-words.js";
import { isolated } from "../../trace/foreign.js";

/** @typedef {import("../../exercises/check-words.js").Told} Told */

/** @param {string} words */
export const right = (words) => h("p", { class: "code-exercise-right" }, words);

/** @param {string[]} passed @param {Told | null} told the first that did not pass */
export function checksSaid(passed, told) {
  const list = passed.length ? [passedList(passed)] : [];
  return told ? [...list, failedCheck(told)] : [right(allPassed(passed.length)), ...list];
}

/** @param {string[]} passed */
function passedList(passed) {
  const items = passed.map((what) => h("li", {}, h("span", { class: "code-check-mark", "aria-hidden": "true" }, "✓"), h("span", { class: "sg-hidden" }, "passed: "), h("bdi", {}, ...worded(isolated(what)))));
  return h("ul", { class: "code-checks" }, ...items);
}

/** @param {Told} told @param {string} [kind] "check" of the list, or "error" of the program itself */
export function failedCheck({ title, words, pair, note }, kind = "check") {
  const mark = kind === "check" ? [h("span", { class: "code-check-mark", "aria-hidden": "true" }, "✗"), h("span", { class: "sg-hidden" }, "not passed: ")] : [];
  const row = (/** @type {string} */ name, /** @type {string} */ text) => h("div", {}, h("dt", {}, name), h("dd", {}, h("code", {}, isolated(text))));
  return h("div", { class: "code-check-failed", "data-kind": kind },
    ...(title ? [h("p", { class: "code-check-title" }, ...mark, h("bdi", {}, ...worded(isolated(title))))] : []),
    ...(words ? [h("p", { class: "code-check-words" }, h("bdi", {}, ...worded(isolated(words))))] : []),
    ...(pair ? [h("dl", { class: "code-check-pair" }, row("Expected", pair[0]), row("Yours", pair[1]))] : []),
    ...(note ? [h("p", { class: "code-check-note" }, ...worded(isolated(note)))] : []));
}

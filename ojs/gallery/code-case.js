// ⑧ The gallery's exercise with code: an author's block as tools/exercises.lua writes it, and what its checks may say.
import { differs, raised } from "../exercises/check-words.js";
import { codeExercise } from "../widgets/exercise/code-exercise.js";
import { checksSaid, failedCheck } from "../widgets/exercise/code-verdict.js";
import { h } from "../drawing/dom.js";

const PROGRAM = "from stepgrad import Value\n\nx = Value(3.0)\ny = x * 2\ny.backward()";

/** @param {string} text */
const code = (text) => h("div", { class: "code-copy-outer-scaffold" }, h("div", { class: "sourceCode" }, h("pre", { class: "sourceCode python" }, h("code", { class: "sourceCode python" }, text))));
/** @param {string} kind @param {string} title @param {...(Node | string)} content */
const folded = (kind, title, ...content) => h("details", { class: `code-exercise-${kind}` }, h("summary", {}, title), ...content);

/** @param {string} name of its own, so that nothing of a reader's is shown */
export const codeCase = (name) => codeExercise(h("div", { id: name, class: "code-exercise", "data-name": `gallery/${name}`, "data-checks": "" },
  h("p", {}, "Square x, and go backward."), code(PROGRAM), h("div", { class: "code-exercise-bar" }),
  folded("hint", "Hint 1", h("p", {}, "A square is a product.")), folded("hint", "Hint 2", h("p", {}, "Of x and x.")), folded("solution", "Solution", code(PROGRAM.replace("2", "x")))));

/** @param {Element[]} words */
const say = (words) => (/** @type {Element} */ root) => root.querySelector(".code-exercise-verdict")?.replaceChildren(...words);

const PASSED = ["the value of y", "that there is one call of `backward()`"];
const ROW = /** @type {const} */ ({ label: "x", text: "x = Value(3.0)", node: 0, step: 3, quantity: "grad", of: null });
export const codeSays = {
  row: say(checksSaid(PASSED, differs({ what: "the graph", expected: "6", came: "2", where: "", note: "Two edges lead back to x.", line: null, row: ROW }))),
  right: say(checksSaid(PASSED, null)),
  error: say([failedCheck(raised({ kind: "ZeroDivisionError", message: "division by zero", line: 3 }), "error")]),
};

// ⑧ The gallery's cases: a line each, by widget and state.
import { recorded } from "../engine/live.js";
import { createWalk } from "../trace/walk.js";
import { codeCase, codeSays } from "./code-case.js";
import { dotTiming } from "../widgets/pictures/dot-timing.js";
import { editor } from "../widgets/editor/editor.js";
import { exercise } from "../widgets/exercise/exercise.js";
import { formulaCheck } from "../widgets/exercise/formula-check.js";
import { progress } from "../widgets/exercise/progress.js";
import { graphView } from "../widgets/graph/graph-view.js";
import { heatMap } from "../widgets/graph/heat-map.js";
import { memoryGrowth } from "../widgets/pictures/memory-growth.js";
import { memoryTimeline } from "../widgets/pictures/memory-timeline.js";
import { matrixProduct } from "../widgets/pictures/matrix-product.js";
import { nudge } from "../widgets/pictures/nudge.js";
import { numericCheck } from "../widgets/pictures/numeric-check.js";
import { operationTable } from "../widgets/pictures/operation-table.js";
import { unbroadcast } from "../widgets/pictures/unbroadcast.js";
import { walkOrder } from "../widgets/pictures/walk-order.js";
import { exampleCards, examples } from "../widgets/program/examples.js";
import { scenarios } from "../widgets/program/scenarios.js";
import { unloaded } from "../widgets/program/unloaded.js";
import { variants } from "../widgets/program/variants.js";
import { walkthrough } from "../widgets/program/walkthrough.js";
import { stepControl } from "../widgets/steps/step-control.js";

/** @typedef {import("./gallery.js").Case} Case */

const KNOBS = { a: { min: -4, max: 4, step: 0.5 }, b: { min: -4, max: 4, step: 0.5 } };

/** A walkthrough at a step, counted from the end where it is below zero. @param {string} name @param {string} example @param {number} step @param {object} [options] @param {Case["then"]} [then] @returns {Case} */
const at = (name, example, step, options = {}, then = undefined) => ({
  name: `walkthrough: ${name}`,
  make: async () => {
    const root = await walkthrough(`02-autograd/${example}`, { live: false, label: `Step through: ${name}`, ...options });
    root.value = step < 0 ? root.walk.max + 1 + step : step;
    return root;
  },
  then,
});

/** Presses what is there. @param {string} selector */
const press = (selector) => (/** @type {HTMLElement} */ root) => root.querySelector(selector)?.dispatchEvent(new MouseEvent("click", { bubbles: true }));

/** Looks for something in the graph. @param {string} words */
const find = (words) => (/** @type {HTMLElement} */ root) => {
  const field = /** @type {HTMLInputElement | null} */ (root.querySelector(".graph-search-field"));
  if (!field) return;
  field.focus();
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

/** Pins a node and moves its number. @param {number} node */
const nudged = (node) => (/** @type {HTMLElement & {walk: import("../trace/walk.js").Walk}} */ root) => {
  root.walk.pin(node);
  const slider = /** @type {HTMLInputElement | null} */ (root.querySelector('.graph-card input[type="range"]'));
  if (!slider) return;
  slider.value = slider.max;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
};

/** @param {string} name @param {string} example @param {number} step @param {(walk: import("../trace/walk.js").Walk) => HTMLElement} make @param {Case["then"]} [then] @returns {Case} */
const part = (name, example, step, make, then = undefined) => ({ name, make: async () => make(createWalk(await recorded(`02-autograd/${example}`), { step })), then });

const CODE = `from stepgrad import Value

def half(x):
    """one part of two"""
    return x / int("two")  # 1 / 2

half(Value(3.0))`;

/** @type {Case[]} */
export const CASES = [
  at("before the first step", "two_paths", 0, { sliders: KNOBS }),
  at("mid-forward", "two_paths", 1, { sliders: KNOBS }),
  at("a first contribution", "two_paths", 5, { sliders: KNOBS }),
  at("a second contribution is added", "two_paths", -1, { sliders: KNOBS }),
  at("a node pinned", "two_paths", -1, {}, ({ walk }) => walk.pin(1)),
  at("a node pointed at", "two_paths", -1, {}, ({ walk }) => walk.hover(1)),
  at("editable", "two_paths", 3, { editable: true }),
  at("a program that failed", "two_paths", 3, { editable: true }, ({ walk }) => walk.fail({ kind: "ZeroDivisionError", message: "division by zero", line: 3 })),
  at("the keys", "two_paths", 3, {}, (root) => root.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true }))),
  at("the table", "two_paths", -1, {}, press(".graph-table summary")),
  at("a branch and a loop", "loop", -3),
  at("three passes, and zero_grad()", "not_zeroed", -2),
  at("a derivative of a derivative", "second_derivative", -3),
  at("a neuron", "neuron", -2),
  at("arrays: a row times a column", "broadcast", -2),
  at("arrays: a layer, mid-backward", "layer", 8),
  at("arrays: attention, mid-backward", "attention", -3),
  at("arrays: a node pinned", "layer", 8, {}, ({ walk }) => walk.pin(2)),
  at("arrays: a detached branch", "stopped", -1),
  at("folded: a network of 13 neurons", "mlp", -40),
  at("folded: opened once", "mlp", -40, {}, press(".gv-opener")),
  at("folded: too small to read", "mlp", -40, {}, (root) => root.querySelector('[data-widget="graph-view"]').view.zoom.set(0.3)),
  at("folded: searched", "mlp", -40, {}, find("tanh")),
  at("a finding, walked alone", "not_zeroed", 9, {}, press(".findings button:last-of-type")),
  at("a question before the step", "two_paths", 4, { predict: true }, press('[aria-label="Next step"]')),
  at("a nudge", "two_paths", -1, {}, nudged(1)),
  at("a mistake built in", "two_paths", -1, { live: true }, ({ walk }) => walk.mistake({ kind: "overwrite", title: "contributions overwrite each other" }, walk.trace)),
  at("a series: the first pass", "train_neuron", 5),
  at("a series: a later pass, at its end", "train_neuron", 5, {}, ({ walk }) => { walk.turnTo(12); walk.set(walk.max); }),
  at("a series: two passes side by side", "train_neuron", 9, {}, ({ walk }) => walk.compare(12)),
  { name: "walkthrough: not loaded", make: () => unloaded(new Error("The recorded steps of 02-autograd/two_paths could not be loaded."), () => walkthrough("02-autograd/two_paths", { live: false })) },
  { name: "walkthrough: from a link, not run", make: () => walkthrough({ source: "from stepgrad import Value\n\nx = Value(2.0)\n(x * x).backward()" }, { editable: true, held: true, sliders: "inputs" }) },
  part("graph: drawn to the right", "two_paths", 6, (walk) => graphView(walk, { direction: "right" })),
  part("graph: drawn downward", "two_paths", 6, (walk) => graphView(walk, { direction: "down" })),
  part("step control: buttons", "two_paths", 3, (walk) => stepControl(walk, { label: "Step" })),
  part("step control: a slider", "mlp", 90, (walk) => stepControl(walk, { label: "Step" })),
  { name: "step control: a counter", make: () => stepControl({ min: 1, max: 6, value: 2, label: "Round" }) },
  part("heat map: a value", "layer", 5, (walk) => heatMap(/** @type {any} */ (walk.trace.nodes[0].value), { label: "X" })),
  part("heat map: a gradient", "layer", 5, (walk) => heatMap(/** @type {any} */ (walk.trace.nodes[1].value), { label: "dW", kind: "gradient" })),
  { name: "editor", make: async () => editor({ value: CODE, label: "A program" }) },
  { name: "editor: CodeMirror, with an error", make: async () => editor({ value: CODE, label: "A program" }), then: (root) => {
    /** @type {any} */ (root).errors([{ line: 5, message: "ValueError: invalid literal for int() with base 10: 'two'" }]);
    root.dispatchEvent(new Event("pointerdown"));
  } },
  { name: "exercise: unanswered", make: () => exercise("02-autograd/ex_cube", { gradient: "x" }) },
  { name: "exercise: shapes and entries", make: () => exercise("02-autograd/ex_stretch", { shape: "b", gradient: ["b[0]", "b[1]"] }) },
  { name: "exercise: the answer shown", make: () => exercise("02-autograd/ex_product", { gradient: ["a", "b"] }), then: press("details summary, .exercise-show") },
  { name: "code exercise: not begun", make: () => codeCase("begun") },
  { name: "code exercise: another row", make: () => codeCase("row"), then: codeSays.row },
  { name: "code exercise: an error", make: () => codeCase("error"), then: codeSays.error },
  { name: "code exercise: solved", make: () => codeCase("right"), then: codeSays.right },
  { name: "progress", make: () => progress() },
  { name: "example cards", make: async () => exampleCards(await examples(), () => {}) },
  { name: "scenarios", make: async () => scenarios(/** @type {any} */ (await walkthrough("02-autograd/two_paths", { sliders: KNOBS })), [{ a: 2, b: 3 }, { a: 4, b: 3 }], { label: "Move a" }) },
  { name: "formula check", make: async () => formulaCheck(/** @type {any} */ (await walkthrough("02-autograd/two_paths", { sliders: KNOBS })), { a: "b", b: "a + 2 * b" }) },
  { name: "variants", make: () => variants({ "With the mistake": "zero", "With the cure": "zero_cured" }, { label: "Pitfall 1" }) },
  { name: "operation table", make: () => operationTable({ open: "mul", label: "The table of operations" }) },
  { name: "nudge", make: () => nudge({ label: "The area c = a · b" }) },
  { name: "matrix product", make: () => matrixProduct({ label: "C = A @ B" }) },
  { name: "unbroadcast", make: () => unbroadcast({ label: "Which axes were stretched" }) },
  { name: "walk order", make: () => walkOrder("02-autograd/walk_order", { sliders: { x: { min: -5, max: 5, step: 0.5 } } }) },
  { name: "numeric check", make: () => numericCheck("02-autograd/numeric_check", { sliders: { x: { min: -4, max: 4, step: 0.1 } } }) },
  { name: "memory timeline", make: () => memoryTimeline({ label: "What a stack of layers keeps" }) },
  { name: "memory growth", make: () => memoryGrowth() },
  { name: "dot timing", make: () => dotTiming({ label: "A dot product, timed" }) },
];

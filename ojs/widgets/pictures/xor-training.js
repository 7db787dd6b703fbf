// ⑧ XOR learned by the engine's Tensor, step by step: the decision boundary, the four answers, the loss, and why a rate is too large.
import { chart } from "../../drawing/chart.js";
import { engine } from "../../engine/client.js";
import { follow, h, scrollable, write } from "../../drawing/dom.js";
import { exact, number, power, toNumber } from "../../maths/format.js";
import { live } from "../../engine/live.js";
import { recordedTable } from "../../engine/tables.js";
import { answers, BOUND, CORNERS, diverged, Frames, moment, onset, places, sharpness, TARGETS, telling, verdict } from "../../trace/xor.js";
import { sliders as makeSliders } from "../step/sliders.js";
import { status } from "../step/status.js";
import { stepControl } from "../steps/step-control.js";
import { stepKeys } from "../steps/step-keys.js";

/** @typedef {import("../../trace/xor.js").Run} Run */

const WANT = ["losses", "curvature", "predictions", "pictures"];
const INTERVAL = 250;
const STEEPEST = 6; // where the chart of the curvature ends
const [LOW, HIGH] = [-0.5, 1.5];
const FRAME = [-0.46, 1.46]; // a contour closes along the edge of its grid, which lies outside of this
/** A prediction as a shade of the forward colour: none at 0, all of it at 1. @param {number} y */
const shade = (y) => `color-mix(in srgb, var(--forward) ${Math.round(70 * Math.min(1, Math.max(0, y)))}%, var(--diagram-bg))`;

/** @param {number} y a prediction */
const brief = (y) => (Math.abs(y) < 1e3 ? y.toFixed(3).replace(/^-(?=0\.000$)/, "").replace("-", "−") : number(Number(y.toPrecision(2))));

/**
 * An element with `.value` (the training step that is shown) and `input` events.
 * @param {{rate?: import("../step/slider.js").Slider, seed?: import("../step/slider.js").Slider, label?: string}} [options]
 */
export async function xorTraining({ rate = { min: 0.05, max: 0.6, step: 0.05, value: 0.2, label: "Learning rate" }, seed = { min: 0, max: 99, step: 1, value: 60, label: "Random seed" }, label = "XOR, learned" } = {}) {
  const { source, values } = await recordedTable("xor");
  /** @type {Run} */
  let run = values;
  const knobs = makeSliders({ rate, seed }, {}, status());
  let used = knobs.value; // of the run that is shown
  const steps = new Frames(places(run), telling(run));
  const at = () => steps.places.indexOf(steps.step);
  const words = h("p", { class: "xor-words", role: "status" });
  const problem = h("p", { class: "problem-text", role: "alert", hidden: true });

  const picture = chart({ label: "What the network answers at every point of the plane", height: 330, marks: plane,
    plot: { x: { label: "first input", domain: FRAME, ticks: [0, 1], tickFormat: "d" }, y: { label: "second input", domain: FRAME, ticks: [0, 1], tickFormat: "d" }, color: { type: "identity" }, marginLeft: 44 } });
  const common = () => ({ x: { label: "training step", domain: [0, steps.max], ticks: 5, tickFormat: "d" }, marginLeft: 52, marginRight: 16 });
  const lossScale = () => ({ ...common(), y: { type: "log", label: "loss", grid: true, ticks: 5, tickFormat: power } });
  const steepScale = () => ({ ...common(), y: { label: "rate × curvature", grid: true, domain: [0, STEEPEST], ticks: 3 } });
  const losses = chart({ label: "The loss at every training step, on a logarithmic scale", height: 200, plot: lossScale(),
    marks: (Plot) => curve(Plot, run.losses.map(Number), (y) => y > 0 && y < BOUND) });
  const steep = chart({ label: "Learning rate times curvature at every training step; above 2 a step overshoots", height: 200, plot: steepScale(),
    marks: (Plot) => [Plot.ruleY([2], { stroke: "var(--diagram-error)", strokeDasharray: "6 4" }), ...curve(Plot, sharpness(run, used.rate).map((y) => Math.min(y, STEEPEST)), () => true)] });
  const rows = h("tbody");
  const mean = h("p", { class: "xor-moment", role: "status" });
  const heads = ["Inputs", "Target", "Answer", "Error²"].map((text) => h("th", { scope: "col" }, text));
  const scroller = h("div", {}, h("table", { "aria-label": "The four answers" }, h("thead", {}, h("tr", {}, ...heads)), rows));
  scrollable(scroller, "The four answers");
  const root = h("section", { class: "xor-training", "data-widget": "xor-training", "aria-label": label }, knobs,
    stepControl(steps, { label: "Training step", compact: true, interval: INTERVAL }),
    h("div", { class: "xor-columns" }, picture, h("div", { class: "xor-answers" }, scroller, mean), losses, steep), words,
    problem, h("details", { class: "numeric-program" }, h("summary", {}, "The program that computes this"), h("pre", {}, h("code", {}, source.trim()))));
  stepKeys(root, steps, INTERVAL);

  /** @param {import("../../drawing/chart.js").Plot} Plot */
  function plane(Plot) {
    const shown = run.pictures[at()];
    const side = Math.round(Math.sqrt(shown.length));
    const size = (HIGH - LOW) / (side - 1);
    const flat = shown.flat().map(toNumber);
    const cells = flat.map((y, i) => ({ x: LOW + (i % side) * size, y: LOW + Math.floor(i / side) * size, fill: shade(y) }));
    const dots = CORNERS.map(([x, y], i) => ({ x, y, text: String(TARGETS[i]) }));
    return [
      Plot.rect(cells, { x1: (/** @type {any} */ c) => c.x - size / 2, x2: (/** @type {any} */ c) => c.x + size / 2, y1: (/** @type {any} */ c) => c.y - size / 2, y2: (/** @type {any} */ c) => c.y + size / 2, fill: "fill", shapeRendering: "crispEdges", clip: true }),
      Plot.contour(flat, { width: side, height: side, x1: LOW, x2: HIGH, y1: LOW, y2: HIGH, thresholds: [0.5], stroke: "var(--diagram-node-text)", strokeWidth: 2, clip: true }),
      Plot.dot(dots, { x: "x", y: "y", r: 13, fill: "var(--diagram-bg)", stroke: "var(--diagram-node-text)", strokeWidth: 2 }),
      Plot.text(dots, { x: "x", y: "y", text: "text", fill: "var(--diagram-node-text)", fontWeight: 700, fontSize: 14 }),
    ];
  }
  /** @param {import("../../drawing/chart.js").Plot} Plot @param {number[]} ys @param {(y: number) => boolean} shown */
  function curve(Plot, ys, shown) {
    const points = ys.map((y, x) => ({ x, y })).filter(({ y }) => shown(y));
    return [Plot.ruleX([steps.step], { stroke: "var(--diagram-border)", strokeWidth: 2 }), Plot.line(points, { x: "x", y: "y", stroke: "var(--forward)", strokeWidth: 2 }),
      Plot.dot(points.filter(({ x }) => x === steps.step), { x: "x", y: "y", r: 5, fill: "var(--forward)", stroke: "var(--diagram-bg)", strokeWidth: 2 })];
  }
  function paintStep() {
    const sides = new Set(run.pictures[at()].flat().map((y) => toNumber(y) > 0.5));
    picture.update({ summary: sides.size > 1 ? "The stronger the colour, the nearer the answer is to 1. On the line it is one half." : "The answer is one half nowhere in this picture: there is no line." });
    rows.replaceChildren(...answers(run, at()).map(({ corner, target, answer, squared, right }) => h("tr", { "data-right": String(right) }, h("th", { scope: "row" }, corner.join(", ")), h("td", {}, String(target)),
      h("td", { title: exact(answer) }, brief(answer), h("span", { role: "img", "aria-label": right ? "right side" : "wrong side" }, right ? " ✓" : " ✗")), h("td", {}, number(Number(squared.toPrecision(2)))))));
    write(mean, `Step ${steps.step}. ${moment(run, at())}`);
    losses.update({});
    steep.update({});
  }
  function paintRun() {
    const products = sharpness(run, used.rate);
    losses.update({ table: { columns: ["Training step", "Loss"], rows: run.losses.map((loss, i) => [i, number(loss)]) },
      plot: lossScale(), summary: diverged(run) ? `The chart ends at ${power(BOUND)}; its table goes on.` : "" });
    steep.update({ table: { columns: ["Training step", "Rate × curvature"], rows: products.map((product, i) => [i, number(product)]) },
      plot: steepScale(), summary: products.some((y) => y > STEEPEST) ? `The chart ends at ${STEEPEST}; its table goes on.` : "" });
    write(words, `Learning rate ${number(used.rate)}: ${verdict(run, used.rate)}`);
    Object.assign(root.dataset, { outcome: diverged(run) ? "diverged" : "bounded", rate: String(used.rate), loss: String(run.losses[run.losses.length - 1]), onset: String(onset(products)) });
  }
  paintRun();
  follow(root, steps, ["step"], paintStep); // the step control says "input"
  const again = live(root, {
    /** @param {Record<string, number>} inputs */
    ask: (inputs) => engine.run({ source, inputs, want: WANT, key: root }),
    received: (answer, inputs) => {
      const same = inputs.rate === used.rate && inputs.seed === used.seed; // Python is there: the reader stays at the step
      [run, used] = [/** @type {any} */ (answer.values), inputs];
      if (!same) steps.pause();
      steps.show(places(run), same && places(run).includes(steps.step) ? steps.step : telling(run));
      steps.dispatchEvent(new Event("trace"));
      paintRun();
      paintStep();
    },
    failed: (failure) => { problem.hidden = !failure; write(problem, failure ? `${failure.kind}: ${failure.message}` : ""); },
    blocked: (reason) => { knobs.value = used; knobs.disabled = reason; },
    begin: () => knobs.value,
  });
  knobs.addEventListener("input", (event) => { event.stopPropagation(); again(knobs.value); });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => steps.step, set: (step) => steps.set(Number(step)) });
}

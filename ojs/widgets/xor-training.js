// ⑧ XOR learned by the engine's Tensor: the decision boundary as a picture, the loss, and why a rate is too large.
import { chart } from "../chart.js";
import { engine } from "../client.js";
import { h, write } from "../dom.js";
import { number, superscript, toNumber } from "../format.js";
import { live } from "../live.js";
import { recordedTable } from "../tables.js";
import { CORNERS, diverged, onset, sharpness, TARGETS, verdict } from "../xor.js";
import { sliders as makeSliders } from "./sliders.js";
import { status } from "./status.js";

/** @typedef {import("../xor.js").Run} Run */

const WANT = ["losses", "curvature", "predictions", "pictures"];
const [LOW, HIGH] = [-0.5, 1.5];
const FRAME = [-0.46, 1.46]; // a contour closes along the edge of its grid, which lies outside of this
/** @param {number} value a tick of a logarithmic scale */
const power = (value) => (Number.isInteger(Math.log10(value)) ? `10${superscript(Math.log10(value))}` : "");
/** A prediction as a shade of the forward colour: none at 0, all of it at 1. @param {number} y */
const shade = (y) => `color-mix(in srgb, var(--forward) ${Math.round(70 * Math.min(1, Math.max(0, y)))}%, var(--diagram-bg))`;

/**
 * An element with `.value` (the step that the picture shows) and `input` events.
 * @param {{rate?: import("./sliders.js").Slider, seed?: import("./sliders.js").Slider, label?: string}} [options]
 */
export async function xorTraining({ rate = { min: 0.05, max: 0.6, step: 0.05, value: 0.2, label: "learning rate" }, seed = { min: 0, max: 99, step: 1, value: 72, label: "seed of the start" }, label = "XOR, learned" } = {}) {
  const { source, values } = await recordedTable("xor");
  /** @type {Run} */
  let run = values;
  const knobs = makeSliders({ rate, seed });
  let at = run.predictions.length - 1;
  let used = knobs.value.rate; // the rate of the run that is shown
  const scrub = h("input", { type: "range", min: 0, step: 1, "aria-label": "training step shown in the picture" });
  const when = h("output");
  const words = h("p", { class: "xor-words", role: "status" });
  const problem = h("p", { class: "problem-text", role: "alert", hidden: true });
  const step = () => Number(run.predictions[at][0]);
  const answers = () => run.predictions[at].slice(1).map(Number);

  const picture = chart({ label: "What the network answers at every point of the plane", height: 330, marks: plane,
    plot: { x: { label: "first input", domain: FRAME, ticks: [0, 1], tickFormat: "d" }, y: { label: "second input", domain: FRAME, ticks: [0, 1], tickFormat: "d" }, color: { type: "identity" }, marginLeft: 44 } });
  const common = { x: { label: "training step", ticks: 5, tickFormat: "d" }, marginLeft: 52, marginRight: 16 };
  const losses = chart({ label: "The loss at every training step, on a logarithmic scale", height: 210, marks: (Plot) => curve(Plot, run.losses.map(Number), (y) => y > 0),
    plot: { ...common, y: { type: "log", label: "loss", grid: true, ticks: 5, tickFormat: power } } });
  const steep = chart({ label: "Learning rate times curvature at every training step; above 2 a step overshoots", height: 180,
    marks: (Plot) => [Plot.ruleY([2], { stroke: "var(--diagram-error)", strokeDasharray: "6 4" }), ...curve(Plot, sharpness(run, used).map((y) => Math.min(y, 6)), () => true)],
    plot: { ...common, y: { label: "rate × curvature", grid: true, domain: [0, 6], ticks: 4 } } });
  const root = h("section", { class: "xor-training", "data-widget": "xor-training", "aria-label": label }, knobs, words,
    h("div", { class: "xor-columns" },
      h("div", {}, picture, h("label", { class: "xor-scrub" }, h("span", {}, "training step"), scrub, when)), h("div", { class: "xor-charts" }, losses, steep)),
    problem, h("details", { class: "numeric-program" }, h("summary", {}, "The program that computes this"), h("pre", {}, h("code", {}, source.trim()))), status());

  /** @param {import("../chart.js").Plot} Plot */
  function plane(Plot) {
    const side = Math.round(Math.sqrt(run.pictures[at].length));
    const size = (HIGH - LOW) / (side - 1);
    const flat = run.pictures[at].flat().map(toNumber);
    const cells = flat.map((y, i) => ({ x: LOW + (i % side) * size, y: LOW + Math.floor(i / side) * size, fill: shade(y) }));
    const dots = CORNERS.map(([x, y], i) => ({ x, y, text: String(TARGETS[i]) }));
    return [
      Plot.rect(cells, { x1: (/** @type {any} */ c) => c.x - size / 2, x2: (/** @type {any} */ c) => c.x + size / 2, y1: (/** @type {any} */ c) => c.y - size / 2, y2: (/** @type {any} */ c) => c.y + size / 2, fill: "fill", shapeRendering: "crispEdges", clip: true }),
      Plot.contour(flat, { width: side, height: side, x1: LOW, x2: HIGH, y1: LOW, y2: HIGH, thresholds: [0.5], stroke: "var(--diagram-node-text)", strokeWidth: 2, clip: true }),
      Plot.dot(dots, { x: "x", y: "y", r: 13, fill: "var(--diagram-bg)", stroke: "var(--diagram-node-text)", strokeWidth: 2 }),
      Plot.text(dots, { x: "x", y: "y", text: "text", fill: "var(--diagram-node-text)", fontWeight: 700, fontSize: 14 }),
    ];
  }
  /** @param {import("../chart.js").Plot} Plot @param {number[]} ys @param {(y: number) => boolean} shown */
  function curve(Plot, ys, shown) {
    const points = ys.map((y, x) => ({ x, y })).filter(({ y }) => shown(y));
    return [Plot.ruleX([step()], { stroke: "var(--diagram-border)", strokeWidth: 2 }), Plot.line(points, { x: "x", y: "y", stroke: "var(--forward)", strokeWidth: 2 }),
      Plot.dot(points.filter(({ x }) => x === step()), { x: "x", y: "y", r: 5, fill: "var(--forward)", stroke: "var(--diagram-bg)", strokeWidth: 2 })];
  }
  /** The picture's step alone has changed, or (all) the run. @param {boolean} all */
  function paint(all) {
    scrub.max = String(run.predictions.length - 1);
    scrub.value = String(at);
    scrub.setAttribute("aria-valuetext", `step ${step()}`);
    write(when, String(step()));
    const said = answers().map((y, i) => `${CORNERS[i].join(", ")} → ${number(Number(y.toFixed(3)))}`).join("; ");
    const sides = new Set(run.pictures[at].flat().map((y) => toNumber(y) > 0.5));
    picture.update({ summary: `Step ${step()}: ${said}. ${sides.size > 1 ? "The line is where the answer is one half." : "The answer is one half nowhere in the picture: there is no line."}` });
    const products = sharpness(run, used);
    losses.update(all ? { table: { columns: ["training step", "loss", "rate × curvature"], rows: run.losses.map((loss, i) => [i, number(loss), number(products[i])]) } } : {});
    steep.update({});
    if (!all) return;
    write(words, `Learning rate ${number(used)}: ${verdict(run, used)}`);
    Object.assign(root.dataset, { outcome: diverged(run) ? "diverged" : "bounded", rate: String(used), loss: String(run.losses[run.losses.length - 1]), onset: String(onset(products)) });
  }
  paint(true);
  scrub.addEventListener("input", (event) => {
    event.stopPropagation();
    at = Number(scrub.value);
    paint(false);
    root.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const again = live(root, {
    ask: async () => { const inputs = knobs.value; return { inputs, answer: await engine.run({ source, inputs, want: WANT, key: root }) }; },
    received: ({ inputs, answer }) => { run = /** @type {any} */ (answer.values); used = inputs.rate; at = run.predictions.length - 1; paint(true); },
    failed: (failure) => { problem.hidden = !failure; write(problem, failure ? `${failure.kind}: ${failure.message}` : ""); },
    blocked: (reason) => { /** @type {any} */ (knobs).disabled = reason; },
  });
  knobs.addEventListener("input", (event) => { event.stopPropagation(); again(knobs.value); });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: step });
}

// ⑧ A training loop to play and to step through: its curves, what each step changes, and the graph of the current one.
import { chart } from "../../drawing/chart.js";
import { engine } from "../../engine/client.js";
import { attrs, follow, h, scrollable, write } from "../../drawing/dom.js";
import { exact, number, operand, power } from "../../maths/format.js";
import { live, recorded } from "../../engine/live.js";
import { Steps } from "../../trace/steps.js";
import { trainingSteps } from "../../trace/training.js";
import { createWalk } from "../../trace/walk.js";
import { codeView } from "../step/code-view.js";
import { equation } from "../step/equation.js";
import { graphView } from "../graph/graph-view.js";
import { problem } from "../step/problem.js";
import { sliders as makeSliders } from "../step/sliders.js";
import { status } from "../step/status.js";
import { stepControl } from "../steps/step-control.js";
import { stepKeys } from "../steps/step-keys.js";

/** @typedef {import("../../trace/training.js").TrainingStep} TrainingStep */

const INTERVAL = 500;

/**
 * An element with `.value` (the training step, from 1), `.walk` (the graph of that step) and `input` events.
 * @param {string} example a loop of zero_grad, forward, backward and step, with variables named as in `names`
 * @param {{sliders?: Record<string, import("../step/slider.js").Slider>, names?: {loss: string, output: string, target: string, rate: string}, label?: string}} [options]
 */
export async function training(example, { sliders, names = { loss: "loss", output: "y", target: "target", rate: "rate" }, label = "Train, step by step" } = {}) {
  const trace = await recorded(example);
  let rounds = trainingSteps(trace);
  if (rounds.length < 2 || !(names.loss in rounds[0].values)) throw new TypeError(`${example} is not a training loop with a value named ${names.loss}`);
  let inputs = trace.inputs;
  const before = rounds; // the recorded run stays in the charts, to compare with
  const steps = new Steps({ min: 1, max: rounds.length });
  const walk = createWalk(rounds[0].trace);
  const now = () => rounds[steps.step - 1];
  const told = status();
  const knobs = sliders ? makeSliders(sliders, trace.inputs, told) : null;

  /** @param {TrainingStep[]} run @param {string} name */
  const series = (run, name) => run.map(({ values }, i) => ({ step: i + 1, value: values[name] })).filter(({ value }) => Number.isFinite(value));
  /** @param {string} name @param {(value: number) => boolean} shown */
  const marks = (name, shown) => (/** @type {import("../../drawing/chart.js").Plot} */ Plot) => {
    const channels = { x: "step", y: "value" };
    const [old, fresh] = [before, rounds].map((run) => series(run, name).filter(({ value }) => shown(value)));
    const same = old.every(({ value }, i) => value === fresh[i]?.value);
    return [
      Plot.ruleX([steps.step], { stroke: "var(--diagram-border)", strokeWidth: 2 }),
      ...(same ? [] : [Plot.line(old, { ...channels, stroke: "var(--diagram-muted-text)", strokeDasharray: "3 4" })]),
      Plot.line(fresh, { ...channels, stroke: "var(--forward)", strokeWidth: 2 }),
      Plot.dot(fresh, { ...channels, r: 2.5, fill: "var(--forward)" }),
      Plot.dot(fresh.filter(({ step }) => step === steps.step), { ...channels, r: 6, fill: "var(--forward)", stroke: "var(--diagram-bg)", strokeWidth: 2 }),
    ];
  };
  const x = { label: "training step", domain: [1, rounds.length], ticks: 5, tickFormat: "d" };
  const positive = (/** @type {number} */ value) => value > 0;
  const losses = chart({ label: "The loss at every training step, on a logarithmic scale", height: 190, marks: marks(names.loss, positive),
    plot: { x, y: { type: "log", label: names.loss, grid: true, ticks: 5, tickFormat: power }, marginLeft: 52 } });
  const target = () => Number(inputs[names.target]);
  const outputs = chart({ label: "The output at every training step, and the target", height: 190, plot: { x, y: { label: names.output, grid: true, nice: true }, marginLeft: 52 },
    marks: (Plot) => [Plot.ruleY([target()], { stroke: "var(--diagram-node-text)", strokeDasharray: "6 4" }),
      Plot.text([[rounds.length, target()]], { text: () => "target", dy: -9, textAnchor: "end", fill: "var(--diagram-node-text)" }), ...marks(names.output, Number.isFinite)(Plot)] });
  for (const one of [losses, outputs]) {
    one.addEventListener("click", (event) => { // a shortcut for the pointer; the control says it for everyone
      if (!(event.target instanceof Element) || !event.target.closest(".chart-box")) return; // its table is no place to choose a step
      const at = one.svg?.scale("x")?.invert(event.clientX - one.svg.getBoundingClientRect().left);
      if (at > 0) { steps.pause(); steps.set(at); }
    });
  }

  const words = h("p", { class: "training-words", role: "status" });
  const head = ["Parameter", "Value", "Gradient", `Value − ${names.rate} × gradient`, "Next value"].map((text) => h("th", { scope: "col" }, text));
  const rows = h("tbody");
  const scroller = h("div", { class: "training-updates" }, h("table", {}, h("thead", {}, h("tr", {}, ...head)), rows));
  scrollable(scroller, "What this training step changes");
  const within = stepControl(walk, { label: "Inside the training step", compact: true });
  within.addEventListener("input", (event) => event.stopPropagation()); // the value is the training step
  const inside = h("p", { class: "training-inside" });
  const root = h("section", { class: "training", "data-widget": "training", "aria-label": label },
    ...(knobs ? [knobs] : []), stepControl(steps, { label: "Training step", compact: true, interval: INTERVAL }), words,
    h("div", { class: "training-charts" }, losses, outputs), scroller,
    h("div", { class: "training-graph" }, h("div", { class: "training-told" }, inside, within, equation(walk), codeView(walk)),
      graphView(walk, { label: "Graph of the current training step", direction: "down" })),
    ...(knobs ? [] : [told]), problem(walk));
  const lower = attrs(/** @type {HTMLElement} */ (root.querySelector(".training-graph")), { role: "group", "aria-label": "Inside the training step" });
  stepKeys(/** @type {HTMLElement} */ (lower), walk);
  stepKeys(root, steps, INTERVAL);

  function paint() {
    const { values, updates } = now();
    const rate = Number(inputs[names.rate]);
    write(words, `Training step ${steps.step} of ${steps.max}: ${names.output} = ${number(values[names.output])}, ${names.loss} = ${number(values[names.loss])}.`);
    write(inside, `Inside training step ${steps.step}`);
    rows.replaceChildren(...updates.map(({ label: name, before: from, gradient, after }) => h("tr", { "data-parameter": name, "data-after": after },
      h("th", { scope: "row" }, name), h("td", { title: exact(from), class: "training-value" }, number(from)),
      h("td", { title: exact(gradient), class: "training-gradient" }, number(gradient)), h("td", {}, `${number(from)} − ${number(rate)} × ${operand(gradient)}`),
      h("td", { title: exact(after), class: "training-value" }, number(after)))));
    const columns = ["Training step", names.output, names.loss, ...updates.map(({ label: name }) => name)];
    losses.update({ table: { columns, rows: rounds.map((round, i) => [i + 1, ...columns.slice(1).map((name) => number(round.values[name]))]) } });
    outputs.update({ table: { columns: ["training step", names.output, names.target], rows: rounds.map((round, i) => [i + 1, number(round.values[names.output]), number(target())]) } });
  }
  /** The step is announced as a whole, and not once more as the first of its own steps. */
  const show = () => { walk.silent = true; walk.replace(now().trace); walk.silent = false; paint(); };
  follow(root, steps, ["step"], show); // the control says so to whoever listens
  const run = live(root, {
    /** @param {Record<string, number>} numbers */
    ask: (numbers) => engine.trace({ source: trace.source, inputs: numbers, key: root }),
    received: (fresh) => { rounds = trainingSteps(fresh); inputs = fresh.inputs; steps.resize(rounds.length, steps.step); steps.dispatchEvent(new Event("trace")); show(); },
    failed: (failure) => walk.fail(failure),
    blocked: (reason) => { if (knobs) { knobs.show(inputs); knobs.disabled = reason; } },
    begin: () => ({}),
  });
  knobs?.addEventListener("input", (event) => { event.stopPropagation(); run(knobs.value); });
  return Object.defineProperties(/** @type {any} */ (root), { value: { get: () => steps.step, set: (step) => steps.set(Number(step)) }, walk: { value: walk } });
}

// ⑧ The numeric gradient check at every ε: too large and the curve bends, too small and the digits run out.
import { chart } from "../../drawing/chart.js";
import { engine } from "../../engine/client.js";
import { h, scrollable, write } from "../../drawing/dom.js";
import { number, power, superscript } from "../../maths/format.js";
import { live, recorded } from "../../engine/live.js";
import { DIGITS, read, subtraction } from "../../trace/numeric.js";
import { missing } from "../step/printed.js";
import { sliders as makeSliders } from "../step/sliders.js";
import { status } from "../step/status.js";

const SMALLEST = 1e-14; // an error of nothing has no logarithm: it is drawn at the chart's lower edge
/** @param {number} eps powers of ten and of √10 */
const named = (eps) => { const half = Math.round(Math.log10(eps) * 2) / 2; return Number.isInteger(half) ? `10${superscript(half)}` : number(eps); };

/**
 * An element with `.value` (log₁₀ ε) and `input` events.
 * @param {string} example a program that prints the gradient and the value, then for each ε: ε, f(x + ε), f(x − ε), both estimates
 * @param {{sliders?: Record<string, import("../step/slider.js").Slider>, at?: number, label?: string}} [options] at: log₁₀ ε to begin with
 */
export async function numericCheck(example, { sliders, at = -1, label = "The numeric check at every ε" } = {}) {
  const trace = await recorded(example);
  let { exact, rows } = read(trace.output);
  let cut = missing(trace);
  if (rows.length < 2) throw new TypeError(`${example} prints no table of ε`);
  const exponent = makeSliders({ exponent: { min: -16, max: 0, step: 0.5, value: at, label: "log₁₀ ε" } });
  const told = status();
  const knobs = sliders ? makeSliders(sliders, trace.inputs, told) : null;
  let used = trace.inputs;
  const words = h("p", { class: "numeric-words", role: "status" });
  const cells = ["f(x + ε)", "f(x − ε)", "Difference"].map((text) => /** @type {const} */ ([h("dt", {}, text), h("dd")]));
  const digits = h("dl", { class: "numeric-digits" }, ...cells.map((pair) => h("div", {}, ...pair)));
  scrollable(digits, "The subtraction, digit by digit");
  /** The row whose ε is nearest. */
  const now = () => rows.reduce((best, row) => (Math.abs(Math.log10(row.eps) - exponent.value.exponent) < Math.abs(Math.log10(best.eps) - exponent.value.exponent) ? row : best));
  const error = (/** @type {number} */ estimate) => Math.abs(estimate - exact);
  const picture = chart({ label: "The error of both estimates against ε, on logarithmic scales", height: 320, marks,
    plot: { x: { type: "log", label: "ε", tickFormat: power, ticks: [1e-16, 1e-12, 1e-8, 1e-4, 1] }, y: { type: "log", label: "error of the estimate", grid: true, tickFormat: power, ticks: 8, domain: [SMALLEST, 100], clamp: true }, marginLeft: 56, marginRight: 28 } });
  const key = h("p", { class: "numeric-key" }, h("span", { "data-line": "sided" }, "one-sided: (f(x + ε) − f(x)) / ε"), h("span", { "data-line": "central" }, "central: (f(x + ε) − f(x − ε)) / 2ε"));
  const problem = h("p", { class: "numeric-problem", role: "alert" });
  const root = h("section", { class: "numeric-check", "data-widget": "numeric-check", "aria-label": label },
    h("div", { class: "numeric-inputs" }, exponent, ...(knobs ? [knobs] : [])), words, digits, key, picture,
    h("details", { class: "numeric-program" }, h("summary", {}, "The program that computes this"), h("pre", {}, h("code", {}, trace.source.trim()))), ...(knobs ? [] : [told]), problem);

  /** @param {import("../../drawing/chart.js").Plot} Plot */
  function marks(Plot) {
    /** @param {"sided" | "central"} which */
    const points = (which) => rows.map((row) => ({ x: row.eps, y: Math.max(SMALLEST, error(row[which])) }));
    /** @param {"sided" | "central"} which @param {object} style */
    const lineOf = (which, style) => [Plot.line(points(which), { x: "x", y: "y", strokeWidth: 2, ...style }),
      Plot.dot(points(which).filter(({ x }) => x === now().eps), { x: "x", y: "y", r: 6, fill: /** @type {any} */ (style).stroke, stroke: "var(--diagram-bg)", strokeWidth: 2 })];
    return [Plot.ruleX([now().eps], { stroke: "var(--diagram-border)", strokeWidth: 2 }),
      ...lineOf("sided", { stroke: "var(--diagram-muted-text)", strokeDasharray: "5 4" }), ...lineOf("central", { stroke: "var(--backward)" })];
  }
  function paint() {
    const row = now();
    const { lines, cancelled } = subtraction(row.above, row.below);
    const lost = cancelled >= DIGITS ? "Nothing is left of the difference." : `The subtraction cancels ${cancelled || "none"} of about ${DIGITS} digits.`;
    write(words, `ε = ${named(row.eps)}: the central estimate is ${row.central.toPrecision(12).replace("-", "−")}, off by ${number(error(row.central))}; backward() says ${number(exact)}. ${lost}`);
    cells.forEach(([, cell], i) => cell.replaceChildren(h("span", { class: "numeric-same" }, lines[i][0]), h("span", { class: "numeric-rest" }, lines[i][1])));
    picture.update({ table: { columns: ["ε", "One-sided", "Its error", "Central", "Its error"],
      rows: rows.map(({ eps, sided, central }) => [named(eps), number(sided), number(error(sided)), number(central), number(error(central))]) } });
  }
  paint();
  exponent.addEventListener("input", (event) => {
    event.stopPropagation();
    paint();
    root.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const run = live(root, {
    /** @param {Record<string, number>} inputs */
    ask: (inputs) => engine.run({ source: trace.source, inputs, want: [], key: root }),
    received: (answer, inputs) => { ({ exact, rows } = read(answer.output)); used = { ...used, ...inputs }; cut = missing(answer); paint(); },
    failed: (failure) => write(problem, failure ? `${failure.kind}: ${failure.message}` : cut && `The program prints more lines of this table. ${cut}`),
    blocked: (reason) => { if (knobs) { knobs.show(used); knobs.disabled = reason; } },
    begin: () => ({}),
  });
  knobs?.addEventListener("input", (event) => { event.stopPropagation(); run(knobs.value); });
  return Object.defineProperties(/** @type {any} */ (root), { value: { get: () => exponent.value.exponent, set: (to) => { exponent.value = { exponent: Number(to) }; paint(); } } });
}

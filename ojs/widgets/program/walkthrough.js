// ⑧ Everything about one example: recorded steps at once, live as soon as Python is there.
import { engine } from "../../engine/client.js";
import { attrs, follow, h, write } from "../../drawing/dom.js";
import { live, recorded } from "../../engine/live.js";
import { createWalk } from "../../trace/walk.js";
import { codeView } from "../step/code-view.js";
import { equation } from "../step/equation.js";
import { findingMarks } from "../step/finding-marks.js";
import { findings } from "../step/findings.js";
import { graphTable } from "../graph/graph-table.js";
import { graphView } from "../graph/graph-view.js";
import { ledger } from "../step/ledger.js";
import { printed } from "../step/printed.js";
import { problem } from "../step/problem.js";
import { program } from "./program.js";
import { saveTool } from "../save/save.js";
import { sentence } from "../step/sentence.js";
import { sliders as makeSliders } from "../step/sliders.js";
import { isSmall, paper, stage, toolbar } from "./stage.js";
import { status } from "../step/status.js";
import { graphKeys, toolKeys } from "../steps/graph-keys.js";
import { bindKeys, keysButton } from "../steps/keys.js";
import { stepControl } from "../steps/step-control.js";
import { predict } from "../steps/predict.js";
import { stepKeys } from "../steps/step-keys.js";
import { passCompare } from "./pass-compare.js";
import { passSeries } from "./pass-series.js";
import { EMPTY, unloaded } from "./unloaded.js";
import { whatIf } from "./what-if.js";

/** @typedef {import("../../engine/protocol.js").Trace} Trace */

/**
 * What the parts at the end of the steps' line may ask of the walkthrough.
 * @typedef {object} Host
 * @property {HTMLElement} root the walkthrough
 * @property {import("../graph/graph-view.js").View} view its graph
 * @property {string} name of the example, "" where it is none of the site's
 * @property {() => string} source the program whose graph is shown
 * @property {() => Record<string, number>} inputs the sliders' numbers
 * @property {boolean} live whether programs may be run at all
 * @property {{whatIf?: boolean, predict?: boolean}} [options] what the author says of the tools
 * @typedef {(walk: import("../../trace/walk.js").Walk, host: Host) => HTMLElement | null} Tool
 */

/** @type {Tool[]} */
const TOOLS = [predict, whatIf, saveTool];
const PARTS = ["sliders", "steps", "graph", "equation", "code", "ledger", "status"];
/** The account of all gradients opens from a node, and stands in the graph's table: below the stage only where a page asks for it. */
const SHOWN = PARTS.filter((part) => part !== "ledger");
const NOT_RUN = { kind: "Not run", message: "Python could not be started here. The recorded steps still work." };

/**
 * An element with `.value` (the step), `.inputs` (the sliders' numbers; to set them runs the program), `.walk` and `input` events.
 * @param {string | {source: string} | {trace: Trace}} example "02-autograd/chain", or a program, or a trace
 * @param {object} [options]
 * @param {Record<string, import("../step/slider.js").Slider>} [options.sliders] by label: {a: {min, max, step}}
 * @param {string[]} [options.show] which parts: "sliders", "steps", "graph", "code", "equation", "status"; and "ledger", which is not there by default
 * @param {(walk: import("../../trace/walk.js").Walk, host: Host) => HTMLElement | Promise<HTMLElement>} [options.picture] what else follows a series of passes: it stands below their strip
 * @param {boolean} [options.editable] the reader may change and run the program
 * @param {boolean} [options.live] false: recorded steps only
 * @param {number} [options.step] where to begin
 * @param {boolean} [options.series] one pass at a time where there are several, or never; by default where they are many steps
 * @param {"right" | "down"} [options.direction] which way the graph goes, whatever its size
 * @param {boolean} [options.whatIf] false: no mistakes to build in
 * @param {boolean} [options.predict] the reader is asked for each contribution before it is shown
 * @param {string} [options.label] what the example is, for a screen reader
 * @returns {Promise<HTMLElement & {value: number, inputs: Record<string, number> | undefined, walk: import("../../trace/walk.js").Walk, loaded?: Promise<any>}>}
 */
export async function walkthrough(example, options = {}) {
  const { sliders, show = SHOWN, picture, editable = false, live: goesLive = true, step = 0, series, direction, label = "Step through the program" } = options;
  const unknown = show.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new TypeError(`show has no part ${JSON.stringify(unknown)}; it may list ${PARTS.join(", ")}`);
  /** @type {Trace} */
  let trace = EMPTY;
  if (typeof example === "string") {
    try {
      trace = await recorded(example);
    } catch (/** @type {any} */ error) {
      return unloaded(error, () => walkthrough(example, options));
    }
  } else if ("trace" in example) trace = example.trace;
  else if (typeof example.source === "string") trace = { ...EMPTY, source: example.source };
  else throw new TypeError("walkthrough needs the name of an example, {source} or {trace}");

  const walk = createWalk(trace, { step, series });
  let source = trace.source;
  let typed = false; // the reader is at work on another program than the one that ran last
  const told = goesLive && show.includes("status") ? status() : null;
  const knobs = sliders && show.includes("sliders") ? makeSliders(sliders, trace.inputs, told ?? undefined) : null;
  if (!trace.pending) knobs?.show(trace.inputs);
  const output = printed();
  output.show(trace);
  const said = problem(walk);
  const root = h("section", { class: "walkthrough", "data-widget": "walkthrough", "aria-label": label });

  /** What was asked last: what an earlier run says of the inputs is no longer true. @type {object | null} */
  let latest = null;
  const go = live(root, {
    /** @param {{source: string, inputs: Record<string, number>}} given */
    ask: (given) => {
      latest = given;
      return engine.trace({ ...given, key: root });
    },
    received(fresh, given) {
      const other = given.source !== source;
      source = given.source;
      walk.replace(fresh);
      output.show(fresh, other);
      if (given === latest && Object.keys(given.inputs).length === 0) knobs?.show(fresh.inputs);
    },
    failed(failure) {
      walk.fail(failure);
      if (failure) output.show(failure, true);
    },
    blocked(reason, given) {
      if (reason) knobs?.show(walk.trace.inputs);
      if (knobs) knobs.disabled = reason;
      if (!reason && walk.error === NOT_RUN) walk.fail(null);
      if (reason && given && given.source !== source) walk.fail(NOT_RUN); // where nobody changed the program, the status says it
    },
    begin: () => (goesLive && source ? { source, inputs: {} } : null),
  });
  /** A program the reader wrote starts with its own numbers, and the sliders follow. @param {string} text */
  const rerun = (text) => go({ source: text, inputs: {} });
  function slid() {
    if (!knobs) return;
    const known = walk.trace.inputs;
    const given = Object.entries(knobs.value).filter(([name]) => Object.hasOwn(known, name) || walk.trace.pending);
    go({ source, inputs: Object.fromEntries(given) });
  }

  knobs?.addEventListener("input", (event) => { event.stopPropagation(); slid(); });
  const stale = h("p", { class: "walkthrough-stale", role: "status" });
  const mark = () => {
    const is = walk.trace.nodes.length > 0 && (typed || walk.error !== null);
    attrs(root, { "data-stale": is });
    write(stale, is ? "The graph of the last program that ran" : "");
  };
  const changed = (/** @type {boolean} */ is) => {
    typed = is;
    if (knobs) knobs.waiting = is;
    mark();
  };
  const listing = editable ? program(walk, { run: rerun, stop: () => engine.stop(), changed }) : codeView(walk);
  listing.addEventListener("input", (event) => event.stopPropagation());
  const drawing = graphView(walk, { direction, table: false, sentence: false });
  const found = findings(walk);
  /** @type {Host} */
  const host = { root, view: drawing.view, name: typeof example === "string" ? example.split("/").pop() ?? "" : "", source: () => source, inputs: () => knobs?.value ?? {}, live: goesLive, options };
  /** @param {string} part @param {() => (Node | string)[]} make */
  const where = (part, make) => (show.includes(part) ? make() : []);
  // What branches on a slider's number has another graph at every turn: the stage is one for all of them.
  const turns = knobs !== null && /\b(if|while|for)\b/.test(source);
  const control = stepControl(walk, { label: "Step", help: false, ...(turns && { compact: true }) });
  const body = stage({
    sliders: knobs ? [knobs] : [],
    series: where("steps", () => [passSeries(walk, { changes: !picture })]),
    picture: picture ? [await picture(walk, host)] : [],
    steps: where("steps", () => [control, toolbar(TOOLS.flatMap((tool) => tool(walk, host) ?? [])), keysButton(() => root)]),
    code: where("code", () => [listing]),
    printed: where("code", () => [output]),
    findings: found.hasAttribute("data-reserved") ? [found] : [],
    graph: where("graph", () => [stale, ...(found.hasAttribute("data-reserved") ? [] : [found]), drawing]),
    sentence: where("graph", () => [sentence(walk)]),
    equation: where("equation", () => [equation(walk)]),
    ledger: where("ledger", () => [ledger(walk)]),
    below: [...where("graph", () => [graphTable(walk)]), ...(told && !knobs ? [told] : [])], // with sliders it stands beside them
  }, { lines: !editable && !turns && isSmall(trace) ? source.trimEnd().split("\n").length : null });
  // What is said lies over the foot of the program, whose wrong line is marked: it moves nothing.
  const note = editable ? knobs?.querySelector(".sliders-note") : null;
  const over = [".program-said", ".walkthrough-code", ".walkthrough-graph"].map((one) => body.querySelector(one)).find((one) => one !== null) ?? body;
  over.append(...(note ? [note] : []), over.matches(".program-said") ? said : h("div", { class: "walkthrough-said" }, said));
  root.append(body);
  const graph = /** @type {HTMLElement | null} */ (body.querySelector(".walkthrough-graph"));
  if (graph) passCompare(walk, graph, { direction });
  follow(root, walk, ["trace", "error"], mark);
  paper(root, walk);
  stepKeys(root, walk);
  findingMarks(walk, root, control.track);
  bindKeys(root, [...graphKeys(walk, drawing.view), ...toolKeys(root), ...(editable ? [{ key: "Ctrl+Enter" }] : [])]);
  return Object.defineProperties(/** @type {any} */ (root), {
    value: { get: () => walk.step, set: (at) => walk.set(Number(at)) },
    inputs: { get: () => knobs?.value, set: (values) => { if (knobs) { knobs.value = { ...knobs.value, ...values }; slid(); } } },
    walk: { value: walk },
  });
}

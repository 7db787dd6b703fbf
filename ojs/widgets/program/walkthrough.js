// ⑧ Everything about one example: recorded steps at once, live as soon as Python is there.
import { engine } from "../../engine/client.js";
import { attrs, follow, h, write } from "../../drawing/dom.js";
import { live, recorded } from "../../engine/live.js";
import { createWalk } from "../../trace/walk.js";
import { codeView } from "../step/code-view.js";
import { equation } from "../step/equation.js";
import { graphView } from "../graph/graph-view.js";
import { ledger } from "../step/ledger.js";
import { printed } from "../step/printed.js";
import { problem } from "../step/problem.js";
import { program } from "./program.js";
import { sliders as makeSliders } from "../step/sliders.js";
import { status } from "../step/status.js";
import { stepControl } from "../steps/step-control.js";
import { stepKeys } from "../steps/step-keys.js";
import { EMPTY, unloaded } from "./unloaded.js";

/** @typedef {import("../../engine/protocol.js").Trace} Trace */

const PARTS = ["sliders", "steps", "graph", "equation", "code", "ledger", "status"];
const NOT_RUN = { kind: "Not run", message: "Python could not be started here. The recorded steps still work." };

/**
 * An element with `.value` (the step), `.inputs` (the sliders' numbers; to set them runs the program), `.walk` and `input` events.
 * @param {string | {source: string} | {trace: Trace}} example "02-autograd/chain", or a program, or a trace
 * @param {object} [options]
 * @param {Record<string, import("../step/slider.js").Slider>} [options.sliders] by label: {a: {min, max, step}}
 * @param {string[]} [options.show] which parts, in which order: "sliders", "steps", "graph", "code", "equation", "ledger", "status"
 * @param {boolean} [options.editable] the reader may change and run the program
 * @param {boolean} [options.live] false: recorded steps only
 * @param {number} [options.step] where to begin
 * @param {"right" | "down"} [options.direction] which way the graph goes, whatever its size
 * @param {string} [options.label] what the example is, for a screen reader
 * @returns {Promise<HTMLElement & {value: number, inputs: Record<string, number> | undefined, walk: import("../../trace/walk.js").Walk, loaded?: Promise<any>}>}
 */
export async function walkthrough(example, options = {}) {
  const { sliders, show = PARTS, editable = false, live: goesLive = true, step = 0, direction, label = "Step through the program" } = options;
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

  const walk = createWalk(trace, { step });
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
  /** A message stands where its cause is, if that is on the page. @param {string[]} causes */
  const place = (causes) => (causes.map((one) => body.querySelector(one)).find((one) => one !== null) ?? body).append(said);
  /** A program the reader wrote starts with its own numbers, and the sliders follow. @param {string} text */
  const rerun = (text) => {
    place([".program-said", ".walkthrough-code"]);
    return go({ source: text, inputs: {} });
  };
  function slid() {
    if (!knobs) return;
    const known = walk.trace.inputs;
    const given = Object.entries(knobs.value).filter(([name]) => Object.hasOwn(known, name) || walk.trace.pending);
    place([".walkthrough-sliders"]);
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
  // What branches on a slider's number has another graph at every turn: the graph and its steps keep to the room they have.
  const turns = knobs !== null && /\b(if|while|for)\b/.test(source);
  const listing = editable ? program(walk, { run: rerun, stop: () => engine.stop(), changed }) : codeView(walk);
  listing.addEventListener("input", (event) => event.stopPropagation());
  /** @type {Record<string, () => HTMLElement[]>} */
  const make = {
    code: () => [listing, output],
    sliders: () => (knobs ? [knobs] : []),
    steps: () => [/** @type {HTMLElement} */ (stepControl(walk, { label: "Step", ...(turns && { compact: true }) }))],
    graph: () => [stale, graphView(walk, { direction, frame: body, steady: turns })],
    equation: () => [equation(walk)],
    ledger: () => [ledger(walk)],
    status: () => (told && !knobs ? [told] : []), // with sliders it stands beside them
  };
  const longest = Math.max(...source.split("\n").map((line) => line.length));
  const body = h("div", { class: "walkthrough-body", "data-long": longest > 40, "data-steady": turns }); // no ledger fits beside such a program
  for (const part of show) {
    const elements = make[part]();
    if (elements.length) body.append(h("div", { class: `walkthrough-${part}` }, ...elements));
  }
  // Neighbours that a wide page sets in a column of their own; elsewhere they are parts like the others.
  const neighbours = [...body.children].filter((part) => part.matches(".walkthrough-equation, .walkthrough-code:not(:first-child)"));
  if (neighbours.length === 2 && neighbours[0].nextSibling === neighbours[1]) {
    const column = h("div", { class: "walkthrough-told" });
    neighbours[0].before(column);
    column.append(...neighbours);
  }
  place(editable ? [".program-said"] : [".walkthrough-sliders", ".walkthrough-graph"]);
  root.append(body);
  follow(root, walk, ["trace", "error"], mark);
  stepKeys(root, walk);
  return Object.defineProperties(/** @type {any} */ (root), {
    value: { get: () => walk.step, set: (at) => walk.set(Number(at)) },
    inputs: { get: () => knobs?.value, set: (values) => { if (knobs) { knobs.value = { ...knobs.value, ...values }; slid(); } } },
    walk: { value: walk },
  });
}

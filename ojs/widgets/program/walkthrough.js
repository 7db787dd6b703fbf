// ⑧ Everything about one example: recorded steps at once, live as soon as Python is there.
import { engine } from "../../engine/client.js";
import { h } from "../../drawing/dom.js";
import { live, recorded } from "../../engine/live.js";
import { createWalk } from "../../trace/walk.js";
import { codeView } from "../step/code-view.js";
import { equation } from "../step/equation.js";
import { graphView } from "../graph/graph-view.js";
import { ledger } from "../step/ledger.js";
import { problem } from "../step/problem.js";
import { program } from "./program.js";
import { sliders as makeSliders } from "../step/sliders.js";
import { status } from "../step/status.js";
import { stepControl } from "../steps/step-control.js";
import { EMPTY, unloaded } from "./unloaded.js";

/** @typedef {import("../../engine/protocol.js").Trace} Trace */

const PARTS = ["sliders", "steps", "graph", "equation", "code", "ledger", "status"];
const NOT_RUN = { kind: "Not run", message: "Python could not be started here. The recorded steps still work." };

/**
 * An element with `.value` (the step), `.inputs` (the sliders' numbers; to set them runs the program), `.walk` and `input` events.
 * @param {string | {source: string} | {trace: Trace}} example "02-autograd/chain", or a program, or a trace
 * @param {object} [options]
 * @param {Record<string, import("../step/sliders.js").Slider>} [options.sliders] by label: {a: {min, max, step}}
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
  const knobs = sliders && show.includes("sliders") ? makeSliders(sliders, trace.inputs) : null;
  const root = h("section", { class: "walkthrough", "data-widget": "walkthrough", "aria-label": label });

  const run = live(root, {
    /** @param {{source: string, inputs: Record<string, number>}} given */
    ask: (given) => engine.trace({ ...given, key: root }),
    received(fresh, given) {
      source = given.source;
      walk.replace(fresh);
    },
    failed: (failure) => walk.fail(failure),
    blocked(reason, given) {
      if (knobs) /** @type {any} */ (knobs).disabled = reason;
      if (!reason && walk.error === NOT_RUN) walk.fail(null);
      if (reason && given && given.source !== source) walk.fail(NOT_RUN); // where nobody changed the program, the status says it
    },
    begin: () => (goesLive && source ? { source, inputs: {} } : null),
  });
  /** A program the reader wrote starts with its own numbers, and the sliders follow. @param {string} text */
  const rerun = async (text) => { if (await run({ source: text, inputs: {} }) && knobs) knobs.value = /** @type {any} */ (walk.trace.inputs); };

  knobs?.addEventListener("input", (event) => { event.stopPropagation(); run({ source, inputs: knobs.value }); });
  const listing = editable ? program(walk, { run: rerun, stop: () => engine.stop() }) : codeView(walk);
  listing.addEventListener("input", (event) => event.stopPropagation());
  /** @type {Record<string, () => HTMLElement | null>} */
  const make = {
    code: () => listing,
    sliders: () => knobs,
    steps: () => /** @type {HTMLElement} */ (stepControl(walk, { label: "Step" })),
    graph: () => graphView(walk, { direction, frame: body }),
    equation: () => equation(walk),
    ledger: () => ledger(walk),
    status: () => (goesLive ? status() : null),
  };
  const longest = Math.max(...source.split("\n").map((line) => line.length));
  const body = h("div", { class: "walkthrough-body", "data-long": longest > 40 }); // no ledger fits beside such a program
  for (const part of show) {
    const element = make[part]();
    if (element) body.append(h("div", { class: `walkthrough-${part}` }, element));
  }
  // Neighbours that a wide page sets in a column of their own; elsewhere they are parts like the others.
  const told = [...body.children].filter((part) => part.matches(".walkthrough-equation, .walkthrough-code:not(:first-child)"));
  if (told.length === 2 && told[0].nextSibling === told[1]) {
    const column = h("div", { class: "walkthrough-told" });
    told[0].before(column);
    column.append(...told);
  }
  // A message stands where its cause is: at the program that can be changed, else at the sliders.
  const causes = editable ? ["code"] : ["sliders", "graph"];
  const cause = causes.map((part) => body.querySelector(`.walkthrough-${part}`)).find((one) => one !== null);
  (cause ?? body).append(problem(walk));
  root.append(body);
  return Object.defineProperties(/** @type {any} */ (root), {
    value: { get: () => walk.step, set: (at) => walk.set(Number(at)) },
    inputs: { get: () => knobs?.value, set: (values) => { if (knobs) { knobs.value = { ...knobs.value, ...values }; run({ source, inputs: knobs.value }); } } },
    walk: { value: walk },
  });
}

// ⑧ Everything about one example: recorded steps at once, live as soon as Python is there.
import { engine } from "../client.js";
import { attrs, h, whileConnected } from "../dom.js";
import { BLOCKED, recorded } from "../live.js";
import { createWalk } from "../walk.js";
import { codeView } from "./code-view.js";
import { equation } from "./equation.js";
import { graphView } from "./graph-view.js";
import { ledger } from "./ledger.js";
import { problem } from "./problem.js";
import { program } from "./program.js";
import { sliders as makeSliders } from "./sliders.js";
import { status } from "./status.js";
import { stepControl } from "./step-control.js";

/** @typedef {import("../protocol.js").Trace} Trace */

const PARTS = ["sliders", "steps", "graph", "equation", "code", "ledger", "status"];
const EMPTY = /** @type {Trace} */ ({ version: 1, source: "", inputs: {}, ops: {}, nodes: [], steps: [], output: "" });
/** Our own failures in a reader's words; a program's errors speak for themselves. @type {Record<string, [string, string]>} */
const WORDS = {
  Stopped: ["Stopped", "the program was ended before it was done. The last graph stays."],
  EngineFailed: ["Not run", "Python could not be started here. The recorded steps still work."],
};

/**
 * An element with `.value` (the step), `.inputs` (the sliders' numbers; to set them runs the program), `.walk` and `input` events.
 * @param {string | {source: string} | {trace: Trace}} example "02-autograd/chain", or a program, or a trace
 * @param {object} [options]
 * @param {Record<string, import("./sliders.js").Slider>} [options.sliders] by label: {a: {min, max, step}}
 * @param {string[]} [options.show] which parts, in which order: "sliders", "steps", "graph", "code", "equation", "ledger", "status"
 * @param {boolean} [options.editable] the reader may change and run the program
 * @param {boolean} [options.live] false: recorded steps only
 * @param {number} [options.step] where to begin
 * @param {"right" | "down"} [options.direction] which way the graph goes, whatever its size
 * @param {string} [options.label] what the example is, for a screen reader
 * @returns {Promise<HTMLElement & {value: number, inputs: Record<string, number> | undefined, walk: import("../walk.js").Walk}>}
 */
export async function walkthrough(example, options = {}) {
  const { sliders, show = PARTS, editable = false, live = true, step = 0, direction, label = "Step through the program" } = options;
  const unknown = show.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new TypeError(`show has no part ${JSON.stringify(unknown)}; it may list ${PARTS.join(", ")}`);
  /** @type {{message: string, kind?: string} | null} */
  let failure = null;
  /** @type {Trace} */
  let trace = EMPTY;
  if (typeof example === "string") trace = await recorded(example).catch((error) => { failure = { kind: "Not found", message: error.message }; return EMPTY; });
  else if ("trace" in example) trace = example.trace;
  else if (typeof example.source === "string") trace = { ...EMPTY, source: example.source };
  else throw new TypeError("walkthrough needs the name of an example, {source} or {trace}");

  const walk = createWalk(trace, { step });
  walk.fail(failure);
  let source = trace.source;
  const knobs = sliders && show.includes("sliders") ? makeSliders(sliders, trace.inputs) : null;
  const root = h("section", { class: "walkthrough", "data-widget": "walkthrough", "data-source": "recorded", "aria-label": label });

  /** @param {string} text @param {Record<string, number>} inputs */
  async function run(text, inputs) {
    try {
      const fresh = await engine.trace({ source: text, inputs, key: root });
      source = text;
      walk.replace(fresh);
      attrs(root, { "data-source": "live" });
      return true;
    } catch (/** @type {any} */ error) {
      if (error.kind === "EngineFailed") blocked();
      const [kind, message] = WORDS[error.kind] ?? [error.kind, error.message];
      const unasked = text === source && error.kind === "EngineFailed"; // the status says it already
      if (error.kind !== "Superseded" && !unasked) walk.fail({ kind, message, line: error.line });
      return false;
    }
  }
  const blocked = () => { if (knobs) /** @type {any} */ (knobs).disabled = BLOCKED; };
  /** A program the reader wrote starts with its own numbers, and the sliders follow. @param {string} text */
  const rerun = async (text) => { if (await run(text, {}) && knobs) knobs.value = /** @type {any} */ (walk.trace.inputs); };

  knobs?.addEventListener("input", (event) => { event.stopPropagation(); run(source, knobs.value); });
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
    status: () => (live ? status() : null),
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
  if (live) whileConnected(root, () => {
    const state = () => { if (engine.state === "failed") blocked(); };
    engine.addEventListener("state", state);
    state();
    // after the next paint: Python must not delay the first step
    const goLive = () => { if (root.isConnected && root.dataset.source === "recorded" && source && engine.state !== "failed") run(source, {}); };
    requestAnimationFrame(() => setTimeout(goLive));
    return () => { engine.removeEventListener("state", state); };
  });
  return Object.defineProperties(/** @type {any} */ (root), {
    value: { get: () => walk.step, set: (at) => walk.set(Number(at)) },
    inputs: { get: () => knobs?.value, set: (values) => { if (knobs) { knobs.value = { ...knobs.value, ...values }; run(source, knobs.value); } } },
    walk: { value: walk },
  });
}

// ⑧ Everything about one example: recorded steps at once, live as soon as Python is there.
import { engine } from "../../engine/client.js";
import { attrs, follow, h, write } from "../../drawing/dom.js";
import { live, recorded } from "../../engine/live.js";
import { createWalk } from "../../trace/walk.js";
import { codeView } from "../step/code-view.js";
import { equation } from "../step/equation.js";
import { findingMarks } from "../step/finding-marks.js";
import { findings } from "../step/findings.js";
import { following } from "./following.js";
import { graphTable } from "../graph/graph-table.js";
import { graphView } from "../graph/graph-view.js";
import { held } from "./held.js";
import { inputSliders } from "../step/inputs.js";
import { ledger } from "../step/ledger.js";
import { printed } from "../step/printed.js";
import { problem } from "../step/problem.js";
import { program } from "./program.js";
import { saveTool } from "../save/save.js";
import { face, land, takes } from "../share/arrive.js";
import { shareTool } from "../share/share.js";
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
 * @property {string} example the same, with its module
 * @property {Trace} recorded what it began with
 * @property {() => string} source the program whose graph is shown
 * @property {() => string} draft the text as it stands, run or not
 * @property {() => Record<string, number>} inputs the sliders' numbers
 * @property {boolean} live whether programs may be run at all
 * @property {{whatIf?: boolean, predict?: boolean}} [options] what the author says of the tools
 * @typedef {(walk: import("../../trace/walk.js").Walk, host: Host) => HTMLElement | null} Tool
 */

/** What a run is given; quiet: nobody pressed anything for it. @typedef {{source: string, inputs: Record<string, number>, quiet?: boolean}} Given */

/** @type {Tool[]} */
const TOOLS = [predict, whatIf, shareTool, saveTool];
const PARTS = ["sliders", "steps", "graph", "equation", "code", "ledger", "status"];
/** The account of all gradients opens from a node, and stands in the graph's table: below the stage only where a page asks for it. */
const SHOWN = PARTS.filter((part) => part !== "ledger");
/** So long, in milliseconds, a program that is being written may be another one than that of the graph before this is said: as a rule it has run by then. */
const FOLLOWED = 900;
const NOT_RUN = { kind: "Not run", message: "Python could not be started here. The recorded steps still work." };

/**
 * An element with `.value` (the step), `.inputs` (the sliders' numbers; to set them runs the program), `.walk` and `input` events.
 * @param {string | {source: string} | {trace: Trace, example?: string}} example "02-autograd/chain", or a program, or a trace, and of which example it is
 * @param {object} [options]
 * @param {Record<string, import("../step/slider.js").Slider> | "inputs"} [options.sliders] by label: {a: {min, max, step}}; or one for every number that the program sets
 * @param {string[]} [options.show] which parts: "sliders", "steps", "graph", "code", "equation", "status"; and "ledger", which is not there by default
 * @param {(walk: import("../../trace/walk.js").Walk, host: Host) => HTMLElement | Promise<HTMLElement>} [options.picture] what else follows a series of passes: it stands below their strip
 * @param {boolean} [options.editable] the reader may change and run the program
 * @param {boolean} [options.live] false: recorded steps only
 * @param {boolean} [options.follows] it runs while it is written
 * @param {boolean} [options.held] somebody else's program: it is shown, and does not run before Run is pressed
 * @param {boolean} [options.computed] the trace was computed just now: there is nothing to run until the reader changes something
 * @param {number} [options.step] where to begin
 * @param {boolean} [options.series] one pass at a time where there are several, or never; by default where they are many steps
 * @param {"right" | "down"} [options.direction] which way the graph goes, whatever its size
 * @param {boolean} [options.whatIf] false: no mistakes to build in
 * @param {boolean} [options.predict] the reader is asked for each contribution before it is shown
 * @param {string} [options.label] what the example is, for a screen reader
 * @returns {Promise<HTMLElement & {value: number, inputs: Record<string, number> | undefined, text: string, arrive: (shared: import("../../share/link.js").Shared) => void, walk: import("../../trace/walk.js").Walk, loaded?: Promise<any>}>}
 */
export async function walkthrough(example, options = {}) {
  const { sliders, show = SHOWN, picture, editable = false, live: goesLive = true, follows = false, computed = false, step = 0, series, direction, label = "Step through the program" } = options;
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
  const wanted = show.includes("sliders") ? sliders : undefined;
  const free = wanted === "inputs" ? inputSliders(told ?? undefined) : null;
  const set = typeof wanted === "object" ? makeSliders(wanted, trace.inputs, told ?? undefined) : null;
  const knobs = free ?? set;
  /** @param {Trace} now */
  const knobsShow = (now) => { free?.show(now); set?.show(now.inputs); };
  if (!trace.pending) knobsShow(trace);
  const output = printed();
  output.show(trace);
  const said = problem(walk);
  const root = h("section", { class: "walkthrough", "data-widget": "walkthrough", "aria-label": label });

  /** What was asked last: what an earlier run says of the inputs is no longer true. @type {Given | null} */
  let latest = null;
  let waits = options.held ?? false; // for Run
  let begun = false;
  /** The numbers that a link brought. @type {Record<string, number>} */
  let brought = {};
  const go = live(root, {
    /** @param {Given} given */
    ask: (given) => {
      latest = given;
      waits = false;
      return engine.trace({ ...given, key: root });
    },
    received(fresh, given) {
      const other = given.source !== source;
      source = given.source;
      walk.replace(fresh);
      output.show(fresh, other);
      if (given === latest && (Object.keys(given.inputs).length === 0 || given.inputs === brought)) knobsShow(fresh);
    },
    failed(failure) {
      if (failure && latest?.quiet) return follower?.failed(failure);
      walk.fail(failure);
      if (failure) output.show(failure, true);
    },
    blocked(reason, given) {
      if (reason) knobsShow(walk.trace);
      if (knobs) knobs.disabled = reason;
      if (!reason && walk.error === NOT_RUN) walk.fail(null);
      if (reason && given && given.source !== source) walk.fail(NOT_RUN); // where nobody changed the program, the status says it
    },
    /** @returns {Given | null} */
    begin() {
      if (waits) engine.start(); // for when Run is pressed
      if (!goesLive || !source || waits || computed) return null;
      begun = true;
      return { source, inputs: brought };
    },
  });
  if (computed) attrs(root, { "data-source": "live" });
  /** A program the reader wrote starts with its own numbers, and the sliders follow. @param {string} text */
  async function rerun(text) {
    follower?.pressed();
    const began = performance.now();
    await go({ source: text, inputs: {} });
    follower?.pressed(performance.now() - began);
  }
  function slid() {
    if (!knobs || typed) return;
    const known = walk.trace.inputs;
    const given = Object.entries(knobs.value).filter(([name]) => Object.hasOwn(known, name) || walk.trace.pending);
    go({ source, inputs: Object.fromEntries(given) });
  }

  knobs?.addEventListener("input", (event) => { event.stopPropagation(); slid(); });
  const stale = h("p", { class: "walkthrough-stale", role: "status" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let marking;
  function tell() {
    const is = walk.trace.nodes.length > 0 && (typed || walk.error !== null);
    attrs(root, { "data-stale": is });
    if (knobs) knobs.waiting = typed;
    write(stale, is ? `The graph of the last program that ran${typed && follower?.slow ? ". This one takes a while: press Run to see its graph." : ""}` : "");
  }
  /** What is about to run need not be said to be another one. */
  function mark() {
    clearTimeout(marking);
    if (follows && typed && !walk.error && !root.hasAttribute("data-stale")) marking = setTimeout(tell, FOLLOWED);
    else tell();
  }
  const changed = (/** @type {boolean} */ is) => {
    typed = is;
    mark();
  };
  const listing = editable ? program(walk, { run: rerun, stop: () => engine.stop(), changed }) : codeView(walk);
  listing.addEventListener("input", (event) => event.stopPropagation());
  const written = /** @type {HTMLElement & {value: string}} */ (listing);
  const follower = follows && editable ? following(written, { run: (text) => go({ source: text, inputs: {}, quiet: true }), may: () => goesLive && !waits && !written.hasAttribute("data-running"), tell: (failure) => walk.fail(failure), changed: mark }) : null;
  const drawing = graphView(walk, { direction, table: false, sentence: false });
  const found = findings(walk);
  const named = typeof example === "string" ? example : "trace" in example ? example.example ?? "" : "";
  /** @type {Host} */
  const host = { root, view: drawing.view, name: named.split("/").pop() ?? "", example: named, recorded: trace, source: () => source, draft: () => (editable ? written.value : walk.trace.source), inputs: () => knobs?.value ?? {}, live: goesLive, options };
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
    graph: where("graph", () => [...(waits ? [held(walk)] : []), stale, ...(found.hasAttribute("data-reserved") ? [] : [found]), drawing]),
    sentence: where("graph", () => [sentence(walk)]),
    equation: where("equation", () => [equation(walk)]),
    ledger: where("ledger", () => [ledger(walk)]),
    below: [...where("graph", () => [graphTable(walk)]), ...(told && !knobs ? [told] : [])], // with sliders it stands beside them
  }, { lines: !editable && !turns && isSmall(trace) ? source.trimEnd().split("\n").length : null });
  // What is said lies over the foot of the program, whose wrong line is marked: it moves nothing.
  const note = editable && set ? set.querySelector(".sliders-note") : null;
  const over = [".program-said", ".walkthrough-code", ".walkthrough-graph"].map((one) => body.querySelector(one)).find((one) => one !== null) ?? body;
  over.append(...(note ? [note] : []), over.matches(".program-said") ? said : h("div", { class: "walkthrough-said" }, said));
  root.append(body);
  const graph = /** @type {HTMLElement | null} */ (body.querySelector(".walkthrough-graph"));
  if (graph) passCompare(walk, graph, { direction });
  follow(root, walk, ["trace", "error"], mark);
  paper(root, walk);
  stepKeys(root, walk);
  findingMarks(walk, root, control.track);
  bindKeys(root, [...graphKeys(walk, drawing.view), ...toolKeys(root), ...(editable ? ["Ctrl+Enter", "Ctrl+Space", "Ctrl+["].map((key) => ({ key })) : [])]);
  /** A link to this very program; one that the reader has changed is another one. */
  takes(root, (shared) => {
    if (shared.example === undefined || shared.example !== host.example || source !== trace.source || typed) return false;
    arrived(shared);
    return true;
  });
  /** @param {import("../../share/link.js").Shared} shared */
  function arrived(shared) {
    if (shared.inputs && knobs) {
      brought = shared.inputs;
      knobs.value = brought;
      if (begun) go({ source, inputs: brought });
    }
    land(walk, drawing.view, shared);
    if (!root.closest("[data-embed]")) face(root);
  }
  return Object.defineProperties(/** @type {any} */ (root), {
    text: { get: host.draft, set: (text) => { if (editable) { written.value = text; follower?.now(); } } },
    value: { get: () => walk.step, set: (at) => walk.set(Number(at)) },
    inputs: { get: () => knobs?.value, set: (values) => { if (knobs) { knobs.value = { ...knobs.value, ...values }; slid(); } } },
    walk: { value: walk },
    arrive: { value: arrived },
  });
}

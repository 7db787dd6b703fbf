// ⑧ The model all widgets of one example share: a trace, a position in it, and the node being pointed at.
import { createReplay } from "./replay.js";
import { Steps } from "./steps.js";

/** @typedef {import("../engine/protocol.js").Trace} Trace */
/** `again` where it may come right if it is tried once more; `source` the program that failed, where it is not that of the last good run.
 * @typedef {{kind?: string, message: string, line?: number | null, source?: string, again?: () => void}} Problem */

/** What a step is about, in words that survive a change of numbers. @param {Trace} trace @param {number} at */
function key(trace, at) {
  const event = trace.steps[at];
  if (!event || !("node" in event)) return event?.kind ?? "";
  const { id, label, op } = trace.nodes[event.node];
  return [event.kind, label ?? `${op}#${id}`, event.kind === "backward" ? event.arg : ""].join(" ");
}

/**
 * The same moment in another trace: the same position if everything up to it lines up, else the nearest position
 * at which the same thing has just happened, else as far along as before.
 * @param {Trace} before @param {Trace} after @param {number} step
 */
export function samePosition(before, after, step) {
  if (step === 0) return 0;
  if (step === before.steps.length) return after.steps.length;
  const wanted = key(before, step - 1);
  for (let away = 0; away < after.steps.length; away += 1) {
    for (const at of [step - 1 - away, step - 1 + away]) if (at in after.steps && key(after, at) === wanted) return at + 1;
  }
  return Math.min(step, after.steps.length);
}

/** Fires "step", "trace" (replaced), "hover", "flow", "error" and "play". */
export class Walk extends Steps {
  /** @param {Trace} trace @param {{step?: number}} [options] */
  constructor(trace, { step = 0 } = {}) {
    super({ max: trace.steps.length, value: step });
    this.trace = trace;
    this.replay = createReplay(trace);
    /** @type {import("./replay.js").State | undefined} */
    this.cached = undefined;
    /** Edges "input→consumer" along which something came when the input had passed its gradient on already. @type {Set<string>} */
    this.late = new Set();
    /** What happens now is announced by somebody else. */
    this.silent = false;
    /** The way its graph runs on the page. @type {"right" | "down"} */
    this.flow = "right";
    /** @type {number | null} the node pointed at */
    this.hovered = null;
    /** @type {Problem | null} shown beside the last good graph */
    this.error = null;
  }

  /** @returns {import("./replay.js").State} */
  get state() {
    if (this.cached?.step !== this.step) this.cached = this.replay.at(this.step);
    return this.cached;
  }

  get names() {
    return this.replay.names;
  }

  /** @override @param {number} step */
  phase(step) {
    return this.replay.phase(step);
  }

  /** Another run of the program: the position stays where it means the same. @param {Trace} trace */
  replace(trace) {
    const step = samePosition(this.trace, trace, this.step);
    const moved = step !== this.step;
    this.trace = trace;
    this.replay = createReplay(trace);
    this.cached = undefined;
    this.resize(trace.steps.length, step);
    if (this.hovered !== null && this.hovered >= trace.nodes.length) this.hovered = null;
    this.fail(null);
    this.dispatchEvent(new Event("trace"));
    if (moved) this.dispatchEvent(new Event("step"));
  }

  /** @param {number | null} node */
  hover(node) {
    if (node === this.hovered) return;
    this.hovered = node;
    this.dispatchEvent(new Event("hover"));
  }

  /** @param {"right" | "down"} flow */
  turn(flow) {
    if (flow === this.flow) return;
    this.flow = flow;
    this.dispatchEvent(new Event("flow"));
  }

  /** Something went wrong; the last good graph stays. @param {Problem | null} error */
  fail(error) {
    if (error === this.error) return;
    this.error = error;
    this.dispatchEvent(new Event("error"));
  }
}

/** @param {Trace} trace @param {{step?: number}} [options] */
export function createWalk(trace, options) {
  if (!trace || !Array.isArray(trace.nodes) || !Array.isArray(trace.steps)) throw new TypeError("createWalk needs a trace: {nodes, steps, …}");
  return new Walk(trace, options);
}

/** The first argument of every widget. @param {unknown} walk @param {string} widget @returns {asserts walk is Walk} */
export function needsWalk(walk, widget) {
  if (!(walk instanceof Walk)) throw new TypeError(`${widget} needs a walk (see createWalk) as its first argument`);
}

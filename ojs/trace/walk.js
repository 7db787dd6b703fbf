// ⑧ The model all widgets of one example share: a trace, a position in it, and the node being pointed at.
import { thousands } from "../maths/format.js";
import { createReplay } from "./replay.js";
import { matched, passAt, samePlace, shows } from "./series.js";
import { Steps } from "./steps.js";

/** @typedef {import("../engine/protocol.js").Trace} Trace @typedef {import("../engine/protocol.js").Pass} Pass */
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
 * Of a series the pass stays, or the last one.
 * @param {Trace} before @param {Trace} after @param {number} step @param {number | null} [pass] the one that is shown
 */
export function samePosition(before, after, step, pass = null) {
  if (step === 0) return 0;
  if (step === before.steps.length) return after.steps.length;
  if (pass !== null && after.passes && after.passes.length > 1) {
    const to = Math.min(pass, after.passes.length - 1);
    return samePlace(before, /** @type {Pass[]} */ (before.passes)[pass], step, after, after.passes[to]);
  }
  const wanted = key(before, step - 1);
  for (let away = 0; away < after.steps.length; away += 1) {
    for (const at of [step - 1 - away, step - 1 + away]) if (at in after.steps && key(after, at) === wanted) return at + 1;
  }
  return Math.min(step, after.steps.length);
}


/** What is known where a pass begins: all that was before, and nothing has just happened. @param {import("./replay.js").State} state @param {string} words @returns {import("./replay.js").State} */
const beginning = (state, words) => Object.create(state, Object.getOwnPropertyDescriptors({ phase: "start", event: null, node: null, receiver: null, edges: [], words: [words], said: [words], why: [], meant: [] }));

/** @typedef {{pass: number, nodes: Map<number, number>, readonly state: import("./replay.js").State}} Twin */

/** Some steps of a walk that are gone through alone, in order: the way of one gradient. `title` says which. @typedef {{title: string, steps: number[], nodes: number[]}} Path positions, not places in `steps` */

/** A mistake that was built into the program's run, to see what comes of it. @typedef {{kind: string, title: string, node?: number, value?: number}} Twist */

/** More steps than this in several passes are one pass at a time. */
const MANY = 60;

/** Fires "step", "trace" (replaced), "hover", "flow", "error", "play", "pin", "only" (a path is followed, or no more), "pass", "compare" and "twist". */
export class Walk extends Steps {
  /**
   * @param {Trace} trace @param {{step?: number, series?: boolean, replay?: import("./replay.js").Replay}} [options]
   *   series: one pass at a time, or never; by default where they are many steps; replay: of this trace, where there is one already
   */
  constructor(trace, { step = 0, series, replay } = {}) {
    super({ max: trace.steps.length, value: step });
    this.trace = trace;
    this.wanted = series;
    this.replay = replay ?? createReplay(trace, this);
    /** @type {import("./replay.js").State | undefined} */
    this.cached = undefined;
    /** @type {number | null} */
    this.cachedPass = null;
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
    /** @type {number | null} the node whose large view stays beside the graph */
    this.pinned = null;
    /** @type {Path | null} */
    this.only = null;
    /** @type {Twist | null} */
    this.twist = null;
    /** Where the trace is of a run with a mistake in it: the right one. @type {import("./replay.js").Replay | null} */
    this.right = null;
    /** Which pass is shown, where one is shown at a time. @type {number | null} */
    this.pass = null;
    /** Which other pass it is compared with. @type {number | null} */
    this.compared = null;
    /** What a walk through another pass, side by side with this one, knows at the same place; and which node there is which of ours. @type {Twin | null} */
    this.twin = null;
    this.bound();
  }

  /** Whether one pass is shown at a time. */
  get series() {
    const { passes = [], steps } = this.trace;
    return passes.length > 1 && (this.wanted ?? steps.length > MANY);
  }

  /** Within a pass steps are counted from its beginning. @override */
  get origin() {
    return this.pass === null ? 0 : this.min;
  }

  /** The ends are those of the pass in which the position is. @param {number | null} [pass] where it lies between two: which */
  bound(pass = null) {
    const { passes = [], steps } = this.trace;
    this.pass = !this.series ? null : pass !== null && this.step === passes[pass]?.start ? pass : passAt(passes, this.step);
    if (this.pass === null) this.resize(steps.length, this.step, 0);
    else this.resize(passes[this.pass].end, this.step, passes[this.pass].start);
  }

  /** Shows another pass, at the same place in it as in this one; or at a step of it. @param {number} pass @param {number} [step] */
  turnTo(pass, step) {
    const { passes = [] } = this.trace;
    if (this.pass === null || pass === this.pass || !(pass in passes)) return;
    const [before, after] = [passes[this.pass], passes[pass]];
    const to = step ?? samePlace(this.trace, before, this.step, this.trace, after);
    this.pass = pass;
    if (this.pinned !== null && !shows(after, this.pinned)) this.pin(matched(this.trace, before, this.trace, after).to.get(this.pinned) ?? null);
    if (this.hovered !== null && !shows(after, this.hovered)) this.hovered = null;
    this.resize(after.end, to, after.start);
    this.dispatchEvent(new Event("pass"));
    this.dispatchEvent(new Event("step"));
  }

  /** Sets another pass beside the one that is shown; null: none any more. @param {number | null} pass */
  compare(pass) {
    const wanted = this.pass !== null && pass !== null && pass in (this.trace.passes ?? []) ? pass : null;
    if (wanted === this.compared) return;
    this.compared = wanted;
    this.dispatchEvent(new Event("compare"));
  }

  /** To a step wherever it is. @param {number} step @override */
  set(step) {
    const { passes = [] } = this.trace;
    const inside = step >= this.min && step <= this.max;
    if (this.pass === null || inside || Number.isNaN(step)) super.set(step);
    else if (passAt(passes, step) === this.pass) super.set(step); // before the first step, or after the last
    else this.turnTo(passAt(passes, step), Math.round(step));
  }

  /** @override @param {1 | -1} by */
  beside(by) {
    if (!this.only) return super.beside(by);
    const { steps } = this.only;
    return (by > 0 ? steps.find((one) => one > this.step) : steps.findLast((one) => one < this.step)) ?? this.step;
  }

  /** Goes through some steps alone, or (null) through all again. @param {Path | null} path */
  follow(path) {
    if (path === this.only) return;
    this.only = path;
    if (path && !path.steps.includes(this.step)) this.set(path.steps[0]);
    this.dispatchEvent(new Event("only"));
  }

  /** @param {number | null} node */
  pin(node) {
    if (node === this.pinned) return;
    this.pinned = node;
    this.dispatchEvent(new Event("pin"));
  }

  /** Shows the run with a mistake in it beside the right one; null: the right one alone. @param {Twist | null} twist @param {Trace} [trace] of that run */
  mistake(twist, trace) {
    const right = this.right ?? this.replay;
    this.twist = twist;
    this.right = null;
    this.replace(twist && trace ? trace : right.trace);
    if (twist) this.right = right;
    this.dispatchEvent(new Event("twist"));
  }

  /** @returns {import("./replay.js").State} */
  get state() {
    if (this.cached?.step !== this.step || this.cachedPass !== this.pass) {
      const state = this.replay.at(this.step);
      this.cached = this.begins(this.step) ? beginning(state, `Pass ${thousands(this.pass + 1)} of ${thousands(this.trace.passes?.length ?? 0)} begins: nothing of it has been computed yet.`) : state;
      this.cachedPass = this.pass;
    }
    return this.cached;
  }

  /** Whether a pass begins at a position, of which the last thing that happened is not part. @param {number} step @returns {this is Walk & {pass: number}} */
  begins(step) {
    return this.pass !== null && step === this.min && step > 0;
  }

  get names() {
    return this.replay.names;
  }

  /** @override @param {number} step */
  phase(step) {
    return this.begins(step) ? "start" : this.replay.phase(step);
  }

  /** Another run of the program: the position stays where it means the same. @param {Trace} trace @param {import("./replay.js").Replay} [replay] of it */
  replace(trace, replay) {
    const step = samePosition(this.trace, trace, this.step, this.pass);
    const moved = step !== this.step;
    const pass = this.pass === null ? null : Math.min(this.pass, (trace.passes?.length ?? 1) - 1);
    const other = this.right !== null; // a run of other numbers: the mistake is not in it
    this.trace = trace;
    this.replay = replay ?? createReplay(trace, this);
    this.cached = undefined;
    [this.right, this.only] = [null, null];
    this.resize(trace.steps.length, step, 0);
    this.bound(pass);
    if (this.compared !== null) this.compared = this.pass === null ? null : Math.min(this.compared, (trace.passes?.length ?? 1) - 1);
    if (this.hovered !== null && this.hovered >= trace.nodes.length) this.hovered = null;
    if (this.pinned !== null && this.pinned >= trace.nodes.length) this.pinned = null;
    this.fail(null);
    this.dispatchEvent(new Event("trace"));
    if (moved) this.dispatchEvent(new Event("step"));
    if (other && this.right === null && this.twist) { this.twist = null; this.dispatchEvent(new Event("twist")); }
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

/** @param {Trace} trace @param {{step?: number, series?: boolean}} [options] */
export function createWalk(trace, options) {
  if (!trace || !Array.isArray(trace.nodes) || !Array.isArray(trace.steps)) throw new TypeError("createWalk needs a trace: {nodes, steps, …}");
  return new Walk(trace, options);
}

/** The first argument of every widget. @param {unknown} walk @param {string} widget @returns {asserts walk is Walk} */
export function needsWalk(walk, widget) {
  if (!(walk instanceof Walk)) throw new TypeError(`${widget} needs a walk (see createWalk) as its first argument`);
}

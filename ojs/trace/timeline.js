// ⑦ Pure: what the engine measured of kept memory, as a position to step through, and what is said at each.
import { subscript } from "../maths/format.js";
import { Steps } from "./steps.js";

/**
 * py/stepgrad/pictures/memory.py measures it. An array is kept at the positions from ≤ p < to; a null says to the end.
 * @typedef {{pass: "forward" | "again" | "backward", op: string, name: string, kept: number}} Moment
 * @typedef {{name: string, shape: number[], bytes: number, from: number, to: number | null, for: string[]}} Kept
 * @typedef {{layers: number, every: number, activation: string, steps: Moment[], arrays: Kept[], peak: number, forward: number, again: number,
 *   whole: {peak: number, forward: number, same: boolean}}} Memory
 */

export class Timeline extends Steps {
  /** @param {Memory} memory @param {number} [value] */
  constructor(memory, value = 0) {
    super({ max: memory.steps.length, value });
    this.memory = memory;
  }

  /** Another measurement, as far along as this one was; fires "trace". @param {Memory} memory */
  replace(memory) {
    const part = this.step / this.max;
    this.memory = memory;
    this.resize(memory.steps.length, Math.round(part * memory.steps.length));
    this.dispatchEvent(new Event("trace"));
  }

  /** Computing again is a forward pass too. @param {number} at @returns {import("./replay.js").Phase} */
  phase(at) {
    if (at === 0) return "start";
    return this.memory.steps[at - 1].pass === "backward" ? "backward" : "forward";
  }
}

/** 20000 → "20 kB"; a kilobyte is 1000 bytes. @param {number} bytes */
export const size = (bytes) => (bytes >= 1e6 ? `${Number((bytes / 1e6).toFixed(2))} MB` : `${Number((bytes / 1e3).toFixed(1))} kB`);

/** "h12" → "h₁₂". @param {string} name */
export const pretty = (name) => name.replace(/\d+$/, (digits) => subscript(Number(digits)));

/** @param {Memory} memory @param {number} at bytes kept after so many steps */
export const keptAt = (memory, at) => (at > 0 ? memory.steps[at - 1].kept : 0);

/** @param {Kept} array @param {number} at */
export const isKept = ({ from, to }, at) => from <= at && (to === null || at < to);

/** One row an array's name, in the order of the layers. @param {Memory} memory @returns {[string, Kept[]][]} */
export function rows({ arrays }) {
  const layer = (/** @type {string} */ name) => 2 * Number(name.slice(1)) + (name[0] === "h" ? 1 : 0);
  const names = [...new Set(arrays.map(({ name }) => name))].sort((a, b) => layer(a) - layer(b));
  return names.map((name) => [name, arrays.filter((array) => array.name === name)]);
}

/** @param {Moment} step @returns {{out: string, expression: string, from: string}} */
function parts({ op, name }) {
  const layer = Number(name.slice(1));
  const below = layer > 1 ? `h${layer - 1}` : "x";
  if (op === "matmul") return { out: pretty(name), expression: `${pretty(below)} @ W${subscript(layer)}`, from: `${pretty(below)} and W${subscript(layer)}` };
  if (op === "mean") return { out: name, expression: "mean of the last layer", from: "the last layer" };
  return { out: pretty(name), expression: `${op}(${pretty(`z${layer}`)})`, from: pretty(`z${layer}`) };
}

/** What has just happened, in plain words. @param {Memory} memory @param {number} at */
export function sentence(memory, at) {
  if (at === 0) return "Nothing has run yet, so nothing is kept.";
  const step = memory.steps[at - 1];
  const { out, expression, from } = parts(step);
  if (step.pass === "backward") {
    const gone = memory.arrays.filter(({ to }) => to === at);
    const freed = gone.length ? `${names(gone)} no longer needed and let go.` : "Nothing is let go.";
    return `Back through ${step.op}, from ${out} to ${from}. ${freed}`;
  }
  const computed = `${step.pass === "again" ? "Computed again: " : ""}${out} = ${expression}.`;
  const gained = memory.arrays.filter((array) => array.from === at);
  if (!gained.length) return `${computed} ${step.op === "mean" ? "A mean's rule needs only the shape of its input." : "Nothing more is kept."}`;
  if (gained.every((array) => array.for[0] === "checkpoint")) return `${computed} ${names(gained)} kept as a checkpoint.`;
  return `${computed} ${names(gained)} kept: ${step.op === "matmul" ? "the product's rule for W" : `the rule of ${step.op}`} needs ${gained.length > 1 ? "them" : "it"}.`;
}

/** "h₂ is", "z₂ and h₂ are". @param {Kept[]} arrays */
function names(arrays) {
  const words = arrays.map(({ name }) => pretty(name));
  return `${words.join(" and ")} ${words.length > 1 ? "are" : "is"}`;
}

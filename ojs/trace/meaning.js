// ⑦ Pure: what a gradient means, once it is whole: "So if b were 0.01 larger, c would be about 0.08 larger."
import { isArray, listed, number, operand, spoken, toNumber } from "../maths/format.js";
import { reached } from "./ledgers.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("./ledgers.js").Entry} Entry
 * @typedef {import("./ledgers.js").Begun} Begun
 *
 * What is asked of the replay: every entry of a node's ledger, the seeds in order, and a node's number at a step.
 * @typedef {{trace: Trace, entries: (id: number) => Entry[], seeds: Begun[], value: (id: number, step: number) => Quantity | undefined}} Known
 */

/** More results than this that one walk back started from are not listed. */
const MOST_ROOTS = 3;
const USUAL = 0.01;

/** A change that is small beside a number: 0.01 of what is about 1, a round hundredth of what is much larger or smaller. @param {number} size */
export function smallStep(size) {
  const one = Math.abs(size);
  if (!Number.isFinite(one) || one === 0 || (one >= 0.1 && one <= 10)) return USUAL;
  return Number(`1e${Math.round(Math.log10(one)) - 2}`); // the number that "0.001" is, which a power of ten need not be
}

/** Two digits are enough for what is "about". @param {number} value */
const about = (value) => number(Number(Math.abs(value).toPrecision(2)));

/** @param {number} change @returns {string} */
const grows = (change) => (change === 0 ? "would not change noticeably" : `would be about ${about(change)} ${change > 0 ? "larger" : "smaller"}`);

/** "[0, 2]": the place of an entry, as Python counts. @param {number[]} shape @param {number} flat */
function place(shape, flat) {
  const at = shape.map((_, axis) => Math.floor(flat / shape.slice(axis + 1).reduce((product, n) => product * n, 1)) % shape[axis]);
  return `[${at.join(", ")}]`;
}

/** The walk back in which a step is. @param {Begun[]} seeds @param {number} step */
function walkAt(seeds, step) {
  const last = reached(seeds, step) - 1;
  if (last < 0) return null;
  const { first, returned } = seeds[last];
  return { first, returned, ends: seeds[last + 1]?.first ?? Infinity, seeds: seeds.slice(seeds.findIndex((one) => one.first === first), last + 1) };
}

/** What the walk back started from, as one quantity: "c", "2 × c + d"; "" where that cannot be said. @param {Begun[]} seeds @param {string[]} names */
function started(seeds, names) {
  if (seeds.length > MOST_ROOTS) return "";
  const terms = seeds.map(({ node, weight = 1 }) => {
    if (isArray(weight)) return "data" in weight && weight.data.every((one) => Number(one) === 1) ? `the sum of ${names[node]}` : "";
    const factor = toNumber(weight);
    return !Number.isFinite(factor) || factor === 0 ? "" : factor === 1 ? names[node] : `${operand(weight)} × ${names[node]}`;
  });
  return terms.every(Boolean) ? terms.join(" + ") : "";
}

/** Of an array: its entry that matters most, or any of them where they matter alike; of a large one all together. @param {import("../engine/protocol.js").NumArray} slopes @param {Quantity | undefined} held @param {string} name @param {string} root @param {string} fixed */
function ofArray(slopes, held, name, root, fixed) {
  const values = isArray(held) && "data" in held ? held.data.map(Number) : [];
  if ("summary" in slopes) {
    const { min, max, mean } = slopes.summary;
    const size = slopes.shape.reduce((product, n) => product * n, 1);
    if (![min, max, mean].every((one) => Number.isFinite(Number(one)))) return `Not all numbers of this gradient are finite: it says nothing of how ${root} would change.`;
    const step = isArray(held) && "summary" in held ? smallStep(Math.max(Math.abs(Number(held.summary.min)), Math.abs(Number(held.summary.max)))) : USUAL;
    return `So if every entry of ${name} were ${number(step)} larger${fixed}, ${root} ${grows(Number(mean) * size * step)}.`;
  }
  const all = slopes.data.map(Number);
  if (all.length === 0) return "";
  if (!all.every(Number.isFinite)) return `Not all numbers of this gradient are finite: it says nothing of how ${root} would change.`;
  if (all.every((one) => one === 0)) return `So no small change of ${name} would change ${root} noticeably.`;
  const alike = all.every((one) => one === all[0]);
  const most = all.reduce((best, one, at) => (Math.abs(one) > Math.abs(all[best]) ? at : best), 0);
  const step = smallStep(alike ? values.reduce((size, one) => Math.max(size, Math.abs(one)), 0) : values[most] ?? 0);
  if (alike && all.length > 1) return `So if any one entry of ${name} were ${number(step)} larger${fixed}, ${root} ${grows(all[0] * step)}.`;
  return `So if ${name}${place(slopes.shape, most)} were ${number(step)} larger${fixed}, ${root} ${grows(all[most] * step)}.`;
}

/**
 * What a node's gradient means, said when the last contribution of its walk back is in; "" at any other step, and where it means nothing of the kind.
 * @param {Known} known @param {string[]} names @param {number} id @param {number} step @param {(id: number) => number[]} held what stayed the same for the gradient, though it would change
 */
export function meaning({ trace, entries, seeds, value }, names, id, step, held) {
  const walk = walkAt(seeds, step);
  if (!walk) return "";
  const all = entries(id);
  const at = reached(all, step) - 1;
  const entry = all[at];
  if (entry?.step !== step || entry.kind !== "term") return "";
  const next = all[at + 1];
  if (next?.kind === "term" && next.step < walk.ends) return "";
  return whole({ trace, value }, names, id, entry, all, walk, held);
}

/** The same of what the gradient is by now, whenever it came; "" while something may still come. @param {Known} known @param {string[]} names @param {number} id @param {number} step @param {(id: number) => number[]} held */
export function standing(known, names, id, step, held) {
  const all = known.entries(id);
  const last = all[reached(all, step) - 1];
  return last?.kind === "term" ? meaning(known, names, id, last.step, held) : "";
}

/**
 * @param {Pick<Known, "trace" | "value">} known @param {string[]} names @param {number} id @param {Entry & {kind: "term"}} entry @param {Entry[]} all
 * @param {NonNullable<ReturnType<typeof walkAt>>} walk @param {(id: number) => number[]} held
 */
function whole({ trace, value }, names, id, entry, all, walk, held) {
  const name = names[id];
  const mine = /** @type {(Entry & {kind: "term"})[]} */ (all.filter((one) => one.kind === "term" && one.step >= walk.first && one.step <= entry.step));
  const root = started(walk.seeds, names);
  const { before } = mine[0];
  const seeded = all.some((one) => one.kind === "seed" && one.step >= walk.first && one.step < entry.step);
  if (root && !seeded && (isArray(before) || toNumber(before) !== 0)) {
    return `${isArray(before) ? "Something" : number(before)} was there before this pass, so the sum is not the derivative of ${root}.`;
  }
  if (!root || walk.seeds.some(({ odd }) => odd)) return "";
  const lost = walk.seeds.find(({ node }) => !isArray(trace.nodes[node].value) && !Number.isFinite(toNumber(trace.nodes[node].value)));
  if (lost) return `${names[lost.node]} is ${spoken(trace.nodes[lost.node].value)}: of how it would change, this says nothing.`;
  const same = held(id).map((one) => names[one]);
  const fixed = same.length === 0 ? "" : ` and ${same.length > 2 ? "what is detached" : listed(same)} stayed the same`;
  const slope = entry.after;
  const now = value(id, entry.step) ?? trace.nodes[id].value;
  if (isArray(slope)) return ofArray(slope, now, name, root, fixed);
  const rate = toNumber(slope);
  if (Number.isNaN(rate)) return `Not a number: it says nothing of how ${root} would change.`;
  if (!Number.isFinite(rate)) return `So ${root} is infinitely steep here: no change of ${name} is small enough to say what it does.`;
  const by = smallStep(toNumber(now));
  return `So if ${name} were ${number(by)} larger${fixed}, ${root} ${grows(rate * by)}.`;
}

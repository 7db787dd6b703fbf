// ⑦ Pure: what nodes are called where one pass is shown at a time: numbered within their pass, so that the loss is "loss" in every one.
import { isolated } from "./foreign.js";
import { unnamed } from "./names.js";
import { subscript } from "../maths/format.js";

/** @typedef {import("../engine/protocol.js").Trace} Trace */

/** The names of a stem by their numbers, each made once however many passes use it. @param {string} stem @param {Set<string>} taken */
function numbered(stem, taken) {
  /** @type {string[]} */
  const made = [];
  let last = 0;
  return (/** @type {number} */ turn) => {
    while (made.length <= turn) {
      do last += 1; while (taken.has(stem + subscript(last))); // a label given by hand may be "x₂"
      made.push(isolated(stem + subscript(last)));
    }
    return made[turn];
  };
}

/**
 * One name per node, none of them twice in a pass. What several passes have in common, as parameters, comes first.
 * @param {Trace} trace @returns {string[]}
 */
export function passNames(trace) {
  const { nodes, passes = [] } = trace;
  const letter = unnamed(trace);
  /** The pass that has each node; −1 where several have it, or none. */
  const home = new Int32Array(nodes.length).fill(-2);
  passes.forEach((pass, at) => { for (const [from, end] of pass.nodes) for (let id = from; id < end; id += 1) home[id] = home[id] === -2 ? at : -1; });
  /** By label: how often among what is common, the most in one pass, and in the pass that was counted last. @type {Map<string, {stem: string, label: boolean, common: number, most: number, now: number, pass: number, name: (turn: number) => string, alone?: string}>} */
  const stems = new Map();
  /** @type {Map<string, number>[]} in passes whose nodes do not stand together */
  const counts = [];
  const taken = new Set();
  /** @param {string | null} label */
  const stemOf = (label) => {
    const stem = label || letter;
    let found = stems.get(stem);
    if (!found) stems.set(stem, (found = { stem, label: Boolean(label), common: 0, most: 0, now: 0, pass: -1, name: numbered(stem, taken) }));
    return found;
  };
  /** How many of a stem its pass had before this node. @param {NonNullable<ReturnType<typeof stemOf>>} use @param {number} pass */
  function turn(use, pass) {
    if (use.pass !== pass) {
      if (use.pass >= 0) (counts[use.pass] ??= new Map()).set(use.stem, use.now);
      [use.pass, use.now] = [pass, counts[pass]?.get(use.stem) ?? 0];
    }
    use.now += 1;
    return use.now - 1;
  }
  for (const { id, label } of nodes) {
    const use = stemOf(label);
    if (home[id] < 0) use.common += 1;
    else use.most = Math.max(use.most, turn(use, home[id]) + 1);
  }
  for (const use of stems.values()) {
    if (use.label && use.common + use.most === 1) taken.add(use.stem);
    Object.assign(use, { now: 0, pass: -1 });
  }
  counts.length = 0;
  /** @type {Map<string, number>} */
  const seen = new Map();
  return nodes.map(({ id, label }) => {
    const use = stemOf(label);
    if (use.label && use.common + use.most === 1) return use.alone ??= isolated(use.stem);
    if (home[id] >= 0) return use.name(use.common + turn(use, home[id]));
    seen.set(use.stem, (seen.get(use.stem) ?? -1) + 1);
    return use.name(seen.get(use.stem) ?? 0);
  });
}

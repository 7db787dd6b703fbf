// ⑦ Pure: what stands in a node's rows while a step is about it: the sum that its gradient becomes, or what becomes of its number.
import { isArray, number, operand, toNumber } from "../maths/format.js";

/**
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("./walk.js").Walk} Walk
 */

/** @param {Quantity | undefined} one */
const plain = (one) => one !== undefined && !isArray(one);

/** Whether a gradient became the sum of what was there and what came. @param {Quantity} before @param {Quantity} contribution @param {Quantity} after */
export function adds(before, contribution, after) {
  const [a, b, sum] = [before, contribution, after].map(toNumber);
  return Object.is(a + b, sum) || Math.abs(a + b - sum) <= 1e-6 * (Math.abs(a) + Math.abs(b)) || (Number.isNaN(a + b) && Number.isNaN(sum));
}

/** "5 + 3", "= 8", where 5 was there; "5", "→ 3", where it was overwritten. @param {Quantity} before @param {Quantity} contribution @param {Quantity} after */
export const sumParts = (before, contribution, after) => (adds(before, contribution, after)
  ? [`${number(before)} + ${operand(contribution)}`, `= ${number(after)}`] : [number(before), `→ ${number(after)}`]);

/**
 * The gradient's row in the two parts between which it may be broken; null: the number alone.
 * @param {Walk} walk @param {number} id @returns {string[] | null}
 */
export function gradientRow({ state, replay, step }, id) {
  const { event } = state;
  if (!event) return null;
  if (event.kind === "zero") {
    const before = event.nodes.includes(id) ? replay.at(step - 1).gradient(id) : undefined;
    return before !== undefined && plain(before) ? [number(before), "→ none"] : null;
  }
  if (event.kind === "assign") return event.node === id && plain(event.after) && plain(event.before) ? [number(event.before), `→ ${number(event.after)}`] : null;
  if (event.kind === "seed") {
    if (event.node !== id || !plain(event.after) || !plain(event.before) || toNumber(event.before) === 0) return null;
    return [`${number(event.before)} + ${operand(toNumber(event.after) - toNumber(event.before))}`, `= ${number(event.after)}`];
  }
  if (!("input" in event) || event.input !== id || ![event.before, event.contribution, event.after].every(plain)) return null;
  const first = state.ledger(id).length < 2 && toNumber(event.before) === 0;
  return first ? null : sumParts(event.before, event.contribution, event.after);
}

/** The value's row, where the program changed the number. @param {Walk} walk @param {number} id @returns {string[] | null} */
export function valueRow({ state: { event } }, id) {
  if (event?.kind !== "update" || event.node !== id || !plain(event.before) || !plain(event.after)) return null;
  return [number(event.before), `→ ${number(event.after)}`];
}

/** @type {WeakMap<import("../engine/protocol.js").Trace, Set<number>>} */
const known = new WeakMap();

/** Whether some step writes more than a number into a node's rows: it needs the room. Says the same whatever the numbers are. @param {Walk} walk @param {number} id */
export function needsRoom({ trace }, id) {
  let wide = known.get(trace);
  if (!wide) {
    wide = new Set();
    const { nodes, steps } = trace;
    const reached = new Int32Array(nodes.length); // in which pass something arrived: a result's gradient is of one pass only
    let pass = 1;
    for (const event of steps) {
      if (event.kind === "update" || event.kind === "assign") wide.add(event.node);
      else if (event.kind === "zero") for (const node of event.nodes) reached[node] = 0;
      else if (event.kind === "seed") pass += 1;
      else if (event.kind === "backward") {
        const before = reached[event.input];
        if (before === pass || (before > 0 && nodes[event.input].op === null)) wide.add(event.input);
        reached[event.input] = pass;
      }
    }
    known.set(trace, wide);
  }
  return wide.has(id);
}

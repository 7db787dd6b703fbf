// ⑦ Pure: the way to one node's gradient with a name, and what else might be walked: all ways, or the largest alone.
import { origin } from "./path.js";

/** More steps than this are not what one wants to see first. */
const MANY = 40;

/**
 * @typedef {import("./walk.js").Path & {to?: number, factors?: number[], other?: {label: string, way: () => Way}}} Way `to`: the node it leads to; `factors`: by what each step multiplies the gradient, where that
 *   is what one wants to see; `other`: another way to the same place, and what to call it
 */

/** @param {number} count @param {string} one */
export const counted = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/**
 * Where the gradient of a node comes from, to be followed. @param {import("./walk.js").Walk} walk @param {number} node
 * @returns {Way | null} null: none ever comes to it
 */
export function wayToNode({ replay, names, step, pass }, node) {
  const asked = { step, pass };
  const all = origin(replay, node, { ...asked, all: true });
  if (!all) return null;
  const largest = origin(replay, node, asked) ?? all;
  const name = names[node];
  /** @type {Way} */
  const whole = { to: node, title: `the way to ${name}`, steps: all.steps, nodes: all.nodes };
  if (largest.steps.length === all.steps.length) return whole;
  /** @type {Way} */
  const one = { to: node, title: `the largest way to ${name}`, steps: largest.steps, nodes: largest.nodes, factors: largest.factors };
  whole.title = `the ways to ${name}`;
  whole.other = { label: `The largest: ${counted(largest.steps.length, "step")}`, way: () => one };
  one.other = { label: `All ways: ${counted(all.steps.length, "step")}`, way: () => whole };
  return all.steps.length > MANY ? one : whole;
}

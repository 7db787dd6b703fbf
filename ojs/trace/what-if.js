// ⑦ Pure: which mistakes make sense in a program, and what a run with one in it comes to beside the right one.
import { passAt } from "./series.js";
import { isArray, number, toNumber } from "../maths/format.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("../engine/protocol.js").Mistake} Mistake
 * @typedef {import("./replay.js").Replay} Replay
 *
 * `why`: why there is nothing to see in this program; null where there is.
 * @typedef {{kind: Mistake["kind"], label: string, why: string | null}} Possible
 *
 * What a node ends a pass with, where the two runs differ. `gradient`, `value`: [with the mistake, without]; `step`: when it is settled, in the run with the mistake.
 * @typedef {{gradient?: [Quantity | undefined, Quantity | undefined], value?: [Quantity | undefined, Quantity | undefined], step: number}} Difference
 */

/** Who builds a mistake into the program of a walk, where somebody does: for what lies in a room before it. @type {WeakMap<object, (mistake: Mistake) => void>} */
export const offers = new WeakMap();

/** The most contributions that a node's gradient is ever made of: of any node, and of those that pass it on. @param {Trace} trace */
function meeting({ nodes, steps }) {
  const counts = new Int32Array(nodes.length);
  let [any, inner, zeroed] = [0, 0, false];
  steps.forEach((step, at) => {
    if (step.kind === "seed") {
      for (const { id, op } of nodes) if (op !== null || step.returned) counts[id] = 0;
      counts[step.node] += 1;
    } else if (step.kind === "zero") {
      zeroed = true;
      for (const id of step.nodes) counts[id] = 0;
    } else if ((step.kind === "backward" && steps[at + 1]?.kind !== "unbroadcast") || step.kind === "unbroadcast") {
      const now = (counts[step.input] += 1);
      any = Math.max(any, now);
      if (nodes[step.input].op !== null) inner = Math.max(inner, now);
    }
  });
  return { any, inner, zeroed };
}

/** @param {Trace} trace @param {string | null} detached the name of the operation that may be cut off; null: none is chosen @returns {Possible[]} */
export function possible(trace, detached = null) {
  const backward = trace.steps.some(({ kind }) => kind === "seed");
  const { any, inner, zeroed } = meeting(trace);
  const nowhere = "This program does not go backward.";
  /** @param {Mistake["kind"]} kind @param {string} label @param {boolean} sense @param {string} why @returns {Possible} */
  const one = (kind, label, sense, why) => ({ kind, label, why: !backward ? nowhere : sense ? null : why });
  return [
    one("no-zero", "Do not zero the gradients", zeroed, "This program zeroes none."),
    one("overwrite", "Overwrite instead of add", any > 1, "No gradient here gets more than one contribution."),
    one("order", "Visit in the wrong order", inner > 1, "No result here is used twice, so any order will do."),
    one("detach", detached === null ? "Detach a node" : `Detach ${detached} here`, detached !== null, "Choose an operation in the graph first: click it."),
    one("upstream", "Another upstream gradient", true, ""),
  ];
}

/** What is done, as the end of "What if …". @param {Mistake} mistake @param {string[]} names */
export function titled({ kind, node = -1, value = 1 }, names) {
  return { "no-zero": "the gradients are never zeroed", overwrite: "contributions overwrite each other", order: "whoever is reached first passes on first",
    detach: `${names[node]} is detached`, upstream: `backward() begins with ${number(value)}` }[kind];
}

/** @param {Quantity | undefined} a @param {Quantity | undefined} b @returns {boolean} */
export function same(a, b) {
  if (a === undefined || b === undefined) return a === b;
  if (isArray(a) || isArray(b)) {
    if (!isArray(a) || !isArray(b) || a.shape.join() !== b.shape.join()) return false;
    const [one, other] = [a, b].map((array) => ("data" in array ? array.data : Object.values(array.summary)));
    return one.length === other.length && one.every((x, i) => same(x, other[i]));
  }
  const [x, y] = [toNumber(a), toNumber(b)];
  return Object.is(x, y) || (Number.isFinite(x - y) && Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y)));
}

/** @param {Trace} trace @param {number} pass */
const endOf = ({ passes = [], steps }, pass) => passes[pass]?.end ?? steps.length;

/** Which nodes end the pass of this step otherwise than they should. @param {Replay} right @param {Replay} wrong @param {number} step of the wrong run @returns {Map<number, Difference>} */
export function differences(right, wrong, step) {
  const pass = passAt(wrong.trace.passes ?? [], step);
  const [here, there] = [wrong.at(endOf(wrong.trace, pass)), right.at(endOf(right.trace, pass))];
  /** @type {Map<number, Difference>} */
  const found = new Map();
  wrong.trace.nodes.forEach((node, id) => {
    const other = right.trace.nodes[id];
    if (!other || other.op !== node.op || other.label !== node.label) return; // the program went another way
    const [gradient, value] = [[here.gradient(id), there.gradient(id)], [here.value(id), there.value(id)]];
    /** @type {Difference} */
    const one = { step: 0 };
    if (!same(gradient[0], gradient[1])) Object.assign(one, { gradient, step: gradient[0] === undefined ? here.step : wrong.entries(id).findLast((entry) => entry.step <= here.step && entry.kind !== "clear")?.step ?? here.step });
    if (!same(value[0], value[1])) one.value = /** @type {[Quantity | undefined, Quantity | undefined]} */ (value);
    if (one.gradient || one.value) found.set(id, one);
  });
  return found;
}

/** "3", "nothing". @param {Quantity | undefined} quantity */
const said = (quantity) => (quantity === undefined ? "nothing" : number(quantity));

/**
 * What came when its receiver had passed its gradient on already, in the steps [from, to).
 * @param {Trace} trace @param {number} [from] @param {number} [to] @returns {{from: number, into: number, contribution: Quantity}[]}
 */
export function lateOnes({ steps }, from = 0, to = steps.length) {
  /** @type {Set<number>} */
  const passed = new Set();
  const late = [];
  for (let at = from; at < to; at += 1) {
    const event = steps[at];
    if (event.kind === "seed" && steps[at - 1]?.kind !== "seed") passed.clear();
    if (event.kind !== "backward") continue;
    passed.add(event.node);
    if (event.input !== event.node && passed.has(event.input)) late.push({ from: event.node, into: event.input, contribution: event.contribution });
  }
  return late;
}

/** What comes of it, in words. @param {Replay} right @param {Replay} wrong @param {number} step @param {Mistake["kind"]} kind */
export function verdict(right, wrong, step, kind) {
  const { names, trace } = wrong;
  const all = [...differences(right, wrong, step)];
  /** Leaves first, then what has a name. @param {number} id */
  const rank = (id) => (trace.nodes[id].op === null ? 0 : 2) + (trace.nodes[id].label ? 0 : 1);
  const gradients = all.filter(([, { gradient }]) => gradient).sort(([a], [b]) => rank(a) - rank(b));
  const parts = [];
  if (kind === "order") {
    const pass = passAt(trace.passes ?? [], step);
    const [first] = lateOnes(trace, trace.passes?.[pass]?.start, endOf(trace, pass));
    if (first && gradients.length) parts.push(`${names[first.from]} sends ${isArray(first.contribution) ? "its contribution" : number(first.contribution)} to ${names[first.into]} when ${names[first.into]} has already passed its gradient on.`);
  }
  if (gradients.length) {
    const [[id, { gradient: [mine, true_] = [] }]] = gradients;
    const arrays = isArray(mine) && isArray(true_);
    const more = gradients.length - 1;
    const first = arrays ? `The gradient of ${names[id]} would be another one` : `${names[id]} would get ${said(mine)} instead of ${said(true_)}`;
    parts.push(`${first}${more ? `, and ${more} other gradient${more > 1 ? "s" : ""} would be wrong` : ""}.`);
  }
  const trained = all.find(([id, { value }]) => value && trace.nodes[id].op === null && !isArray(value[0]));
  if (trained) parts.push(`${names[trained[0]]} would become ${said(trained[1].value?.[0])} instead of ${said(trained[1].value?.[1])}.`);
  return parts.join(" ") || (trace.nodes.length !== right.trace.nodes.length ? "The program would take another way." : "Here it makes no difference.");
}

/** Whether two runs began with other numbers: the program draws them anew each time. @param {Trace} one @param {Trace} other */
export function drawn(one, other) {
  const first = one.steps.findIndex(({ kind }) => kind === "update");
  const leaves = one.nodes.filter(({ op, id }) => op === null && (first < 0 || id < (one.passes?.[0]?.nodes.at(-1)?.[1] ?? Infinity)));
  return leaves.some(({ id, value }) => other.nodes[id] && other.nodes[id].op === null && !same(value, other.nodes[id].value));
}

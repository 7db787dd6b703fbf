// ⑦ Pure: the arrays that meet in a step of the way back, as an equation: dC @ Bᵀ = dA, g ∘ local = contribution, Σ over an axis, before + contribution = after.
import { isArray, number, toNumber } from "../maths/format.js";
import { toText } from "../maths/formula.js";
import { localArray, turnedRound } from "./local-array.js";
import { bindings, productText } from "./names.js";
import { elementwise } from "./sources.js";

/**
 * @typedef {import("../engine/protocol.js").NumArray} NumArray @typedef {import("../engine/protocol.js").Quantity} Quantity
 * An array of the equation, or what stands between them. `node` and `which` say whose elements they are; `turned`: rows and columns are changed for one another.
 * @typedef {{array: NumArray, name: string, node: number, which: "value" | "gradient" | "contribution" | "none", turned?: boolean} | string} Item
 */

/** How an operation's two factors meet on the way back, by the argument that receives: which comes first, what is turned, and the sign between them. */
const PRODUCTS = /** @type {Record<string, {first: "gradient" | "value", turned?: boolean, sign: string}[]>} */ ({
  matmul: [{ first: "gradient", turned: true, sign: "@" }, { first: "value", turned: true, sign: "@" }],
  matvec: [{ first: "gradient", sign: "⊗" }, { first: "gradient", sign: "@" }],
  vecmat: [{ first: "value", sign: "@" }, { first: "value", sign: "⊗" }],
  dot: [{ first: "gradient", sign: "×" }, { first: "gradient", sign: "×" }],
});

/** A longer rule stands in the equation alone. */
const LONGEST = 24;

/** @param {Quantity} value @returns {boolean} */
const nothing = (value) => !isArray(value) && toNumber(value) === 0;

/** @param {Quantity} value @param {Omit<Exclude<Item, string>, "array">} about @returns {Item} */
const item = (value, about) => (isArray(value) ? { array: value, ...about } : number(value));

/**
 * The equation of the present step, and where something was there before, the sum that it joins; null where no array takes part.
 * @param {import("./walk.js").Walk} walk @returns {Item[][] | null}
 */
export function meets(walk) {
  const { trace, names, replay, state } = walk;
  const { event } = state;
  if (!event || !("input" in event) || (!isArray(event.contribution) && !(event.kind === "unbroadcast"))) return null;
  const node = trace.nodes[event.node];
  const into = names[event.input];
  const wide = event.kind === "backward" && trace.steps[state.step]?.kind === "unbroadcast"; // it is not yet what the input receives
  const sent = item(event.contribution, { name: wide ? productText(trace, names, node, event.arg) : `d${into}`, node: event.input, which: "contribution" });
  const joins = wide || nothing(event.before) ? []
    : [[item(event.before, { name: `${into}.grad`, node: event.input, which: "none" }), "+", sent, "=", item(event.after, { name: `${into}.grad`, node: event.input, which: "gradient" })]];
  if (event.kind === "unbroadcast") {
    return [[item(event.wide, { name: productText(trace, names, node, event.arg), node: event.node, which: "gradient" }), `Σ axis ${event.axes.join(", ")}`, "=", sent], ...joins];
  }
  const upstream = item(event.upstream, { name: `d${names[node.id]}`, node: node.id, which: "gradient" });
  const product = PRODUCTS[node.op ?? ""]?.[event.arg];
  if (product) {
    const other = node.args[1 - event.arg];
    const held = "node" in other ? replay.input(node.id, other.node) : other.const;
    const round = product.turned && isArray(held) ? turnedRound(held) : isArray(held) ? held : null;
    const name = "node" in other ? names[other.node] : "";
    const factor = round ? item(round, { name: name + (product.turned ? "ᵀ" : ""), node: "node" in other ? other.node : -1, which: "value", turned: product.turned }) : item(held, { name, node: -1, which: "none" });
    return [[...(product.first === "gradient" ? [upstream, product.sign, factor] : [factor, product.sign, upstream]), "=", sent], ...joins];
  }
  const text = productText(trace, names, node, event.arg);
  if (elementwise(trace, node)) {
    const rule = trace.ops[node.op ?? ""].locals[event.arg];
    if (rule === "1" || rule === "-1") return [[upstream, `× ${number(Number(rule))}`, "=", sent], ...joins];
    const local = localArray(replay, event);
    if (local) return [[upstream, "∘", item(local, { name: toText(rule, bindings(names, node)), node: -1, which: "none" }), "=", sent], ...joins];
  }
  const told = typeof sent !== "string" && !wide && text.length <= LONGEST ? { ...sent, name: `${sent.name} = ${text}` } : sent;
  return [[...(isArray(event.upstream) ? [upstream, "→", told] : [`${text} =`, sent])], ...joins];
}

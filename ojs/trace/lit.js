// ⑦ Pure: what is lit while one points at an element of an array, and the sum that makes it, in numbers: "1×2 + 3×4 = 14".
import { entry, isArray, number, operand } from "../maths/format.js";
import { localArray } from "./local-array.js";
import { count, elementwise, indices, shapeOf, sources, sourcesBack } from "./sources.js";
import { toText } from "../maths/formula.js";
import { bindings, formulaOf } from "./names.js";

/**
 * @typedef {import("./sources.js").Sources} Sources @typedef {import("./sources.js").Part} Part
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {{parts: Part[], text: string}} Lit
 */

/** So many terms are told; of more, the first and the last. */
const TERMS = 6;

/** "C[1, 0]" @param {string} name @param {number[]} index */
export const elementName = (name, index) => (index.length ? `${name}[${index.join(", ")}]` : name);

/** @param {Quantity} value @param {number[]} index */
const at = (value, index) => entry(value, index);

/** @param {Quantity} value @param {number[]} index */
const inside = (value, index) => !isArray(value) || (value.shape.length === index.length && index.every((i, axis) => i < value.shape[axis]));

/** Whether its elements are known one by one. @param {Quantity | undefined} value */
const told = (value) => value !== undefined && (!isArray(value) || "data" in value);

/** @param {string[]} terms @param {number} all how many there are */
const summed = (terms, all) => (all > TERMS ? `${terms.slice(0, TERMS - 2).join(" + ")} + … + ${terms[terms.length - 1]}` : terms.join(" + "));

/** The indices that are told, of a box. @param {import("./sources.js").Box} box */
function shown(box) {
  if (count(box) <= TERMS) return indices(box);
  return [...indices(box, TERMS - 2), box.map(([, to]) => to - 1)];
}

/**
 * @param {Sources} found @param {(part: Part) => Quantity | undefined} value @param {Quantity | null} local
 * @returns {string} "" where nothing short can be said
 */
function sum({ parts, how }, value, local) {
  const [first, second] = parts;
  if (how === "" || !told(value(first))) return "";
  const numbers = (/** @type {Part} */ part) => shown(part.box).map((index) => at(/** @type {Quantity} */ (value(part)), index));
  if (how === "product") {
    if (!told(value(second))) return "";
    const others = numbers(second);
    return summed(numbers(first).map((one, i) => `${operand(one)} × ${operand(others[i])}`), count(first.box));
  }
  if (how === "local") {
    if (local === null || !told(local)) return "";
    const slopes = shown(first.box).map((index) => at(local, index));
    return summed(numbers(first).map((one, i) => `${operand(one)} × ${operand(slopes[i])}`), count(first.box));
  }
  const summands = parts.filter(({ which }) => which === first.which);
  const all = summands.reduce((total, { box }) => total + count(box), 0);
  const text = summed(summands.flatMap(numbers).map(operand), all);
  if (how === "mean") return all === 1 ? text : `(${text}) ÷ ${all}`;
  return all === 0 ? "0" : text;
}

/** Elementwise: the formula with its numbers. @param {import("./walk.js").Walk} walk @param {import("../engine/protocol.js").TraceNode} node @param {number[]} index */
function formula({ trace, names, replay }, node, index) {
  const bound = bindings(names, node, (id) => (id === node.id ? NaN : at(replay.input(node.id, id), index)));
  node.args.forEach((arg, i) => { if ("const" in arg && told(arg.const)) bound["abcd"[i]] = { number: at(arg.const, index) }; });
  for (const [name, value] of Object.entries(node.params ?? {})) if (isArray(value) && told(/** @type {Quantity} */ (value))) bound[name] = { number: at(/** @type {Quantity} */ (value), index) };
  const known = node.args.every((arg) => ("node" in arg ? told(replay.input(node.id, arg.node)) : told(arg.const)));
  return known ? toText(formulaOf(trace, node), bound) : "";
}

/** The place in `steps` of what a node's gradient got last, up to now; -1 where that was no other node. @param {import("./walk.js").Walk} walk @param {number} id */
function sentTo({ state }, id) {
  const last = state.ledger(id).at(-1);
  return last?.kind === "term" ? last.step - 1 : -1;
}

/**
 * @param {import("./walk.js").Walk} walk @param {import("./pointed.js").Cell | null} cell
 * @returns {Lit | null}
 */
export function lit(walk, cell) {
  if (!cell) return null;
  const { trace, names, replay, state } = walk;
  const { node: id, which, index } = cell;
  const node = trace.nodes[id];
  if (!node) return null; // of another run
  const held = which === "contribution" ? null : which === "value" ? state.value(id) : state.gradient(id);
  if (which !== "contribution" && (held === undefined || !inside(/** @type {Quantity} */ (held), index))) return null;
  if (which === "value") {
    const value = state.value(id);
    if (value === undefined) return null;
    const name = elementName(names[id], index);
    const result = told(value) ? number(at(value, index)) : "";
    const found = node.op === null ? null : sources(trace, node, index);
    if (!found) return { parts: [], text: result && `${name} = ${result}` };
    const from = (/** @type {Part} */ part) => (part.node === null ? /** @type {{const: Quantity}} */ (node.args[part.arg ?? 0]).const : replay.input(id, part.node));
    const text = result && (elementwise(trace, node) ? formula(walk, node, index) : sum(found, from, null));
    return { parts: found.parts, text: result && [name, text, result].filter((one, i, all) => one && one !== all[i + 1]).join(" = ") };
  }
  const now = which === "contribution" ? (state.event && "input" in state.event ? state.step - 1 : -1) : sentTo(walk, id);
  if (now >= 0) return back(walk, cell, now);
  return which === "gradient" && held !== null && told(held) ? { parts: [], text: `d${elementName(names[id], index)} = ${number(at(held, index))}` } : null;
}

/** @param {import("./walk.js").Walk} walk @param {import("./pointed.js").Cell} cell @param {number} now the place of the step in `steps` @returns {Lit | null} */
function back({ trace, names, replay, state }, { node: id, which, index }, now) {
  const event = /** @type {import("../engine/protocol.js").BackwardStep | import("../engine/protocol.js").UnbroadcastStep} */ (trace.steps[now]);
  const sender = /** @type {import("../engine/protocol.js").BackwardStep} */ (event.kind === "backward" ? event : trace.steps[now - 1]);
  const node = trace.nodes[sender.node];
  if (event.input !== id || !inside(event.contribution, index)) return null; // of another step
  const found = sourcesBack(trace, node, sender.arg, index, shapeOf(event.contribution));
  if (!found) return null;
  const from = (/** @type {Part} */ part) => (part.which === "gradient" ? sender.upstream
    : part.node === null ? /** @type {{const: Quantity}} */ (node.args[part.arg ?? 0]).const : part.node === sender.node ? node.value : replay.input(sender.node, part.node));
  if (!told(event.contribution)) return { parts: found.parts, text: "" };
  const name = elementName(`d${names[id]}`, index);
  const contribution = number(at(event.contribution, index));
  const text = sum(found, from, sender.local ?? localArray(replay, sender));
  const before = which === "gradient" && told(event.before) ? at(event.before, index) : 0;
  const after = state.gradient(id);
  const made = before === 0 ? [text, contribution] : [`${number(before)} + ${text.includes(" + ") ? `(${text})` : operand(at(event.contribution, index))}`, told(after) ? number(at(/** @type {Quantity} */ (after), index)) : ""];
  return { parts: found.parts, text: [name, ...made].filter((one, i, all) => one && one !== all[i + 1]).join(" = ") };
}

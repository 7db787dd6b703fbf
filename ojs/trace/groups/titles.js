// ⑦ What a group is called: as the program calls it, or what it is.
import { number, subscript, toNumber } from "../../maths/format.js";
import { isolated } from "../foreign.js";
import { ALIKE, ARRAY, CALL, isArray, LINE, LOOP, PART, sizeOf, TURN } from "./groups.js";

/** @typedef {import("./groups.js").Groups} Groups @typedef {import("../../engine/protocol.js").Trace} Trace */

const MOST = 60;

/** What a reader calls it: Neuron for Neuron.__call__. @param {string} name */
export const callName = (name) => name.replace(/\.(__call__|__init__|forward)$/, "");

/** A place of the program's text, in one line. @param {Trace} trace @param {import("../../engine/protocol.js").Span} span */
export function textAt({ source }, [line, column, endLine, endColumn]) {
  const lines = source.split("\n", endLine).slice(line - 1).map((one) => Array.from(one));
  const text = lines.map((one, at) => one.slice(at === 0 ? column : 0, at === lines.length - 1 ? endColumn : undefined).join("").trim()).join(" ");
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}

/** @type {WeakMap<Trace, Int32Array>} */
const known = new WeakMap();

/** Which call of that name each is, from 1; 0 of an only one. @param {Trace} trace */
function ordinals(trace) {
  const there = known.get(trace);
  if (there) return there;
  const { calls = [] } = trace;
  /** @type {Map<string, number>} */
  const times = new Map();
  const found = new Int32Array(calls.length);
  calls.forEach(({ name }, call) => {
    times.set(name, (times.get(name) ?? 0) + 1);
    found[call] = times.get(name) ?? 0;
  });
  calls.forEach(({ name }, call) => { if (times.get(name) === 1) found[call] = 0; });
  known.set(trace, found);
  return found;
}

/** "blocks[0].attention" of model.blocks[0].attention, within a call of model. @param {Groups} groups @param {number} group */
function owner({ trace: { calls = [] }, ref }, group) {
  const { of, within } = calls[ref[group]];
  if (!of) return "";
  let root = of;
  for (let call = within; call !== null; call = calls[call].within) {
    const outer = calls[call].of;
    if (outer && of.startsWith(`${outer}.`)) root = outer;
  }
  return root === of ? of : of.slice(root.length + 1);
}

/** From what to what a part of a long row goes. @param {Groups} groups @param {number} group @param {ArrayLike<string>} names */
function partTitle(groups, group, names) {
  const { first, parts, kind, ref, start, end } = groups;
  const [one, other] = [parts[first[group]], parts[first[group + 1] - 1]];
  if (isArray(groups, group)) return one < 0 && other < 0 ? `${names[~one]} … ${names[~other]}` : `${sizeOf(groups, group)} leaves`;
  /** The first or last turn in it. @param {number} part @param {boolean} end @returns {number} */
  const turn = (part, end) => {
    if (part < 0) return 0;
    if (kind[part] === TURN) return ref[part];
    return kind[part] === PART ? turn(parts[end ? first[part + 1] - 1 : first[part]], end) : 0;
  };
  if (turn(one, false) && turn(other, true)) return `turns ${turn(one, false).toLocaleString("en")}–${turn(other, true).toLocaleString("en")}`;
  return `operations ${(start[group] + 1).toLocaleString("en")}–${end[group].toLocaleString("en")}`;
}

/** What a group is: "attention", "turn 3", "W[2]", "× 16 alike". @param {Groups} groups @param {number} group @param {ArrayLike<string>} names of nodes @returns {string} */
export function titleOf(groups, group, names) {
  const { kind, ref, again, trace, texts, first } = groups;
  const { calls = [], loops = [] } = trace;
  switch (kind[group]) {
    case CALL: {
      const nth = ordinals(trace)[ref[group]];
      const of = owner(groups, group);
      return isolated((of || callName(calls[ref[group]].name) + (nth ? subscript(nth) : "")) + (again[group] ? ", continued" : ""));
    }
    case LOOP: return isolated(textAt(trace, loops[ref[group]].at));
    case TURN: return `turn ${ref[group].toLocaleString("en")}`;
    case LINE: return `line ${ref[group]}`;
    case ALIKE: return `× ${alike(groups, group).toLocaleString("en")} alike`;
    case PART: return isolated(partTitle(groups, group, names));
    case ARRAY: return isolated(texts[ref[group]] || `${first[group + 1] - first[group]} leaves`);
    default: return "the program";
  }
}

/** How many there are in a repetition, however it is divided. @param {Groups} groups @param {number} group @returns {number} */
function alike({ kind, first, parts }, group) {
  let count = 0;
  const waiting = [group];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (let i = first[one]; i < first[one + 1]; i += 1) {
      if (parts[i] >= 0 && kind[parts[i]] === PART) waiting.push(parts[i]);
      else count += 1;
    }
  }
  return count;
}

/** More of it, for whoever points at it or hears it: "turn 3 of for i in range(10)". @param {Groups} groups @param {number} group @param {ArrayLike<string>} names */
export function spokenTitle(groups, group, names) {
  const { kind, ref, loop, trace } = groups;
  const { calls = [], loops = [] } = trace;
  const title = titleOf(groups, group, names);
  if (kind[group] === TURN) return `${title} of ${isolated(textAt(trace, loops[loop[group]].at))}`;
  if (kind[group] === CALL) return calls[ref[group]].of ? `${isolated(calls[ref[group]].of ?? "")}, a call of ${isolated(callName(calls[ref[group]].name))}` : `call of ${title}`;
  if (kind[group] === LINE) return `${title}: ${isolated(trace.source.split("\n")[ref[group] - 1]?.trim() ?? "")}`;
  if (kind[group] === LOOP) return `loop ${title}`;
  return kind[group] === ARRAY ? `${title}, held together` : title;
}

/** What one says of all groups of its sort: "neuron", "turn", "line". @param {Groups} groups @param {number} group */
export function sortOf({ kind, ref, trace: { calls = [] } }, group) {
  if (kind[group] === CALL) return isolated(callName(calls[ref[group]].name).split(".").pop() ?? "");
  return ["program", "call", "loop", "turn", "line", "alike", "part", "array"][kind[group]];
}

/** How much is in it. @param {Groups} groups @param {number} group */
export function sizeText(groups, group) {
  const { start, end, from, to } = groups;
  const [operations, leaves] = [end[group] - start[group], to[group] - from[group]];
  const said = (/** @type {number} */ count, /** @type {string} */ one, /** @type {string} */ more) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
  return operations ? said(operations, "operation", "operations") : said(leaves, "leaf", "leaves");
}

/** From the least to the most of some numbers: "−0.2 … 0.3". @param {import("../../engine/protocol.js").Quantity[]} all numbers */
export function rangeText(all) {
  let [least, most] = [Infinity, -Infinity];
  let strange = "";
  for (const one of all) {
    const value = toNumber(one);
    if (Number.isNaN(value)) strange = "NaN";
    else [least, most] = [Math.min(least, value), Math.max(most, value)];
  }
  if (strange) return strange;
  return least === most ? number(least) : `${brief(least)} … ${brief(most)}`;
}

/** @param {number} value */
const brief = (value) => (Number.isFinite(value) ? number(Number(value.toPrecision(Math.abs(value) < 1e-4 ? 1 : 2))) : number(value));

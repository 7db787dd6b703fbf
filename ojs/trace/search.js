// ⑦ Pure: what a reader looks for in a graph: a name, a line, an operation, a call, a step, the largest number, the first that is none.
import { number, subscript } from "../maths/format.js";
import { CALL, TURN } from "./groups/groups.js";
import { sizeText, spokenTitle, titleOf } from "./groups/titles.js";

/**
 * @typedef {import("./groups/groups.js").Groups} Groups
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {{title: string, note: string, node?: number, group?: number, step?: number}} Hit where it leads: a node, a group, a position
 * @typedef {{hits: Hit[], total: number}} Found at most MOST of all there are
 */

export const MOST = 50;
/** What can be asked for in these words. */
export const QUESTIONS = ["largest gradient", "largest value", "first NaN", "first infinity"];

/** How large it is: of an array, its largest entry. NaN of what is not a number. @param {Quantity} value */
function sizeOf(value) {
  if (typeof value !== "object" || value === null) return Math.abs(Number(value));
  if ("summary" in value) return Math.max(Math.abs(Number(value.summary.min)), Math.abs(Number(value.summary.max)));
  let most = 0;
  for (const one of value.data) {
    const size = Math.abs(Number(one));
    if (Number.isNaN(size)) return NaN;
    if (size > most) most = size;
  }
  return most;
}

/** The positions between two, as far as they tell of a number: of a value, or a gradient. @param {Groups} groups @param {number} from @param {number} to @param {(node: number, value: Quantity, step: number, gradient: boolean) => boolean | void} each true: enough */
function through({ trace: { steps, nodes }, place }, from, to, each) {
  for (let at = from; at < to; at += 1) {
    const step = steps[at];
    if (step.kind === "zero") continue;
    const node = "input" in step ? step.input : step.node;
    if (place[node] < 0) continue;
    const value = step.kind === "forward" ? nodes[node].value : step.after;
    if (each(node, value, at + 1, step.kind !== "forward" && step.kind !== "update")) return;
  }
}

/** @param {Groups} groups @param {string} query @param {ArrayLike<string>} names @param {number} from @param {number} to @returns {Found | null} */
function asked(groups, query, names, from, to) {
  const { trace: { nodes }, leaves } = groups;
  const words = query.replace(/\s+/g, " ");
  const one = (/** @type {Hit | null} */ hit) => ({ hits: hit ? [hit] : [], total: hit ? 1 : 0 });
  const found = /^step ([\d,]+)$/.exec(words);
  if (found) {
    const step = Number(found[1].replaceAll(",", ""));
    return one(step <= groups.trace.steps.length ? { title: `step ${step.toLocaleString("en")}`, note: "", step } : null);
  }
  const line = /^line (\d+)$/.exec(words);
  if (line) {
    const wanted = Number(line[1]);
    return listed(groups, names, (id) => nodes[id].at?.[0] === wanted);
  }
  if (words === "largest gradient" || words === "largest value") {
    const wants = words === "largest gradient";
    /** @type {Map<number, {size: number, step: number, value: Quantity}>} the last of each */
    const last = new Map();
    if (!wants) for (const id of leaves) last.set(id, { size: sizeOf(nodes[id].value), step: 0, value: nodes[id].value });
    through(groups, from, to, (node, value, step, gradient) => { if (gradient === wants) last.set(node, { size: sizeOf(value), step, value }); });
    const all = [...last].filter(([, { size }]) => !Number.isNaN(size)).sort(([, a], [, b]) => b.size - a.size);
    return { total: Math.min(all.length, 10), hits: all.slice(0, 10).map(([node, { value }]) => ({ title: names[node], note: `${wants ? "gradient" : "value"} ${number(value)}`, node })) };
  }
  if (words === "first nan" || words === "first infinity" || words === "first inf") {
    const is = words === "first nan" ? Number.isNaN : (/** @type {number} */ size) => size === Infinity;
    /** @type {Hit | null} */
    let hit = null;
    for (const node of leaves) {
      if (hit || !is(sizeOf(nodes[node].value))) continue;
      hit = { title: names[node], note: "a leaf, from the beginning", node, step: from };
    }
    if (!hit) {
      through(groups, from, to, (node, value, step, gradient) => {
        if (!is(sizeOf(value))) return false;
        hit = { title: names[node], note: `its ${gradient ? "gradient" : "value"}, at step ${step.toLocaleString("en")}`, node, step };
        return true;
      });
    }
    return one(hit);
  }
  return null;
}

/** @param {Groups} groups @param {number} id @param {ArrayLike<string>} names @returns {Hit} */
function hitOf({ trace: { nodes, ops } }, id, names) {
  const { op, at, value } = nodes[id];
  const what = op === null ? "leaf" : ops[op]?.name ?? op;
  return { title: names[id], note: [what, number(value), at && `line ${at[0]}`].filter(Boolean).join(", "), node: id };
}

/** @param {Groups} groups @param {ArrayLike<string>} names @param {...((id: number) => boolean)} wanted the best first @returns {Found} */
function listed(groups, names, ...wanted) {
  const { trace: { nodes }, place } = groups;
  const ranks = wanted.map(() => /** @type {number[]} */ ([]));
  let total = 0;
  for (let id = 0; id < nodes.length; id += 1) {
    if (place[id] < 0) continue;
    for (let rank = 0; rank < wanted.length; rank += 1) {
      if (!wanted[rank](id)) continue;
      total += 1;
      if (ranks[rank].length < MOST) ranks[rank].push(id);
      break;
    }
  }
  return { total, hits: ranks.flat().slice(0, MOST).map((id) => hitOf(groups, id, names)) };
}

/** The groups that are called so. @param {Groups} groups @param {string} query @param {ArrayLike<string>} names @returns {Found} */
function called(groups, query, names) {
  const { kind, ref, count, trace: { calls = [] } } = groups;
  const fits = calls.map(({ name, of = "" }) => name.toLowerCase().includes(query) || of.toLowerCase().includes(query));
  const hits = [];
  let total = 0;
  for (let group = 1; group < count; group += 1) {
    if (kind[group] === CALL ? !fits[ref[group]] : kind[group] !== TURN || query !== `turn ${ref[group]}`) continue;
    total += 1;
    if (hits.length < MOST) hits.push({ title: titleOf(groups, group, names), note: `${spokenTitle(groups, group, names)}, ${sizeText(groups, group)}`, group });
  }
  return { hits, total };
}

/**
 * @param {Groups} groups what is looked through @param {string} text what the reader typed @param {ArrayLike<string>} names of nodes
 * @param {{from?: number, to?: number}} [between] positions: of one pass, where one is shown at a time
 * @returns {Found}
 */
export function search(groups, text, names, { from = 0, to = groups.trace.steps.length } = {}) {
  const query = text.trim().toLowerCase();
  if (query === "") return { hits: [], total: 0 };
  const answer = asked(groups, query, names, from, to);
  if (answer) return answer;
  const { nodes, ops, source } = groups.trace;
  const meant = query.replace(/(?<=[\p{L}_])\d+$/u, (digits) => subscript(Number(digits))); // v12 is v₁₂
  const numbered = /^(.*?)[₀-₉]+$/.exec(meant);
  const lines = source.split("\n").flatMap((line, at) => (query.length > 2 && line.toLowerCase().includes(query) ? [at + 1] : []));
  const onLine = new Set(lines);
  const operations = new Set(Object.values(ops).filter(({ name, symbol }) => name.toLowerCase() === query || symbol === query).map(({ name }) => name));
  /** @param {number} id */
  const label = (id) => nodes[id].label?.toLowerCase() ?? "";
  const found = listed(groups, names,
    (id) => label(id) === query || (numbered !== null && (label(id) === numbered[1] || nodes[id].label === null) && names[id].toLowerCase() === meant),
    (id) => operations.has(nodes[id].op ?? ""),
    (id) => label(id).startsWith(query),
    (id) => label(id).includes(query),
    (id) => onLine.has(nodes[id].at?.[0] ?? 0));
  const groupsFound = called(groups, query, names);
  const exact = found.hits.filter(({ node }) => node !== undefined && label(node) === query);
  const hits = [...exact.slice(0, 10), ...groupsFound.hits, ...found.hits.filter((hit) => !exact.slice(0, 10).includes(hit))].slice(0, MOST);
  return { hits, total: found.total + groupsFound.total };
}

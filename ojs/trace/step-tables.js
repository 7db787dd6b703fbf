// ⑤ Pure: the columns of the steps of a trace, one table for each kind.
import { column, DamagedTrace, indices, isIndex, quantities } from "./columns.js";

/**
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 *
 * The columns of one kind of steps that any may have. @typedef {{table: any, rows: number, node: (name: string) => ArrayLike<number>,
 *   held: (name: string) => ArrayLike<Quantity | undefined>, before: ArrayLike<Quantity | undefined>, after: ArrayLike<Quantity | undefined>, made: ArrayLike<number>}} Table
 */

/** The same in py/stepgrad/tracing/wire_steps.py. */
export const KINDS = /** @type {const} */ (["forward", "seed", "backward", "unbroadcast", "zero", "assign", "update"]);
const [, SEED, BACKWARD, UNBROADCAST, ZERO, ASSIGN, UPDATE] = KINDS.keys();

/** A column that did not come. @type {any[]} */
const NONE = [];

/** @param {any} steps of a Wire @param {number} kind @param {number} rows @param {number} nodes @param {NumArray[]} arrays @returns {Table} */
function tableOf(steps, kind, rows, nodes, arrays) {
  const name = KINDS[kind];
  const table = rows ? steps[name] ?? {} : {};
  /** @type {Table["held"]} */
  const held = (field) => (table[field] === undefined ? NONE : quantities(table[field], rows, `${name}.${field}`, arrays));
  /** @type {Table["node"]} */
  const node = (field) => indices(table[field], rows, `${name}.${field}`, nodes, -1);
  return { table, rows, node, held, before: held("before"), after: held("after"), made: table.made === undefined ? NONE : node("made") };
}

/** @param {any} given the steps of a Wire @param {ArrayLike<number>} kinds @param {number} nodes how many @param {NumArray[]} arrays */
export function tablesOf(given, kinds, nodes, arrays) {
  const counts = KINDS.map(() => 0);
  for (let at = 0; at < kinds.length; at += 1) {
    if (!isIndex(kinds[at], KINDS.length)) throw new DamagedTrace(`step ${at} is of kind ${kinds[at]}`);
    counts[kinds[at]] += 1;
  }
  const tables = KINDS.map((_, kind) => tableOf(given, kind, counts[kind], nodes, arrays));
  const back = tables[BACKWARD];
  const edges = {
    node: back.node("node"), arg: column(back.table.arg, back.rows, "backward.arg"), input: back.table.input === undefined ? NONE : back.node("input"),
    local: quantities(back.table.local, back.rows, "backward.local", arrays, null), upstream: back.held("upstream"), contribution: back.held("contribution"),
  };
  const wide = tables[UNBROADCAST];
  const narrow = { axes: column(wide.table.axes, wide.rows, "unbroadcast.axes"), contribution: wide.held("contribution") };
  const seed = tables[SEED];
  const returned = column(seed.table.returned, seed.rows, "seed.returned", 0);
  const zero = tables[ZERO];
  const zeros = { nodes: column(zero.table.nodes, zero.rows, "zero.nodes"), assigned: column(zero.table.assigned, zero.rows, "zero.assigned", 0) };
  const places = tables.map(({ node, rows }, kind) => (rows && [SEED, ASSIGN, UPDATE].includes(kind) ? node("node") : NONE));
  return { tables, edges, narrow, returned, zeros, places };
}

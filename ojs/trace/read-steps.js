// ⑤ Pure: the steps of a trace out of the columns of the wire; what was left out is computed as the engine computed it.
import { Account, product, sum } from "./account.js";
import { DamagedTrace, dense, isIndex, must } from "./columns.js";
import { KINDS, tablesOf } from "./step-tables.js";

/**
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").TraceNode} TraceNode
 */

const [FORWARD, SEED, BACKWARD, UNBROADCAST, ZERO, ASSIGN] = KINDS.keys();

/** @param {Quantity | undefined} quantity @param {number} at @param {string} name @returns {Quantity} */
function told(quantity, at, name) {
  if (quantity === undefined) throw new DamagedTrace(`step ${at} does not say its ${name}`);
  return quantity;
}

/** Reads step after step, and keeps account of what each node's gradient is by then. */
class Reader {
  /** @param {any} given @param {TraceNode[]} nodes @param {NumArray[]} arrays @param {ArrayLike<number>} kinds */
  constructor(given, nodes, arrays, kinds) {
    this.nodes = nodes;
    this.kinds = kinds;
    this.account = new Account(nodes);
    this.operation = 0;
    const { tables, edges, narrow, returned, zeros, places } = tablesOf(given, kinds, nodes.length, arrays);
    this.tables = tables;
    this.edges = edges;
    this.narrow = narrow;
    this.returned = returned;
    this.zeros = zeros;
    this.places = places;
  }

  /** @param {number} s @param {number} kind @param {number} row @returns {Step} */
  step(s, kind, row) {
    if (kind === FORWARD) return this.forward(s);
    if (kind === BACKWARD) return this.backward(s, row);
    if (kind === ZERO) return this.zero(s, row);
    const { before, after } = this.tables[kind];
    const node = this.places[kind][row];
    if (!(node >= 0)) throw new DamagedTrace(`step ${s} is at no node`);
    const returned = kind === SEED && Boolean(this.returned[row]);
    if (kind === SEED && this.kinds[s - 1] !== SEED) this.account.begin(returned);
    const held = kind > ASSIGN ? this.account.value(node) : kind === ASSIGN ? this.account.kept(node) : this.account.held(node);
    const was = before[row] ?? held ?? 0;
    const is = told(after[row] ?? (kind === SEED ? held === undefined ? 1 : sum(was, 1) : undefined), s, "new number");
    if (kind === SEED) {
      this.account.set(node, is);
      return returned ? { kind: "seed", node, before: was, after: is, returned } : { kind: "seed", node, before: was, after: is };
    }
    if (kind > ASSIGN) this.account.values.set(node, is);
    else this.account.keep(node, is);
    return { kind: kind === ASSIGN ? "assign" : "update", node, before: was, after: is };
  }

  /** @param {number} s @returns {Step} */
  forward(s) {
    const { nodes } = this;
    let node = this.operation;
    while (node < nodes.length && nodes[node].op === null) node += 1;
    if (node === nodes.length) throw new DamagedTrace(`step ${s} computes what no node is`);
    this.operation = node + 1;
    return { kind: "forward", node };
  }

  /** @param {number} s @param {number} row @returns {Step} */
  backward(s, row) {
    const { edges, tables: { [BACKWARD]: table } } = this;
    const node = edges.node[row];
    const arg = edges.arg[row];
    const local = edges.local[row];
    const given = this.nodes[node]?.args[arg];
    if (!given || local === undefined) throw new DamagedTrace(`step ${s} goes back along no edge`);
    let input = edges.input[row] ?? -1;
    if (input < 0) {
      if (!("node" in given)) throw new DamagedTrace(`step ${s} goes back to a constant`);
      input = given.node;
    }
    const held = this.account.held(input);
    const upstream = told(edges.upstream[row] ?? this.account.held(node), s, "upstream gradient");
    const contribution = told(edges.contribution[row] ?? product(upstream, local), s, "contribution");
    const before = table.before[row] ?? held ?? 0;
    const wide = this.kinds[s + 1] === UNBROADCAST;
    const after = told(table.after[row] ?? (wide ? before : held === undefined ? contribution : sum(before, contribution)), s, "new gradient");
    if (!wide) this.account.set(input, after);
    return { kind: "backward", node, arg, input, upstream, local, contribution, before, after };
  }

  /** @param {number} s @param {number} row @param {Step | undefined} edge the step before @returns {Step} */
  unbroadcast(s, row, edge) {
    const axes = this.narrow.axes[row];
    must(edge?.kind === "backward" && typeof edge.contribution === "object" && Array.isArray(axes) && axes.every(Number.isInteger), `step ${s} sums what was not stretched`);
    const { node, arg, input, contribution: wide } = edge;
    const { before, after } = this.tables[UNBROADCAST];
    const held = this.account.held(input);
    const contribution = told(this.narrow.contribution[row], s, "contribution");
    const was = before[row] ?? held ?? 0;
    const is = told(after[row] ?? (held === undefined ? contribution : sum(was, contribution)), s, "new gradient");
    this.account.set(input, is);
    return { kind: "unbroadcast", node, arg, input, axes, wide, contribution, before: was, after: is };
  }

  /** @param {number} s @param {number} row @returns {Step} */
  zero(s, row) {
    const forgot = this.zeros.nodes[row];
    must(Array.isArray(forgot) && forgot.every((id) => isIndex(id, this.nodes.length)), `step ${s} clears what no node is`);
    for (const id of forgot) this.account.keep(id, undefined);
    return this.zeros.assigned[row] ? { kind: "zero", nodes: forgot, assigned: true } : { kind: "zero", nodes: forgot };
  }
}

/**
 * @param {any} given the steps of a Wire @param {TraceNode[]} nodes @param {NumArray[]} arrays
 * @returns {Step[]}
 */
export function readSteps(given, nodes, arrays) {
  const kinds = dense(given.kind, "steps.kind");
  const reader = new Reader(given, nodes, arrays, kinds);
  const rows = KINDS.map(() => 0);
  /** @type {Step[]} */
  const steps = new Array(kinds.length);
  for (let s = 0; s < kinds.length; s += 1) {
    const kind = kinds[s];
    const row = rows[kind];
    rows[kind] += 1;
    const step = kind === UNBROADCAST ? reader.unbroadcast(s, row, steps[s - 1]) : reader.step(s, kind, row);
    const made = reader.tables[kind].made[row];
    if (made >= 0) /** @type {{made?: number}} */ (step).made = made;
    steps[s] = step;
  }
  return steps;
}

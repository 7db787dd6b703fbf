// ⑤ Pure: the steps of a trace out of the columns of the wire; what was left out is computed as the engine computed it.
import { column, DamagedTrace, dense, indices, isIndex, must, num, quantities } from "./columns.js";

/**
 * @typedef {import("../engine/protocol.js").Num} Num
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").TraceNode} TraceNode
 *
 * The columns of one kind of steps that any may have. @typedef {{table: any, rows: number, node: (name: string) => ArrayLike<number>,
 *   held: (name: string) => ArrayLike<Quantity | undefined>, before: ArrayLike<Quantity | undefined>, after: ArrayLike<Quantity | undefined>, made: ArrayLike<number>}} Table
 */

/** The same in py/stepgrad/tracing/wire_steps.py. */
export const KINDS = /** @type {const} */ (["forward", "seed", "backward", "unbroadcast", "zero", "assign", "update"]);
const [FORWARD, SEED, BACKWARD, UNBROADCAST, ZERO, ASSIGN] = KINDS.keys();

/** A column that did not come. @type {any[]} */
const NONE = [];

/** Of numbers; of anything else nothing follows. @param {Quantity} a @param {Quantity | null} b @returns {Num | undefined} */
function product(a, b) {
  if (typeof a === "number" && typeof b === "number") return num(a * b);
  return typeof a === "object" || typeof b === "object" ? undefined : num(Number(a) * Number(b));
}

/** @param {Quantity} a @param {Quantity} b @returns {Num | undefined} */
function sum(a, b) {
  if (typeof a === "number" && typeof b === "number") return num(a + b);
  return typeof a === "object" || typeof b === "object" ? undefined : num(Number(a) + Number(b));
}

/** @param {Quantity | undefined} quantity @param {number} at @param {string} name @returns {Quantity} */
function told(quantity, at, name) {
  if (quantity === undefined) throw new DamagedTrace(`step ${at} does not say its ${name}`);
  return quantity;
}

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

/** Reads step after step, and keeps account of what each node's gradient is by then. */
class Reader {
  /** @param {any} given @param {TraceNode[]} nodes @param {NumArray[]} arrays @param {ArrayLike<number>} kinds */
  constructor(given, nodes, arrays, kinds) {
    this.nodes = nodes;
    this.kinds = kinds;
    /** @type {(Quantity | undefined)[]} */
    this.gradients = new Array(nodes.length).fill(undefined);
    /** In which pass it was reached: the gradient of a result is of one pass only. */
    this.reached = new Int32Array(nodes.length);
    this.pass = 0;
    /** The account of a grad(), while one is under way. @type {Map<number, Quantity> | null} */
    this.aside = null;
    /** The numbers of leaves that were changed. @type {Map<number, Quantity>} */
    this.values = new Map();
    this.operation = 0;
    const counts = KINDS.map(() => 0);
    for (let at = 0; at < kinds.length; at += 1) {
      if (!isIndex(kinds[at], KINDS.length)) throw new DamagedTrace(`step ${at} is of kind ${kinds[at]}`);
      counts[kinds[at]] += 1;
    }
    this.tables = KINDS.map((_, kind) => tableOf(given, kind, counts[kind], nodes.length, arrays));
    const back = this.tables[BACKWARD];
    this.edges = {
      node: back.node("node"), arg: column(back.table.arg, back.rows, "backward.arg"), input: back.table.input === undefined ? NONE : back.node("input"),
      local: quantities(back.table.local, back.rows, "backward.local", arrays, null), upstream: back.held("upstream"), contribution: back.held("contribution"),
    };
    const narrow = this.tables[UNBROADCAST];
    this.narrow = { axes: column(narrow.table.axes, narrow.rows, "unbroadcast.axes"), contribution: narrow.held("contribution") };
    const seed = this.tables[SEED];
    this.returned = column(seed.table.returned, seed.rows, "seed.returned", 0);
    const zero = this.tables[ZERO];
    this.zeros = { nodes: column(zero.table.nodes, zero.rows, "zero.nodes"), assigned: column(zero.table.assigned, zero.rows, "zero.assigned", 0) };
    this.places = this.tables.map(({ node, rows }, kind) => (rows && [SEED, ASSIGN, ASSIGN + 1].includes(kind) ? node("node") : NONE));
  }

  /** What a node's gradient is by now. @param {number} node @returns {Quantity | undefined} */
  held(node) {
    if (this.aside) return this.aside.get(node);
    return this.kept(node);
  }

  /** The same, whatever a grad() finds. @param {number} node @returns {Quantity | undefined} */
  kept(node) {
    return this.reached[node] === this.pass || this.nodes[node].op === null ? this.gradients[node] : undefined;
  }

  /** @param {number} node @param {Quantity} gradient */
  set(node, gradient) {
    if (this.aside) this.aside.set(node, gradient);
    else this.keep(node, gradient);
  }

  /** @param {number} node @param {Quantity | undefined} gradient */
  keep(node, gradient) {
    this.gradients[node] = gradient;
    this.reached[node] = this.pass;
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
    if (kind === SEED && this.kinds[s - 1] !== SEED) {
      this.aside = returned ? new Map() : null;
      if (!returned) this.pass += 1;
    }
    const held = kind > ASSIGN ? this.values.get(node) ?? this.nodes[node].value : kind === ASSIGN ? this.kept(node) : this.held(node);
    const was = before[row] ?? held ?? 0;
    const is = told(after[row] ?? (kind === SEED ? held === undefined ? 1 : sum(was, 1) : undefined), s, "new number");
    if (kind === SEED) {
      this.set(node, is);
      return returned ? { kind: "seed", node, before: was, after: is, returned } : { kind: "seed", node, before: was, after: is };
    }
    if (kind > ASSIGN) this.values.set(node, is);
    else this.keep(node, is);
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
    const held = this.held(input);
    const upstream = told(edges.upstream[row] ?? this.held(node), s, "upstream gradient");
    const contribution = told(edges.contribution[row] ?? product(upstream, local), s, "contribution");
    const before = table.before[row] ?? held ?? 0;
    const wide = this.kinds[s + 1] === UNBROADCAST;
    const after = told(table.after[row] ?? (wide ? before : held === undefined ? contribution : sum(before, contribution)), s, "new gradient");
    if (!wide) this.set(input, after);
    return { kind: "backward", node, arg, input, upstream, local, contribution, before, after };
  }

  /** @param {number} s @param {number} row @param {Step | undefined} edge the step before @returns {Step} */
  unbroadcast(s, row, edge) {
    const axes = this.narrow.axes[row];
    must(edge?.kind === "backward" && typeof edge.contribution === "object" && Array.isArray(axes) && axes.every(Number.isInteger), `step ${s} sums what was not stretched`);
    const { node, arg, input, contribution: wide } = edge;
    const { before, after } = this.tables[UNBROADCAST];
    const held = this.held(input);
    const contribution = told(this.narrow.contribution[row], s, "contribution");
    const was = before[row] ?? held ?? 0;
    const is = told(after[row] ?? (held === undefined ? contribution : sum(was, contribution)), s, "new gradient");
    this.set(input, is);
    return { kind: "unbroadcast", node, arg, input, axes, wide, contribution, before: was, after: is };
  }

  /** @param {number} s @param {number} row @returns {Step} */
  zero(s, row) {
    const forgot = this.zeros.nodes[row];
    must(Array.isArray(forgot) && forgot.every((id) => isIndex(id, this.nodes.length)), `step ${s} clears what no node is`);
    for (const id of forgot) this.keep(id, undefined);
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

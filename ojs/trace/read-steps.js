// ⑤ Pure: the steps of a trace out of the columns of the wire; what was left out is computed as the engine computed it.
import { column, dense, indices, isIndex, must, num, quantities } from "./columns.js";

/**
 * @typedef {import("../engine/protocol.js").Num} Num
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").TraceNode} TraceNode
 * @typedef {import("../engine/protocol.js").BackwardStep} BackwardStep
 */

/** The same in py/stepgrad/tracing/wire_steps.py. */
export const KINDS = /** @type {const} */ (["forward", "seed", "backward", "unbroadcast", "zero", "assign", "update"]);
const [FORWARD, SEED, BACKWARD, UNBROADCAST, ZERO, ASSIGN] = KINDS.keys();

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

/** What each node's gradient is by now. That of a result is of one pass only; undefined where there is none. */
class Account {
  /** @param {TraceNode[]} nodes */
  constructor(nodes) {
    this.nodes = nodes;
    /** @type {(Quantity | undefined)[]} */
    this.held = new Array(nodes.length).fill(undefined);
    this.reached = new Int32Array(nodes.length);
    this.pass = 0;
  }

  /** @param {number} node @returns {Quantity | undefined} */
  of(node) {
    return this.reached[node] === this.pass || this.nodes[node].op === null ? this.held[node] : undefined;
  }

  /** @param {number} node @param {Quantity | undefined} gradient */
  set(node, gradient) {
    this.held[node] = gradient;
    this.reached[node] = this.pass;
  }
}

/** @param {Quantity | undefined} quantity @param {number} at @param {string} name @returns {Quantity} */
function told(quantity, at, name) {
  must(quantity !== undefined, `step ${at} does not say its ${name}`);
  return quantity;
}

/**
 * @param {any} given the steps of a Wire @param {TraceNode[]} nodes @param {NumArray[]} arrays
 * @returns {Step[]}
 */
export function readSteps(given, nodes, arrays) {
  const kinds = dense(given.kind, "steps.kind");
  const counts = KINDS.map(() => 0);
  for (let at = 0; at < kinds.length; at += 1) {
    must(isIndex(kinds[at], KINDS.length), `step ${at} is of kind ${kinds[at]}`);
    counts[kinds[at]] += 1;
  }
  const tables = KINDS.map((name, kind) => {
    const [table, rows] = [given[name] ?? {}, counts[kind]];
    /** @param {string} field */
    const held = (field) => (table[field] === undefined || rows === 0 ? null : quantities(table[field], rows, `${name}.${field}`, arrays));
    /** @param {string} field @param {number} [usual] */
    const node = (field, usual) => indices(table[field], rows, `${name}.${field}`, nodes.length, usual);
    return { table, rows, held, node, before: held("before"), after: held("after"), made: table.made === undefined ? null : node("made", -1) };
  });
  const account = new Account(nodes);
  const values = new Map();
  const back = tables[BACKWARD];
  const edges = {
    node: back.node("node"), arg: column(back.table.arg, back.rows, "backward.arg", 0), local: quantities(back.table.local, back.rows, "backward.local", arrays, null),
    input: back.table.input === undefined ? null : back.node("input", -1), upstream: back.held("upstream"), contribution: back.held("contribution"),
  };
  const narrow = { axes: column(tables[UNBROADCAST].table.axes, counts[UNBROADCAST], "unbroadcast.axes"), contribution: tables[UNBROADCAST].held("contribution") };
  const zeros = { nodes: column(tables[ZERO].table.nodes, counts[ZERO], "zero.nodes"), assigned: column(tables[ZERO].table.assigned, counts[ZERO], "zero.assigned", 0) };
  const at = tables.map(({ table, node, rows }, kind) => (kind === BACKWARD || table.node === undefined || rows === 0 ? [] : node("node")));

  const done = KINDS.map(() => 0);
  /** @type {Step[]} */
  const steps = new Array(kinds.length);
  let operation = 0;
  /** @param {any} step @param {number} kind @param {number} row */
  const made = (step, kind, row) => {
    const node = tables[kind].made?.[row] ?? -1;
    if (node >= 0) step.made = node;
    return step;
  };
  for (let s = 0; s < kinds.length; s += 1) {
    const kind = kinds[s];
    const row = done[kind];
    done[kind] += 1;
    const { before: was, after: is } = tables[kind];
    if (kind === FORWARD) {
      while (operation < nodes.length && nodes[operation].op === null) operation += 1;
      must(operation < nodes.length, `step ${s} computes what no node is`);
      steps[s] = { kind: "forward", node: operation };
      operation += 1;
    } else if (kind === BACKWARD) {
      const [node, arg, local] = [edges.node[row], edges.arg[row], edges.local[row]];
      const given = nodes[node].args[arg];
      let input = edges.input?.[row] ?? -1;
      if (input < 0) {
        must(given && "node" in given, `step ${s} goes back to argument ${arg} of node ${node}, which is no node`);
        input = given.node;
      }
      const held = account.of(input);
      const upstream = told(edges.upstream?.[row] ?? account.of(node), s, "upstream gradient");
      const contribution = told(edges.contribution?.[row] ?? product(upstream, local), s, "contribution");
      const before = was?.[row] ?? held ?? 0;
      const wide = kinds[s + 1] === UNBROADCAST;
      const after = told(is?.[row] ?? (wide ? before : held === undefined ? contribution : sum(before, contribution)), s, "new gradient");
      if (!wide) account.set(input, after);
      steps[s] = { kind: "backward", node, arg, input, upstream, local, contribution, before, after };
      if (tables[kind].made) made(steps[s], kind, row);
    } else if (kind === UNBROADCAST) {
      const edge = steps[s - 1];
      must(edge?.kind === "backward", `step ${s} sums what no step before it has sent`);
      const { node, arg, input, contribution: wide } = edge;
      must(Array.isArray(narrow.axes[row]) && narrow.axes[row].every(Number.isInteger) && typeof wide === "object", `step ${s} sums along no axes`);
      const held = account.of(input);
      const contribution = told(narrow.contribution?.[row], s, "contribution");
      const before = was?.[row] ?? held ?? 0;
      const after = told(is?.[row] ?? (held === undefined ? contribution : sum(before, contribution)), s, "new gradient");
      account.set(input, after);
      steps[s] = made({ kind: "unbroadcast", node, arg, input, axes: narrow.axes[row], wide, contribution, before, after }, kind, row);
    } else if (kind === SEED) {
      if (kinds[s - 1] !== SEED) account.pass += 1;
      const node = at[kind][row];
      must(node !== undefined, `step ${s} begins nowhere`);
      const held = account.of(node);
      const before = was?.[row] ?? held ?? 0;
      const after = told(is?.[row] ?? (held === undefined ? 1 : sum(before, 1)), s, "new gradient");
      account.set(node, after);
      steps[s] = made({ kind: "seed", node, before, after }, kind, row);
    } else if (kind === ZERO) {
      const forgot = zeros.nodes[row];
      must(Array.isArray(forgot) && forgot.every((id) => isIndex(id, nodes.length)), `step ${s} clears what no node is`);
      for (const id of forgot) account.set(id, undefined);
      steps[s] = { kind: "zero", nodes: forgot, ...(zeros.assigned[row] ? { assigned: /** @type {const} */ (true) } : {}) };
    } else {
      const node = at[kind][row];
      must(node !== undefined, `step ${s} is at no node`);
      const held = kind === ASSIGN ? account.of(node) ?? 0 : values.get(node) ?? nodes[node].value;
      const [before, after] = [was?.[row] ?? held, told(is?.[row], s, "new number")];
      if (kind === ASSIGN) account.set(node, after);
      else values.set(node, after);
      steps[s] = { kind: kind === ASSIGN ? "assign" : "update", node, before, after };
    }
  }
  return steps;
}

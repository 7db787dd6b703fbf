// ⑤ Pure: what travels (Wire, version 2) → the page's model (Trace). Whatever else it is given, it says what is wrong with it.
import { elements } from "../maths/format.js";
import { column, DamagedTrace, dense, indices, isIndex, isNum, isRecord, must, num, quantities } from "./columns.js";
import { readSteps } from "./read-steps.js";
import { withInputs } from "./series.js";

/**
 * @typedef {import("../engine/protocol.js").Arg} Arg
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").TraceNode} TraceNode
 */

const VERSION = 2;

/** @param {unknown} list @param {string} name @param {(one: any, at: number) => boolean} is @returns {any[]} */
function every(list, name, is) {
  must(Array.isArray(list), `${name} is no list`);
  list.forEach((one, at) => must(is(one, at), `${name} ${at} is damaged`));
  return list;
}

/** @param {unknown} x */
const isText = (x) => typeof x === "string";
/** @param {unknown} x @param {number} lines of the program @returns {boolean} */
const isSpan = (x, lines) => Array.isArray(x) && x.length === 4 && x.every((one) => Number.isInteger(one) && one >= 0) && x[0] >= 1 && x[0] <= x[2] && x[2] <= lines;
/** @param {unknown} x @param {(one: any) => boolean} is */
const listOf = (x, is) => Array.isArray(x) && x.every(is);
/** @param {any} op */
const isOp = (op) => isRecord(op) && [op.name, op.symbol, op.formula].every(isText) && [op.locals, op.rules ?? [], op.words ?? [], op.shown ?? []].every((one) => listOf(one, isText));

/** @param {any} x */
const isShape = (x) => listOf(x, (n) => Number.isInteger(n) && n >= 0);

/** The numbers of an array may come packed. @param {any} x */
function unpacked(x) {
  if (!isRecord(x) || !isRecord(x.data)) return x;
  return { ...x, data: Array.from(dense(x.data, "an array's numbers"), num) };
}

/** @param {any} x @returns {x is NumArray} */
function isSnapshot(x) {
  if (!isRecord(x) || !isShape(x.shape) || !isText(x.dtype)) return false;
  if (x.data !== undefined) return listOf(x.data, isNum) && x.data.length === elements(x.shape);
  const { summary, picture } = x;
  return isRecord(summary) && ["min", "max", "mean", "norm"].every((name) => isNum(summary[name]))
    && isRecord(picture) && isShape(picture.shape) && picture.shape.length === 2 && listOf(picture.data, isNum) && picture.data.length === elements(picture.shape);
}

/** @param {any} wire @param {NumArray[]} arrays @returns {TraceNode[]} */
function readNodes(wire, arrays) {
  const { nodes: table, ops, calls = [] } = wire;
  must(isRecord(table), "it has no nodes");
  const rows = dense(table.op, "nodes.op").length;
  const [op, at, call] = [["op", ops], ["at", wire.spans], ["call", calls]].map(([name, list]) => indices(table[name], rows, `nodes.${name}`, list.length + 1, name === "call" ? 0 : undefined));
  const [arity, grad] = [column(table.arity, rows, "nodes.arity"), column(table.requires_grad, rows, "nodes.requires_grad")];
  const [label, params] = [column(table.label, rows, "nodes.label", null), column(table.params, rows, "nodes.params")];
  const value = quantities(table.value, rows, "nodes.value", arrays);
  const args = dense(table.args, "nodes.args");
  const constants = wire.constants.map((/** @type {any} */ one) => ({ const: one }));
  /** @type {Arg[]} one for all that are made of a node */
  const places = new Array(rows);
  /** @type {TraceNode[]} */
  const nodes = new Array(rows);
  let next = 0;
  for (let id = 0; id < rows; id += 1) {
    const count = arity[id];
    if (!isIndex(count, args.length - next + 1) || (op[id] === 0 && count > 0)) throw new DamagedTrace(`node ${id} has ${count} arguments`);
    if (value[id] === undefined || (label[id] !== null && !isText(label[id])) || (params[id] !== undefined && !isRecord(params[id]))) throw new DamagedTrace(`node ${id} is damaged`);
    /** @type {Arg[]} */
    const given = new Array(count);
    for (let i = 0; i < count; i += 1) {
      const arg = args[next + i];
      if (!Number.isInteger(arg) || arg >= id || -1 - arg >= constants.length) throw new DamagedTrace(`node ${id} is made of ${arg}, which is neither a constant nor a node before it`);
      given[i] = arg < 0 ? constants[-1 - arg] : places[arg];
    }
    next += count;
    const node = { id, op: op[id] ? ops[op[id] - 1].name : null, args: given, label: label[id], value: value[id], requires_grad: grad[id] === 1, at: at[id] ? wire.spans[at[id] - 1] : null };
    if (call[id]) /** @type {TraceNode} */ (node).call = call[id] - 1;
    if (params[id]) /** @type {TraceNode} */ (node).params = params[id];
    nodes[id] = node;
    places[id] = { node: id };
  }
  must(next === args.length, `the nodes have ${next} arguments, and ${args.length} came`);
  return nodes;
}

/** @param {any} wire @param {number} nodes @param {number} steps how many there are */
function checkPasses({ passes = [], findings = [] }, nodes, steps) {
  /** @param {any} run */
  const isRun = (run) => listOf(run, Number.isInteger) && run.length === 2 && run[0] >= 0 && run[0] <= run[1] && run[1] <= nodes;
  /** @param {any} x */
  const isNode = (x) => isIndex(x, nodes);
  every(passes, "pass", (pass, at) => isRecord(pass) && isNode(pass.root) && (isNum(pass.value) || isSnapshot(pass.value)) && pass.start === (at ? passes[at - 1].end : 0)
    && isIndex(pass.seed, steps) && pass.start <= pass.seed && pass.seed < pass.end && pass.end <= steps && listOf(pass.nodes, isRun) && listOf(pass.updated, isNode));
  every(findings, "finding", (one) => isRecord(one) && isText(one.kind) && isText(one.sentence) && listOf(one.steps, (step) => isIndex(step, steps)) && listOf(one.nodes, isNode)
    && listOf(one.edges, (edge) => listOf(edge, Number.isInteger) && edge.length === 2 && isNode(edge[0])) && (one.line === null || Number.isInteger(one.line)));
  return { passes, findings };
}

/** Where the turns of loops begin. @param {any} wire @param {number} lines @param {number} nodes @returns {Pick<Trace, "loops" | "turns">} */
function readTurns({ loops, turns }, lines, nodes) {
  if (loops === undefined && turns === undefined) return {};
  every(loops, "loop", (one) => isRecord(one) && isSpan(one.at, lines) && isSpan(one.body, lines));
  must(isRecord(turns), "its turns are damaged");
  const rows = dense(turns.loop, "turns.loop").length;
  const [loop, node] = [indices(turns.loop, rows, "turns.loop", loops.length), indices(turns.node, rows, "turns.node", nodes)];
  for (let at = 1; at < rows; at += 1) if (node[at] < node[at - 1]) throw new DamagedTrace(`turn ${at} begins before the one before it`);
  return { loops, turns: { loop, node } };
}

/**
 * Errors: DamagedTrace, a TypeError, for anything that is no trace of this version, or not a whole one.
 * @param {any} wire @returns {Trace}
 */
export function read(wire) {
  must(isRecord(wire), "it is nothing of the kind");
  must(wire.version === VERSION, `it is of version ${wire.version}, and this page reads version ${VERSION}`);
  const { source, inputs, calls, output, cut } = wire;
  must(isText(source) && isText(output) && (cut === undefined || isIndex(cut, Infinity)), "its program or what that printed is missing");
  must(isRecord(inputs) && Object.values(inputs).every(isNum), "its inputs are no numbers");
  const lines = source.split("\n").length;
  const ops = every(wire.ops, "operation", isOp);
  every(calls ?? [], "call", (one, at) => isRecord(one) && isText(one.name) && (one.at === null || isSpan(one.at, lines)) && (one.within === null || isIndex(one.within, at)) && (one.of === undefined || isText(one.of)));
  every(wire.spans, "place", (one) => isSpan(one, lines));
  every(wire.constants, "constant", isNum);
  must(Array.isArray(wire.arrays ?? []), "its arrays are no list");
  const arrays = every((wire.arrays ?? []).map(unpacked), "array", isSnapshot);
  const nodes = readNodes(wire, arrays);
  must(isRecord(wire.steps), "it has no steps");
  const steps = readSteps(wire.steps, nodes, arrays);
  const { passes, findings } = checkPasses(wire, nodes.length, steps.length);
  return {
    source, inputs, ops: Object.fromEntries(ops.map((op) => [op.name, op])), ...(calls && { calls }), ...readTurns(wire, lines, nodes.length), nodes, steps, passes: withInputs(passes, nodes), findings, output, ...(cut && { cut }),
  };
}

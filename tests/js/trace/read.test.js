// ⑤ read: columns become the page's model, and what is no whole trace is refused with a word about it.
import assert from "node:assert/strict";
import test from "node:test";
import { column, DamagedTrace } from "../../../ojs/trace/columns.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { read } from "../../../ojs/trace/read.js";

const base64 = (numbers) => Buffer.from(numbers.buffer).toString("base64");
const ADD = { name: "add", symbol: "+", formula: "a + b", locals: ["1", "1"] };
const MUL = { name: "mul", symbol: "×", formula: "a * b", locals: ["b", "a"] };

/** x ═▶ y ─▶ z, y = x · x, z = y + 1: two forward steps, a seed, three edges, then x is forgotten and changed. */
const wire = () => structuredClone({
  version: 2, source: "x = Value(3.0)\n", inputs: { x: 3 }, ops: [MUL, ADD], spans: [[1, 4, 1, 14]], constants: [1], output: "",
  nodes: {
    op: [0, 1, 2], arity: [0, 2, 2], args: [0, 0, 1, -1], value: [3, 9, 10], requires_grad: [1, 1, 1], at: [1, 0, 0], label: { at: [0, 2], is: ["x", "z"] },
  },
  steps: {
    kind: [0, 0, 1, 2, 2, 2, 4, 6], seed: { node: [2] }, backward: { node: [2, 1, 1], arg: [0, 0, 1], local: [1, 3, 3] },
    zero: { nodes: [[0]], assigned: [0] }, update: { node: [0], after: [2.5] },
  },
});

test("columns become nodes and steps, and what was left out is computed", () => {
  const { nodes, steps, ops } = read(wire());
  assert.deepEqual(Object.keys(ops), ["mul", "add"]);
  assert.deepEqual(nodes, [
    { id: 0, op: null, args: [], label: "x", value: 3, requires_grad: true, at: [1, 4, 1, 14] },
    { id: 1, op: "mul", args: [{ node: 0 }, { node: 0 }], label: null, value: 9, requires_grad: true, at: null },
    { id: 2, op: "add", args: [{ node: 1 }, { const: 1 }], label: "z", value: 10, requires_grad: true, at: null },
  ]);
  assert.deepEqual(steps, [
    { kind: "forward", node: 1 }, { kind: "forward", node: 2 }, { kind: "seed", node: 2, before: 0, after: 1 },
    { kind: "backward", node: 2, arg: 0, input: 1, upstream: 1, local: 1, contribution: 1, before: 0, after: 1 },
    { kind: "backward", node: 1, arg: 0, input: 0, upstream: 1, local: 3, contribution: 3, before: 0, after: 3 },
    { kind: "backward", node: 1, arg: 1, input: 0, upstream: 1, local: 3, contribution: 3, before: 3, after: 6 },
    { kind: "zero", nodes: [0] }, { kind: "update", node: 0, before: 3, after: 2.5 },
  ]);
});

test("the turns of loops, and whose method a call was, come with it", () => {
  const whole = { ...wire(), calls: [{ name: "Unit.__call__", at: null, within: null, of: "units[0]" }], loops: [{ at: [1, 0, 1, 4], body: [1, 4, 1, 14] }], turns: { loop: [0, 0], node: { u8: base64(new Uint8Array([1, 2])) } } };
  const { calls, loops, turns } = read(structuredClone(whole));
  assert.equal(calls[0].of, "units[0]");
  assert.deepEqual([loops.length, [...turns.loop], [...turns.node]], [1, [0, 0], [1, 2]]);
  assert.equal("turns" in read(wire()), false);
  for (const damage of [{ loops: undefined }, { turns: undefined }, { loops: [{ at: [1, 0, 1, 4] }] }, { loops: [{ at: [1, 0, 1, 4], body: [1, 0, 9, 0] }] }, { loops: 3 },
    { turns: { loop: [0, 1], node: [1, 2] } }, { turns: { loop: [0, 0], node: [2, 1] } }, { turns: { loop: [0], node: [1, 2] } }, { turns: { loop: [0], node: [3] } }, { turns: [] },
    { calls: [{ name: "f", at: null, within: null, of: 3 }] }]) assert.throws(() => read({ ...structuredClone(whole), ...damage }), DamagedTrace, JSON.stringify(damage));
});

test("a column is a list, packed, or sparse, and says the same", () => {
  const numbers = [1, 0, -0, NaN, Infinity, -Infinity, 5e-324];
  assert.deepEqual([...column({ f64: base64(new Float64Array(numbers)) }, 7, "x")], numbers);
  assert.deepEqual([...column({ f32: base64(new Float32Array(numbers)) }, 7, "x")], numbers.map(Math.fround));
  assert.deepEqual([...column({ i32: base64(new Int32Array([-1, 70_000])) }, 2, "x")], [-1, 70_000]);
  assert.deepEqual([...column({ u16: base64(new Uint16Array([65_535])) }, 1, "x")], [65_535]);
  assert.deepEqual([...column({ u8: base64(new Uint8Array([255, 0])) }, 2, "x")], [255, 0]);
  assert.deepEqual([...column({ at: [1, 2], is: ["b", "c"] }, 4, "x", null)], [null, "b", "c", null]);
  assert.deepEqual([...column(undefined, 2, "x", 0)], [0, 0]);
  const packed = wire();
  packed.nodes.value = { f64: base64(new Float64Array([3, 9, 10])) };
  packed.nodes.args = { i32: base64(new Int32Array([0, 0, 1, -1])) };
  packed.steps.kind = { u8: base64(new Uint8Array(packed.steps.kind)) };
  packed.steps.backward.local = { f64: base64(new Float64Array([1, 3, 3])) };
  assert.deepEqual(read(packed), read(wire()));
});

test("numbers that JSON lacks are told as JSON tells them, wherever they come from", () => {
  const odd = wire();
  odd.nodes.value = { f64: base64(new Float64Array([-0, NaN, -Infinity])) };
  assert.deepEqual(read(odd).nodes.map(({ value }) => value), [-0, "NaN", "-Infinity"]);
  odd.steps.backward.local = ["Infinity", 0, -0];
  assert.deepEqual(read(odd).steps.slice(3, 6).map(({ contribution, after }) => [contribution, after]), [["Infinity", "Infinity"], ["NaN", "NaN"], ["NaN", "NaN"]]);
  odd.steps.backward.local = [-0, 1, 1];
  assert.deepEqual(read(odd).steps.slice(3, 6).map(({ after }) => after), [-0, -0, -0]); // nothing was there: 0 + -0 would be 0
});

test("what is sent goes before what follows", () => {
  const sent = wire();
  Object.assign(sent.steps.backward, { contribution: { at: [1], is: [7] }, before: { at: [2], is: [4] }, after: { at: [2], is: [5] }, upstream: { at: [0], is: [2] } });
  assert.deepEqual(read(sent).steps.slice(3, 6).map(({ upstream, contribution, before, after }) => [upstream, contribution, before, after]), [[2, 2, 0, 2], [2, 7, 0, 7], [2, 6, 4, 5]]);
});

test("the gradient of a result is of one pass, a leaf's accumulates, and grad() has an account of its own", () => {
  const twice = wire();
  twice.steps = { kind: [0, 0, 1, 2, 2, 2, 1, 2, 2, 2], seed: { node: [2, 2] }, backward: { node: [2, 1, 1, 2, 1, 1], arg: [0, 0, 1, 0, 0, 1], local: [1, 3, 3, 1, 3, 3] } };
  const afters = () => read(twice).steps.flatMap((step) => (step.kind === "backward" ? [step.after] : []));
  assert.deepEqual(afters(), [1, 3, 6, 1, 9, 12]);
  twice.steps.seed.returned = { at: [1], is: [1] };
  assert.deepEqual(afters(), [1, 3, 6, 1, 3, 6]);
  assert.equal(createReplay(read(twice)).at(10).gradient(0), 6);
  twice.steps.seed.returned = { at: [0], is: [1] };
  assert.deepEqual(afters(), [1, 3, 6, 1, 3, 6]);
});

/** What is wrong, and the word that says so. @type {Record<string, [(wire: any) => any, RegExp]>} */
const DAMAGED = {
  "not an object": [() => null, /nothing of the kind/],
  "a text": [() => "trace", /nothing of the kind/],
  "a list": [() => [], /nothing of the kind/],
  "version 1": [(w) => { w.version = 1; }, /version 1, and this page reads version 2/],
  "version 3": [(w) => { w.version = 3; }, /version 3/],
  "no version": [(w) => { delete w.version; }, /version undefined/],
  "no source": [(w) => { delete w.source; }, /program/],
  "an input that is no number": [(w) => { w.inputs = { x: "3" }; }, /inputs/],
  "no operations": [(w) => { delete w.ops; }, /operation is no list/],
  "an operation without a formula": [(w) => { w.ops[0] = { name: "mul" }; }, /operation 0/],
  "no nodes": [(w) => { delete w.nodes; }, /no nodes/],
  "no steps": [(w) => { delete w.steps; }, /no steps/],
  "a place that is none": [(w) => { w.spans[0] = [1, 2, 3]; }, /place 0/],
  "a place past the end": [(w) => { w.spans[0] = [9, 0, 9, 1]; }, /place 0/],
  "a constant that is none": [(w) => { w.constants[0] = null; }, /constant 0/],
  "columns of different lengths": [(w) => { w.nodes.value.pop(); }, /nodes.value has 2 entries, and its table 3 rows/],
  "a column that is missing": [(w) => { delete w.nodes.value; }, /node 0 is damaged|nodes.value/],
  "a column that is none": [(w) => { w.nodes.arity = 7; }, /nodes.arity is no column/],
  "an operation that is not there": [(w) => { w.nodes.op[1] = 3; }, /nodes.op 1 is 3/],
  "half an operation": [(w) => { w.nodes.op[1] = 0.5; }, /nodes.op 1/],
  "a call that is not there": [(w) => { w.nodes.call = [0, 1, 0]; }, /nodes.call 1/],
  "an argument that is no node yet": [(w) => { w.nodes.args[0] = 1; }, /node 1 is made of 1/],
  "an argument that is no constant": [(w) => { w.nodes.args[3] = -2; }, /node 2 is made of -2/],
  "too few arguments": [(w) => { w.nodes.args.pop(); }, /node 2 has 2 arguments/],
  "too many arguments": [(w) => { w.nodes.args.push(0); }, /4 arguments, and 5 came/],
  "a leaf made of something": [(w) => { w.nodes.arity = [1, 1, 2]; }, /node 0 has 1 arguments/],
  "an array that is not there": [(w) => { w.nodes.value[0] = [0]; }, /nodes.value 0 is no quantity/],
  "an array of another size": [(w) => { w.arrays = [{ shape: [2], dtype: "float64", data: [1] }]; }, /array 0/],
  "a label that is no text": [(w) => { w.nodes.label.is[0] = {}; }, /node 0 is damaged/],
  "a row that is not there": [(w) => { w.nodes.label.at[0] = 3; }, /entry for row 3, of 3/],
  "more entries than rows": [(w) => { w.nodes.label.at.pop(); }, /2 entries for 1 rows/],
  "bytes that are cut": [(w) => { w.nodes.value = { f64: "AAAA" }; }, /nodes.value is not whole/],
  "bytes that are none": [(w) => { w.nodes.value = { f64: "%%%" }; }, /nodes.value is not whole/],
  "a kind that is not there": [(w) => { w.steps.kind[0] = 7; }, /step 0 is of kind 7/],
  "no kinds": [(w) => { delete w.steps.kind; }, /steps.kind is no column/],
  "more forward steps than operations": [(w) => { w.steps.kind.push(0); }, /step 8 computes what no node is/],
  "more steps than rows": [(w) => { w.steps.kind.push(2); }, /backward.node has 3 entries, and its table 4 rows/],
  "a table that is missing": [(w) => { delete w.steps.backward; }, /step 3/],
  "a step at no node": [(w) => { w.steps.seed.node = [3]; }, /seed.node 0 is 3/],
  "an edge to a constant": [(w) => { w.steps.backward.arg[0] = 1; }, /step 3 goes back to a constant/],
  "an edge that is not there": [(w) => { w.steps.backward.arg[0] = 2; }, /step 3 goes back along no edge/],
  "an edge without its derivative": [(w) => { w.steps.backward.local[0] = null; }, /step 3 does not say its contribution/],
  "an edge from where nothing came": [(w) => { w.steps.seed.node = [0]; }, /step 3 does not say its upstream gradient/],
  "a broadcast that was none": [(w) => { w.steps.kind[6] = 3; w.steps.unbroadcast = { axes: [[0]], contribution: [1] }; delete w.steps.zero; }, /step 6 sums what was not stretched/],
  "a node that is forgotten and not there": [(w) => { w.steps.zero.nodes = [[9]]; }, /step 6 clears/],
  "a change to nothing": [(w) => { delete w.steps.update.after; }, /step 7 does not say its new number/],
  "a pass with a gap": [(w) => { w.passes = [{ root: 2, value: 10, start: 1, seed: 2, end: 8, nodes: [[0, 3]], updated: [0] }]; }, /pass 0/],
  "a finding about a step that is not there": [(w) => { w.findings = [{ kind: "nan", sentence: "No.", steps: [8], nodes: [], edges: [], line: null }]; }, /finding 0/],
};

for (const [what, [damage, word]] of Object.entries(DAMAGED)) {
  test(`refused: ${what}`, () => {
    const given = wire();
    const made = damage(given);
    assert.throws(() => read(made === undefined ? given : made), (error) => error instanceof DamagedTrace && word.test(error.message));
  });
}

test("passes and findings come through as they are", () => {
  const given = wire();
  given.passes = [{ root: 2, value: 10, start: 0, seed: 2, end: 8, nodes: [[0, 3]], updated: [0] }];
  given.findings = [{ kind: "dead", sentence: "It is dead.", steps: [3], nodes: [1], edges: [[1, 0]], line: 1 }];
  const { passes, findings } = read(given);
  assert.deepEqual([passes, findings], [given.passes, given.findings]);
  assert.deepEqual([read(wire()).passes, read(wire()).findings], [[], []]);
});

test("whatever one entry becomes, it is a trace or refused, and nothing else is thrown", () => {
  const odd = [null, -1, 1e9, 0.5, "x", [], [0], {}, { at: [0], is: [0] }, { u8: "AAAA" }, true];
  /** @param {any} at @param {(string | number)[]} path @returns {(string | number)[][]} */
  const paths = (at, path = []) => (typeof at !== "object" || at === null ? [path] : [path, ...Object.keys(at).flatMap((key) => paths(at[key], [...path, key]))]);
  let refused = 0;
  for (const path of paths(wire()).filter(({ length }) => length)) {
    for (const entry of odd) {
      const given = wire();
      const last = path.at(-1);
      path.slice(0, -1).reduce((part, key) => part[key], given)[last] = entry;
      try {
        const trace = read(given);
        createReplay(trace).at(trace.steps.length);
      } catch (error) {
        assert.ok(error instanceof DamagedTrace, `${path.join(".")} = ${JSON.stringify(entry)}: ${error.stack}`);
        refused += 1;
      }
    }
  }
  assert.ok(refused > 500);
});

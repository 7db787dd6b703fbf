// ⑦ fold: a call becomes one node, with everything that is only its own, and nothing is lost.
import assert from "node:assert/strict";
import test from "node:test";
import { callName, createFolds } from "../../../ojs/trace/fold.js";
import { calls, chain, long } from "./fixtures.js";

const trace = calls();
const folds = createFolds(trace);
const named = (label) => trace.nodes.find((node) => node.label === label).id;
/** What is drawn, as "name: inputs". */
const drawn = (folded) => folds.shown(folded).map(({ id, call, args }) => `${call === null ? trace.nodes[id].label : `call ${call}`}: ${args.map(({ from }) => from).join()}`);

test("nothing folded: every node, and its arguments where they were", () => {
  const shown = folds.shown(new Set());
  assert.deepEqual(shown.map(({ id, call }) => [id, call]), trace.nodes.map(({ id }) => [id, null]));
  for (const { id, args } of shown) assert.deepEqual(args.flatMap(({ edges }) => edges), trace.nodes[id].args.map((_, at) => `${id}:${at}`));
});

test("an argument that is a constant keeps its place", () => {
  const { nodes } = chain();
  const [, a] = createFolds(chain()).shown(new Set());
  assert.deepEqual(a.args, [{ from: null, edges: [] }, { from: nodes[0].id, edges: ["1:1"] }]);
});

test("innermost calls folded: weights without a name go with the call that uses them", () => {
  const [a, y] = [named("a"), named("y")];
  const shown = folds.shown(folds.level(1));
  assert.deepEqual(drawn(folds.level(1)), ["a: ", `call 1: ${a}`, `call 2: ${a}`, `y: ${shown[1].id},${shown[2].id}`]);
  assert.deepEqual(shown.map(({ inside }) => inside.length), [1, 4, 4, 1]);
  assert.deepEqual(shown[1].outputs, [shown[1].id]);
  assert.deepEqual(shown[3].outputs, [y]);
});

test("all folded: one call around both, with two outputs", () => {
  assert.equal(folds.highest, 2);
  const shown = folds.shown(folds.level(2));
  assert.deepEqual(drawn(folds.level(2)), [`a: `, `call 0: ${named("a")}`, `y: ${shown[1].id},${shown[1].id}`]);
  assert.equal(shown[1].outputs.length, 2);
  assert.equal(shown[1].args[0].edges.length, 2);
});

test("every node is drawn, or stood for, exactly once", () => {
  for (const level of [0, 1, 2]) {
    const inside = folds.shown(folds.level(level)).flatMap((one) => one.inside);
    assert.deepEqual(inside.sort((one, other) => one - other), trace.nodes.map(({ id }) => id));
  }
});

test("every input comes before what it goes into", () => {
  for (const level of [0, 1, 2]) {
    const seen = new Set();
    for (const { id, args } of folds.shown(folds.level(level))) {
      for (const { from } of args) assert.ok(from === null || seen.has(from));
      seen.add(id);
    }
  }
});

test("a call whose work is interleaved with another's cannot be folded: it could make a circle", () => {
  const woven = calls();
  const [, second, third] = woven.nodes.filter(({ op }) => op !== null);
  [second.call, third.call] = [2, 1];
  assert.ok(!createFolds(woven).calls.includes(1));
});

test("a small graph begins open, a large one folded, one without calls as it is", () => {
  assert.deepEqual(folds.start(), new Set());
  assert.equal(createFolds(long(200)).start().size, 0);
  const large = calls();
  const times = 40;
  const nodes = Array.from({ length: times }, (_, i) => large.nodes.map((node) => ({ ...node, id: node.id + i * large.nodes.length, args: node.args.map((arg) => ({ node: arg.node + i * large.nodes.length })), call: node.call === undefined ? undefined : node.call + i * large.calls.length })));
  const many = { ...large, nodes: nodes.flat(), calls: Array.from({ length: times }, (_, i) => large.calls.map((call) => ({ ...call, within: call.within === null ? null : call.within + i * large.calls.length }))).flat() };
  assert.equal(createFolds(many).shown(createFolds(many).start()).length, 3 * times);
});

test("a call is named as a reader would", () => {
  assert.deepEqual(["neuron", "Neuron.__call__", "MLP.forward"].map(callName), ["neuron", "Neuron", "MLP"]);
});

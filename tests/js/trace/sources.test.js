// ⑦ Which elements an element was made of: beside PyTorch's derivatives, and beside the numbers of every recorded trace.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { entry, isArray, toNumber } from "../../../ojs/maths/format.js";
import { picked, ravel, unravel } from "../../../ojs/trace/picked.js";
import { read } from "../../../ojs/trace/read.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { indices, shapeOf, sources, sourcesBack } from "../../../ojs/trace/sources.js";
import { golden, goldenNames } from "./golden.js";

const { wire, found } = JSON.parse(readFileSync(new URL("dependencies.json", import.meta.url), "utf8")); // dependencies.py writes it
const trace = read(wire);
const nodeOf = (label) => trace.nodes.findLast((node) => node.label === label);
const size = (shape) => shape.reduce((product, one) => product * one, 1);
const flat = (boxes, shape) => [...new Set(boxes.flatMap((box) => indices(box).map((index) => ravel(index, shape))))].sort((one, other) => one - other);

for (const { label, arg, from } of found) {
  const node = nodeOf(label);
  const shape = shapeOf(trace.nodes[node.args[arg].node].value);
  const to = shapeOf(node.value);

  test(`${label} = ${node.op}: argument ${arg} of each element, as PyTorch's derivatives have it`, () => {
    assert.equal(from.length, size(to));
    from.forEach((expected, at) => {
      const parts = sources(trace, node, unravel(at, to))?.parts.filter((part) => part.arg === arg) ?? [];
      assert.deepEqual(flat(parts.map(({ box }) => box), shape), expected, `[${unravel(at, to)}]`);
    });
  });

  test(`${label} = ${node.op}: and back, the elements of its gradient that meet in argument ${arg}'s`, () => {
    for (let at = 0; at < size(shape); at += 1) {
      const expected = from.flatMap((one, place) => (one.includes(at) ? [place] : []));
      const parts = sourcesBack(trace, node, arg, unravel(at, shape))?.parts.filter(({ which }) => which === "gradient") ?? [];
      assert.deepEqual(flat(parts.map(({ box }) => box), to), expected, `[${unravel(at, shape)}]`);
    }
  });
}

/** What the parts make, by their `how`. */
function made(all, replay, node, { parts, how }, gradient, local) {
  const numbers = ({ node: id, arg, which, box }) => indices(box).map((index) => {
    const value = which === "gradient" ? gradient : id === null ? node.args[arg].const : replay.input(node.id, id);
    return entry(value, index);
  });
  const sum = (list) => list.reduce((total, one) => total + one, 0);
  if (how === "product") {
    const [left, right] = parts.map(numbers);
    assert.equal(left.length, right.length);
    return sum(left.map((one, i) => one * right[i]));
  }
  if (how === "local") return sum(indices(parts[0].box).map((index, i) => numbers(parts[0])[i] * entry(local, index)));
  const list = parts.filter(({ which }) => which === (gradient === undefined ? "value" : "gradient")).flatMap(numbers);
  if (how === "sum") return sum(list);
  if (how === "mean") return sum(list) / list.length;
  if (how === "copy") return list[0];
  return null;
}

const close = (one, other, said) => assert.ok(Object.is(one, other) || Math.abs(one - other) <= 1e-5 * Math.max(1, Math.abs(other)), `${said}: ${one} is not ${other}`);
const traces = [["the program of dependencies.py", trace], ...goldenNames.map((name) => [name, golden(name)])];
for (const [name, all] of traces.filter(([, { nodes }]) => nodes.some(({ value }) => isArray(value)))) {
  test(`in ${name} every sum of products is the number that was recorded`, () => {
    const replay = createReplay(all);
    let sums = 0;
    for (const step of all.steps) {
      if (step.kind !== "forward" && step.kind !== "backward") continue;
      const node = all.nodes[step.node];
      const result = step.kind === "forward" ? node.value : step.contribution;
      if (isArray(result) && !("data" in result)) continue;
      for (const index of indices(shapeOf(result).map((length) => [0, length]))) {
        const of = step.kind === "forward" ? sources(all, node, index) : sourcesBack(all, node, step.arg, index, shapeOf(result));
        const got = of && (of.how !== "local" || step.local !== null) ? made(all, replay, node, of, step.upstream, step.local) : null;
        if (got === null) continue;
        close(got, isArray(result) ? entry(result, index) : toNumber(result), `${name}, ${node.label} ${step.kind} [${index}]`);
        sums += 1;
      }
    }
    assert.ok(sums > 0);
  });
}

test("what an operation did that is not known here has no sources", () => {
  const node = { id: 1, op: "conv", args: [{ node: 0 }], label: "y", value: { shape: [2], dtype: "float64", data: [1, 2] }, requires_grad: true, at: null };
  const odd = { ...trace, ops: { conv: { name: "conv", symbol: "⊛", formula: "conv(a)", locals: [], rules: ["overlap(g)"] } }, nodes: [{ ...node, id: 0, op: null, args: [] }, node] };
  assert.equal(sources(odd, node, [0]), null);
  assert.equal(sourcesBack(odd, node, 0, [0]), null);
});

test("an index is read as Python reads it", () => {
  const array = (data, dtype = "int64", shape = [data.length]) => ({ shape, dtype, data });
  assert.deepEqual(picked([1, ":", "1:3"], [2, 3, 4], [2, 0]), [1, 2, 1]);
  assert.deepEqual(picked(["...", -1], [2, 3, 4], [1, 2]), [1, 2, 3]);
  assert.deepEqual(picked([null, "::2"], [5], [0, 2]), [4]);
  assert.deepEqual(picked("-2:", [5], [1]), [4]);
  assert.deepEqual(picked([":", array([2, -1])], [2, 3], [1, 1]), [1, 2]);
  assert.deepEqual(picked([array([0, 1]), ":", array([2, 0])], [2, 2, 3], [1, 0]), [1, 0, 0]);
  assert.deepEqual(picked(array([0, 1, 1], "bool"), [3], [1]), [2]);
  assert.equal(picked(["1:2:-1"], [3], [0]), null);
  assert.equal(picked([0, 0, 0], [3, 3], []), null);
  assert.equal(picked([9], [3], []), null);
});

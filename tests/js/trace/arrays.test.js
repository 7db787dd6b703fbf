// ⑦ Arrays in a trace: shapes and products in words, broadcasting undone as a step of its own.
import assert from "node:assert/strict";
import test from "node:test";
import { exact, isArray, number, toNumber } from "../../../ojs/maths/format.js";
import { serialize } from "../../../ojs/maths/formula.js";
import { nodeNames, productText } from "../../../ojs/trace/names.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { createWalk } from "../../../ojs/trace/walk.js";
import { lines } from "../../../ojs/widgets/step/equation.js";
import { large, layer } from "./arrays.js";

const trace = layer();
const replay = createReplay(trace);
const at = (kind, input) => trace.steps.findIndex((step) => step.kind === kind && step.input === input) + 1;
const said = (step) => lines(createWalk(trace, { step })).map(({ formula }) => serialize(formula).replace(/<[^>]*>/g, ""));

test("an array is written by its shape, one without axes by its number", () => {
  assert.deepEqual([[2, 3], [4], [1, 1]].map((shape) => number({ shape, data: [] })), ["(2, 3)", "(4,)", "(1, 1)"]);
  const scalar = { shape: [], dtype: "float32", data: [-0.5] };
  assert.deepEqual([isArray(scalar), number(scalar), exact(scalar), toNumber(scalar)], [false, "−0.5", "−0.5", -0.5]);
  assert.ok(Number.isNaN(toNumber({ shape: [2], dtype: "float32", data: [1, 2] })));
});

test("forward, in words: the formula and the shapes that meet", () => {
  assert.equal(replay.at(1).sentence, "z = x @ W, of shape (3, 4); x has shape (3, 2) and W has shape (2, 4).");
  assert.equal(replay.at(2).sentence, "h = z + b, of shape (3, 4); b has shape (4,).");
  assert.match(replay.at(4).sentence, /^loss = mean\(y\) = 0\.2467; y has shape \(3, 4\)\.$/);
});

test("backward, in words: the vector-Jacobian product, and why", () => {
  const { said: what, why } = replay.at(at("backward", 1));
  const text = (parts) => parts.map((part) => part.name ?? part).join("");
  assert.equal(text(what), "W receives dW = xᵀ @ dz from z, of shape (2, 4).");
  assert.equal(text(why), "Column by column, mixed by the other transposed.");
  assert.match(replay.at(at("backward", 4)).sentence, /^h receives dh = dy × \(1 − y²\) from y/);
  assert.match(replay.at(at("backward", 3)).sentence, /^z receives dz = dh from h/);
});

test("the products of a matrix product, as text", () => {
  const names = nodeNames(trace);
  assert.deepEqual([0, 1].map((arg) => productText(trace, names, trace.nodes[3], arg)), ["dz @ Wᵀ", "xᵀ @ dz"]);
  assert.equal(productText(trace, names, trace.nodes[6], 0), "expand(dloss ÷ 12)");
});

test("broadcasting undone: nothing has arrived before the sum, all of it after", () => {
  const [sent, summed] = [at("backward", 2), at("unbroadcast", 2)];
  assert.equal(summed, sent + 1);
  assert.equal(replay.at(sent).gradient(2), undefined);
  assert.deepEqual([replay.at(summed).phase, replay.at(summed).receiver, replay.at(summed).edges], ["backward", 2, ["4:1"]]);
  assert.deepEqual(replay.at(summed).gradient(2).shape, [4]);
  assert.deepEqual(replay.at(summed).ledger(2).map(({ from, axes }) => [from, axes]), [[4, [0]]]);
  assert.match(replay.at(sent).sentence, /^h sends dh, of shape \(3, 4\), towards b, which has shape \(4,\)\.$/);
  assert.match(replay.at(summed).sentence, /repeated b 3 times along axis 0; .* \(3, 4\) becomes \(4,\)\./);
});

test("the equation: product and shapes, the transpose of a shape turned round", () => {
  assert.deepEqual(said(1), ["z=x@W", "(3, 2)@(2, 4)→(3, 4)"]);
  assert.deepEqual(said(at("backward", 1)).slice(0, 2), ["dW=x⊤@dz", "(2, 3)@(3, 4)→(2, 4)"]);
  assert.deepEqual(said(at("unbroadcast", 2)).map((line) => line.replace(/\s/g, "")), ["b(4,)→(3,4)", "db=∑axis0dh=(4,)"]); // the sum stands in the node
});

test("a transpose is written as one", () => {
  const turned = layer();
  Object.assign(turned.nodes[5], { op: "transpose", params: { axes: [1, 0] } });
  turned.ops = { ...turned.ops, transpose: { name: "transpose", symbol: "ᵀ", formula: "transpose(a, axes)", locals: [], rules: ["transpose(g, inverse(axes))"], words: [""] } };
  assert.match(createReplay(turned).at(3).sentence, /^y = hᵀ, /);
  assert.equal(productText(turned, nodeNames(turned), turned.nodes[5], 0), "dyᵀ");
  turned.nodes[5].params = { axes: [0, 1] };
  assert.match(createReplay(turned).at(3).sentence, /^y = transpose\(h, axes \(0, 1\)\)/);
});

test("a large array is a summary", () => {
  const big = layer();
  big.nodes[1].value = large();
  assert.equal(createReplay(big).at(0).sentence, "Known so far: x of shape (3, 2), W of shape (64, 128) and b of shape (4,). Nothing has been computed yet.");
});

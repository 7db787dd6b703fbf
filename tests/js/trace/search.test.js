// ⑦ search: names, lines, operations, calls, steps, and the questions one has of a run that went wrong.
import assert from "node:assert/strict";
import test from "node:test";
import { createGroups } from "../../../ojs/trace/groups/groups.js";
import { nodeNames } from "../../../ojs/trace/names.js";
import { MOST, search } from "../../../ojs/trace/search.js";
import { golden } from "./golden.js";
import { accumulate, calls, notNumbers, twoPaths } from "./fixtures.js";
import { flatLoop } from "./programs.js";

/** What is found, as "title: note". */
function found(trace, text, between) {
  const { hits, total } = search(createGroups(trace), text, nodeNames(trace), between);
  return { hits, total, titles: hits.map(({ title }) => title) };
}

test("a name: the whole one first, then those that begin so", () => {
  const trace = golden("mlp");
  assert.equal(found(trace, "loss").titles[0], "loss");
  assert.deepEqual(found(trace, "X1").titles[0], "x1");
  assert.ok(found(trace, "h").titles.slice(0, 6).every((title) => title.startsWith("h[")));
  assert.equal(found(trace, "h[3]").titles[0], "h[3]");
});

test("a numbered name, with the digits that a keyboard has", () => {
  const trace = flatLoop(30);
  const names = nodeNames(trace);
  const [hit] = found(trace, "v12").hits;
  assert.equal(names[hit.node], "v₁₂");
  assert.equal(found(trace, "v₁₂").hits[0].node, hit.node);
});

test("an operation by its name, and how many there are", () => {
  const trace = golden("mlp");
  const { hits, total } = found(trace, "tanh");
  assert.equal(total, 13);
  assert.ok(hits.every(({ node }) => trace.nodes[node].op === "tanh"));
});

test("a line by its number, and by what is written in it", () => {
  const trace = golden("mlp");
  const line = trace.source.split("\n").findIndex((text) => text.includes("loss = ")) + 1;
  const on = (hits) => hits.map(({ node }) => trace.nodes[node].at?.[0]);
  const { hits } = found(trace, `line ${line}`);
  assert.equal(hits.length, 2);
  assert.ok(on(hits).every((at) => at === line));
  assert.ok(on(found(trace, "(y - 1) **").hits).every((at) => at === line));
  assert.equal(found(trace, "line 900").total, 0);
});

test("a call, and the object whose method it was", () => {
  const trace = calls();
  trace.calls[1].of = "net.units[0]";
  assert.deepEqual(found(trace, "unit").hits.filter(({ group }) => group !== undefined).length, 2);
  assert.deepEqual(found(trace, "units[0]").titles, ["net.units[0]"]);
});

test("the largest gradient and the largest value, whatever their sign", () => {
  const trace = twoPaths(2, 3);
  assert.equal(found(trace, "largest gradient").titles[0], "b"); // a + 2b = 8
  assert.match(found(trace, "largest gradient").hits[0].note, /8/);
  assert.equal(found(trace, "Largest  value").titles[0], "c"); // 15
  assert.equal(found(twoPaths(2, -30), "largest value").titles[0], "c");
});

test("the first number that is none, and the step in which it came", () => {
  const trace = notNumbers();
  const nan = found(trace, "first NaN").hits[0];
  assert.equal(nan.title, "z");
  assert.deepEqual(trace.steps[nan.step - 1], { kind: "forward", node: nan.node });
  const infinite = found(trace, "first infinity").hits[0];
  assert.equal(infinite.title, "y");
  assert.ok(infinite.step < nan.step);
  assert.equal(found(twoPaths(), "first NaN").total, 0);
});

test("of one pass only what happens in it", () => {
  const trace = accumulate();
  const at = trace.steps.findIndex(({ kind }) => kind === "zero");
  const { hits: [hit] } = found(trace, "largest gradient", { from: at });
  assert.match(hit.note, /8$/); // 2 x = 8, of w = x · x at 4; before it x had 6 and 8
});

test("a step by its number; nothing, and nonsense, find nothing", () => {
  const trace = golden("mlp");
  assert.equal(found(trace, "step 120").hits[0].step, 120);
  assert.equal(found(trace, "step 99,999").total, 0);
  for (const text of ["", "   ", "no such thing"]) assert.equal(found(trace, text).total, 0);
});

test("what there is much of is cut, and counted", () => {
  const { hits, total } = found(flatLoop(400), "mul");
  assert.equal(hits.length, MOST);
  assert.equal(total, 400);
});

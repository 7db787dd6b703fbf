// ⑦ replay: what is known at each step, and what is said of it.
import assert from "node:assert/strict";
import test from "node:test";
import { createReplay } from "../../../ojs/trace/replay.js";
import { gradients } from "../../../ojs/trace/rerun.js";
import { accumulate, again, chain, long, notNumbers, square, twoPaths } from "./fixtures.js";

const known = (map) => Object.fromEntries(map);

test("chain: values appear one by one, then gradients from the other end", () => {
  const replay = createReplay(chain());
  assert.equal(replay.length, 7);
  assert.deepEqual(known(replay.at(0).values), { 0: 2 });
  assert.deepEqual(known(replay.at(2).values), { 0: 2, 1: 6, 2: 7 });
  assert.equal(replay.at(2).value(3), undefined);
  assert.deepEqual(known(replay.at(3).gradients), {});
  assert.deepEqual(known(replay.at(4).gradients), { 3: 1 });
  assert.deepEqual(known(replay.at(7).gradients), { 0: 42, 1: 14, 2: 14, 3: 1 });
});

test("chain: phases, active nodes and edges", () => {
  const replay = createReplay(chain());
  assert.deepEqual([0, 1, 4, 5].map(replay.phase), ["start", "forward", "seed", "backward"]);
  const forward = replay.at(1);
  assert.deepEqual([forward.node, forward.receiver, forward.edges], [1, null, ["1:1"]]); // argument 0 is the constant 3
  const backward = replay.at(5);
  assert.deepEqual([backward.node, backward.receiver, backward.edges, backward.root], [3, 2, ["3:0"], 3]);
});

test("chain: a local derivative is known once a gradient has passed", () => {
  const replay = createReplay(chain());
  assert.equal(replay.at(4).local("3:0"), undefined);
  assert.equal(replay.at(5).local("3:0"), 14);
  assert.deepEqual(known(replay.at(7).locals), { "3:0": 14, "2:0": 1, "1:1": 3 });
});

test("chain: the sentences", () => {
  const replay = createReplay(chain());
  assert.deepEqual(Array.from({ length: 8 }, (_, step) => replay.at(step).sentence), [
    "Known so far: x = 2. Nothing has been computed yet.",
    "a = 3 × x = 3 × 2 = 6.",
    "b = a + 1 = 6 + 1 = 7.",
    "c = b² = 7² = 49.",
    "The backward pass starts at c: its gradient with respect to itself is 1.",
    "b receives 1 × 14 = 14 from c. So if b were 0.01 larger, c would be about 0.14 larger.",
    "a receives 14 × 1 = 14 from b. So if a were 0.01 larger, c would be about 0.14 larger.",
    "x receives 14 × 3 = 42 from a. So if x were 0.01 larger, c would be about 0.42 larger.",
  ]);
});

test("a sentence knows which of its words are names, even those that look like others", () => {
  const trace = chain();
  trace.nodes[0].label = "receives";
  const words = createReplay(trace).at(7).words;
  assert.deepEqual(words.filter((part) => typeof part !== "string").slice(0, 2), [{ node: 0, name: "receives" }, { node: 1, name: "a" }]);
  assert.equal(words[1], " receives 14 × 3 = 42 from ");
});

test("two paths: a value used twice collects two gradients", () => {
  const replay = createReplay(twoPaths());
  const end = replay.at(replay.length);
  assert.deepEqual(known(end.gradients), { 0: 3, 1: 8, 2: 3, 3: 1 });
  assert.deepEqual(end.ledger(1).map(({ from, contribution, before, after }) => [from, contribution, before, after]), [[3, 5, 0, 5], [2, 3, 5, 8]]);
  assert.equal(end.sentence, "b receives 3 × 1 = 3 from s, 8 in all. So if b were 0.01 larger, c would be about 0.08 larger.");
});

test("x * x: two edges, two contributions", () => {
  const replay = createReplay(square());
  assert.deepEqual(replay.at(1).edges, ["1:0", "1:1"]);
  assert.deepEqual(replay.at(replay.length).ledger(0).map(({ arg, contribution }) => [arg, contribution]), [[0, 3], [1, 3]]);
});

test("leaves accumulate over backward calls until zero_grad; values follow an update", () => {
  const replay = createReplay(accumulate());
  const at = (kind, nth = 0) => accumulate().steps.map((step, i) => (step.kind === kind ? i + 1 : 0)).filter(Boolean)[nth];
  assert.equal(replay.at(at("zero") - 1).gradient(0), 8);
  assert.equal(replay.at(at("zero") - 1).ledger(0).length, 3);
  assert.equal(replay.at(at("zero")).gradient(0), undefined);
  assert.deepEqual(replay.at(at("zero")).ledger(0), []);
  assert.match(replay.at(at("zero")).sentence, /^zero_grad\(\) clears the gradient of x\.$/);
  assert.equal(replay.at(at("update") - 1).value(0), 3);
  assert.equal(replay.at(at("update")).value(0), 4);
  assert.equal(replay.at(at("update")).sentence, "The program changes x from 3 to 4.");
  assert.equal(replay.at(at("forward", 2)).sentence, "w = x × x = 4 × 4 = 16.");
  assert.equal(replay.at(1).sentence, "y = x × x = 3 × 3 = 9."); // as it was when it was computed
  assert.equal(replay.at(replay.length).gradient(0), 8);
});

test("a second call: inner gradients start afresh, the leaf's does not", () => {
  const replay = createReplay(again());
  const seeds = again().steps.flatMap(({ kind }, i) => (kind === "seed" ? [i + 1] : []));
  assert.equal(replay.at(seeds[1] - 1).gradient(1), 5);
  assert.equal(replay.at(seeds[1]).gradient(1), undefined);
  assert.equal(replay.at(replay.length).gradient(1), 5);
  assert.equal(replay.at(replay.length).gradient(0), 20);
  assert.equal(replay.at(replay.length).ledger(1).length, 1);
});

test("a second call on micrograd's terms: what was there is added to", () => {
  const trace = again();
  const second = trace.steps.slice(trace.steps.findLastIndex(({ kind }) => kind === "seed"));
  Object.assign(second[1], { before: 5, after: 10 }); // z to y
  Object.assign(second[2], { upstream: 10, contribution: 20, before: 10, after: 30 }); // y to x
  const replay = createReplay(trace);
  const end = replay.at(replay.length);
  assert.deepEqual([0, 1, 2].map((id) => end.gradient(id)), [30, 10, 1]);
  assert.deepEqual([0, 1, 2].map((id) => end.ledger(id).length), [2, 2, 1]);
});

test("NaN and infinity are said in words", () => {
  const replay = createReplay(notNumbers());
  assert.match(replay.at(1).sentence, /^y = x × x = .* = infinity\.$/);
  assert.match(replay.at(2).sentence, /= not a number\.$/);
});

test("any position of a long trace is reached without walking there", () => {
  const trace = long(5000);
  const replay = createReplay(trace);
  assert.equal(replay.length, 10001);
  for (const step of [10001, 3, 7500, 5000]) {
    const { values, gradients, sentence } = replay.at(step);
    assert.equal(values.size, Math.min(5001, step + 1));
    assert.equal(gradients.size, Math.max(0, step - 5000));
    assert.ok(sentence);
  }
  assert.equal(replay.names[7], "v₇");
});

test("what the program does to a gradient is told, and the account goes on from there", () => {
  const trace = accumulate();
  const at = trace.steps.findIndex(({ kind }) => kind === "zero");
  const [before] = trace.steps.slice(0, at).filter((step) => step.kind === "backward").slice(-1);
  trace.steps.splice(at, 1, { kind: "assign", node: 0, before: before.after, after: 1.5 });
  for (const step of trace.steps.slice(at + 1)) {
    if (step.kind === "backward" && step.input === 0) Object.assign(step, { before: step.before + 1.5, after: step.after + 1.5 });
  }
  const replay = createReplay(trace);
  const state = replay.at(at + 1);
  assert.equal(state.sentence, "The program changes the gradient of x from 8 to 1.5.");
  assert.deepEqual([state.phase, state.node, state.receiver, state.edges, state.gradient(0)], ["update", 0, null, [], 1.5]);
  assert.equal(replay.at(at).gradient(0), 8);
  assert.deepEqual(state.ledger(0), [{ kind: "assign", step: at + 1, before: 8, after: 1.5 }]);
  const end = replay.at(replay.length);
  assert.deepEqual(end.ledger(0).map(({ kind }) => kind), ["assign", "term", "term"]);
  assert.equal(end.gradient(0), 9.5); // 1.5 + 4 + 4
  assert.deepEqual(gradients(trace)[0], 9.5);
});

test("a gradient that the program set to None or 0 was not cleared by zero_grad()", () => {
  const trace = accumulate();
  const at = trace.steps.findIndex(({ kind }) => kind === "zero");
  trace.steps[at].assigned = true;
  const replay = createReplay(trace);
  assert.equal(replay.at(at + 1).sentence, "The program clears the gradient of x.");
  assert.equal(replay.at(at + 1).gradient(0), undefined);
  assert.equal(replay.entries(0).find(({ kind }) => kind === "clear").by, "program");
  assert.equal(replay.phase(at + 1), "zero");
});

test("of an array its shape is told", () => {
  const whole = (...data) => ({ shape: [2], dtype: "float32", data });
  const trace = accumulate();
  trace.steps.push({ kind: "update", node: 0, before: whole(1, 2), after: whole(0, 1) }, { kind: "assign", node: 0, before: 0, after: whole(0, 1) });
  const replay = createReplay(trace);
  assert.equal(replay.at(replay.length - 1).sentence, "The program changes the numbers of x, of shape (2,).");
  assert.equal(replay.at(replay.length).sentence, "The program changes the gradient of x, of shape (2,).");
});

/** y = x²; grad(y, x) gives g = 2x, of which backward() is called: what backward() had left in x before stays. */
function twice() {
  const trace = square();
  const seed = trace.steps.findIndex(({ kind }) => kind === "seed");
  const first = trace.steps.slice(seed);
  const x = 0;
  const node = (id, op, args, label, value) => ({ id, op, args, label, value, requires_grad: true, at: null });
  const [one, two] = [trace.nodes.length, trace.nodes.length + 1];
  trace.nodes.push(node(one, "mul", [{ const: 1 }, { node: x }], null, 3), node(two, "add", [{ node: one }, { node: one }], "g", 6));
  const y = first[0].node;
  const edge = (made, before) => ({ kind: "backward", node: y, arg: made === one ? 0 : 1, input: x, upstream: 1, local: 3, contribution: 3, before, after: before + 3, made });
  trace.steps.push({ kind: "seed", node: y, before: 0, after: 1, returned: true }, { kind: "forward", node: one }, edge(one, 0),
    { kind: "forward", node: two }, edge(two, 3), { kind: "seed", node: two, before: 0, after: 1 },
    { kind: "backward", node: two, arg: 0, input: one, upstream: 1, local: 1, contribution: 1, before: 0, after: 1 },
    { kind: "backward", node: two, arg: 1, input: one, upstream: 1, local: 1, contribution: 1, before: 1, after: 2 },
    { kind: "backward", node: one, arg: 1, input: x, upstream: 2, local: 1, contribution: 2, before: 6, after: 8 });
  return { trace, y, from: seed + first.length };
}

test("grad() leaves the account of a leaf as it is, and says so", () => {
  const { trace, y, from } = twice();
  const replay = createReplay(trace);
  assert.equal(replay.at(from).gradient(0), 6);
  const started = replay.at(from + 1);
  assert.equal(started.sentence, `grad() starts at ${replay.names[y]} with 1. What arrives at its inputs is returned; no gradient that is there changes.`);
  assert.equal(replay.at(from + 3).gradient(0), 3); // afresh
  assert.equal(replay.at(from + 5).gradient(0), 6);
  assert.deepEqual(replay.at(from + 5).ledger(0).map(({ kind, after }) => [kind, after]), [["term", 3], ["term", 6]]);
  assert.equal(replay.at(from + 6).gradient(0), 6); // what backward() had left
  assert.equal(replay.at(from + 6).ledger(0).length, 2);
  const end = replay.at(replay.length);
  assert.deepEqual(end.ledger(0).map(({ after }) => after), [3, 6, 8]);
  assert.equal(end.gradient(0), 8);
  assert.equal(gradients(trace)[0], 8);
});

test("a gradient that is a node is named", () => {
  const { trace, from } = twice();
  const replay = createReplay(trace);
  assert.match(replay.at(from + 5).sentence, /^x receives 1 × 3 = 3 from .*, 6 in all, which is g\. So if x were 0\.01 larger, y would be about 0\.06 larger\.$/u);
});

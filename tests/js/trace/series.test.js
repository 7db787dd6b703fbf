// ⑦ a series of passes: what is said of it, which node is which, and the place in another pass. Numbers by hand.
import assert from "node:assert/strict";
import test from "node:test";
import { createReplay } from "../../../ojs/trace/replay.js";
import { bundled, courseOf, flagged, heightOf, matched, nodesOf, passAt, samePlace, scaleOf, shows, withInputs } from "../../../ojs/trace/series.js";
import { createWalk } from "../../../ojs/trace/walk.js";
import { training } from "./fixtures.js";

test("the root's value in every pass", () => {
  const { values, names, mean } = courseOf(training());
  assert.deepEqual([...values], [4, 1, 0.25]); // 4w² at 1, 1/2, 1/4
  assert.deepEqual(names, ["loss", "loss", "loss"]);
  assert.equal(mean, false);
  const trace = training();
  trace.passes[1].value = { shape: [3], dtype: "float64", data: [1, "NaN", 3] };
  trace.passes[2].value = { shape: [100], dtype: "float64", summary: { min: 0, max: 1, mean: 0.5, norm: 5 }, picture: { shape: [1, 1], data: [0.5] } };
  trace.passes[0].value = { shape: [1, 1], dtype: "float64", data: [7] };
  const arrays = courseOf(trace);
  assert.deepEqual([...arrays.values], [7, NaN, 0.5]);
  assert.equal(arrays.mean, true);
});

test("a scale is logarithmic where numbers span more than three decades, and none is negative", () => {
  assert.deepEqual(scaleOf([4, 1, 0.25]), { log: false, low: 0.25, high: 4 });
  assert.deepEqual(scaleOf([4, 1e-3]), { log: true, low: 1e-3, high: 4 });
  assert.deepEqual(scaleOf([0, 2e-3, 4]), { log: true, low: 2e-3, high: 4 });
  assert.equal(scaleOf([-1, 1e-3, 4])?.log, false);
  assert.deepEqual(scaleOf([NaN, 2, Infinity, -Infinity]), { log: false, low: 2, high: 2 });
  assert.equal(scaleOf([NaN]), null);
  assert.equal(heightOf({ log: true, low: 0.01, high: 100 }, 1), 0.5);
  assert.equal(heightOf({ log: true, low: 0.01, high: 100 }, 0), 0);
  assert.equal(heightOf({ log: false, low: -1, high: 3 }, 0), 0.25);
  assert.equal(heightOf({ log: false, low: 2, high: 2 }, 2), 0.5);
  assert.equal(heightOf({ log: false, low: -1e308, high: 1e308 }, 0) >= 0, true);
});

test("of thousands of passes the least and the greatest in each column", () => {
  const values = Float64Array.from({ length: 10_000 }, (_, i) => (i === 4321 ? NaN : i % 10));
  const columns = bundled(values, 100);
  assert.equal(columns.length, 100);
  assert.deepEqual(columns[0], { from: 0, to: 99, low: 0, high: 9 });
  assert.deepEqual(bundled(Float64Array.of(3, NaN, 5), 100), [{ from: 0, to: 0, low: 3, high: 3 }, { from: 2, to: 2, low: 5, high: 5 }]);
  assert.deepEqual(bundled(new Float64Array(0), 10), []);
});

test("a position belongs to one pass, one between two to the first", () => {
  const { passes } = training(); // 7 steps in the first, 8 in the others
  assert.deepEqual(passes.map(({ start, end }) => [start, end]), [[0, 7], [7, 15], [15, 23]]);
  assert.deepEqual([0, 1, 7, 8, 15, 16, 23, 99].map((step) => passAt(passes, step)), [0, 0, 0, 1, 1, 2, 2, 2]);
});

test("leaves are themselves, the others the k-th of their kind; what has no like is said", () => {
  const same = training();
  const match = matched(same, same.passes[0], same, same.passes[2]);
  assert.deepEqual([...match.to], [[0, 0], [1, 5], [2, 6]]);
  assert.deepEqual([match.only, match.onlyThere], [[], []]);
  const other = training(3, 1 / 16, { more: [1] });
  const more = matched(other, other.passes[1], other, other.passes[0]);
  assert.deepEqual(more.only.map((id) => other.nodes[id].label), ["t"]);
  assert.deepEqual([...more.back].map(([there, here]) => [other.nodes[there].label, other.nodes[here].label]), [["w", "w"], ["s", "s"], ["loss", "loss"]]);
  const less = matched(other, other.passes[0], other, other.passes[1]);
  assert.deepEqual(less.onlyThere.map((id) => other.nodes[id].label), ["t"]);
  assert.deepEqual(nodesOf(other.passes[1]), [0, 3, 4, 5]);
});

/** The kind of the step after which a position is, and its node's label. */
const told = (trace, step) => { const event = trace.steps[step - 1]; return `${event.kind} ${trace.nodes[event.node ?? event.nodes[0]].label}`; };

test("the place in a pass is found in another, also of another shape", () => {
  const trace = training(4, 1 / 16, { more: [2] });
  const [a, b, c, d] = trace.passes;
  assert.equal(samePlace(trace, a, a.start, trace, c), c.start);
  assert.equal(samePlace(trace, a, a.end, trace, c), c.end);
  assert.equal(samePlace(trace, b, b.start + 5, trace, d), d.start + 5);
  for (let step = a.start + 1; step < a.end; step += 1) {
    assert.equal(told(trace, samePlace(trace, a, step, trace, b)), told(trace, step)); // b clears first
    assert.equal(told(trace, samePlace(trace, a, step, trace, c)), told(trace, step)); // c has a node more
  }
  // what only c does leads to what was before it
  const t = trace.steps.findIndex((event) => event.kind === "forward" && trace.nodes[event.node].label === "t") + 1;
  assert.equal(told(trace, samePlace(trace, c, t, trace, b)), "forward s");
});

test("passes in which something was found wrong", () => {
  const trace = training();
  trace.findings = [{ kind: "nan", sentence: "Here.", steps: [15], nodes: [], edges: [], line: null }, { kind: "nan", sentence: "Nowhere.", steps: [], nodes: [], edges: [], line: null }];
  assert.deepEqual([...flagged(trace)], [[2, ["Here."]]]);
});

test("a walk through a series shows one pass, and keeps its place", () => {
  const walk = createWalk(training(), { series: true });
  assert.deepEqual([walk.pass, walk.min, walk.max, walk.step], [0, 0, 7, 0]);
  const seen = [];
  for (const type of ["pass", "step"]) walk.addEventListener(type, () => seen.push(type));
  walk.set(2); // s, loss
  walk.turnTo(1);
  assert.deepEqual([walk.pass, walk.min, walk.max, walk.step], [1, 7, 15, 10]); // cleared, s, loss
  assert.deepEqual(seen, ["step", "pass", "step"]);
  walk.turnTo(1);
  walk.turnTo(7);
  assert.equal(seen.length, 3);
  walk.set(17);
  assert.equal(walk.pass, 2);
  walk.set(999);
  assert.deepEqual([walk.pass, walk.step], [2, 23]);
  walk.set(-5);
  assert.deepEqual([walk.pass, walk.step], [0, 0]);
  assert.equal(createWalk(training(), { series: true, step: 16 }).pass, 2);
  assert.equal(createWalk(training()).pass, null); // 23 steps are seen at once
  assert.equal(createWalk(training(9)).pass, 0); // 71 are not
  assert.equal(createWalk(training(9), { series: false }).pass, null);
});

test("another run keeps the pass and the place in it, also where it begins", () => {
  const walk = createWalk(training(9));
  walk.turnTo(5);
  walk.set(walk.min);
  walk.replace(training(9, 1 / 8));
  assert.deepEqual([walk.pass, walk.step], [5, walk.min]);
  walk.set(walk.min + 3);
  walk.replace(training(9, 1 / 8, { more: [5] }));
  assert.deepEqual([walk.pass, told(walk.trace, walk.step)], [5, "forward loss"]);
  walk.replace(training(12));
  assert.deepEqual([walk.pass, told(walk.trace, walk.step)], [5, "forward loss"]);
  walk.turnTo(11);
  walk.replace(training(10)); // ended sooner
  assert.equal(walk.pass, 9);
});

test("where a pass begins, nothing has happened yet", () => {
  const walk = createWalk(training(9));
  walk.turnTo(1);
  const { state } = walk;
  assert.deepEqual([walk.step, state.phase, state.event, state.node, walk.phase(walk.step)], [walk.min, "start", null, null, "start"]);
  assert.deepEqual([state.said.join(""), state.why, state.meant], [state.sentence, [], []]);
  assert.equal(state.sentence, "Pass 2 of 9 begins: nothing of it has been computed yet.");
  assert.deepEqual([state.value(0), state.gradient(0), state.value(4)], [0.5, 8, undefined]); // w was halved; its gradient is the last pass's
});

test("in a series names are those within a pass", () => {
  assert.deepEqual(createReplay(training(2)).names, ["w", "s₁", "loss₁", "s₂", "loss₂"]);
  assert.deepEqual(createReplay(training(2), { series: true }).names, ["w", "s", "loss", "s", "loss"]);
  const trace = training(2);
  for (const id of [0, 1, 3]) trace.nodes[id].label = null;
  assert.deepEqual(createReplay(trace, { series: true }).names, ["v₁", "v₂", "loss", "v₂", "loss"]);
  for (const id of [1, 2, 3, 4]) trace.nodes[id].label = "y";
  assert.deepEqual(createReplay(trace, { series: true }).names, ["v₁", "y₁", "y₂", "y₁", "y₂"]);
});

test("a pinned node is the same one in another pass", () => {
  const walk = createWalk(training(9, 1 / 16, { more: [3] }));
  walk.pin(2);
  walk.turnTo(1);
  assert.equal(walk.pinned, 4);
  walk.pin(0);
  walk.turnTo(3);
  assert.equal(walk.pinned, 0);
  walk.pin(walk.trace.nodes.findIndex(({ label }) => label === "t"));
  walk.turnTo(4);
  assert.equal(walk.pinned, null);
});

test("what a pass reads belongs to it, though no gradient reaches it", () => {
  const nodes = [[], [], [], [0, 2], [1, 3], [2, 4]].map((args, id) => ({ id, args: [...args.map((node) => ({ node })), { const: 1 }] }));
  const pass = (runs) => withInputs([{ nodes: runs }], nodes)[0].nodes;
  assert.deepEqual(pass([[2, 3], [4, 6]]), [[1, 6]]); // 4 reads 1 and 3
  assert.deepEqual(pass([[5, 6]]), [[2, 3], [4, 6]]);
  assert.deepEqual(pass([[0, 6]]), [[0, 6]]);
  const runs = { nodes: [[1, 3], [5, 6], [9, 12]] };
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 8, 9, 11, 12].filter((id) => shows(runs, id)), [1, 2, 5, 9, 11]);
  assert.equal(shows({ nodes: [] }, 0), false);
});

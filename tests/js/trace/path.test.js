// ⑦ path: where a gradient comes from, and what a finding is about, as steps to be walked alone.
import assert from "node:assert/strict";
import test from "node:test";
import { findingWay } from "../../../ojs/trace/finding-path.js";
import { origin } from "../../../ojs/trace/path.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { createWalk } from "../../../ojs/trace/walk.js";
import { accumulate, again, chain, notNumbers, square, twoPaths } from "./fixtures.js";

const found = (finding) => ({ kind: "", sentence: "", steps: [], nodes: [], edges: [], line: null, ...finding });

test("two paths: all that came to b, and its largest part alone", () => {
  const replay = createReplay(twoPaths()); // 1 s, 2 c, 3 seed, 4 c→s 3, 5 c→b 5, 6 s→a 3, 7 s→b 3
  assert.deepEqual(origin(replay, 1, { all: true }).steps, [3, 4, 5, 7]);
  assert.deepEqual(origin(replay, 1), { steps: [3, 5], nodes: [1, 3], factors: [1, 5] });
  assert.deepEqual(origin(replay, 0), { steps: [3, 4, 6], nodes: [0, 3, 2], factors: [1, 3, 1] });
  assert.deepEqual(origin(replay, 3).steps, [3]);
});

test("chain: it is the same before the first step and after the last", () => {
  const replay = createReplay(chain());
  for (const step of [0, 4, 7]) assert.deepEqual(origin(replay, 0, { step, all: true }).steps, [4, 5, 6, 7]);
  const { factors } = origin(replay, 0);
  assert.equal(factors.reduce((product, one) => product * one), 42); // ∂c/∂x
});

test("square: two edges between the same two nodes", () => {
  const replay = createReplay(square());
  assert.deepEqual(origin(replay, 0, { all: true }).steps, [2, 3, 4]);
  assert.equal(origin(replay, 0).steps.length, 2);
});

test("accumulate: what is in the account now, back to where it was cleared", () => {
  const replay = createReplay(accumulate());
  // 1 y, 2 seed, 3, 4 y→x; 5 z, 6 seed, 7 z→x; 8 zero, 9 update, 10 w, 11 seed, 12, 13 w→x
  assert.deepEqual(origin(replay, 0, { step: 13, all: true }).steps, [11, 12, 13]);
  assert.deepEqual(origin(replay, 0, { step: 7, all: true }).steps, [2, 3, 4, 6, 7]);
  assert.deepEqual(origin(replay, 0, { step: 9, all: true }).steps, [2, 3, 4, 6, 7], "cleared, and nothing new yet");
  assert.deepEqual(origin(replay, 0, { step: 7 }).steps, [2, 3]);
});

test("again: an inner node starts afresh, a leaf does not", () => {
  const replay = createReplay(again()); // 1 y, 2 z, 3 seed, 4 z→y, 5 y→x, 6 seed, 7 z→y, 8 y→x
  assert.deepEqual(origin(replay, 0, { all: true }).steps, [3, 4, 5, 6, 7, 8]);
  assert.deepEqual(origin(replay, 1, { all: true, step: 8 }).steps, [6, 7]);
  assert.deepEqual(origin(replay, 1, { all: true, step: 5 }).steps, [3, 4]);
});

test("in a series of passes it stays within the pass", () => {
  const trace = { ...again(), passes: [{ root: 2, value: 10, start: 0, seed: 2, end: 5, nodes: [[0, 3]], updated: [] }, { root: 2, value: 10, start: 5, seed: 5, end: 8, nodes: [[0, 3]], updated: [] }] };
  const replay = createReplay(trace);
  assert.deepEqual(origin(replay, 0, { all: true, pass: 1, step: 6 }).steps, [6, 7, 8]);
  assert.deepEqual(findingWay(replay, found({ kind: "not-zeroed", steps: [7], nodes: [0] }), { series: true }).steps, [6, 7, 8]);
  assert.deepEqual(findingWay(replay, found({ kind: "not-zeroed", steps: [7], nodes: [0] })).steps, [3, 4, 5, 6, 7, 8]);
});

test("a node that no gradient reaches has no way", () => {
  const trace = twoPaths();
  const replay = createReplay({ ...trace, steps: trace.steps.slice(0, 4) });
  assert.equal(origin(replay, 0), null);
  assert.equal(origin(createReplay({ ...trace, steps: [] }), 1), null);
});

test("a missing gradient: from the root down to where it was cut, and the step that cut it", () => {
  const trace = twoPaths();
  const cut = createReplay({ ...trace, steps: trace.steps.slice(0, 5) }); // s passes nothing on
  const way = findingWay(cut, found({ kind: "none", steps: [0], nodes: [0, 2, 3], edges: [[2, 0], [3, 0]] }));
  assert.deepEqual(way, { title: "the way back to where the gradient of a ends", steps: [1, 3, 4], nodes: [0, 2, 3], factors: [1, 1, 3] });
  assert.equal(findingWay(createReplay({ ...trace, steps: [] }), found({ kind: "none" })), null);
});

test("infinity: from the step where it was born to the leaf it spoils", () => {
  const replay = createReplay(notNumbers()); // 1 y = x·x = ∞, 2 z = y·0 = NaN, 3 seed, 4 z→y 0, 5 y→x 0, 6 y→x 0
  const way = findingWay(replay, found({ kind: "infinity", steps: [0, 1], nodes: [1, 2] }));
  assert.deepEqual(way.steps, [1, 2]);
  assert.equal(way.title, "the way of the infinity");
});

test("vanishing: through each layer that is named, with its factor", () => {
  const replay = createReplay(chain());
  const way = findingWay(replay, found({ kind: "vanishing", steps: [5, 6], nodes: [2, 1], edges: [[2, 0], [1, 0]] }));
  assert.deepEqual([way.steps, way.factors], [[4, 5, 6], [1, 14, 1]]);
});

test("a walk goes through such a way alone", () => {
  const walk = createWalk(twoPaths());
  walk.follow({ title: "the way to b", ...origin(walk.replay, 1) });
  const seen = [walk.step];
  for (let i = 0; i < 3; i += 1) {
    walk.advance(1);
    seen.push(walk.step);
  }
  assert.deepEqual(seen, [3, 5, 5, 5]);
  walk.advance(-1);
  assert.equal(walk.step, 3);
});

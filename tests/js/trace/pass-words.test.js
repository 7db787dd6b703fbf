// ⑦ two passes in a sentence.
import assert from "node:assert/strict";
import test from "node:test";
import { differenceOf } from "../../../ojs/trace/pass-changes.js";
import { differenceWords } from "../../../ojs/trace/pass-words.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { training } from "./fixtures.js";

/** @param {import("../../../ojs/engine/protocol.js").Trace} trace @param {number} here @param {number} there */
function said(trace, here, there) {
  const replay = createReplay(trace, { series: true });
  return differenceWords(replay, differenceOf(replay, here, there), here, there);
}

test("what differs, and from where to where the loss went, whichever is shown", () => {
  assert.equal(said(training(), 0, 2), "w differs; the loss went from 4 to 0.25.");
  assert.equal(said(training(), 2, 0), "w differs; the loss went from 4 to 0.25.");
  assert.equal(said(training(3, 0), 0, 1), "No leaf differs; the loss is 4 in both.");
});

test("nodes that only one of them has", () => {
  assert.equal(said(training(3, 0, { more: [1] }), 0, 1), "No leaf differs; the loss went from 4 to 9. 1 node is in pass 2 alone.");
});

test("roots of two names, and leaves without one", () => {
  const trace = training();
  trace.nodes[0].label = null;
  trace.nodes[trace.passes[1].root].label = "other";
  assert.equal(said(trace, 0, 1), "1 leaf differs; loss is 4, other 1. 1 node is in pass 1 alone. 1 node is in pass 2 alone.");
});

// ⑦ question: what is asked before a step back, and that it does not give the answer away.
import assert from "node:assert/strict";
import test from "node:test";
import { truth } from "../../../ojs/exercises/mistakes.js";
import { questionAt, questionText } from "../../../ojs/trace/question.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { golden } from "./golden.js";

test("each step back along an edge of numbers, and nothing else", () => {
  const trace = golden("shared");
  const replay = createReplay(trace);
  trace.steps.forEach((step, at) => {
    const asked = questionAt(replay, at + 1);
    assert.equal(asked !== null, step.kind === "backward");
    if (asked) assert.deepEqual(truth(trace, asked), { answer: step.contribution, step: at + 1 });
  });
  assert.equal(questionAt(replay, 0), null);
  assert.equal(questionText(replay, questionAt(replay, 7)), "4 has arrived at a = 2 × x, where x is 3. What does x receive from it?");
});

test("of an array one entry; of a large one the shape", () => {
  const trace = golden("layer");
  const replay = createReplay(trace);
  const at = trace.steps.findIndex(({ kind, input }) => kind === "backward" && trace.nodes[input].label === "W") + 1;
  const asked = questionAt(replay, at);
  assert.equal(asked.at.length, 2);
  assert.match(questionText(replay, asked), /W\[\d, \d\]\?$/);
  const large = { ...trace, steps: trace.steps.map((step) => ({ ...step, contribution: { shape: [30, 40], dtype: "float32", data: new Array(1200).fill(1) } })) };
  const shape = questionAt(createReplay(large), at);
  assert.equal(shape.ask, "width");
  assert.equal(truth(large, shape).answer, "(30, 40)");
  assert.match(questionText(createReplay(large), shape), /Which shape/);
});

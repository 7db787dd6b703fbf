// ⑦ mistakes-edge: what a reader may get wrong at one edge. The numbers are worked out by hand.
import assert from "node:assert/strict";
import test from "node:test";
import { judge } from "../../../ojs/exercises/exercise-words.js";
import { diagnose, mistakes } from "../../../ojs/exercises/mistakes.js";
import { questionAt } from "../../../ojs/trace/question.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { golden, goldenNames } from "../trace/golden.js";

/** The question before the step that brings the k-th contribution to a node. */
function asked(name, label, k = 0) {
  const trace = golden(name);
  const at = trace.steps.flatMap((step, i) => (step.kind === "backward" && trace.nodes[step.input].label === label ? [i] : []))[k];
  return [trace, questionAt(createReplay(trace), at + 1)];
}

/** [example, into, which contribution, the right number, {a wrong one: what it comes from}] */
const CASES = [
  // c = a · b, a = 6, b = 4, upstream 1: a gets b. The other argument's derivative is 6.
  ["shared", "a", 0, 4, { 6: "swapped", 1: "local", "-4": "sign", 24: "value" }],
  // x gets 4 · 2 from a = 2x, and then 6 · 1 from b = x + 1, 14 together.
  ["shared", "x", 0, 8, { 2: "upstream", 4: "local", "-8": "sign", 3: "swapped", 12: "swapped" }],
  ["shared", "x", 1, 6, { 14: "sum", 8: "before", 1: "upstream", 3: "value", "-6": "sign" }],
  // y = x³ at 2: 3 · 2².
  ["ex_cube", "x", 0, 12, { 4: "factor", 24: "exponent", 6: "power", 3: "power", "-12": "sign" }],
];

test("each usual mistake at one edge is recognised", () => {
  for (const [name, label, k, right, wrongs] of CASES) {
    const [trace, question] = asked(name, label, k);
    assert.deepEqual(diagnose(trace, question, right), { right: true, near: false, mistake: null }, `${name} ${label}`);
    for (const [answer, kind] of Object.entries(wrongs)) {
      const { mistake } = diagnose(trace, question, Number(answer));
      if (kind === "swapped" && answer === "3") continue; // the value of x, as well
      if (kind === "swapped" && answer === "12") assert.ok(mistake, answer);
      else assert.equal(mistake?.kind, kind, `${name}: ${label}, ${answer}`);
    }
  }
});

test("of an array's entry, too", () => {
  const [trace, question] = asked("layer", "W");
  const right = diagnose(trace, question, NaN);
  assert.equal(right.right, false);
  const kinds = new Set(mistakes(trace, question).map(({ kind }) => kind));
  for (const kind of ["transposed", "sign", "index", "term"]) assert.ok(kinds.has(kind), `${kind} of ${[...kinds]}`);
});

test("no explanation gives the right number, and each is a sentence", () => {
  for (const name of goldenNames) {
    const trace = golden(name);
    const replay = createReplay(trace);
    for (let to = 1; to <= Math.min(trace.steps.length, 60); to += 1) {
      const question = questionAt(replay, to);
      if (!question) continue;
      for (const { why, answer } of mistakes(trace, question)) {
        assert.match(why, /[.?]$/);
        assert.equal(diagnose(trace, question, answer).right, false);
      }
    }
  }
});

test("it is said in the exercises' words", () => {
  const [trace, question] = asked("shared", "x", 1);
  assert.deepEqual(judge(trace, [{ question, name: "contribution", answer: 14 }]).words, ["Not 14. That is what x has then, together with what came before. Asked is what comes along this edge alone."]);
  assert.match(judge(trace, [{ question, name: "contribution", answer: 123 }]).words[0], /^Not 123\. None of the usual mistakes/);
  assert.deepEqual(judge(trace, [{ question, name: "contribution", answer: 6 }]).words, []);
});

// ⑧ walk and steps: a position that survives a new run of the program.
import assert from "node:assert/strict";
import test from "node:test";
import { Steps } from "../../../ojs/trace/steps.js";
import { createWalk, needsWalk, samePosition } from "../../../ojs/trace/walk.js";
import { passes } from "../../../ojs/widgets/steps/passes.js";
import { pieces } from "../../../ojs/trace/pieces.js";
import { accumulate, again, chain, long, square, twoPaths } from "./fixtures.js";

/** What a walk fires while `act` runs. */
function fired(walk, act) {
  const seen = [];
  for (const type of ["step", "trace", "hover", "error", "play"]) walk.addEventListener(type, () => seen.push(type));
  act();
  return seen;
}

test("set clamps, and is silent where nothing moves", () => {
  const walk = createWalk(chain());
  assert.deepEqual(fired(walk, () => { walk.set(99); walk.set(7); walk.set(-1); walk.set(NaN); }), ["step", "step"]);
  assert.equal(walk.step, 0);
});

test("the state follows the step", () => {
  const walk = createWalk(chain(), { step: 3 });
  assert.equal(walk.state.value(3), 49);
  walk.set(0);
  assert.equal(walk.state.value(3), undefined);
});

test("the same program with other numbers: the position stays", () => {
  const walk = createWalk(twoPaths(), { step: 5 });
  const seen = fired(walk, () => walk.replace(twoPaths(4, -1)));
  assert.deepEqual(seen, ["trace"]);
  assert.equal(walk.step, 5);
  assert.equal(walk.state.value(3), -3);
});

test("another program: the same moment where there is one, else as far along", () => {
  assert.equal(samePosition(chain(), twoPaths(), 0), 0);
  assert.equal(samePosition(chain(), twoPaths(), 7), 7); // the end stays the end
  assert.equal(samePosition(chain(), square(), 7), 4);
  assert.equal(samePosition(chain(), twoPaths(), 4), 3); // c is seeded at 4 here, at 3 there
  assert.equal(samePosition(chain(), square(), 6), 4);
});

test("an error leaves the trace alone, a new trace clears the error", () => {
  const walk = createWalk(chain());
  const seen = fired(walk, () => { walk.fail({ message: "no" }); walk.replace(chain(3)); });
  assert.deepEqual(seen, ["error", "error", "trace"]);
  assert.equal(walk.error, null);
});

test("replacing forgets a hovered node that is gone", () => {
  const walk = createWalk(chain());
  walk.hover(3);
  walk.replace(square());
  assert.equal(walk.hovered, null);
});

test("bad options throw a TypeError that says what is wrong", () => {
  assert.throws(() => createWalk(/** @type {any} */ ({})), TypeError);
  assert.throws(() => new Steps({ max: /** @type {any} */ ("7") }), /max must be a whole number/);
  assert.throws(() => new Steps({ min: 3, max: 1 }), TypeError);
  assert.throws(() => needsWalk({}, "graphView"), /graphView needs a walk/);
});

test("playing goes to the end and stops there", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const walk = createWalk(chain(), { step: 5 });
  walk.play(100);
  assert.ok(walk.playing);
  t.mock.timers.tick(100);
  assert.equal(walk.step, 6);
  t.mock.timers.tick(1000);
  assert.equal(walk.step, 7);
  assert.ok(!walk.playing);
  walk.play(100); // from the end: from the beginning
  assert.equal(walk.step, 0);
  walk.pause();
  t.mock.timers.tick(1000);
  assert.equal(walk.step, 0);
});

test("the passes of a walk, each backward() one of its own", () => {
  const runs = (trace) => passes(createWalk(trace)).map(({ pass, from, to }) => `${pass} ${from}–${to}`);
  assert.deepEqual(runs(chain()), ["forward 0–3", "backward 4–7"]);
  assert.deepEqual(runs(accumulate()), ["forward 0–1", "backward 2–4", "forward 5–5", "backward 6–7", "zero 8–8", "update 9–9", "forward 10–10", "backward 11–13"]);
  assert.deepEqual(runs(again()), ["forward 0–2", "backward 3–5", "backward 6–8"]);
  assert.deepEqual(passes(new Steps({ max: 3 })).map(({ pass, from, to }) => [pass, from, to]), [[null, 0, 3]]);
  assert.equal(passes(createWalk(long(300))).length, 2);
  class Twice extends Steps {
    phase(at) {
      return ["start", "forward", "seed", "forward", "backward", "forward", "backward", "forward", "seed", "backward"][at];
    }
  }
  assert.deepEqual(passes(new Twice({ max: 9 })).map(({ pass, from, to }) => `${pass} ${from}–${to}`), ["forward 0–1", "backward 2–6", "forward 7–7", "backward 8–9"]);
  class Kept extends Steps { // of memory, say, where no seed is a step
    phase(at) {
      return ["start", "forward", "forward", "backward", "forward", "backward"][at];
    }
  }
  assert.deepEqual(passes(new Kept({ max: 5 })).map(({ pass, from, to }) => `${pass} ${from}–${to}`), ["forward 0–2", "backward 3–5"]);
});

test("code is cut where expressions begin and end, in code points", () => {
  const trace = chain();
  trace.source = "x = '😀' + f(y * z)\n";
  trace.nodes[1].at = [1, 10, 1, 18]; // f(y * z)
  trace.nodes[2].at = [1, 12, 1, 17]; // y * z
  assert.deepEqual(pieces(trace), [[
    { text: "x = '😀' + ", nodes: [] }, { text: "f(", nodes: [1] }, { text: "y * z", nodes: [1, 2] }, { text: ")", nodes: [1] },
  ]]);
});

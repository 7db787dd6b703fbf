// ⑦ Every recorded trace, at every step: nothing missing, nothing unsaid, and the sums are right.
import assert from "node:assert/strict";
import test from "node:test";
import { isArray, toNumber } from "../../../ojs/maths/format.js";
import { layout } from "../../../ojs/drawing/layout.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { createWalk } from "../../../ojs/trace/walk.js";
import { pieces } from "../../../ojs/trace/pieces.js";
import { golden, goldenNames } from "./golden.js";

const close = (one, other) => Object.is(one, other) || one === other || Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one), Math.abs(other));

for (const file of goldenNames) {
  const data = golden(file);

  test(`${file}: every step can be shown and said`, () => {
    const replay = createReplay(data);
    const { nodes } = data;
    for (let step = 0; step <= replay.length; step += 1) {
      const state = replay.at(step);
      assert.match(state.sentence, /\w.*\.$/, `step ${step} has no sentence`);
      assert.doesNotMatch(state.sentence, /undefined|null|\[object/, `step ${step}: ${state.sentence}`);
      if (state.phase === "forward") assert.notEqual(state.value(state.node), undefined, `step ${step}: the value computed is missing`);
      const undone = data.steps[step]?.kind === "unbroadcast"; // what arrives is known one step later
      if (state.phase === "backward" && !undone) assert.equal(state.gradient(state.receiver), state.event.after, `step ${step}: the gradient received is missing`);
      for (const edge of state.edges) if (state.phase === "backward") assert.ok(state.passed(edge));
      for (const { id } of nodes) {
        const gradient = state.gradient(id);
        const entries = state.ledger(id);
        assert.equal(gradient === undefined, entries.length === 0, `step ${step}, node ${id}`);
        if (gradient === undefined || isArray(gradient)) continue;
        const sum = entries.reduce((total, entry) => total + (entry.kind === "seed" ? toNumber(entry.after) - toNumber(entry.before) : toNumber(entry.contribution)), 0);
        assert.ok(close(sum, toNumber(gradient)), `step ${step}, node ${id}: the ledger says ${sum}, the gradient is ${gradient}`);
      }
    }
    for (const { id } of nodes) assert.notEqual(replay.at(replay.length).value(id), undefined, `node ${id} never gets a value`);
  });

  test(`${file}: it can be laid out, walked, and its code is whole`, () => {
    const plan = layout(data.nodes.map(({ id, args }) => ({ id, width: 110, height: 70, args: args.map((arg) => ("node" in arg ? arg.node : null)) })));
    assert.equal(plan.nodes.size, data.nodes.length);
    assert.equal(plan.edges.length, data.nodes.flatMap(({ args }) => args.filter((arg) => "node" in arg)).length);
    assert.equal(createWalk(data, { step: data.steps.length }).step, data.steps.length);
    assert.equal(pieces(data).map((line) => line.map(({ text }) => text).join("")).join("\n"), data.source.replace(/\n+$/, ""));
  });
}

test("there are golden traces to check", { skip: goldenNames.length === 0 && "tests/golden is not there" }, () => assert.ok(goldenNames.length > 0));

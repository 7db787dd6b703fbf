// ⑦ touched: whatever looks different between two steps is among what the steps between them were about.
import assert from "node:assert/strict";
import test from "node:test";
import { createReplay } from "../../../ojs/trace/replay.js";
import { touched } from "../../../ojs/trace/touched.js";
import * as fixtures from "./fixtures.js";

/** What a step shows of a node, and of an edge. */
function looks(replay, at) {
  const state = replay.at(at);
  const { trace } = replay;
  const zero = state.event?.kind === "zero" ? state.event.nodes : [];
  const nodes = trace.nodes.map(({ id }) => JSON.stringify([state.value(id), state.gradient(id), id === state.receiver || id === state.node || zero.includes(id) ? state.phase : null, state.receiver !== null && id === state.node]));
  const edges = new Map(trace.nodes.flatMap(({ id, args }) => args.map((_, arg) => [`${id}:${arg}`, JSON.stringify([state.local(`${id}:${arg}`), state.passed(`${id}:${arg}`), state.edges.includes(`${id}:${arg}`)])])));
  return { nodes, edges };
}

for (const [name, make] of Object.entries(fixtures)) {
  if (typeof make !== "function" || make.length > 1) continue;
  let trace;
  try { trace = make(name === "long" ? 12 : undefined); } catch { continue; }
  if (!trace?.steps?.length || !trace.nodes) continue;
  test(`${name}: between any two steps`, () => {
    const replay = createReplay(trace);
    const all = Array.from({ length: trace.steps.length + 1 }, (_, at) => looks(replay, at));
    for (let from = 0; from < all.length; from += 1) {
      for (let to = 0; to < all.length; to += 1) {
        const found = touched(trace, from, to);
        if (!found) continue;
        all[to].nodes.forEach((look, id) => { if (look !== all[from].nodes[id]) assert.ok(found.nodes.has(id), `node ${id}, ${from} → ${to}`); });
        for (const [id, look] of all[to].edges) if (look !== all[from].edges.get(id)) assert.ok(found.edges.has(id), `edge ${id}, ${from} → ${to}`);
      }
    }
  });
}

test("one step touches a few, however long the program", () => {
  const trace = fixtures.long(300);
  const { nodes, edges } = touched(trace, 450, 451);
  assert.ok(nodes.size <= 4 && edges.size <= 2);
});

test("a start of a way back, or very many steps, may touch anything", () => {
  const trace = fixtures.long(300);
  const seed = trace.steps.findIndex(({ kind }) => kind === "seed") + 1;
  assert.equal(touched(trace, seed - 1, seed), null);
  assert.equal(touched(trace, 1, 200), null);
});

// ⑥ The engine with a worker that only pretends: what becomes of who waits when Python has to be started anew.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine } from "../../../ojs/engine/client.js";

class Pretender extends EventTarget {
  constructor() {
    super();
    /** @type {any[]} */
    this.got = [];
    this.ended = false;
  }

  /** @param {any} message */
  postMessage(message) {
    this.got.push(message);
  }

  terminate() {
    this.ended = true;
  }

  /** @param {any} data */
  says(data) {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  get runs() {
    return this.got.filter(({ type }) => type === "run");
  }
}

function started() {
  /** @type {Pretender[]} */
  const workers = [];
  const engine = new Engine(() => {
    workers.push(new Pretender());
    return /** @type {any} */ (workers[workers.length - 1]);
  });
  /** @type {string[]} */
  const states = [];
  engine.addEventListener("state", () => states.push(engine.state));
  engine.start();
  workers[0].says({ type: "ready" });
  return { engine, workers, states };
}

const answer = (/** @type {string} */ output) => JSON.stringify({ ok: true, values: {}, output });
const asked = { source: "", inputs: {}, want: [] };

test("a Python that a program wore out is replaced, and who waits for an answer gets it from the next one", async () => {
  const { engine, workers, states } = started();
  const first = engine.run(asked);
  workers[0].says({ type: "reply", id: workers[0].runs[0].id, reply: answer("first") });
  assert.equal((await first).output, "first");
  const second = engine.run({ ...asked, source: "second" });
  const third = engine.run({ ...asked, source: "third" });
  workers[0].says({ type: "worn", reason: "it is not what it was" });
  assert.ok(workers[0].ended);
  assert.equal(workers.length, 2);
  assert.deepEqual(workers[1].runs, []);
  workers[0].says({ type: "reply", id: workers[0].runs[1].id, reply: answer("too late") }); // nobody hears it any more
  workers[1].says({ type: "ready" });
  assert.deepEqual(workers[1].runs.map(({ request }) => JSON.parse(request).source), ["second"]);
  workers[1].says({ type: "reply", id: workers[1].runs[0].id, reply: answer("second") });
  assert.equal((await second).output, "second");
  workers[1].says({ type: "reply", id: workers[1].runs[1].id, reply: answer("third") });
  assert.equal((await third).output, "third");
  assert.deepEqual(states, ["loading", "ready", "busy", "ready", "busy", "loading", "ready", "busy", "ready"]);
});

test("where nobody waits it is replaced all the same", () => {
  const { engine, workers } = started();
  workers[0].says({ type: "worn", reason: "" });
  assert.equal(engine.state, "loading");
  assert.equal(workers.length, 2);
  workers[1].says({ type: "ready" });
  assert.equal(engine.state, "ready");
});

test("a program that breaks Python is to blame, one that waits is not", async () => {
  const { engine, workers } = started();
  const first = engine.run(asked);
  const second = engine.run({ ...asked, source: "second" });
  workers[0].says({ type: "failed", reason: "broke", line: 3 });
  await assert.rejects(first, { kind: "Broken", line: 3 });
  workers[1].says({ type: "ready" });
  workers[1].says({ type: "reply", id: workers[1].runs[0].id, reply: answer("second") });
  assert.equal((await second).output, "second");
});

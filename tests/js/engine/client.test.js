// ⑥ The engine with a worker that only pretends: what becomes of who waits when Python has to be started anew.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Engine } from "../../../ojs/engine/client.js";
import { sound } from "../../../ojs/engine/host.js";

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

/** @type {Engine[]} */
const engines = [];
afterEach(() => { for (const engine of engines.splice(0)) engine.end(); });

/** @param {ConstructorParameters<typeof Engine>[1]} [options] */
function started(options) {
  /** @type {Pretender[]} */
  const workers = [];
  const engine = new Engine(() => {
    workers.push(new Pretender());
    return /** @type {any} */ (workers[workers.length - 1]);
  }, options);
  /** @type {string[]} */
  const states = [];
  engine.addEventListener("state", () => states.push(engine.state));
  engine.start();
  workers[0].says({ type: "ready" });
  engines.push(engine);
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

test("an answer that cannot be read is that of a broken interpreter, and harms its own run only", async () => {
  for (const reply of ["", "no JSON", "null", "[]", "{}", '{"ok":true}', '{"ok":false}', '{"ok":true,"trace":{}}', '{"ok":true,"trace":{"version":2,"nodes":5}}']) {
    const { engine, workers } = started();
    const first = engine.run(asked);
    const second = engine.run(asked);
    workers[0].says({ type: "reply", id: workers[0].runs[0].id, reply });
    await assert.rejects(first, { kind: "Broken" });
    workers[1].says({ type: "ready" });
    workers[1].says({ type: "reply", id: workers[1].runs[0].id, reply: answer("second") });
    assert.equal((await second).output, "second");
  }
});

test("who was not asked does not answer: numbers of requests tell nothing of the next", async () => {
  const { engine, workers } = started();
  const first = engine.run(asked);
  const { id } = workers[0].runs[0];
  for (let i = -50; i < 50; i += 1) if (i) workers[0].says({ type: "reply", id: id + i, reply: answer("forged") });
  workers[0].says({ type: "reply", id, reply: answer("first") });
  assert.equal((await first).output, "first");
  const second = engine.run(asked);
  for (const late of [id, id + 1, 1, 2, 3]) workers[0].says({ type: "reply", id: late, reply: answer("forged") });
  workers[0].says({ type: "reply", id: workers[0].runs[1].id, reply: answer("second") });
  assert.equal((await second).output, "second");
});

test("a program that reached beyond Python is answered, and the next one gets another interpreter whatever this one says", async () => {
  const { engine, workers } = started();
  const first = engine.run(asked);
  const second = engine.run({ ...asked, source: "second" });
  const [{ id }] = workers[0].runs;
  workers[0].says({ type: "beyond", id });
  workers[0].says({ type: "reply", id, reply: answer("first") });
  assert.equal((await first).output, "first");
  assert.ok(workers[0].ended);
  assert.equal(workers[0].runs.length, 1);
  assert.equal(engine.generation, 2);
  workers[1].says({ type: "ready" });
  workers[1].says({ type: "reply", id: workers[1].runs[0].id, reply: answer("second") });
  assert.equal((await second).output, "second");
});

test("what ran in a sandbox that is gone is to blame if it had begun, and else is asked again, once", async () => {
  const { engine, workers } = started();
  const gone = (/** @type {Pretender} */ worker, /** @type {boolean} */ alive) => worker.dispatchEvent(new CustomEvent("gone", { detail: alive }));
  const first = engine.run(asked);
  gone(workers[0], false);
  workers[1].says({ type: "ready" });
  assert.equal(workers[1].runs.length, 1);
  gone(workers[1], false);
  await assert.rejects(first, { kind: "Broken" });
  workers[2].says({ type: "ready" });
  const second = engine.run(asked);
  gone(workers[2], true);
  await assert.rejects(second, { kind: "Broken" });
  workers[3].says({ type: "ready" });
  gone(workers[3], true); // at rest
  assert.equal(engine.state, "loading");
  gone(workers[4], true); // while Python starts: nobody tries for ever
  assert.equal(engine.state, "failed");
});

test("a program that takes long is told of, until it ends or is stopped", async () => {
  const { engine, workers } = started({ long: 0 });
  const slow = () => new Promise((resolve) => engine.addEventListener("state", () => { if (engine.slow) resolve(null); }));
  const first = engine.run(asked);
  await slow();
  workers[0].says({ type: "reply", id: workers[0].runs[0].id, reply: answer("first") });
  assert.equal(engine.slow, false);
  await first;
  const second = engine.run(asked);
  await slow();
  engine.stop();
  assert.equal(engine.slow, false);
  assert.ok(workers[0].ended);
  await assert.rejects(second, { why: "Stopped" });
});

test("what is no message of the protocol is none", () => {
  for (const good of [{ type: "ready" }, { type: "reply", id: 1, reply: "{}" }, { type: "failed", reason: "no", line: null }, { type: "want", name: "x" }]) assert.ok(sound(good));
  const long = "x".repeat(51_000_001);
  for (const bad of [
    undefined, null, 5, "ready", [], {}, { type: "unheard of" }, { type: "toString" }, { type: "__proto__" }, { type: ["ready"] }, { type: "reply", id: "1", reply: "{}" },
    { type: "reply", id: 0.5, reply: "{}" }, { type: "reply", id: 1, reply: { length: 2 } }, { type: "reply", id: 1, reply: long }, { type: "failed", reason: long, line: null },
    { type: "failed", reason: "x", line: "1" }, { type: "worn" }, { type: "want", name: 5 }, { type: "want", name: long },
  ]) assert.ok(!sound(bad));
});

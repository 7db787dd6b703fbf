// ⑦ answers: what is kept, what is not believed, and what happens where nothing can be kept.
import assert from "node:assert/strict";
import test from "node:test";
import { Answers } from "../../../ojs/exercises/answers.js";

const KEY = "stepgrad.answers.1";

function memory(text) {
  const kept = new Map(text === undefined ? [] : [[KEY, text]]);
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key), kept };
}

test("an answer outlives the page, and forget forgets it", () => {
  const storage = memory();
  new Answers(() => storage).set("m/ex", { answers: ["12"], done: "solved" });
  const later = new Answers(() => storage);
  assert.deepEqual(later.get("m/ex"), { answers: ["12"], done: "solved" });
  assert.equal(later.get("m/other"), null);
  let told = 0;
  later.addEventListener("forget", () => { told += 1; });
  later.forget();
  assert.equal(told, 1);
  assert.equal(storage.kept.size, 0);
  assert.equal(new Answers(() => storage).get("m/ex"), null);
});

test("two tabs: what the other wrote stays", () => {
  const storage = memory();
  const [one, other] = [new Answers(() => storage), new Answers(() => storage)];
  one.set("m/a", { answers: ["1"], done: "" });
  other.set("m/b", { answers: ["2"], done: "" });
  assert.deepEqual(Object.keys(JSON.parse(storage.kept.get(KEY))), ["m/a", "m/b"]);
});

test("what cannot be ours is left out, entry by entry", () => {
  const good = { answers: ["3", ""], done: "" };
  const bad = {
    "m/number": { answers: [3], done: "" },
    "m/state": { answers: ["3"], done: "<b>" },
    "m/long": { answers: ["3".repeat(20_001)], done: "" },
    "m/many": { answers: Array(21).fill("3"), done: "" },
    "m/list": [],
    "m/nothing": null,
    "../m": good,
    "__proto__": good,
  };
  const store = new Answers(() => memory(JSON.stringify({ "m/good": good }).replace("}}", `},${JSON.stringify(bad).slice(1)}`)));
  assert.deepEqual([...store.kept.keys()], ["m/good"]);
});

for (const text of ["", "{", "null", "7", '"x"', "[]"]) {
  test(`storage that holds ${JSON.stringify(text)} is as good as empty`, () => {
    assert.equal(new Answers(() => memory(text)).kept.size, 0);
  });
}

test("where storage is blocked, the page itself remembers", () => {
  const blocked = new Answers(() => { throw new Error("denied"); });
  blocked.set("m/ex", { answers: ["1"], done: "shown" });
  assert.deepEqual(blocked.get("m/ex"), { answers: ["1"], done: "shown" });
  blocked.forget();
  assert.equal(blocked.get("m/ex"), null);
});

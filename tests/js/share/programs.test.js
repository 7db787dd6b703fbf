// ⑦ Programs kept under names: what storage holds is not trusted, two tabs lose nothing of each other, and what cannot be kept says why.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_SOURCE } from "../../../ojs/share/link.js";
import { named, NotKept, Programs } from "../../../ojs/share/programs.js";

/** @param {string | null} [text] what it holds @param {number} [room] in characters */
function storage(text = null, room = Infinity) {
  return {
    text,
    getItem() { return this.text; },
    /** @param {string} _ @param {string} value */
    setItem(_, value) {
      if (value.length > room) throw new DOMException("full", "QuotaExceededError");
      this.text = value;
    },
    removeItem() { this.text = null; },
  };
}
/** @param {any} shelf */
const tab = (shelf) => new Programs(() => shelf);

test("what is kept is there again, by name", () => {
  const shelf = storage();
  const one = tab(shelf);
  assert.equal(one.keep("b", { source: "2" }), "b");
  assert.equal(one.keep("a", { source: "1", held: true }), "a");
  const again = tab(shelf);
  assert.deepEqual(again.names, ["a", "b"]);
  assert.deepEqual(again.get("a"), { source: "1", held: true });
  assert.equal(again.rename("a", "  c \n d "), "c d");
  assert.deepEqual(tab(shelf).names, ["b", "c d"]);
  assert.deepEqual(again.remove("b"), { source: "2" });
  assert.equal(again.remove("b"), null);
  again.remove("c d");
  assert.equal(shelf.text, null);
});

test("two tabs write beside each other, and never over each other", () => {
  const shelf = storage();
  const [one, other] = [tab(shelf), tab(shelf)];
  one.keep("moons", { source: "first" });
  other.keep("spiral", { source: "x" });
  one.keep("gpt", { source: "y" });
  assert.deepEqual(tab(shelf).names, ["gpt", "moons", "spiral"]);
  // both opened the first text; one keeps another one, and so does the other
  assert.equal(one.keep("moons", { source: "one's" }, "first"), "moons");
  assert.equal(other.keep("moons", { source: "other's" }, "first"), "moons 2");
  assert.equal(tab(shelf).get("moons")?.source, "one's");
  assert.equal(tab(shelf).get("moons 2")?.source, "other's");
  assert.equal(one.keep("moons", { source: "one's" }, "first"), "moons"); // the same text twice is one
  other.remove("gpt");
  one.keep("last", { source: "z" });
  assert.equal(tab(shelf).get("gpt"), null);
});

test("a name that is taken becomes another one", () => {
  const one = tab(storage());
  one.keep("a", { source: "1" });
  one.keep("b", { source: "2" });
  assert.equal(one.rename("a", "b"), "b 2");
  assert.equal(one.get("b")?.source, "2");
  assert.equal(one.free("b"), "b 3");
  assert.equal(one.free(""), "Program");
  assert.equal(named("\u202e evil\u0000 \t name \u200b"), "evil name");
  assert.equal(named("x".repeat(100)).length, 60);
});

test("what storage holds is not trusted", () => {
  for (const text of ["", "{", "null", "7", '{"a":{"source":"x"}}', '[["a"]]', '[["a",{"source":7}]]', '[["",{"source":"x"}]]', '[[7,{"source":"x"}]]', '[["a\\u202e",{"source":"x"}]]', `[["a",{"source":"${"x".repeat(MAX_SOURCE + 1)}"}]]`, "[null]"]) assert.deepEqual(tab(storage(text)).names, [], text.slice(0, 40));
  assert.deepEqual(tab(storage('[["a",{"source":"x","held":1,"more":2}],["__proto__",{"source":"y"}]]')).get("a"), { source: "x" });
  assert.equal(tab(storage(JSON.stringify(Array.from({ length: 500 }, (_, i) => [`${i}`, { source: "" }])))).names.length, 200);
});

test("what cannot be kept says why, and what was there stays", () => {
  const full = tab(storage(null, 60));
  full.keep("a", { source: "1" });
  assert.throws(() => full.keep("b", { source: "x".repeat(100) }), (error) => error instanceof NotKept && /no more room/.test(error.message));
  assert.deepEqual(full.names, ["a"]);
  const blocked = new Programs(() => { throw new DOMException("blocked", "SecurityError"); });
  assert.throws(() => blocked.keep("a", { source: "1" }), (error) => error instanceof NotKept && /keeps nothing/.test(error.message));
  assert.throws(() => tab(storage()).keep("a", { source: "x".repeat(MAX_SOURCE + 1) }), NotKept);
  const many = tab(storage(JSON.stringify(Array.from({ length: 200 }, (_, i) => [`p ${i}`, { source: "" }]))));
  assert.throws(() => many.keep("one more", { source: "" }), (error) => error instanceof NotKept && /200 programs/.test(error.message));
  assert.equal(many.names.length, 200);
});

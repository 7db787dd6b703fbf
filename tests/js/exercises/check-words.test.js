// ⑦ check-words: what is said of a program that was checked, for every kind of answer; what a program wrote is text, and no code.
import assert from "node:assert/strict";
import test from "node:test";
import { allPassed, differs, raised } from "../../../ojs/exercises/check-words.js";

const plain = { what: "the gradient of x", expected: "3", came: "6", where: "", note: "Twice.", line: null };

test("what was expected and what came, and where in a larger array", () => {
  assert.deepEqual(differs(plain), { title: "the gradient of x", pair: ["3", "6"], note: "Twice.", line: null });
  assert.equal(differs({ ...plain, where: "[1, 0]" }).title, "the gradient of x, at [1, 0]");
});

test("a row of the graph is named, with the pass where there are several", () => {
  const row = { label: "d", text: "d = a * b", node: 3, step: 7, quantity: "grad", of: null };
  assert.equal(differs({ ...plain, row }).words, "In your graph the row `d = a * b` has another gradient.");
  assert.equal(differs({ ...plain, row: { ...row, quantity: "value", of: 2 } }).words, "In your graph the row `d = a * b` has another value at the end of pass 2.");
  assert.equal(differs({ ...plain, row: { ...row, text: "d = `a`" } }).words?.split("`").length, 3);
});

test("an error has its kind and its line; a name that is missing needs neither", () => {
  assert.equal(differs({ what: "3 squared", error: { kind: "TypeError", message: "no `x`", line: 4 } }).words, "TypeError, line 4: no 'x'");
  assert.equal(raised({ kind: "MemoryError", message: "too much", line: null }).words, "MemoryError: too much");
  assert.equal(raised({ kind: "Missing", message: "your program has no `f`, and it is asked for one.", line: null }).words, "Your program has no `f`, and it is asked for one.");
});

test("how many checks there were", () => {
  assert.equal(allPassed(1), "Right. It passes the check.");
  assert.equal(allPassed(4), "Right. It passes all 4 checks.");
});

// ⑦ tokens: what of a program is coloured; spots: which places of it made which nodes.
import assert from "node:assert/strict";
import test from "node:test";
import { meant, spots } from "../../../ojs/trace/pieces.js";
import { tokens, within } from "../../../ojs/trace/tokens.js";
import { createWalk } from "../../../ojs/trace/walk.js";
import { twoPaths } from "./fixtures.js";

/** "k:def" for each of a text's coloured words, line by line. */
const told = (source) => source.split("\n").map((line, i) => tokens(source)[i].map(({ from, to, kind }) => `${kind[0]}:${line.slice(from, to)}`));

test("keywords, numbers, strings and comments, and no part of a name", () => {
  assert.deepEqual(told("for x1 in range(0x1F): return1 = 1e-3 + .5 + 3j  # if 'a'"), [["k:for", "k:in", "n:0x1F", "n:1e-3", "n:.5", "n:3j", "c:# if 'a'"]]);
  assert.deepEqual(told("None is not True and 'it\\'s' or rb\"x\""), [["k:is", "k:not", "k:and", "s:'it\\'s'", "k:or", "s:rb\"x\""]]);
});

test("a string over lines is coloured in each; one that is a statement is a comment, one that never ends goes on", () => {
  assert.deepEqual(told('x = """a\n"b"\n""" + 1'), [['s:"""a'], ['s:"b"'], ['s:"""', "n:1"]]);
  assert.deepEqual(told('def f():\n    """says\n    more"""\n    1'), [["k:def"], ['c:"""says'], ['c:    more"""'], ["n:1"]]);
  assert.deepEqual(told('x = "a\ny = \'\'\'b\n2'), [['s:"a'], ["s:'''b"], ["s:2"]]);
});

test("what a formatted string says is no string where it is computed", () => {
  assert.deepEqual(told('f"a {x + 1:.2f} {{b}} {y!r}"'), [['s:f"a ', "n:1", "s: {{b}} ", 's:"']]);
});

test("all texts keep their lines, and columns stay inside them", () => {
  for (const source of ["", "\n\n", "#", "'", '"""', "f'{", "f'{{'", "\u05e9 = '\u05e9'\r\n1"]) {
    const lines = source.split("\n");
    const found = tokens(source);
    assert.equal(found.length, lines.length);
    found.forEach((line, i) => line.forEach(({ from, to }) => assert.ok(0 <= from && from < to && to <= lines[i].length)));
  }
});

test("a stretch of a line has its own columns", () => {
  assert.deepEqual(within([{ from: 2, to: 6, kind: "string" }, { from: 8, to: 9, kind: "number" }], 4, 9), [{ from: 0, to: 2, kind: "string" }, { from: 4, to: 5, kind: "number" }]);
});

test("a place of the program leads to its nodes, and a node to its places", () => {
  const trace = twoPaths();
  const places = spots(trace);
  for (const { id, at } of trace.nodes) {
    if (!at) continue;
    for (const { from, to } of places.of(id)) {
      assert.ok(from < to);
      assert.ok(places.at(from).includes(id) && places.at(to - 1).includes(id));
    }
  }
  assert.deepEqual(places.of(null), []);
  assert.deepEqual(places.at(null), []);
  assert.equal(meant(createWalk(trace), []), null);
});

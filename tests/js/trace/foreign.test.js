// ⑦ Text that is not ours: isolated where it runs from right to left, and nothing unseen in it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isolated, runs, shortened } from "../../../ojs/trace/foreign.js";
import { nodeNames } from "../../../ojs/trace/names.js";

const [FSI, PDI] = ["\u2068", "\u2069"];
const HEBREW = "שלום";
const CONTROLS = ["\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "\u200E", "\u200F", "\u061C", "\u2028", "\u2029", "\u0085", "\u001C", "\u0000", "\u0007", "\u000B", "\u000C", "\u001B", "\u007F", "\u009F"];

test("text that runs from left to right stays as it is", () => {
  for (const text of ["", "x", "x₂", "θ", "a\nb", "日本", "<b>", "naïve", "😀", "d(x) = −1"]) assert.equal(isolated(text), text);
});

test("text that runs from right to left is isolated, line by line", () => {
  assert.equal(isolated(HEBREW), FSI + HEBREW + PDI);
  assert.equal(isolated(`a ${HEBREW} (1)`), `${FSI}a ${HEBREW} (1)${PDI}`);
  assert.equal(isolated(`one\n${HEBREW}`), `one\n${FSI}${HEBREW}${PDI}`);
  for (const text of ["سلام", "ܫܠܡܐ", "ހެޔޮ", "ߒߞߏ", "𞤀𞤁", "٣"]) assert.equal(isolated(text), FSI + text + PDI);
});

test("nothing unseen tells a browser which way to write", () => {
  for (const control of CONTROLS) {
    assert.ok(!isolated(`a${control}b`).includes(control), `U+${control.charCodeAt(0).toString(16)}`);
    assert.ok(!runs(`a${control}b`).some(({ text }) => text.includes(control)));
  }
  assert.equal(isolated("a\u202Eb"), "a⟨U+202E⟩b");
});

test("an isolate that is cut stays whole, and so does a letter", () => {
  assert.equal(shortened("a long name", 6), "a lon…");
  assert.equal(shortened(isolated(HEBREW + HEBREW), 5), `${FSI}${HEBREW}…${PDI}`);
  assert.equal(shortened("😀😀😀😀", 3), "😀😀…");
  assert.equal(shortened(isolated("שם"), 16), `${FSI}שם${PDI}`);
});

test("code is cut into words that run from right to left, and the rest", () => {
  assert.deepEqual(runs("x = 1"), [{ text: "x = 1", kind: "" }]);
  assert.deepEqual(runs('"א" + "ב"').map(({ text, kind }) => [text, kind]), [['"', ""], ["א", "turned"], ['" + "', ""], ["ב", "turned"], ['"', ""]]);
  assert.deepEqual(runs("# שלום עולם.").map(({ text }) => text), ["# ", "שלום עולם", "."]);
  assert.deepEqual(runs("# \u202E)").map(({ text, kind }) => [text, kind]), [["# ", ""], ["U+202E", "control"], [")", ""]]);
});

test("names of nodes are isolated, with what is counted in them", () => {
  const node = { op: null, args: [], value: 1, requires_grad: true, at: null };
  const trace = /** @type {any} */ ({ nodes: [{ ...node, id: 0, label: "שם" }, { ...node, id: 1, label: "x" }, { ...node, id: 2, label: "שם" }] });
  assert.deepEqual(nodeNames(trace), [`${FSI}שם₁${PDI}`, "x", `${FSI}שם₂${PDI}`]);
});

test("of a path the end is kept, for that tells it from others", () => {
  assert.equal(shortened("model.layers[0].weight", 12), "…s[0].weight");
  assert.equal(shortened("neurons[3].w[1]", 12), "…ons[3].w[1]");
  assert.equal(shortened('params["weights"]', 10), '…weights"]');
  assert.equal(shortened("h[12]₃", 5), "…12]₃");
  assert.equal(shortened("a long sentence.", 8), "a long …");
  assert.equal(shortened("w[0]", 8), "w[0]");
});

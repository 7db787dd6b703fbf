// ⑦ formula: Python's expressions as mathematics, with no more parentheses than needed.
import assert from "node:assert/strict";
import test from "node:test";
import { parse } from "../../../ojs/maths/expression.js";
import { finePieces, serialize, toMarkup, toText } from "../../../ojs/maths/formula.js";

const name = (label) => ({ name: label });
const value = (number) => ({ number });

const cases = [
  ["a * b", {}, "a × b"],
  ["a - b - c", {}, "a − b − c"],
  ["a - (b - c)", {}, "a − (b − c)"],
  ["a / (b * c)", {}, "a ÷ (b × c)"],
  ["(a + b) * c", {}, "(a + b) × c"],
  ["a + (b + c)", {}, "a + b + c"],
  ["-a / b ** 2", {}, "−a ÷ b²"],
  ["-(a + b)", {}, "−(a + b)"],
  ["(-a) ** 2", {}, "(−a)²"],
  ["-a ** 2", {}, "−a²"],
  ["a ** b ** 2", {}, "a^(b²)"],
  ["a ** -b", {}, "a^(−b)"],
  ["maximum(a, 0)", { a: name("x") }, "max(x, 0)"],
  ["a * b", { a: value(3), b: value(-2) }, "3 × (−2)"],
  ["a * b", { a: value(-3), b: value(2) }, "−3 × 2"],
  ["a ** b", { a: value(-7), b: value(2) }, "(−7)²"],
  ["-a", { a: value(-3) }, "−(−3)"],
  ["a + b", { a: value(1), b: value(-1e-9) }, "1 + (−1×10⁻⁹)"],
  ["a ** b", { a: name("b"), b: value(2) }, "b²"],
  ["b * a ** (b - 1) if b != 0 else 0", { a: name("b"), b: value(2) }, "2 × b"],
  ["b * a ** (b - 1) if b != 0 else 0", { a: name("b"), b: value(3) }, "3 × b²"],
  ["b * a ** (b - 1) if b != 0 else 0", { a: name("b"), b: value(0) }, "0"],
  ["1 if a > 0 else 0", { a: name("x") }, "1 if x > 0, otherwise 0"],
  ["1 if a > 0 else 0", { a: value(-3) }, "0"],
  ["where(a > b, 1, 0)", { a: value(3), b: value(2) }, "1"],
  ["a +", {}, "a +"],
  ["a; import os", {}, "a; import os"],
];
for (const [formula, bindings, wanted] of cases) {
  test(`${formula} with ${JSON.stringify(bindings)} reads ${wanted}`, () => assert.equal(toText(formula, bindings), wanted));
}

test("the same as MathML", () => {
  assert.equal(serialize(toMarkup("a / b", { a: name("x"), b: value(2) })), "<mfrac><mi>x</mi><mn>2</mn></mfrac>");
  assert.equal(serialize(toMarkup("a ** b", { a: value(-7), b: value(2) })), "<msup><mrow><mo>(</mo><mrow><mo>−</mo><mn>7</mn></mrow><mo>)</mo></mrow><mn>2</mn></msup>");
  assert.match(serialize(toMarkup("1 if a > 0 else 0", { a: name("x") })), /<mtable>.*if\u00a0.*otherwise.*<\/mtable>/);
  assert.equal(serialize(toMarkup("0 if a < b else 0.5 if a == b else 1")).match(/<mtr>/g)?.length, 3);
  assert.equal(serialize(toMarkup("a * Phi(a)")).match(/Φ/g)?.length, 1);
  assert.equal(serialize(toMarkup("sqrt(a)")), "<msqrt><mi>a</mi></msqrt>");
});

test("labels stay text", () => {
  const evil = "<img src=x onerror=alert(1)>";
  assert.equal(serialize(toMarkup("a", { a: name(evil) })), "<mi>&lt;img src=x onerror=alert(1)&gt;</mi>");
  assert.equal(serialize(toMarkup(evil)), "<mtext>&lt;img src=x onerror=alert(1)&gt;</mtext>");
});

test("a formula that is none is refused by the reader of formulas", () => {
  for (const wrong of ["", "a +", "(a", "a b", "1 2", "a if b", "f(a"]) assert.throws(() => parse(wrong), SyntaxError, wrong);
});

test("a line too long is cut before the signs between its terms and after its commas, and nothing of it is lost", () => {
  for (const [formula, count] of [["a * b + c", 3], ["f(a, -b)", 2], ["-a - b", 2], ["expand(g) * (exp(a) - onehot(b, c))", 4], ["a", 1]]) {
    const line = toMarkup(formula);
    const parts = finePieces(line);
    assert.equal(parts.length, count, formula);
    const text = (tree) => serialize(tree).replace(/<[^>]*>/g, "");
    assert.equal(parts.map(text).join(""), text(line));
  }
});

// ⑦ mistakes: each well-known wrong answer is recognised. The numbers are worked out by hand, above each case.
import assert from "node:assert/strict";
import test from "node:test";
import { readNumber, readShape } from "../../../ojs/maths/evaluate.js";
import { diagnose, mistakes, same, truth } from "../../../ojs/exercises/mistakes.js";
import { nodeNames } from "../../../ojs/trace/names.js";
import { gradients } from "../../../ojs/trace/rerun.js";
import { question } from "../../../ojs/widgets/exercise/answer-field.js";
import { accumulate, again, chain, notNumbers, square, twoPaths } from "../trace/fixtures.js";
import { golden } from "../trace/golden.js";

const ask = (trace, what, of) => question(trace, nodeNames(trace), what, of);
const tell = (trace, what, name, answer) => diagnose(trace, ask(trace, what, name), answer);

/** [example, what is asked, of which value, the right answer, {a wrong one: what it comes from}] */
const CASES = [
  // d = 2 − 5 = −3, y = −3 · 2. The other way round d = 3; with a plus d = 7; d itself is −3; 5 · 2 and −3 · 5 take q for d, for p.
  ["ex_value", "value", "y", -6, { 6: "swapped", 14: "sign", "-3": "other", 10: "operand", "-15": "operand" }],
  // 3 · 2². Without the 3: 2²; without lowering the exponent: 3 · 2³; as if it fell to 1: 3 · 2; the factor alone 3; the upstream alone is 1; x is 2, y is 8.
  ["ex_cube", "gradient", "x", 12, { 4: "factor", 24: "exponent", 6: "power", 3: "power", 1: "local", "-12": "sign", 2: "value", 8: "value" }],
  // −1 · 3. Without the minus 3; passed on as it was −1; −1 + 3; x is 4, y is 5 − 12.
  ["ex_line", "gradient", "x", -3, { 3: "sign", "-1": "local", 2: "added", 4: "value", "-7": "value" }],
  // ∂(ab)/∂a = b = 2.5, not a = −4.
  ["ex_product", "gradient", "a", 2.5, { "-4": "swapped", "-2.5": "sign", "-10": "value" }],
  ["ex_product", "gradient", "b", -4, { 2.5: "swapped" }],
  // 3 · 3² · 2. The last edge alone is 2; what arrives there is 27; 27 + 2; without the factor 3: 9 · 2; exponent kept: 81 · 2.
  ["ex_chain", "gradient", "x", 54, { 2: "upstream", 27: "local", 29: "added", 18: "factor", 162: "exponent", "-54": "sign" }],
  // 2x + 4 = 10, from 3 + 3 + 4: any one or two of the three.
  ["ex_twice", "gradient", "x", 10, { 6: "accumulate", 7: "accumulate", 4: "accumulate", 3: "accumulate", 21: "value" }],
  // −6 / 2². The derivative by a is 1 / 2.
  ["ex_quotient", "gradient", "b", -1.5, { 1.5: "sign", 0.5: "swapped", 3: "value" }],
  // y (1 − y). Without the way by the denominator: y. The slope of exp alone is e.
  ["ex_softmax", "gradient", "x", 0.1966, { 0.2689: "accumulate", 2.718: "upstream", "-0.1966": "sign" }],
  ["ex_softmax", "value", "y", 0.2689, { 3.718: "swapped", 0.7311: "operand" }], // 1 + e; the other output, q / t = 1 − y
  ["ex_relu", "gradient", "x₁", 0, { 1: "gate", "-2": "value" }],
  ["ex_relu", "gradient", "x₃", 1, { 0: "gate", 0.5: "value" }],
  // 1 − tanh²(0.5); tanh(0.5) = 0.4621; at 2 it would be 0.07065
  ["ex_tanh", "gradient", "x₃", 0.7864, { 0.4621: "function", 1: "local", "-0.7864": "sign", 0.07065: "other" }],
  // blocked by relu; were it open, 2 · (0 − 1) = −2 would pass, times x = 2 for the weight
  ["ex_dead", "gradient", "w", 0, { "-4": "gate" }],
  ["ex_dead", "gradient", "s", 0, { "-2": "gate" }],
  // (6 + 6 + 5) · 2. Without 5a: 12 · 2; one of a's two in a · a lost: 11 · 2; only the last to arrive: 5 · 2; only the first: 6 · 2
  ["ex_order", "gradient", "x", 34, { 24: "accumulate", 22: "accumulate", 10: "accumulate", 12: "order", 17: "local", 2: "upstream" }],
  // 3x² from x³, as 4 + 4 + 4; 5x has slope 5
  ["ex_branch", "gradient", "x", 12, { 8: "accumulate", 4: "accumulate", 5: "branch" }],
  // 4 from the first call, 3 from the second
  ["ex_again", "gradient", "x", 7, { 3: "earlier", 4: "accumulate" }],
  // 3 · 2x; with the rounds before it 4 + 8 + 12; after the first 4, after the second 8
  ["ex_cleared", "gradient", "x", 12, { 24: "uncleared", 4: "round", 8: "round" }],
  // gradient 2 · (1 − 3) · 2 = −8, so 0.5 + 0.8
  ["ex_descent", "value", "w", 1.3, { "-0.3": "ascent", 8.5: "rate", 0.5: "before", "-8": "gradient" }],
  // 2x with the copy held at 3; 4x if it counted
  ["ex_detach", "gradient", "x", 6, { 12: "detached", 2: "upstream", 3: "local" }],
  // (p − 1) · 3 with p = ½; the minus of −log lost; p in place of p (1 − p): −2 · 0.5 · 3
  ["ex_surprise", "gradient", "w", -1.5, { 1.5: "sign", "-0.5": "local", "-3": "function" }],
];

/** The same for arrays. What PyTorch says of them is in tests/py/torch/test_exercises_against_torch.py. */
const ARRAYS = [
  // 2 · 3 / 4. Without the mean's 4: 6; without the 2: 3 / 4; the exponent kept: 2 · 9 / 4; what arrives there is 1 / 4; that of x[1] is −½.
  ["ex_mean", "gradient", "x[2]", 1.5, { 6: "mean", 0.75: "factor", 4.5: "exponent", 0.25: "local", "-1.5": "sign", "-0.5": "index", 3: "value" }],
  // column 0 of X is 1, 5, 0: one of them, their mean; a sixth, as if the sum were a mean; 1 + 1 + 1 without X
  ["ex_stretch", "gradient", "b[0]", 6, { 5: "stretched", 1: "stretched", 2: "averaged", 3: "local", "-6": "sign" }],
  ["ex_stretch", "gradient", "b[1]", 5, { 4: "stretched", 1.6667: "averaged", 0.8333: "sum" }],
  ["ex_stretch", "shape", "b", "(2,)", { "(3, 2)": "stretched", "(1, 2)": "axes", "()": "scalar" }],
  // (1 + 2 + 6) / 6. Without the 6: 9; one share: 2 / 6; the mean of the three
  ["ex_column", "gradient", "column[1, 0]", 1.5, { 9: "mean", 0.3333: "stretched", 0.5: "averaged", 20: "value" }],
  ["ex_column", "shape", "column", "(2, 1)", { "(2, 3)": "stretched", "(1, 2)": "turned", "(2,)": "axes", "(3,)": "other" }],
  // row 1 of B is 4, −3, and column 1 is 1, −3, 8; dA's first row is 3, 1, 9
  ["ex_matmul", "gradient", "A[0, 1]", 1, { 6: "transposed", 4: "term", "-3": "term", 9: "index", 2: "value" }],
  // column 1 of A is 2, 4, and row 1 is 0, 4, 5
  ["ex_matmul", "gradient", "B[1, 0]", 6, { 9: "transposed", 2: "term", 4: "term", 8: "index" }],
  ["ex_matmul", "shape", "A", "(2, 3)", { "(3, 2)": "turned", "(2, 2)": "other", "()": "scalar" }],
];

for (const [name, what, of, right, wrong] of [...CASES, ...ARRAYS]) {
  test(`${name}: the ${what} of ${of}`, () => {
    const trace = golden(name);
    assert.ok(same(truth(trace, ask(trace, what, of)).answer, right));
    assert.deepEqual(tell(trace, what, of, right), { right: true, near: false, mistake: null });
    for (const [answer, kind] of Object.entries(wrong)) {
      const { right: accepted, mistake } = tell(trace, what, of, what === "shape" ? answer : Number(answer));
      assert.equal(accepted, false, answer);
      assert.equal(mistake?.kind, kind, `${answer}: ${mistake?.why}`);
      assert.match(mistake.why, /^\S.*[.?]$/);
      assert.doesNotMatch(mistake.why, /undefined|NaN|null/);
    }
  });
}

test("a value without a name is called by its expression", () => {
  assert.match(tell(golden("ex_line"), "gradient", "x", 3).mistake.why, /y = 5 − \(3 × x\)/);
});

test("the branch not taken is told of in every form of if, and only where it is plain arithmetic", () => {
  const other = (lines) => {
    const trace = golden("ex_branch");
    const source = trace.source.split("\n");
    for (const [line, text] of Object.entries(lines)) source[line - 1] = text;
    trace.source = source.join("\n");
    return tell(trace, "gradient", "x", 7).mistake?.kind;
  };
  assert.equal(other({ 8: "    y = 7 * x" }), "branch");
  assert.equal(other({ 7: "elif x.data > 5:", 8: "    y = 7 * x  # straight" }), "branch");
  assert.equal(other({ 8: "    y = 7 * x.relu() + 7 * x - 7 * x.relu()" }), "branch");
  for (const text of ["    y = magic(x)", "    y = x[0]", "    y += 1", "    print(7)", "    y = (", ""]) assert.equal(other({ 8: text }), undefined, text);
});

test("no mistake has the right answer, and each step it points at exists", () => {
  for (const [name, what, of] of [...CASES, ...ARRAYS]) {
    const trace = golden(name);
    const asked = ask(trace, what, of);
    const { answer } = truth(trace, asked);
    for (const one of mistakes(trace, asked)) {
      assert.ok(!same(one.answer, answer));
      assert.ok(one.step === undefined || (one.step > 0 && one.step <= trace.steps.length), `${name} ${one.kind}`);
    }
  }
});

test("walked once more as the engine does, the gradients are the engine's", () => {
  const at = (trace, id) => truth(trace, { ask: "gradient", node: id }).answer;
  for (const trace of [chain(), twoPaths(), square(), again(), ...CASES.map(([name]) => golden(name))]) {
    gradients(trace).forEach((gradient, id) => { if (gradient !== undefined) assert.equal(gradient === 0 ? 0 : gradient, at(trace, id)); });
  }
  assert.equal(gradients(accumulate())[0], 8); // 2 · 4, after zero_grad and the update
});

test("nearly right, and wrong in no known way", () => {
  const trace = golden("ex_softmax");
  assert.equal(tell(trace, "gradient", "x", 0.1965).right, true);
  assert.deepEqual(tell(trace, "gradient", "x", 0.2), { right: false, near: true, mistake: null });
  assert.deepEqual(tell(trace, "gradient", "x", 77), { right: false, near: false, mistake: null });
});

test("numbers that are none are not compared", () => {
  const trace = notNumbers();
  assert.equal(diagnose(trace, { ask: "value", node: 2 }, 1).right, false);
});

test("a rule with a parameter is no obstacle", () => {
  const trace = golden("ex_tanh");
  trace.ops.tanh.locals = ["1 if a > 0 else slope"];
  assert.doesNotThrow(() => mistakes(trace, ask(trace, "gradient", "x₁")));
});

test("numbers as readers write them", () => {
  for (const [text, value] of [["12", 12], [" −0,5 ", -0.5], ["+3", 3], ["3*2**2", 12], ["3·2²", 12], ["3 × 2^2", 12], ["6/-2", -3], ["1 - tanh(0)**2", 1], ["exp(1)/e", 1], ["1e-3", 0.001], ["½", 0.5], ["-2**2", -4]]) {
    assert.equal(readNumber(text), value, text);
  }
  for (const text of ["", " ", "x", "1/0", "alert(1)", "constructor", "toString()", "1 2", "12,5,6", "(", "<b>", "nan", "Infinity"]) assert.equal(readNumber(text), null, text);
});

test("shapes as readers write them", () => {
  for (const [text, shape] of [["2, 3", "(2, 3)"], ["(2,3)", "(2, 3)"], [" [2, 3] ", "(2, 3)"], ["2×3", "(2, 3)"], ["2 x 3", "(2, 3)"], ["2 by 3", "(2, 3)"], ["4", "(4,)"], ["(4,)", "(4,)"], ["()", "()"], ["2 3", "(2, 3)"]]) {
    assert.equal(readShape(text), shape, text);
  }
  for (const text of ["", " ", "two", "2.5", "-1, 3", "(2, 3", "2,,3", "nan", "<b>", "1/2"]) assert.equal(readShape(text), null, text);
});

test("there is no question about what is not there", () => {
  const trace = golden("ex_matmul");
  for (const [what, of] of [["gradient", "A"], ["gradient", "A[2, 0]"], ["gradient", "A[0]"], ["gradient", "Z[0, 0]"], ["value", "C"]]) assert.equal(ask(trace, what, of), null, of);
  assert.equal(ask(golden("ex_stretch"), "shape", "X"), null); // a constant has no gradient
  assert.equal(truth(trace, ask(trace, "value", "C[1, 1]")).answer, 28); // 0·1 + 4·−3 + 5·8
});

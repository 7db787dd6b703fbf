// ⑧ The labels of the equation and the sentences say what they mean, in every step of every program of the lessons.
import assert from "node:assert/strict";
import test from "node:test";
import { serialize } from "../../../ojs/maths/formula.js";
import { createWalk } from "../../../ojs/trace/walk.js";
import { lines } from "../../../ojs/widgets/step/equation.js";
import { golden, goldenNames } from "../trace/golden.js";

const walks = goldenNames.filter((file) => !file.endsWith("/mlp")).map((file) => ({ file, walk: createWalk(golden(file)) }));

/** @param {(walk: import("../../../ojs/trace/walk.js").Walk, where: string) => void} look */
function everywhere(look) {
  for (const { file, walk } of walks) for (let step = 0; step <= walk.trace.steps.length; step += 1) { walk.set(step); look(walk, `${file} ${step}`); }
}

test("a label begins with a capital, unless it is code, and needs no explaining", () => {
  const labels = new Set();
  everywhere((walk) => { for (const { name } of lines(walk)) labels.add(name); });
  for (const label of labels) assert.match(label, /^[A-Z]|\(\)$/);
  for (const label of labels) assert.doesNotMatch(label, /\b(seed|given|account|start)\b/i);
  assert.ok(labels.size > 8);
});

test("shapes are written one way", () => {
  everywhere((walk, where) => {
    assert.doesNotMatch(walk.state.sentence, /\d×(?!10)\d|\d by \d/, where);
    for (const { formula } of lines(walk)) assert.doesNotMatch(serialize(formula), /<mtext>[^<]*\d×\d|<mi>\d+×/, where);
  });
});

test("an equation has two lines at most, and no sum: that stands in the node", () => {
  everywhere((walk, where) => {
    const now = lines(walk);
    assert.ok(now.length <= 2, where);
    if (walk.state.phase === "backward") assert.doesNotMatch(now.map(({ formula }) => serialize(formula)).join(), /<mn>0<\/mn><mo>\+/, where);
  });
});

test("a sign of equality and an arrow stand apart from what follows, words too", () => {
  everywhere((walk, where) => {
    for (const { formula } of lines(walk)) {
      const signs = (tree) => (typeof tree === "string" ? [] : tree.tag === "mo" && ["=", "→", "←"].includes(tree.children[0]) ? [tree] : tree.children.flatMap(signs));
      for (const { attrs } of signs(formula)) assert.ok(attrs.lspace && attrs.rspace, where);
    }
  });
});

test("a rule that does not give the local derivative is not said to: a program may go back by one of its own", () => {
  const trace = structuredClone(golden("02-autograd/chain"));
  const at = trace.steps.findIndex((step) => step.kind === "backward" && typeof step.local === "number" && trace.nodes[step.node].op === "pow");
  /** @returns {string} */
  const said = () => {
    const walk = createWalk(trace, { step: at + 1 });
    return serialize(lines(walk)[0].formula);
  };
  const right = said();
  trace.steps[at].local += 1;
  const other = said();
  assert.ok(right.split("<mo>=</mo>").length > other.split("<mo>=</mo>").length, other);
});

// ⑦ What a gradient means, in words: the numbers are compared with what really happens when a number is changed a little.
import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "../../../ojs/maths/evaluate.js";
import { parse } from "../../../ojs/maths/expression.js";
import { toNumber } from "../../../ojs/maths/format.js";
import { smallStep } from "../../../ojs/trace/meaning.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { accumulate, again, chain, notNumbers, square, twoPaths } from "./fixtures.js";
import { golden, goldenNames } from "./golden.js";

const meant = (replay, step) => replay.at(step).meant.map((part) => part.name ?? part).join("");

/** A program's last numbers, had one node another one: every operation after it computed again. */
function computed(trace, at, now, by) {
  const values = trace.nodes.map(({ id }) => toNumber(now(id)));
  values[at] += by;
  for (const { id, op, args, params = {} } of trace.nodes) {
    if (op === null || id <= at) continue;
    const given = args.map((arg) => ("node" in arg ? values[arg.node] : toNumber(arg.const)));
    values[id] = evaluate(parse(trace.ops[op].formula), { a: given[0], b: given[1], ...params });
  }
  return values;
}

/** Number words of a sentence as numbers. */
const read = (text) => Number(text.replace("−", "-").replace(/×10(.*)/, (_, power) => `e${[...power].map((letter) => ({ "⁻": "-" })[letter] ?? "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(letter)).join("")}`));
const CHANGE = /were (\S+) larger(?: and .* stayed the same)?, (.*) would (?:be about (\S+) (larger|smaller)|not change noticeably)\.$/;

test("what a sentence says of a change is what the change does, in every recorded program of numbers", () => {
  let checked = 0;
  for (const name of goldenNames.filter((one) => one.startsWith("02-autograd/"))) {
    const trace = golden(name);
    const plain = trace.nodes.every(({ value, op }) => typeof value === "number" && (op === null || trace.ops[op].locals.length));
    const once = (trace.passes ?? []).length === 1;
    if (!plain || !once || /detach|no_grad/.test(trace.source)) continue;
    const replay = createReplay(trace);
    for (let step = 1; step <= replay.length; step += 1) {
      const found = meant(replay, step).match(CHANGE);
      if (!found) continue;
      const state = replay.at(step);
      const [by, root] = [read(found[1]), replay.names.indexOf(found[2])];
      const before = toNumber(state.value(root));
      const change = computed(trace, state.receiver, (id) => trace.nodes[id].value, by)[root] - before;
      const said = found[3] ? read(found[3]) * (found[4] === "larger" ? 1 : -1) : 0;
      assert.ok(Math.abs(change - said) <= 0.08 * Math.abs(change) + 2e-4, `${name} ${step}: ${meant(replay, step)} It would change by ${change}`);
      checked += 1;
    }
  }
  assert.ok(checked > 20, `${checked} sentences`);
});

test("it is said when the last contribution is in, not before", () => {
  const replay = createReplay(twoPaths());
  const steps = Array.from({ length: replay.length + 1 }, (_, step) => [replay.at(step).receiver, meant(replay, step) !== ""]);
  assert.deepEqual(steps.filter(([receiver]) => receiver === 1), [[1, false], [1, true]]); // b is used twice
  assert.deepEqual(createReplay(square()).at(3).meant, []);
  assert.match(meant(createReplay(square()), 4), /^So if x were 0\.01 larger, y would be about 0\.06 larger\.$/);
});

test("smaller, not at all, not a number, infinite", () => {
  const said = (a, b) => { const replay = createReplay(twoPaths(a, b)); return meant(replay, replay.length); };
  assert.match(said(2, -3), /b were 0\.01 larger, c would be about 0\.04 smaller/); // dc/db = a + 2b
  assert.match(said(2, -1), /b were 0\.01 larger, c would not change noticeably\./);
  assert.match(said(400, 1), /^So if b were 0\.01 larger, c would be about 4 larger\.$/);
  const broken = createReplay(notNumbers());
  assert.equal(meant(broken, broken.length), "z is not a number: of how it would change, this says nothing.");
  const lost = twoPaths();
  Object.assign(lost.steps.at(-1), { contribution: "NaN", after: "NaN" });
  assert.equal(meant(createReplay(lost), lost.steps.length), "Not a number: it says nothing of how c would change.");
  const steep = twoPaths();
  Object.assign(steep.steps.at(-1), { contribution: "Infinity", after: "Infinity" });
  assert.match(meant(createReplay(steep), steep.steps.length), /^So c is infinitely steep here: no change of b is small enough/);
});

test("a leaf that keeps what an earlier pass left says so, and promises nothing", () => {
  const replay = createReplay(accumulate());
  const last = replay.trace.steps.findIndex(({ kind }) => kind === "zero");
  assert.equal(meant(replay, last), "6 was there before this pass, so the sum is not the derivative of z.");
  assert.match(meant(replay, replay.length), /^So if x were 0\.01 larger, w would be about 0\.08 larger\.$/); // after zero_grad() and an update
  const twice = createReplay(again());
  assert.match(meant(twice, 4), /y were 0\.01 larger, z would be about 0\.05 larger/);
  assert.match(meant(twice, twice.length), /^10 was there before this pass/);
});

test("another seed, several seeds, and more than one can list", () => {
  const seeded = chain();
  Object.assign(seeded.steps[3], { after: 0.5 });
  assert.match(meant(createReplay(seeded), 5), /, 0\.5 × c would be about/);
  Object.assign(seeded.steps[3], { after: 0 });
  assert.equal(meant(createReplay(seeded), 5), "");
  Object.assign(seeded.steps[3], { after: -1 });
  assert.match(meant(createReplay(seeded), 5), /, \(−1\) × c would be about/);
  const several = twoPaths();
  several.steps.splice(2, 0, { kind: "seed", node: 2, before: 0, after: 1 });
  several.steps.splice(4, several.steps.length, { kind: "backward", node: 3, arg: 0, input: 2, upstream: 1, local: 3, contribution: 3, before: 1, after: 4 });
  assert.equal(meant(createReplay(several), 5), "So if s were 0.01 larger, s + c would be about 0.04 larger.");
});

test("what is detached stays the same, where it would change", () => {
  const replay = createReplay(golden("stopped"));
  assert.equal(meant(replay, replay.length), "So if x were 0.01 larger and v₁ stayed the same, both would be about 0.045 larger.");
  assert.equal(meant(replay, 5), "So if free were 0.01 larger, both would be about 0.01 larger.");
  const under = twoPaths(); // s computed under no_grad()
  under.nodes[2].requires_grad = false;
  assert.match(meant(createReplay(under), 5), /^$|stayed the same/);
});

test("at a corner, and behind a gradient that the program changed, nothing is promised", () => {
  const bent = chain(-1 / 3);
  bent.ops = { ...bent.ops, relu: { name: "relu", symbol: "relu", formula: "maximum(0, a)", locals: ["0 if y <= 0 else 1"] } };
  Object.assign(bent.nodes[3], { op: "relu", args: [{ node: 2 }], value: 0 });
  bent.nodes[2].value = 0;
  assert.equal(meant(createReplay(bent), bent.steps.length), "");
  const changed = chain();
  changed.steps.splice(5, 0, { kind: "assign", node: 2, before: 14, after: 1 });
  assert.equal(meant(createReplay(changed), changed.steps.length), "");
});

test("a small step: 0.01 for what is about one, a round hundredth of what is not", () => {
  assert.deepEqual([0, 1, -3, 0.1, 10, NaN, Infinity].map(smallStep), Array(7).fill(0.01));
  assert.deepEqual([100, -2500, 0.05, 1e-7, 1e12].map(smallStep), [1, 10, 0.001, 1e-9, 1e10]);
});

test("arrays: the entry that matters most, any one where all matter alike", () => {
  const attention = createReplay(golden("attention"));
  const trace = attention.trace;
  const texts = Array.from({ length: attention.length }, (_, i) => meant(attention, i + 1)).filter(Boolean);
  assert.match(texts[0], /^So if any one entry of v₂ were 0\.01 larger, loss would be about 0\.0013 larger\.$/); // 0.01 / 8
  const receiver = trace.nodes.find(({ label }) => label === "Q").id;
  const { data, shape } = attention.at(attention.length).gradient(receiver);
  const most = data.reduce((best, one, at) => (Math.abs(one) > Math.abs(data[best]) ? at : best), 0);
  const [row, column] = [Math.floor(most / shape[1]), most % shape[1]];
  assert.ok(texts.some((text) => text.startsWith(`So if Q[${row}, ${column}] were 0.01 larger, loss would be about ${Number((data[most] * 0.01).toPrecision(2))} larger`)), texts.join("\n"));
});

test("the meaning of a gradient stands as long as the gradient does", () => {
  const replay = createReplay(chain());
  const text = (id, step) => replay.meaning(id, step).map((part) => part.name ?? part).join("");
  assert.equal(text(2, 4), "");
  assert.equal(text(2, 5), text(2, 7));
  assert.match(text(2, 7), /^So if b were/);
  const both = createReplay(twoPaths());
  assert.deepEqual(both.meaning(1, both.length - 1), both.at(both.length).receiver === 1 ? [] : both.meaning(1, both.length));
});

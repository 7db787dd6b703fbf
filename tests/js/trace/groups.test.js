// ⑦ groups: however a graph is folded, every node is in one thing that is drawn, edges run one way, and nothing is more than one can take in.
import assert from "node:assert/strict";
import test from "node:test";
import { cut, insides, outputs } from "../../../ojs/trace/groups/cut.js";
import { Folding, MOST_DRAWN } from "../../../ojs/trace/groups/folding.js";
import { around, createGroups, isArray, KINDS, sizeOf } from "../../../ojs/trace/groups/groups.js";
import { callName, sortOf, titleOf } from "../../../ojs/trace/groups/titles.js";
import { createReplay } from "../../../ojs/trace/replay.js";
import { golden, goldenNames } from "./golden.js";
import { calls, chain, long } from "./fixtures.js";
import { chainOf, completeLayers, fan, flatLoop, grid, ladder, random, randomProgram } from "./programs.js";

const GRAPHS = {
  "a chain of 30,000": () => chainOf(30_000), "a fan of 3,000": () => fan(3_000), "a ladder of 2,000 rungs": () => ladder(2_000),
  "all products of 48 and 48": () => grid(48), "complete layers": () => completeLayers([20, 30, 30, 5]), "one loop on one line": () => flatLoop(5_000),
  ...Object.fromEntries(Array.from({ length: 25 }, (_, seed) => [`random program ${seed}`, () => randomProgram(seed)])),
};

/** What must hold of every folding. */
function holds(groups, folding) {
  const { things, owner, at } = cut(groups, folding.open);
  assert.equal(things.length, folding.drawn);
  assert.ok(things.length <= MOST_DRAWN, `${things.length} drawn`);
  const seen = new Map(things.map(({ id }, i) => [id, i]));
  assert.equal(seen.size, things.length, "no two things have one id");
  things.forEach(({ args }, i) => { for (const { from } of args) assert.ok(from === null || seen.get(from) < i, "an input comes before what it goes into"); });
  // every node in exactly one thing: the innermost drawn group around it, or itself
  let nodes = 0;
  things.forEach(({ id, group, path }, i) => {
    nodes += group === null ? 1 : sizeOf(groups, group);
    for (const open of path) assert.equal(folding.open[open], 1);
    assert.equal(at(id), i);
  });
  assert.equal(nodes, groups.nodes);
  // the edges drawn are those of the trace, and as many
  let count = 0;
  for (const { id, args } of groups.trace.nodes) for (const arg of args) if ("node" in arg && groups.place[id] >= 0 && (owner(id) !== owner(arg.node) || things[at(id)].group === null)) count += 1;
  assert.equal(things.reduce((sum, { args }) => sum + args.reduce((all, one) => all + one.count, 0), 0), count);
  return things;
}

for (const [name, make] of Object.entries(GRAPHS)) {
  test(`${name}: begins readable, opens and closes in any order`, () => {
    const trace = make();
    const groups = createGroups(trace);
    for (let group = 0; group < groups.count; group += 1) {
      const parts = groups.first[group + 1] - groups.first[group];
      assert.ok(parts <= 80 && groups.end[group] >= groups.start[group], `${KINDS[groups.kind[group]]} has ${parts} parts`); // 40 of operations, and 40 of leaves
      const operations = groups.parts.subarray(groups.first[group], groups.first[group + 1]).filter((part) => (part < 0 ? trace.nodes[~part].op !== null : !isArray(groups, part)));
      assert.ok(operations.length <= 40);
    }
    const folding = new Folding(groups);
    assert.ok(folding.drawn <= 60, `${folding.drawn} to begin with`);
    holds(groups, folding);
    const chance = random(7);
    for (let turn = 0; turn < 12; turn += 1) {
      const folds = cut(groups, folding.open).things.filter(({ group }) => group !== null);
      if (folds.length && chance() < 0.75) {
        const { group } = folds[Math.floor(chance() * folds.length)];
        const keep = groups.order[Math.floor(chance() * groups.order.length)];
        const before = cut(groups, folding.open).owner(keep);
        if (folding.unfold(group, keep)) assert.equal(folding.open[group], 1);
        assert.ok(before !== keep || cut(groups, folding.open).owner(keep) === keep, "what the step is about stays drawn");
      } else if (folding.opened.length) folding.fold(folding.opened[Math.floor(chance() * folding.opened.length)]);
      holds(groups, folding);
    }
    for (const height of folding.levels) {
      folding.level(height);
      assert.ok(folding.isLevel(height));
      holds(groups, folding);
    }
    const node = groups.order[Math.floor(groups.order.length / 3)];
    folding.reveal(node);
    holds(groups, folding);
    assert.equal(cut(groups, folding.open).owner(node), node);
  });
}

test("what a folded group shows is what is inside: the value and the gradient of its result at every step, and its steps", () => {
  for (let seed = 0; seed < 8; seed += 1) {
    const trace = randomProgram(seed, { most: 60 });
    const groups = createGroups(trace);
    const folding = new Folding(groups);
    const replay = createReplay(trace);
    folding.level(folding.levels[0]);
    const made = cut(groups, folding.open);
    const inside = insides(groups, made);
    for (const { group } of made.things) {
      if (group === null) continue;
      const own = new Set(trace.nodes.filter(({ id }) => groups.home[id] >= 0 && [...around(groups, groups.home[id])].includes(group)).map(({ id }) => id));
      assert.equal(own.size, sizeOf(groups, group));
      // results are those used elsewhere, or nowhere: worked out anew from the trace
      const used = (id) => trace.nodes.filter(({ args }) => args.some((arg) => arg.node === id)).map((one) => one.id);
      const wanted = [...own].filter((id) => (isArray(groups, group) || trace.nodes[id].op !== null) && (isArray(groups, group) || used(id).length === 0 || used(id).some((one) => !own.has(one))));
      assert.deepEqual(outputs(groups, group), wanted);
      const { forward, back } = inside.get(group);
      trace.steps.forEach((step, at) => {
        const touches = own.has(step.node) || own.has(step.input);
        assert.equal([...forward, ...back].includes(at + 1), touches, `step ${at + 1}`);
      });
      for (const step of [0, Math.floor(trace.steps.length / 2), trace.steps.length]) for (const id of wanted) assert.equal(replay.at(step).value(id) === undefined, trace.nodes[id].op !== null && !trace.steps.slice(0, step).some((one) => one.kind === "forward" && one.node === id));
    }
  }
});

test("the edges that gradients go along count, bundled: the one that is passed first tells for all", () => {
  const trace = randomProgram(3);
  const groups = createGroups(trace);
  const folding = new Folding(groups);
  const replay = createReplay(trace);
  const { things, owner } = cut(groups, folding.open);
  const passed = (step, edge) => replay.at(step).passed(edge);
  for (const { id, group, args } of things) {
    if (group === null) continue;
    for (const { from, edges: [first] } of args) {
      const all = trace.nodes.filter((node) => owner(node.id) === id).flatMap((node) => node.args.flatMap((arg, at) => ("node" in arg && owner(arg.node) === from ? [`${node.id}:${at}`] : [])));
      assert.ok(all.includes(first));
      for (let step = 0; step <= trace.steps.length; step += 7) assert.equal(passed(step, first), all.some((edge) => passed(step, edge)));
    }
  }
});

test("calls are groups, with the leaves that are only theirs; a variable of the program stays outside", () => {
  const trace = calls();
  const groups = createGroups(trace);
  const folding = new Folding(groups);
  folding.level(1);
  const named = (label) => trace.nodes.find((node) => node.label === label).id;
  const { things } = cut(groups, folding.open);
  assert.deepEqual(things.map(({ group }) => (group === null ? "" : titleOf(groups, group, []))), ["", "Unit₁", "Unit₂", ""]);
  assert.deepEqual(things.map(({ id }) => id), [named("a"), things[1].id, things[2].id, named("y")]);
  assert.deepEqual(things.map(({ group }) => (group === null ? 1 : sizeOf(groups, group))), [1, 4, 4, 1]);
  folding.level(2);
  assert.deepEqual(cut(groups, folding.open).things.map(({ args }) => args.map(({ count }) => count)), [[], [2], [1, 1]]);
});

test("an argument that is a constant keeps its place, and x * x keeps two edges", () => {
  const [, a] = cut(createGroups(chain()), new Uint8Array(1).fill(1)).things;
  assert.deepEqual(a.args.map(({ from, edges }) => [from, edges]), [[null, []], [0, ["1:1"]]]);
});

test("a call that is interleaved with another one is a group as often as it goes on", () => {
  const woven = calls();
  const [, second, third] = woven.nodes.filter(({ op }) => op !== null);
  [second.call, third.call] = [2, 1];
  const groups = createGroups(woven);
  holds(groups, new Folding(groups));
  // a generator: three operations, one of its caller, three more
  const given = golden("mlp");
  const named = given.nodes.filter(({ call, op }) => op !== null && call !== undefined && given.calls[call].name === "neuron").slice(0, 7);
  delete named[3].call;
  const generator = { ...given, calls: given.calls.map((call) => ({ ...call, within: null })), nodes: given.nodes };
  const parted = createGroups(generator);
  const titles = Array.from({ length: parted.count }, (_, group) => titleOf(parted, group, [])).filter((title) => /^neuron₁\b|^neuron₁,/.test(title) || title === "neuron₁");
  assert.deepEqual(titles, ["neuron₁", "neuron₁, continued"]);
  holds(parted, new Folding(parted));
});

test("turns are counted through the parts that a long loop is divided into, and a part says which they are", () => {
  const groups = createGroups(flatLoop(2_000));
  const { things } = cut(groups, new Folding(groups).open);
  const titles = things.filter(({ group }) => group !== null).map(({ group }) => titleOf(groups, group, []));
  assert.match(titles[0], /^turns 1–\d+$/);
  assert.match(titles[titles.length - 1], /–2,000$/);
  const turns = Array.from({ length: groups.count }, (_, group) => group).filter((group) => KINDS[groups.kind[group]] === "turn").map((group) => groups.ref[group]);
  assert.deepEqual(turns, Array.from({ length: 2_000 }, (_, i) => i + 1));
});

test("repetitions: a row of as many alike is one group, which opens to them", () => {
  const run = completeLayers([4, 16, 3]);
  const groups = createGroups({ ...run, nodes: run.nodes.map((node) => ({ ...node, at: null })), loops: [], turns: { loop: [], node: [] } });
  holds(groups, new Folding(groups));
  const many = fan(30);
  const alike = createGroups({ ...many, nodes: many.nodes.map((node) => ({ ...node, at: null })) });
  const titles = Array.from({ length: alike.count }, (_, group) => titleOf(alike, group, []));
  assert.deepEqual(titles.filter((title) => title.startsWith("×")), ["× 30 alike", "× 29 alike"]);
});

test("lines hold together what a long stretch of text computes", () => {
  const many = fan(30);
  const groups = createGroups(many);
  assert.deepEqual(Array.from({ length: groups.count }, (_, group) => titleOf(groups, group, [])).slice(1), ["line 2", "line 3"]);
});

test("arrays: W holds W[0] and W[1], whose leaves are together however many uses they have", () => {
  const run = completeLayers([12, 12, 2]);
  const groups = createGroups(run);
  const texts = [...groups.texts];
  assert.ok(texts.includes("w[0]") && texts.includes("x"), texts.join());
  const at = Array.from({ length: groups.count }, (_, group) => group).find((group) => titleOf(groups, group, []) === "w[0]");
  assert.equal(sizeOf(groups, at), 144);
  assert.ok(isArray(groups, at));
  const inner = [...groups.parts.subarray(groups.first[at], groups.first[at + 1])].map((part) => titleOf(groups, part, []));
  assert.deepEqual(inner, Array.from({ length: 12 }, (_, i) => `w[0][${i}]`));
});

test("only the nodes of a pass are in its groups, and what is open stays open from pass to pass", () => {
  const once = randomProgram(5);
  const groups = createGroups(once, [[0, Math.floor(once.nodes.length / 2)]]);
  assert.equal(groups.nodes, Math.floor(once.nodes.length / 2));
  holds(groups, new Folding(groups));
  const one = new Folding(createGroups(flatLoop(400)));
  const fold = cut(one.groups, one.open).things.filter(({ group }) => group !== null)[3].group;
  one.unfold(fold);
  const other = new Folding(createGroups(flatLoop(400)));
  other.like(one);
  assert.deepEqual([...other.open], [...one.open]);
  assert.equal(other.drawn, one.drawn);
});

test("a small graph begins open", () => {
  for (const name of goldenNames) {
    const trace = golden(name);
    if (trace.nodes.length > 40) continue;
    const groups = createGroups(trace);
    assert.equal(cut(groups, new Folding(groups).open).things.length, trace.nodes.length, name);
  }
  assert.equal(new Folding(createGroups(long(50))).drawn, 51);
});

test("the network of 13 neurons: layers, neurons, operations", () => {
  const groups = createGroups(golden("mlp"));
  const folding = new Folding(groups);
  const { things } = cut(groups, folding.open);
  assert.equal(things.filter(({ group }) => group !== null && sortOf(groups, group) === "neuron").length, 13);
  assert.equal(things.length, 13 + 3 + 2);
  assert.deepEqual(folding.levels.map((height) => folding.counts[height]), [8, 18, 211]);
});

test("what comes for what opens: of those opened longest ago", () => {
  const groups = createGroups(chainOf(20_000));
  const folding = new Folding(groups);
  const folds = () => cut(groups, folding.open).things.flatMap(({ group }) => (group === null ? [] : [group]));
  const [first, ...rest] = folds();
  folding.unfold(first);
  const closed = rest.slice(0, 8).flatMap((group) => folding.unfold(group));
  assert.equal(closed[0], first);
  assert.ok(folding.drawn <= MOST_DRAWN);
});

test("a call is named as a reader would", () => {
  assert.deepEqual(["neuron", "Neuron.__call__", "MLP.forward"].map(callName), ["neuron", "Neuron", "MLP"]);
});

// ⑦ layout, of every shape and size: nothing covers anything, groups hold only their own, what stays keeps its order, and no shape makes it grow out of bounds.
import assert from "node:assert/strict";
import test from "node:test";
import { layout } from "../../../ojs/drawing/layout.js";

const LABEL = { width: 52, height: 22 };

/** The same numbers at every run. */
function random(seed) {
  let at = seed;
  return () => (at = (at * 16807) % 2147483647) / 2147483647;
}

/** A graph of n nodes of all sizes; `reach`: how far back inputs may lie; some inputs are constants, some edges carry no label. */
function graph(seed, n, { reach = n, most = 3, groups = false } = {}) {
  const next = random(seed);
  return Array.from({ length: n }, (_, id) => ({
    id: id * 3 + 1, width: 90 + Math.floor(next() * 120), height: 60 + Math.floor(next() * 60), bare: next() < 0.2,
    args: id === 0 ? [] : Array.from({ length: Math.floor(next() * (most + 1)) }, () => (next() < 0.1 ? null : Math.max(0, id - 1 - Math.floor(next() * Math.min(id, reach))) * 3 + 1)),
    ...(groups && { group: id % 10 < 6 ? [Math.floor(id / 10), ...(id % 10 < 3 ? [1000 + Math.floor(id / 10)] : [])] : [] }),
  }));
}
const box = (args, id) => ({ id, width: 110, height: 78, args });
const chain = (n) => Array.from({ length: n }, (_, id) => box(id ? [id - 1] : [], id));
function sums(n) {
  const boxes = [box([], 0)];
  const add = (...args) => boxes.push(box(args, boxes.length)) - 1;
  Array.from({ length: n }, () => add(0, null)).reduce((sum, one) => add(sum, one));
  return boxes;
}
function products(k, summed) {
  const boxes = Array.from({ length: 2 * k }, (_, id) => box([], id));
  const add = (...args) => boxes.push(box(args, boxes.length)) - 1;
  const all = Array.from({ length: k * k }, (_, i) => add(Math.floor(i / k), k + (i % k)));
  if (summed) all.reduce((sum, one) => add(sum, one));
  return boxes;
}
function mirror(n) {
  const boxes = chain(n);
  for (let i = 0; i < n; i += 1) boxes.push(box([boxes.length - 1, n - 1 - i], boxes.length));
  return boxes;
}
function ladder(n) {
  const boxes = [box([], 0), box([], 1)];
  while (boxes.length < n) boxes.push(box([boxes.length - 2, boxes.length - 1], boxes.length), box([boxes.length, boxes.length - 1], boxes.length + 1));
  return boxes;
}
/** Everything feeds what comes last, and the first feeds everything. */
function fan(n) {
  const boxes = [box([], 0), ...Array.from({ length: n }, (_, i) => box([0], i + 1))];
  return [...boxes, box(boxes.map(({ id }) => id), boxes.length)];
}

const small = {
  random: graph(3, 40), sparse: graph(5, 80, { most: 1 }), near: graph(7, 120, { reach: 6 }), wide: graph(11, 70, { most: 6 }), sums: sums(60), products: products(7, true),
  mirror: mirror(40), ladder: ladder(60), fan: fan(30), grouped: graph(13, 60, { reach: 8, groups: true }), "grouped far": graph(17, 90, { groups: true }), far: mirror(130), "far sums": sums(200),
};

/** Pairs of rectangles that overlap, found along one side. */
function overlaps(all) {
  const sorted = [...all].sort((one, other) => one.x - one.width / 2 - other.x + other.width / 2);
  const found = [];
  for (let i = 0; i < sorted.length; i += 1) {
    const one = sorted[i];
    for (let j = i + 1; j < sorted.length && sorted[j].x - sorted[j].width / 2 < one.x + one.width / 2 - 0.01; j += 1) {
      if (Math.abs(one.y - sorted[j].y) < (one.height + sorted[j].height) / 2 - 0.01) found.push(`${one.name} and ${sorted[j].name}`);
    }
  }
  return found;
}

for (const [name, given] of Object.entries(small)) {
  for (const direction of /** @type {const} */ (["right", "down"])) {
    const plan = layout(given, { direction, label: LABEL, titles: new Map([[2, "two"]]) });
    const nodes = given.map((one) => ({ ...one, name: `node ${one.id}`, ...plan.nodes.get(one.id) }));
    const bare = new Set(given.filter((one) => one.bare).map(({ id }) => id));
    const labels = plan.edges.filter(({ to }) => !bare.has(to)).map(({ id, label }) => ({ name: `label ${id}`, ...label, ...LABEL }));

    test(`${name}, ${direction}: no node or label covers another, all are inside`, () => {
      assert.deepEqual(overlaps([...nodes, ...labels]), []);
      for (const one of [...nodes, ...labels]) {
        assert.ok(one.x - one.width / 2 >= -0.01 && one.x + one.width / 2 <= plan.width + 0.01 && one.y - one.height / 2 >= -0.01 && one.y + one.height / 2 <= plan.height + 0.01, one.name);
      }
    });

    test(`${name}, ${direction}: every edge goes forward, from the side of its node to the side of the other`, () => {
      const by = new Map(nodes.map((one) => [one.id, one]));
      assert.equal(plan.edges.length, given.flatMap(({ args }) => args.filter((arg) => arg !== null)).length);
      for (const { id, from, to, start, end } of plan.edges) {
        const [one, other] = [by.get(from), by.get(to)];
        if (direction === "right") {
          assert.ok(Math.abs(start.x - one.x - one.width / 2) < 0.01 && Math.abs(start.y - one.y) <= one.height / 2, id);
          assert.ok(Math.abs(end.x - other.x + other.width / 2) < 0.01 && Math.abs(end.y - other.y) <= other.height / 2, id);
          assert.ok(start.x < end.x, id);
        } else {
          assert.ok(Math.abs(start.y - one.y - one.height / 2) < 0.01 && Math.abs(start.x - one.x) <= one.width / 2, id);
          assert.ok(Math.abs(end.y - other.y + other.height / 2) < 0.01 && Math.abs(end.x - other.x) <= other.width / 2, id);
          assert.ok(start.y < end.y, id);
        }
      }
    });

    test(`${name}, ${direction}: an edge's line goes forward all the way, and ends where its arrowhead is`, () => {
      const at = direction === "right" ? 0 : 1;
      for (const { id, path, end } of plan.edges) {
        const ends = path.slice(1).split("C").map((part) => part.trim().split(/[ ,]+/).map(Number).slice(-2));
        for (let i = 1; i < ends.length; i += 1) assert.ok(ends[i][at] >= ends[i - 1][at] - 0.11, id);
        assert.ok(Math.abs(ends[ends.length - 1][0] - end.x) < 0.06 && Math.abs(ends[ends.length - 1][1] - end.y) < 0.06, id);
      }
    });

    test(`${name}, ${direction}: a function of the graph alone`, () => {
      assert.deepEqual(layout(given, { direction, label: LABEL, titles: new Map([[2, "two"]]) }), plan);
    });

    if (name.startsWith("grouped")) {
      test(`${name}, ${direction}: within a group's outline stands what belongs to it, and nothing else`, () => {
        assert.equal(plan.hulls.length, new Set(given.flatMap(({ group }) => group)).size);
        for (const hull of plan.hulls) {
          for (const one of nodes) {
            const [beside, above] = [hull.x + hull.width / 2 - one.x, hull.y + hull.height / 2 - one.y].map(Math.abs);
            const touches = beside < (hull.width + one.width) / 2 - 0.01 && above < (hull.height + one.height) / 2 - 0.01;
            const inside = beside <= (hull.width - one.width) / 2 && above <= (hull.height - one.height) / 2;
            assert.equal(touches, one.group.includes(hull.group), `group ${hull.group}, ${one.name}`);
            if (touches) assert.ok(inside, `group ${hull.group} holds all of ${one.name}`);
          }
          assert.ok(hull.x >= -0.01 && hull.y >= -0.01 && hull.x + hull.width <= plan.width + 0.01 && hull.y + hull.height <= plan.height + 0.01, `group ${hull.group} is inside`);
        }
        assert.equal(plan.hulls.find(({ group }) => group === 2)?.title, "two");
      });
    }
  }
}

for (const direction of /** @type {const} */ (["right", "down"])) {
  test(`what stays keeps its order, ${direction}`, () => {
    const [all, across] = [graph(19, 60, { reach: 10 }), direction === "right" ? "y" : "x"];
    const along = direction === "right" ? "x" : "y";
    const used = new Set(all.flatMap(({ args }) => args));
    const gone = new Set(all.filter(({ id }) => !used.has(id)).slice(0, 8).map(({ id }) => id));
    const fewer = all.filter(({ id }) => !gone.has(id));
    const first = layout(fewer, { direction });
    const second = layout(all, { direction, before: first.nodes });
    for (const one of fewer) {
      for (const other of fewer) {
        const [a, b] = [first.nodes.get(one.id), first.nodes.get(other.id)];
        const [c, d] = [second.nodes.get(one.id), second.nodes.get(other.id)];
        if (Math.abs(a[along] - b[along]) > 1 || Math.abs(c[along] - d[along]) > 1) continue; // on other layers
        if (a[across] < b[across]) assert.ok(c[across] < d[across], `${one.id} and ${other.id}`);
      }
    }
  });
}

test("an edge that passes very many layers costs two places, whatever its length", () => {
  /** How long all of a drawing's paths are, for a node. @param {number} n */
  const text = (n) => layout(mirror(n)).edges.reduce((sum, { path }) => sum + path.length, 0) / n;
  assert.ok(text(2000) < 1.5 * text(500));
});

test("far edges from one node share a lane, and none crosses a node", () => {
  const given = sums(1200);
  const plan = layout(given);
  /** Where it runs straight on for long. */
  const straight = ({ path }) => {
    const ends = path.slice(1).split("C").map((part) => part.trim().split(" ").map(Number).slice(-2));
    return ends.flatMap(([x, y], i) => (i && y === ends[i - 1][1] && x - ends[i - 1][0] > 2000 ? [y] : []));
  };
  const lanes = new Set(plan.edges.flatMap((edge) => (edge.from === 0 ? straight(edge) : [])));
  assert.equal(lanes.size, 1);
  const lane = Number([...lanes][0]);
  for (const { y } of plan.nodes.values()) assert.ok(Math.abs(y - lane) > 39);
});

test("a sum of very many terms runs nearly straight on", () => {
  const { width, height } = layout(sums(800));
  assert.ok(height < width / 20);
});

for (const [name, given] of Object.entries({ chain: chain(5000), sums: sums(2400), products: products(48, false), "summed products": products(48, true), mirror: mirror(2500), ladder: ladder(5000), fan: fan(4000) })) {
  test(`${given.length} nodes, ${name}: laid out without overlap`, () => {
    const { nodes, edges } = layout(given);
    assert.deepEqual(overlaps(given.map((one) => ({ ...one, name: one.id, ...nodes.get(one.id) }))), []);
    assert.ok([...nodes.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
    assert.ok(edges.reduce((sum, { path }) => sum + path.length, 0) < 500 * (given.length + edges.length));
  });
}

// ⑦ layout: nothing covers anything, and the same graph always lies the same.
import assert from "node:assert/strict";
import test from "node:test";
import { layout } from "../../../ojs/drawing/layout.js";
import { accumulate, chain, long, square, twoPaths } from "../trace/fixtures.js";

const SIZE = { width: 110, height: 70 };
const LABEL = { width: 52, height: 22 };
const boxes = (trace) => trace.nodes.map(({ id, args }) => ({ id, ...SIZE, args: args.map((arg) => ("node" in arg ? arg.node : null)) }));

/** A graph of n nodes in which each uses two earlier ones, by a fixed random walk. */
function tangle(n) {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  return Array.from({ length: n }, (_, id) => ({ id, ...SIZE, args: id < n / 4 ? [] : [Math.floor(random() * id), Math.floor(random() * id)] }));
}

/** Every rectangle of the drawing: nodes and labels. */
function rectangles(given, plan) {
  const nodes = given.map(({ id, width, height }) => ({ name: `node ${id}`, ...plan.nodes.get(id), width, height }));
  return [...nodes, ...plan.edges.map(({ id, label }) => ({ name: `label ${id}`, ...label, ...LABEL }))];
}

function overlap(one, other) {
  return Math.abs(one.x - other.x) < (one.width + other.width) / 2 - 0.01 && Math.abs(one.y - other.y) < (one.height + other.height) / 2 - 0.01;
}

/** Points along an edge: every cubic of its path, sampled. @param {string} path */
function along(path) {
  const [start, ...curves] = path.slice(1).split("C").map((part) => part.match(/-?[\d.]+/g).map(Number));
  const points = [];
  let from = start;
  for (const [a, b, c, d, x, y] of curves) {
    for (let t = 0; t <= 1; t += 1 / 16) {
      const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
      points.push({ x: p * from[0] + q * a + r * c + s * x, y: p * from[1] + q * b + r * d + s * y });
    }
    from = [x, y];
  }
  return points;
}

const cases = { chain: boxes(chain()), twoPaths: boxes(twoPaths()), square: boxes(square()), accumulate: boxes(accumulate()), tangle: tangle(60), long: boxes(long(40)) };
for (const [name, given] of Object.entries(cases)) {
  for (const direction of /** @type {const} */ (["right", "down"])) {
    const plan = layout(given, { direction, label: LABEL });

    test(`${name}, ${direction}: no node or label covers another, all are inside`, () => {
      const all = rectangles(given, plan);
      for (const [i, one] of all.entries()) {
        for (const other of all.slice(i + 1)) assert.ok(!overlap(one, other), `${one.name} covers ${other.name}`);
        assert.ok(one.x - one.width / 2 >= -0.01 && one.x + one.width / 2 <= plan.width + 0.01, `${one.name} leaves the width`);
        assert.ok(one.y - one.height / 2 >= -0.01 && one.y + one.height / 2 <= plan.height + 0.01, `${one.name} leaves the height`);
      }
    });

    test(`${name}, ${direction}: no edge crosses a node that it does not belong to`, () => {
      for (const { id, from, to, path } of plan.edges) {
        for (const box of given) {
          if (box.id === from || box.id === to) continue;
          const { x, y } = plan.nodes.get(box.id);
          const crossed = along(path).find((point) => Math.abs(point.x - x) < box.width / 2 - 0.5 && Math.abs(point.y - y) < box.height / 2 - 0.5);
          assert.ok(!crossed, `the edge ${id} crosses node ${box.id}`);
        }
      }
    });

    if (name !== "tangle") test(`${name}, ${direction}: the drawing is no larger than what is in it`, () => {
      const all = rectangles(given, plan);
      const reach = (side, size) => [Math.min(...all.map((one) => one[side] - one[size] / 2)), Math.max(...all.map((one) => one[side] + one[size] / 2))];
      const [[left, right], [top, bottom]] = [reach("x", "width"), reach("y", "height")];
      const room = 8 + 20; // an edge may pass outside of every node
      assert.ok(left < room && top < room && plan.width - right < room && plan.height - bottom < room);
    });

    test(`${name}, ${direction}: every edge goes forward`, () => {
      const along = direction === "right" ? "x" : "y";
      for (const { from, to } of plan.edges) assert.ok(plan.nodes.get(from)[along] < plan.nodes.get(to)[along]);
    });
  }
}

test("x * x is drawn as two different edges", () => {
  const { edges } = layout(boxes(square()));
  assert.deepEqual(edges.map(({ id }) => id), ["1:0", "1:1"]);
  assert.notEqual(edges[0].path, edges[1].path);
});

test("a chain is a straight line", () => {
  const { nodes } = layout(boxes(chain()));
  assert.equal(new Set([...nodes.values()].map(({ y }) => y)).size, 1);
});

test("what follows from one input stands in line with it", () => {
  //  a ─▶ s ─▶ y
  //  b ─▶─┘
  const { nodes } = layout([[], [], [0, 1], [2]].map((args, id) => ({ id, ...SIZE, args })));
  assert.ok(Math.abs(nodes.get(2).y - nodes.get(3).y) < 0.01);
});

test("edges without labels need no room for them, but room to fan out", () => {
  const wide = boxes(square()).concat(Array.from({ length: 3 }, (_, i) => ({ id: i + 2, ...SIZE, args: [0, 1, 0, 1] })));
  const [labelled, bare] = [wide, wide.map((box) => ({ ...box, bare: true }))].map((given) => layout(given, { label: LABEL }));
  assert.ok(bare.height < labelled.height);
  const columns = [...new Set([...bare.nodes.values()].map(({ x }) => x))].sort((one, other) => one - other);
  for (const [i, x] of columns.entries()) assert.ok(i === 0 || x - columns[i - 1] >= SIZE.width + 24);
});

test("a longer label widens the gap it stands in, and no other", () => {
  const plain = boxes(chain());
  const long = plain.map((box, i) => (i === 1 ? { ...box, chips: box.args.map(() => 90) } : box));
  const gaps = (given) => {
    const { nodes } = layout(given, { label: LABEL });
    const xs = [...new Set([...nodes.values()].map(({ x }) => x))].sort((one, other) => one - other);
    return xs.slice(1).map((x, i) => x - xs[i] - SIZE.width);
  };
  const [before, after] = [gaps(plain), gaps(long)];
  assert.equal(after[0] - before[0], 90 - LABEL.width);
  assert.deepEqual(after.slice(1), before.slice(1));
  for (const gap of before) assert.ok(gap >= LABEL.width + 2 * 14); // an arrowhead of 8 and some of its line, on both sides
});

test("the layout is a function of the graph alone", () => {
  assert.deepEqual(layout(tangle(30)), layout(tangle(30)));
});

test("an empty graph has no size", () => {
  assert.deepEqual(layout([]), { width: 0, height: 0, nodes: new Map(), edges: [], hulls: [] });
});

// ⑦ A sign finds a free place whenever there is one, and covers nothing: in random drawings, by properties.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arrowhead, course } from "../../../ojs/drawing/course.js";
import { freePlace, overlap } from "../../../ojs/drawing/free-place.js";

/** Random numbers that are the same each time (mulberry32). @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function drawing(seed) {
  const next = random(seed);
  const bounds = { left: 0, top: 0, right: 300 + next() * 500, bottom: 80 + next() * 400 };
  const blocked = Array.from({ length: Math.floor(next() * 26) }, () => {
    const [left, top] = [next() * bounds.right - 40, next() * bounds.bottom - 40];
    return { left, top, right: left + 30 + next() * 130, bottom: top + 20 + next() * 80 };
  });
  const [a, b] = [0, 1].map(() => ({ x: next() * bounds.right, y: next() * bounds.bottom }));
  const line = course(`M${a.x} ${a.y}C${a.x + 30} ${a.y} ${b.x - 30} ${b.y} ${b.x} ${b.y}`);
  const forms = [{ width: 150, height: 22 }, { width: 90, height: 38, cost: 8 }, { width: 60, height: 54, cost: 24 }];
  return { forms, line, wanted: line[16], blocked, bounds };
}

test("nothing is covered, nothing left, in 400 random drawings; and the same is found again", () => {
  let on = 0;
  for (let seed = 0; seed < 400; seed += 1) {
    const asked = drawing(seed);
    const place = freePlace(asked);
    if (!place) continue;
    const { width, height } = asked.forms[place.form];
    assert.ok(Math.abs(place.right - place.left - width) < 1e-6 && Math.abs(place.bottom - place.top - height) < 1e-6);
    assert.ok(place.left >= asked.bounds.left && place.right <= asked.bounds.right && place.top >= asked.bounds.top && place.bottom <= asked.bounds.bottom, `seed ${seed} leaves`);
    for (const one of asked.blocked) assert.ok(!overlap(place, one), `seed ${seed} covers`);
    assert.deepEqual(freePlace(asked), place);
    const touches = asked.line.some(({ x, y }) => x >= place.left && x <= place.right && y >= place.top && y <= place.bottom);
    assert.equal(place.leader === null, touches);
    if (touches) on += 1;
  }
  assert.ok(on > 100);
});

test("where a fine grid finds a free place, one is found", () => {
  for (let seed = 1000; seed < 1150; seed += 1) {
    const asked = drawing(seed);
    const place = freePlace(asked);
    if (place) continue;
    for (const { width, height } of asked.forms) {
      for (let left = 0; left + width <= asked.bounds.right; left += 3) {
        for (let top = 0; top + height <= asked.bounds.bottom; top += 3) {
          const rect = { left, top, right: left + width, bottom: top + height };
          assert.ok(asked.blocked.some((one) => overlap(rect, one, 4)), `seed ${seed}: free at ${left}, ${top}`);
        }
      }
    }
  }
});

test("with room on the line it lies there, at the middle; without, beside it, with a leader to it", () => {
  const line = course("M0 50C40 50 160 50 200 50");
  const free = freePlace({ forms: [{ width: 100, height: 20 }], line, wanted: { x: 100, y: 50 }, blocked: [], bounds: { left: 0, top: 0, right: 200, bottom: 100 } });
  assert.deepEqual([free.left, free.top, free.leader], [50, 40, null]);
  const cards = [{ left: 0, top: 20, right: 60, bottom: 80 }, { left: 140, top: 20, right: 200, bottom: 80 }];
  const beside = freePlace({ forms: [{ width: 100, height: 18 }], line, wanted: { x: 100, y: 50 }, blocked: cards, bounds: { left: 0, top: -20, right: 200, bottom: 120 } });
  assert.ok(beside.bottom <= 20 - 4 || beside.top >= 80 + 4);
  assert.ok(beside.leader[1].x >= 60 && beside.leader[1].x <= 140);
  const two = freePlace({ forms: [{ width: 100, height: 18 }, { width: 60, height: 34, cost: 8 }], line, wanted: { x: 100, y: 50 }, blocked: cards, bounds: { left: 0, top: -20, right: 200, bottom: 120 } });
  assert.deepEqual([two.form, two.leader], [1, null]);
});

test("another line is not covered where that can be helped", () => {
  const line = course("M0 50C40 50 160 50 200 50");
  const soft = course("M0 20C40 20 160 80 200 80").concat(course("M100 0L100 48"));
  const place = freePlace({ forms: [{ width: 60, height: 18 }], line, wanted: { x: 100, y: 50 }, blocked: [], bounds: { left: 0, top: 0, right: 200, bottom: 100 }, soft });
  const covered = soft.filter(({ x, y }) => x >= place.left && x <= place.right && y >= place.top && y <= place.bottom).length;
  assert.ok(covered < 8);
});

test("a path's points are equally far apart", () => {
  const points = course("M0 0C0 100 100 100 100 0C100 -50 200 -50 200 0", 21);
  assert.deepEqual([points.length, points[0], points[20]], [21, { x: 0, y: 0 }, { x: 200, y: 0 }]);
  const gaps = points.slice(1).map((point, i) => Math.hypot(point.x - points[i].x, point.y - points[i].y));
  assert.ok(Math.max(...gaps) < 1.15 * Math.min(...gaps));
});

test("an arrowhead lies at the beginning of its line, along it", () => {
  const right = arrowhead({ start: { x: 10, y: 20 } }, course("M10 20C30 20 50 40 80 40"));
  assert.deepEqual([right.left, right.top, right.right, right.bottom], [10, 15, 17, 25]);
  const down = arrowhead({ start: { x: 10, y: 20 } }, course("M10 20C10 40 12 60 12 90"));
  assert.deepEqual([down.left, down.top, down.right, down.bottom], [5, 20, 15, 27]);
});

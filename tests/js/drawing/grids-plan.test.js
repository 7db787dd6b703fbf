// ⑦ The grids of an equation: as large as the room allows, less and less of them where it is small, and nothing that does not fit.
import assert from "node:assert/strict";
import test from "node:test";
import { gridsPlan, ROOM } from "../../../ojs/drawing/grids-plan.js";

const array = (...shape) => ({ shape, dtype: "float64", data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => -0.123 * (i + 1)) });
const large = (...shape) => ({ shape, dtype: "float64", summary: {}, picture: { shape: [16, 16], data: Array(256).fill(1) } });
const item = (value, name, which) => ({ array: value, name, which, node: 0 });
const product = (up, other, sent) => [item(up, "dC", "gradient"), "@", item(other, "Bᵀ", "value"), "=", item(sent, "dA", "contribution")];
const said = (plan) => plan?.rows.map((row) => row.map(({ item: one, grid }) => (typeof one === "string" ? one : one.name + (grid ? "#" : ""))).join(" "));
const whole = product(array(2, 4), array(4, 3), array(2, 3));

test("with room enough all of it stands there, in digits of the usual size", () => {
  const plan = gridsPlan([whole], { width: 600, height: 90 });
  assert.deepEqual(said(plan), ["dC# @ Bᵀ# = dA#"]);
  assert.equal(plan.rows[0][0].grid.size, 12);
});

test("with less room digits are smaller; then the result is left out, then what was sent, then all", () => {
  const seen = [];
  for (let width = 600; width > 40; width -= 2) {
    const plan = gridsPlan([whole], { width, height: 75 });
    const text = said(plan)?.join(" / ") ?? "none";
    if (seen.at(-1) !== text) seen.push(text);
    for (const { grid } of plan?.rows.flat() ?? []) assert.ok(grid === null || grid.size >= 10);
  }
  assert.deepEqual(seen, ["dC# @ Bᵀ# = dA#", "dC# @ Bᵀ# = dA", "dC @ Bᵀ# = dA", "none"]);
});

test("whatever the room, nothing is outside it", () => {
  const vector = [item(array(6), "before", "none"), "+", item(array(6), "dx", "contribution"), "=", item(array(6), "x.grad", "gradient")];
  const lines = [[whole], [product(array(6), array(6), array(6)), vector], [product(large(40, 60), large(60, 40), large(40, 40))], [[item(array(2, 3), "dt × c", "gradient"), "Σ axis 0", "=", item(array(3), "dr", "contribution")]], [["dL ÷ 9 =", item(array(3, 3), "dH", "contribution")]]];
  for (const one of lines) {
    for (let width = 100; width < 700; width += 20) {
      for (const height of [20, 40, 60, 75, 120]) {
        const plan = gridsPlan(one, { width, height });
        if (!plan) continue;
        const across = plan.rows.map((row) => row.reduce((sum, part) => sum + part.width, ROOM.gap * (row.length - 1)));
        const down = plan.rows.map((row) => Math.max(...row.map((part) => part.height)));
        assert.ok(plan.beside ? across.reduce((a, b) => a + b) <= width : Math.max(...across) <= width);
        assert.ok((plan.beside ? Math.max(...down) : down.reduce((a, b) => a + b)) <= height);
      }
    }
  }
});

test("the sum that a contribution joins stands below it or beside it, else in one line with it", () => {
  const lines = [[item(array(3), "dy", "gradient"), "∘", item(array(3), "x", "none"), "=", item(array(3), "dx", "contribution")], [item(array(3), "x.grad", "none"), "+", item(array(3), "dx", "contribution"), "=", item(array(3), "x.grad", "gradient")]];
  assert.equal(gridsPlan(lines, { width: 420, height: 80 }).rows.length, 2);
  assert.ok(gridsPlan(lines, { width: 1100, height: 40 }).beside);
  assert.deepEqual(said(gridsPlan(lines, { width: 520, height: 35 })), ["x.grad# + dy# ∘ x# = x.grad#"]);
});

// ⑦ matrices: the transposes are where they belong, and an entry's terms are its own.
import assert from "node:assert/strict";
import test from "node:test";
import { entry, factors, PRODUCTS, shape, transposed } from "../../../ojs/trace/matrices.js";

// C = A @ B with A (2, 3), B (3, 1); dA = dC @ Bᵀ and dB = Aᵀ @ dC by hand
const all = {
  A: [[1, 2, 3], [4, 5, 6]], B: [[7], [-8], [9]], C: [[18], [42]],
  dC: [[10], [-1]], dA: [[70, -80, 90], [-7, 8, -9]], dB: [[6], [15], [24]],
};

test("transposes", () => {
  assert.deepEqual(transposed(all.A), [[1, 4], [2, 5], [3, 6]]);
  assert.deepEqual(PRODUCTS.map((written) => Object.values(factors(all, written)).map(shape).join(" @ ")), ["(2, 3) @ (3, 1)", "(2, 1) @ (1, 3)", "(3, 2) @ (2, 1)"]);
});

test("an entry's terms add up to its value", () => {
  for (const written of PRODUCTS) {
    const { left, right } = factors(all, written);
    all[written.result].forEach((line, i) => line.forEach((value, j) => {
      assert.equal(left[i].reduce((sum, one, l) => sum + one * right[l][j], 0), value, `${written.result} ${i} ${j}`);
      assert.equal(entry(all, written, i, j).value, value);
    }));
  }
});

test("an entry in words counts from 0, as Python does, and names the entries of A, B and dC themselves, not of their transposes", () => {
  assert.deepEqual(entry(all, PRODUCTS[1], 0, 1), { name: "dA[0, 1]", symbols: "dC[0, 0]·B[1, 0]", numbers: "10·(−8)", value: -80 });
  assert.deepEqual(entry(all, PRODUCTS[2], 2, 0), { name: "dB[2, 0]", symbols: "A[0, 2]·dC[0, 0] + A[1, 2]·dC[1, 0]", numbers: "3·10 + 6·(−1)", value: 24 });
});

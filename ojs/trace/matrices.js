// ⑦ Pure: the three products around C = A @ B, and one entry of one of them, spelled out.
import { operand, shapeTuple } from "../maths/format.js";

/** @typedef {import("../engine/tables.js").Product} Product */
/** @typedef {keyof Product} Name */
/** A product as it is written: result = left @ right, either of them transposed. @typedef {{result: Name, left: Name, right: Name, turned: "left" | "right" | null}} Written */

/** @type {Written[]} */
export const PRODUCTS = [
  { result: "C", left: "A", right: "B", turned: null },
  { result: "dA", left: "dC", right: "B", turned: "right" },
  { result: "dB", left: "A", right: "dC", turned: "left" },
];

/** The sizes of each matrix by their letters; a gradient has the shape of what it is the gradient of. @type {Record<Name, [string, string]>} */
export const LETTERS = { A: ["m", "k"], B: ["k", "n"], C: ["m", "n"], dA: ["m", "k"], dB: ["k", "n"], dC: ["m", "n"] };

/** @param {number[][]} matrix */
export const transposed = (matrix) => matrix[0].map((_, j) => matrix.map((line) => line[j]));

/** Both factors as they stand in the product. @param {Product} all @param {Written} written */
export const factors = (all, { left, right, turned }) => ({
  left: turned === "left" ? transposed(all[left]) : all[left],
  right: turned === "right" ? transposed(all[right]) : all[right],
});

/**
 * One entry: its name, its terms and its value. Rows and columns count from 0, as in Python.
 * @param {Product} all @param {Written} written @param {number} i @param {number} j
 */
export function entry(all, written, i, j) {
  const { left, right } = factors(all, written);
  const { result, turned } = written;
  const at = (/** @type {Name} */ name, /** @type {number} */ down, /** @type {number} */ across) => `${name}[${down}, ${across}]`;
  const names = left[i].map((_, l) => [
    turned === "left" ? at(written.left, l, i) : at(written.left, i, l),
    turned === "right" ? at(written.right, j, l) : at(written.right, l, j),
  ]);
  return {
    name: at(result, i, j),
    symbols: names.map((pair) => pair.join("·")).join(" + "),
    numbers: left[i].map((value, l) => `${operand(value)}·${operand(right[l][j])}`).join(" + "),
    value: all[result][i][j],
  };
}

/** "(2, 3)" @param {number[][]} matrix */
export const shape = (matrix) => shapeTuple([matrix.length, matrix[0].length]);

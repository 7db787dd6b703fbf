// ⑦ Pure: how an array is drawn: its last axis across, all others down, in cells with numbers or, of a larger one, as a small picture.
import { isArray, toNumber } from "../maths/format.js";
import { SIZE, wanted } from "./digits.js";

/**
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 * @typedef {object} Plan
 * @property {number[]} shape
 * @property {boolean} numbers whether there is room for numbers in its cells at any scale
 * @property {number} rows of the drawing, @property {number} columns
 * @property {number} cell how wide one is, @property {number} line how high
 * @property {number} size of its digits
 * @property {number} slice after how many rows there is a gap, where the array has more than two axes; 0 for none
 * @property {number} width @property {number} height
 * @property {boolean} exact whether every cell is one element, not the mean of a block
 */

/** More than so many rows, or columns, are a picture. */
const MOST = 4;
/** A vector is one row, and has a little more room. */
const LONGEST = 6;
const CELL = { least: 22, most: 47, line: 18, pad: 6 };
const GAP = 1;
const SLICE = 5;
/** The cells of a picture: no more than this, on this much room. */
const PICTURE = { cells: 32, width: 104, height: 72, vector: 150 };

/** What it is as a matrix: rows, columns, and the rows of one slice. @param {number[]} shape @returns {{rows: number, columns: number, slice: number}} */
export function flat(shape) {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  return { rows, columns, slice: shape.length > 2 ? shape[shape.length - 2] : 0 };
}

/** Whether its numbers stand in the node. @param {number[]} shape */
export function small(shape) {
  const { rows, columns, slice } = flat(shape);
  if (rows === 1) return columns <= LONGEST;
  return columns <= MOST && (slice || rows) <= MOST && rows <= 2 * MOST;
}

/** How wide the cells must be for these numbers. @param {(NumArray | undefined)[]} arrays @param {{size?: number, short?: boolean}} [given] of the digits */
export function cellWidth(arrays, given = {}) {
  const least = CELL.least * (given.size ?? SIZE) / SIZE;
  let most = least - CELL.pad;
  for (const one of arrays) {
    if (!one || !isArray(one) || !("data" in one)) continue;
    for (const value of one.data) {
      most = Math.max(most, wanted(value, one.dtype, given));
      if (most + CELL.pad >= CELL.most) return CELL.most;
    }
  }
  return Math.ceil(most + CELL.pad);
}

/** @param {NumArray} array any of this shape @param {number} [cell] how wide cells with numbers are @param {{size?: number, line?: number}} [given] of their digits, and how high they are @returns {Plan} */
export function arrayPlan(array, cell = CELL.most, { size = SIZE, line = CELL.line } = {}) {
  const { shape } = array;
  const { rows: all, columns: across, slice } = flat(shape);
  const numbers = small(shape) && all > 0 && across > 0 && "data" in array;
  if (numbers) {
    const slices = slice ? all / slice - 1 : 0;
    return { shape, numbers, rows: all, columns: across, cell, line, size, slice, exact: true,
      width: across * (cell + GAP) - GAP, height: all * (line + GAP) - GAP + slices * SLICE };
  }
  const [rows, columns] = "picture" in array ? array.picture.shape : [Math.min(all, PICTURE.cells), Math.min(across, PICTURE.cells)];
  const one = rows === 1;
  const wide = Math.max(3, Math.min(one ? 22 : 16, (one ? PICTURE.vector : PICTURE.width) / Math.max(1, columns)));
  const high = one ? 16 : Math.max(2.5, Math.min(11, PICTURE.height / Math.max(1, rows)));
  return { shape, numbers, rows, columns, cell: wide, line: high, size, slice: 0, exact: "data" in array && rows === all && columns === across,
    width: Math.max(12, columns * wide), height: Math.max(8, rows * high) };
}

/** Where block i of n begins, of so many. @param {number} i @param {number} n @param {number} blocks */
export const edge = (i, n, blocks) => Math.floor((i * n) / blocks);

/** The numbers to draw, row by row: the array's own, or the means of its blocks. @param {NumArray} array @param {Plan} plan @returns {import("../engine/protocol.js").Num[]} */
export function numbersOf(array, { rows, columns, exact }) {
  if (!("data" in array)) return array.picture.data;
  if (exact) return array.data;
  const { rows: all, columns: across } = flat(array.shape);
  return Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let [sum, count] = [0, 0];
    for (let r = edge(i, all, rows); r < edge(i + 1, all, rows); r += 1) {
      for (let c = edge(j, across, columns); c < edge(j + 1, across, columns); c += 1) [sum, count] = [sum + toNumber(array.data[r * across + c]), count + 1];
    }
    return sum / count;
  });
}

/** Where a cell lies. @param {Plan} plan @param {number} row @param {number} column */
export function placeOf({ numbers, cell, line, slice }, row, column) {
  const gap = numbers ? GAP : 0;
  return { x: column * (cell + gap), y: row * (line + gap) + (slice ? Math.floor(row / slice) * SLICE : 0), width: cell, height: line };
}

/** The element at a cell: of a block the one in its middle. @param {Plan} plan @param {number} row @param {number} column @returns {number[]} */
export function indexOf({ shape, rows, columns, exact }, row, column) {
  const { rows: all, columns: across } = flat(shape);
  const middle = (/** @type {number} */ i, /** @type {number} */ n, /** @type {number} */ blocks) => Math.floor((edge(i, n, blocks) + edge(i + 1, n, blocks) - 1) / 2);
  const [r, c] = exact ? [row, column] : [middle(row, all, rows), middle(column, across, columns)];
  const index = [c];
  for (let axis = shape.length - 2, left = r; axis >= 0; axis -= 1) {
    index.unshift(left % shape[axis]);
    left = Math.floor(left / shape[axis]);
  }
  return index;
}

/** The cell that an element is in. @param {Plan} plan @param {number[]} index @returns {[number, number]} */
export function cellOf({ shape, rows, columns, exact }, index) {
  const { rows: all, columns: across } = flat(shape);
  const row = index.slice(0, -1).reduce((sum, i, axis) => sum * shape[axis] + i, 0);
  const column = index[index.length - 1] ?? 0;
  if (exact) return [row, column];
  /** Edges are rounded down, so the block is found by asking. */
  const block = (/** @type {number} */ i, /** @type {number} */ n, /** @type {number} */ blocks) => {
    let at = Math.min(blocks - 1, Math.floor((i * blocks) / n));
    while (at + 1 < blocks && edge(at + 1, n, blocks) <= i) at += 1;
    return at;
  };
  return [block(row, all, rows), block(column, across, columns)];
}

/** How strong a colour is, of five, and of which sign; null of what is no number. @param {import("../engine/protocol.js").Num} value @param {number} most @returns {number | null} */
export function level(value, most) {
  const given = toNumber(value);
  if (Number.isNaN(given)) return null;
  if (given === 0) return 0;
  return Math.sign(given) * (most === 0 || !Number.isFinite(given) ? 5 : Math.max(1, Math.ceil((Math.abs(given) / most) * 5 - 1e-9)));
}

/** What the strongest colour stands for. @param {import("../engine/protocol.js").Num[]} numbers */
export const largest = (numbers) => numbers.reduce((/** @type {number} */ most, one) => {
  const size = Math.abs(toNumber(one));
  return Number.isFinite(size) && size > most ? size : most;
}, 0);

export { SIZE };

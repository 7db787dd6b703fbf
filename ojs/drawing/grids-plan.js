// ⑦ Pure: how the equation of a step stands in its band with its arrays as grids: as large as there is room for, and no part of it cut off.
import { arrayPlan, cellWidth } from "./array-plan.js";
import { textWidth } from "./letters.js";

/**
 * @typedef {import("../engine/protocol.js").NumArray} NumArray
 * An array of the equation by its name, or what stands between arrays. `bare`: its name alone, in the place of its numbers.
 * @typedef {{array: NumArray, name: string, which: string, bare?: boolean} | string} Item
 * @typedef {import("./array-plan.js").Plan & {scale: number}} Grid scale: pictures are drawn smaller than they are elsewhere
 * @typedef {{item: any, grid: Grid | null, width: number, height: number}} Part
 */

/** From the size wished for down to the smallest that can be read: of digits, whether two of them will do, and the scale of pictures. */
const SIZES = [[12, 0, 1], [11, 0, 0.9], [10.5, 0, 0.8], [10, 0, 0.7], [10, 1, 0.55], [10, 1, 0.42]];
const LINE = 1.34; // of the size of the digits: how high a cell is
/** Of the letters around the grids. */
export const LETTERS = { name: 11, bare: 14, sign: 15, line: 18 };
/** Room: around a grid for the frames of what is lit, between two parts, above a grid for its name, between lines, on either side of a hairline. */
export const ROOM = { edge: 1, gap: 6, name: 12, row: 5, beside: 14 };

/** @param {Item} item @returns {Item} */
const bare = (item) => (typeof item === "string" ? item : { ...item, bare: true });

/** With less and less of it, the whole first: without what stands in the node that receives, then without what stands in the node that sends. @param {Item[][]} lines */
function forms([line, joins]) {
  const [left, equals, sent] = [line.slice(0, -2), line[line.length - 2], line[line.length - 1]];
  const computed = equals === "=" && typeof left[left.length - 1] !== "string";
  const [before, , , , after] = joins ?? [];
  const short = equals === "=" && left.some((one) => typeof one !== "string") ? [...left, "=", bare(sent)] : line;
  return [
    ...(joins ? [[line, joins], ...(computed ? [[[before, "+", ...left, "=", after]], [[before, "+", ...left, "=", bare(after)]]] : [])] : []),
    [line], [short], [short.map((one, i) => (typeof one !== "string" && one.which === "gradient" && i < short.length - 1 ? bare(one) : one))],
  ].filter(([first]) => first.some((one) => typeof one !== "string" && !one.bare));
}

/** @param {Item} item @param {number[]} size @returns {Part} */
function part(item, [size, short, scale]) {
  if (typeof item === "string") return { item, grid: null, width: textWidth(item, LETTERS.sign), height: LETTERS.line };
  if (item.bare) return { item, grid: null, width: textWidth(item.name, LETTERS.bare, 600), height: LETTERS.line };
  const plan = arrayPlan(item.array, cellWidth([item.array], { size, short: short > 0 }), { size, line: Math.round(LINE * size) });
  const grid = { ...plan, scale: plan.numbers ? 1 : scale };
  return { item, grid, width: Math.max(grid.scale * plan.width + 2 * ROOM.edge, textWidth(item.name, LETTERS.name, 600)), height: ROOM.name + grid.scale * plan.height + 2 * ROOM.edge };
}

/** @param {Part[]} parts */
const across = (parts) => parts.reduce((sum, one) => sum + one.width, ROOM.gap * (parts.length - 1));
/** @param {Part[]} parts */
const tall = (parts) => Math.max(...parts.map(({ height }) => height));

/** In rows no wider than this; a sign goes with what follows it. Null where one thing alone is wider. @param {Part[]} parts @param {number} width */
function broken(parts, width) {
  /** @type {Part[][]} */
  const rows = [[]];
  for (let at = 0; at < parts.length;) {
    let to = at + 1;
    while (to < parts.length && typeof parts[to - 1].item === "string") to += 1;
    const unit = parts.slice(at, to);
    const row = rows[rows.length - 1];
    if (row.length && across([...row, ...unit]) > width) rows.push(unit);
    else row.push(...unit);
    at = to;
  }
  return rows.every((row) => across(row) <= width) ? rows : null;
}

/**
 * The lines of an equation (as trace/meets.js has them) in a room; null where not even the least of it fits.
 * @param {Item[][]} lines @param {{width: number, height: number}} room
 * @returns {{rows: Part[][], beside: boolean} | null} beside: the rows stand beside one another
 */
export function gridsPlan(lines, { width, height }) {
  for (const form of forms(lines)) {
    for (const size of SIZES) {
      const parts = form.map((line) => line.map((item) => part(item, size)));
      if (parts.length > 1 && parts.reduce((sum, line) => sum + across(line), 2 * ROOM.beside * (parts.length - 1)) <= width && Math.max(...parts.map(tall)) <= height) return { rows: parts, beside: true };
      const rows = parts.map((line) => broken(line, width));
      if (rows.includes(null)) continue;
      const all = /** @type {Part[][][]} */ (rows).flat();
      if (all.reduce((sum, row) => sum + tall(row), ROOM.row * (all.length - 1)) <= height) return { rows: all, beside: false };
    }
  }
  return null;
}

// ⑦⑧ Numbers for a cell: as many digits as fit, three at most, and never a number that leaves its cell.
import { exact, toNumber } from "../maths/format.js";
import { textWidth } from "./letters.js";

/** The size of digits in a cell, in pixels. */
export const SIZE = 12;

/** A hyphen is not a minus sign. @param {string} text */
const signed = (text) => text.replaceAll("-", "−");

/** With so many digits, none of those before the point rounded away. @param {number} value @param {number} most */
function plain(value, most) {
  const before = Math.max(1, Math.floor(Math.log10(Math.abs(value))) + 1);
  return signed(String(Number(value.toPrecision(Math.max(most, before)))));
}

/** 12345 → "1.23e4". @param {number} value @param {number} most */
const raised = (value, most) => signed(value.toExponential(most - 1).replace(/\.?0*e/, "e").replace("e+", "e"));

/** From the longest text to the shortest. @param {import("../engine/protocol.js").Num} given @param {string} [dtype] @returns {string[]} */
function texts(given, dtype = "") {
  const value = toNumber(given);
  if (Number.isNaN(value)) return ["NaN"];
  if (!Number.isFinite(value)) return [value > 0 ? "∞" : "−∞"];
  if (dtype === "bool") return value ? ["True", "T"] : ["False", "F"];
  if (value === 0) return ["0"];
  const size = Math.abs(value);
  const most = size < 0.1 ? 2 : 3;
  const short = [3, 2, 1].filter((one) => one <= most).map((one) => raised(value, one));
  if (Number.isInteger(value) && size < (/int/.test(dtype) ? 1e6 : 1e4)) return [signed(String(value)), ...short];
  if (size < 1e-3 || size >= 999.5) return short;
  return [...[3, 2, 1].filter((one) => one <= most).map((one) => plain(value, one)), ...(size < 0.01 ? short.slice(-1) : [])];
}

/**
 * How wide a cell would have to be. @param {import("../engine/protocol.js").Num} value @param {string} [dtype]
 * @param {{size?: number, short?: boolean}} [given] short: two digits will do
 */
export function wanted(value, dtype, { size = SIZE, short = false } = {}) {
  const all = texts(value, dtype);
  const few = short && Math.abs(toNumber(value)) >= 0.1 ? all.slice(0, 2) : all.slice(0, 1);
  return Math.min(...few.map((text) => textWidth(text, size, 400)));
}

/**
 * The number as it fits into so many pixels; the shortest there is, if none does.
 * @param {import("../engine/protocol.js").Num} value @param {{room?: number, size?: number, dtype?: string}} [given]
 */
export function digits(value, { room = Infinity, size = SIZE, dtype } = {}) {
  const all = texts(value, dtype);
  return all.find((text) => textWidth(text, size, 400) <= room) ?? all[all.length - 1];
}

/** Every digit that it has as a number of this kind, and True or False. @param {import("../engine/protocol.js").Num} value @param {string} [dtype] */
export function whole(value, dtype) {
  const given = toNumber(value);
  if (dtype === "bool") return given ? "True" : "False";
  const shortest = dtype !== "float32" ? undefined : [1, 2, 3, 4, 5, 6, 7, 8, 9].find((most) => Math.fround(Number(given.toPrecision(most))) === given);
  return exact(shortest === undefined ? value : Number(given.toPrecision(shortest)));
}

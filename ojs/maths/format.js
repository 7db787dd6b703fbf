// ⑦ Numbers as a reader wants to see them: short on the page, exact in a title.

/**
 * @typedef {import("../engine/protocol.js").Num} Num
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** @param {number} integer @param {string} digits @param {string} minus */
function raised(integer, digits, minus) {
  let text = ""; // a large graph has a hundred thousand numbered names
  for (const letter of String(integer)) text += letter === "-" ? minus : digits[Number(letter)] ?? letter;
  return text;
}

/** 12 → "¹²", −3 → "⁻³". @param {number} integer */
export const superscript = (integer) => raised(integer, SUPERSCRIPTS, "⁻");

/** 1234 → "1,234". @param {number} integer */
export const thousands = (integer) => integer.toLocaleString("en");

/** "x", "x and y", "x, y and z". @param {string[]} words */
export const listed = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`);

/** How many entries an array of a shape has. @param {number[]} shape */
export const elements = (shape) => shape.reduce((product, length) => product * length, 1);

/** A tick of a logarithmic scale: 1000 → "10³", 2000 → "". @param {number} value */
export const power = (value) => (Number.isInteger(Math.log10(value)) ? `10${superscript(Math.log10(value))}` : "");

/** 12 → "₁₂". @param {number} integer */
export const subscript = (integer) => raised(integer, SUBSCRIPTS, "₋");

/** An array that has axes; without any it is one number. @param {unknown} value @returns {value is import("../engine/protocol.js").NumArray} */
export const isArray = (value) => typeof value === "object" && value !== null && "shape" in value && Array.isArray(value.shape) && value.shape.length > 0;

/** JSON has no NaN and no infinities, so the wire spells them. An array with axes is not a number. @param {Quantity | null} value @returns {number} */
export function toNumber(value) {
  if (typeof value !== "object") return Number(value);
  const { shape, data } = /** @type {{shape: number[], data?: Num[]}} */ (value ?? { shape: [0] });
  return data && shape.length === 0 ? Number(data[0]) : NaN;
}

/** As Python writes it: "(2, 3)", "(4,)", "()". @param {number[]} shape */
export const shapeTuple = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;

/** The shape of an array, "" for a number. @param {Quantity | {shape: number[]}} value */
export const shapeText = (value) => (isArray(value) ? shapeTuple(value.shape) : "");

/** One entry of an array, or the number that something without axes is. Axes that are missing in front, or of length 1, are stretched. @param {unknown} value @param {number[]} at @returns {number} */
export function entry(value, at) {
  if (!isArray(value)) return toNumber(/** @type {Quantity} */ (value));
  const { shape, data } = /** @type {{shape: number[], data?: Num[]}} */ (value);
  const own = at.slice(at.length - shape.length);
  if (own.some((i, axis) => shape[axis] !== 1 && i >= shape[axis])) return NaN;
  const place = own.reduce((flat, i, axis) => flat * shape[axis] + (shape[axis] === 1 ? 0 : i), 0);
  return data ? toNumber(data[place] ?? NaN) : NaN;
}

/**
 * A finite number split for typesetting: 12300000000 → {digits: "1.23", exponent: 10}; exponent is null where
 * plain digits are short enough. Up to ten million no digit before the point is rounded: 12770 for 12769 would be a lie.
 * @param {number} value
 * @returns {{digits: string, exponent: number | null}}
 */
export function parts(value) {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e7)) {
    const rounded = size >= 1e4 ? Math.round(value) : Number(value.toPrecision(4));
    return { digits: signed(String(rounded)), exponent: null };
  }
  const [digits, exponent] = value.toExponential(3).split("e");
  return { digits: signed(String(Number(digits))), exponent: Number(exponent) };
}

/** A hyphen is not a minus sign. @param {string} text */
const signed = (text) => text.replace(/^-/, "−");

/**
 * Four significant digits, true minus sign, never "-0": "3.142", "−0.5", "1.5×10⁻⁷", "∞", "NaN".
 * A tensor (an object with a shape) is named by its shape: "(2, 3)".
 * @param {Quantity | {shape: number[]}} value
 * @returns {string}
 */
export function number(value) {
  if (isArray(value)) return shapeText(value);
  const given = toNumber(/** @type {Quantity} */ (value));
  if (Number.isNaN(given)) return "NaN";
  if (!Number.isFinite(given)) return given > 0 ? "∞" : "−∞";
  const { digits, exponent } = parts(given);
  return exponent === null ? digits : `${digits}×10${superscript(exponent)}`;
}

/** A factor or summand; a negative one in parentheses. @param {Quantity} value */
export const operand = (value) => (toNumber(value) < 0 ? `(${number(value)})` : number(value));

/** Every digit there is, for a title or a data attribute's reader. @param {Quantity | {shape: number[]}} value */
export function exact(value) {
  if (isArray(value)) return `shape ${shapeTuple(value.shape)}`;
  const given = toNumber(/** @type {Quantity} */ (value));
  return Number.isFinite(given) ? signed(String(given === 0 ? 0 : given)) : spoken(given);
}

/** As `number`, but what has no digits is said in words. @param {Quantity | {shape: number[]}} value */
export function spoken(value) {
  if (isArray(value)) return shapeText(value);
  const given = toNumber(/** @type {Quantity} */ (value));
  if (Number.isNaN(given)) return "not a number";
  if (!Number.isFinite(given)) return given > 0 ? "infinity" : "minus infinity";
  return number(value);
}

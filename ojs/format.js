// ⑦ Numbers as a reader wants to see them: short on the page, exact in a title.

/** @typedef {import("./protocol.js").Num} Num */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** @param {number} integer @param {string} digits @param {string} minus */
const raised = (integer, digits, minus) =>
  String(integer).replace(/-/, minus).replace(/\d/g, (digit) => digits[Number(digit)]);

/** 12 → "¹²", −3 → "⁻³". @param {number} integer */
export const superscript = (integer) => raised(integer, SUPERSCRIPTS, "⁻");

/** 12 → "₁₂". @param {number} integer */
export const subscript = (integer) => raised(integer, SUBSCRIPTS, "₋");

/** JSON has no NaN and no infinities, so the wire spells them. @param {Num} value @returns {number} */
export const toNumber = (value) => (typeof value === "string" ? Number(value) : value);

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
 * A tensor (an object with a shape) is named by its shape: "2×3".
 * @param {Num | {shape: number[]}} value
 * @returns {string}
 */
export function number(value) {
  if (typeof value === "object" && value !== null) return value.shape.length ? value.shape.join("×") : "0-d";
  const given = toNumber(value);
  if (Number.isNaN(given)) return "NaN";
  if (!Number.isFinite(given)) return given > 0 ? "∞" : "−∞";
  const { digits, exponent } = parts(given);
  return exponent === null ? digits : `${digits}×10${superscript(exponent)}`;
}

/** Every digit there is, for a title or a data attribute's reader. @param {Num | {shape: number[]}} value */
export function exact(value) {
  if (typeof value === "object" && value !== null) return `shape (${value.shape.join(", ")})`;
  const given = toNumber(value);
  return Number.isFinite(given) ? signed(String(given === 0 ? 0 : given)) : spoken(given);
}

/** As `number`, but what has no digits is said in words. @param {Num | {shape: number[]}} value */
export function spoken(value) {
  const given = typeof value === "object" ? 0 : toNumber(value);
  if (Number.isNaN(given)) return "not a number";
  if (!Number.isFinite(given)) return given > 0 ? "infinity" : "minus infinity";
  return number(value);
}

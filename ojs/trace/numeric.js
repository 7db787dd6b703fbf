// ⑦ Pure: the table that a numeric gradient check prints, and what its subtraction leaves of the digits.

/** @typedef {{eps: number, above: number, below: number, sided: number, central: number}} Row */

/** What the program printed: first the gradient and the value, then a line for every ε. @param {string} output */
export function read(output) {
  const [first, ...lines] = output.trim().split("\n").map((line) => line.split(" ").map(Number));
  const rows = lines.map(([eps, above, below, sided, central]) => ({ eps, above, below, sided, central }));
  return { exact: first[0], rows };
}

/** How many digits a float has. */
export const DIGITS = 16;
/** @param {number} value the place of its first digit: 0 for 8, −7 for 2.4e-7 */
const place = (value) => Math.floor(Math.log10(Math.abs(value)));

/**
 * A subtraction as one writes it on paper: both numbers and the difference with the same decimals, each cut where the
 * difference begins. `cancelled` is how many digits go; all of them where nothing is left.
 * @param {number} one @param {number} other
 */
export function subtraction(one, other) {
  const difference = one - other;
  const top = place(Math.max(Math.abs(one), Math.abs(other), Number.MIN_VALUE));
  const decimals = Math.min(100, Math.max(0, DIGITS - top)); // toFixed goes no further
  const first = difference === 0 ? -decimals - 1 : place(difference);
  const texts = [one, other, difference].map((value) => value.toFixed(decimals).replace("-", "−"));
  const width = Math.max(...texts.map((text) => text.length));
  const kept = Math.max(0, decimals + first + 1 + (first >= 0 ? 1 : 0));
  const lines = texts.map((text) => text.padStart(width, "\u2007")).map((text) => [text.slice(0, width - kept), text.slice(width - kept)]);
  return { lines, cancelled: difference === 0 ? DIGITS : Math.max(0, top - first) };
}

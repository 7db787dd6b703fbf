// ⑦ Pure: the functions that the formulas of the engine's table name, over numbers, as py/stepgrad/rules/scalar_table.py has them.

/** @param {number} a */
const sigmoid = (a) => 1 / (1 + Math.exp(-a));

/** 1 − erf(a), from a = 2.5 on: the continued fraction, from its far end. @param {number} a */
function far(a) {
  let fraction = a;
  for (let k = 60; k > 0; k -= 1) fraction = a + k / 2 / fraction;
  return Math.exp(-a * a) / (fraction * Math.sqrt(Math.PI));
}

/** Near 0, by a series whose terms are all of one sign. @param {number} a */
function near(a) {
  let [term, sum] = [a, a];
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k += 1) sum += (term *= (2 * a * a) / (2 * k + 1));
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a) * sum;
}

/** @param {number} a @returns {number} */
function erf(a) {
  if (Number.isNaN(a) || a === 0) return a;
  return Math.abs(a) < 2.5 ? near(a) : Math.sign(a) * (1 - far(Math.abs(a)));
}
/** @param {number} a */
const erfc = (a) => (a >= 2.5 ? far(a) : 1 - erf(a));

/** As Python's: of the sign of b. @param {number} a @param {number} b */
function remainder(a, b) {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** @param {number} a @param {number} b */
function floorDivide(a, b) {
  const quotient = (a - remainder(a, b)) / b;
  return quotient - Math.floor(quotient) > 0.5 ? Math.floor(quotient) + 1 : Math.floor(quotient);
}

/** Halves to the even neighbour. @param {number} a */
function round(a) {
  const down = Math.floor(a);
  if (a - down !== 0.5) return Math.round(a);
  return down % 2 === 0 ? down : down + 1;
}

/** @param {number} a @param {number} b */
const logaddexp = (a, b) => (a === b ? a + Math.log(2) : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))));
/** @param {number} a */
const psi = (a) => sigmoid(1.5957691216057308 * a * (1 + 0.044715 * a * a));

const { abs, acos, acosh, asin, asinh, atan, atan2, atanh, ceil, cos, cosh, exp, expm1, floor, hypot, log, log10, log1p, log2, sign, sin, sinh, sqrt, tan, tanh, trunc } = Math;

/** @type {Record<string, (...args: number[]) => number>} */
export const OF_THE_TABLE = {
  abs, acos, acosh, asin, asinh, atan, atan2, atanh, ceil, cos, cosh, exp, expm1, floor, hypot, log, log10, log1p, log2, sign, sin, sinh, sqrt, tan, tanh, trunc,
  erf, logaddexp, remainder, round, sigmoid,
  exp2: (a) => 2 ** a,
  floor_divide: floorDivide,
  fmod: (a, b) => a % b,
  maximum: Math.max,
  minimum: Math.min,
  Phi: (a) => 0.5 * erfc(-a / Math.SQRT2),
  phi: (a) => Math.exp(-0.5 * a * a) / Math.sqrt(2 * Math.PI),
  Psi: psi,
  psi: (a) => {
    const within = Math.min(Math.max(a, -30), 30);
    const y = psi(within);
    return y * (1 - y) * (1.5957691216057308 + 0.21406444881780073 * within * within);
  },
};

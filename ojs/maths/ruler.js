// ⑦ Pure: the numbers a slider can be at, and the one of them nearest to what a reader typed or a program says.
import { number } from "./format.js";

/** @typedef {{min: number, max: number, step: number}} Ruler */

/** How many decimals a number is written with. @param {number} x */
function decimals(x) {
  const [digits, power = "0"] = String(x).split("e");
  return Math.max(0, (digits.split(".")[1] ?? "").length - Number(power));
}

/** In a hundred steps, unless it says how wide a step is. @param {{min: number, max: number, step?: number}} spec @returns {Ruler} */
export function ruler({ min, max, step = Number(((max - min) / 100).toPrecision(12)) }) {
  if (!(step > 0)) throw new TypeError(`a slider's step is a number above 0, not ${step}`);
  return { min, max, step };
}

/** Within the range, and a whole number of steps from its beginning; NaN has none. @param {number} wanted @param {Ruler} of */
export function nearest(wanted, { min, max, step }) {
  const within = Math.max(min, Math.min(max, wanted));
  const least = Math.round((within - min) / step);
  const most = Math.floor((max - min) / step + 1e-9);
  return Number((min + Math.min(least, most) * step).toFixed(Math.min(20, Math.max(decimals(min), decimals(step))))) + 0; // + 0: −0 is 0
}

/** "−3 to 3, in steps of 0.1" @param {Ruler} of */
export const spelled = ({ min, max, step }) => `${number(min)} to ${number(max)}, in steps of ${number(step)}`;

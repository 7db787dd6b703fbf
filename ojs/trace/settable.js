// ⑦ Pure: which of a program's inputs get a slider where nobody has said so, and from where to where it goes.
import { toNumber } from "../maths/format.js";

/** @typedef {import("../engine/protocol.js").Trace} Trace @typedef {import("../engine/protocol.js").Num} Num */

/** So many sliders can be taken in. */
const MOST = 8;
/** Longer runs cannot follow a hand: only what is a node itself gets a slider there. */
const LONG = 4000;

/** How a name is set at the top of the program: "Value", "number" (with a point; one without it is a count), or not at all. @param {string} source @param {string} name */
function setAs(source, name) {
  const line = new RegExp(`^${name}[ \\t]*(?::[^=\\n]+)?=[ \\t]*(Value\\(|[-+]?[\\d_]*\\.|[-+]?[\\d_]+[eE])`, "m").exec(source);
  return line && (line[1] === "Value(" ? "Value" : "number");
}

/** @param {Trace} trace @returns {Record<string, Num>} */
export function inputsOf({ source, inputs, steps }) {
  const some = Object.entries(inputs).filter(([name, now]) => {
    const how = setAs(source, name);
    return Number.isFinite(toNumber(now)) && (how === "Value" || (how === "number" && steps.length <= LONG));
  });
  return Object.fromEntries(some.slice(0, MOST));
}

/** 1, 2 or 5 times a power of ten, not below. @param {number} number */
function round(number) {
  const power = 10 ** Math.floor(Math.log10(number));
  return Number(((/** @type {number} */ ([1, 2, 5, 10].find((one) => one * power >= number * (1 - 1e-12)))) * power).toPrecision(1));
}

/** Twice as far as the number, on both sides of 0; a plain number such as a rate keeps its sign. @param {number} number @param {Trace} trace @param {string} name */
export function reach(number, { source }, name) {
  const far = number === 0 ? 5 : round(Math.min(1e300, Math.max(1e-300, 2 * Math.abs(number))));
  if (setAs(source, name) === "Value" || number === 0) return { min: -far, max: far };
  return number > 0 ? { min: 0, max: far } : { min: -far, max: 0 };
}

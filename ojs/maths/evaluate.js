// ⑦ Pure: what a formula comes to. For a reader's "3*2**2" and for a rule of the engine's table; the engine itself is Python.
import { parse } from "./expression.js";
import { OF_THE_TABLE } from "./functions.js";
import { shapeTuple } from "./format.js";

/** @typedef {import("./expression.js").Expression} Expression */

/** @type {Record<string, (...args: number[]) => number>} */
const FUNCTIONS = {
  ...OF_THE_TABLE,
  ln: Math.log,
  max: Math.max,
  min: Math.min,
  relu: (a) => Math.max(a, 0),
};

/** @type {Record<string, (a: number, b: number) => number>} */
const OPERATORS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "**": (a, b) => a ** b,
  "<": (a, b) => Number(a < b),
  ">": (a, b) => Number(a > b),
  "<=": (a, b) => Number(a <= b),
  ">=": (a, b) => Number(a >= b),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
};

/** What a reader types in place of Python's signs. @type {[RegExp, string][]} */
const SPELLINGS = [[/[−–]/g, "-"], [/[×·]/g, "*"], [/÷/g, "/"], [/\^/g, "**"], [/²/g, "**2"], [/³/g, "**3"], [/½/g, "0.5"], [/^(\s*[-+]?\d+),(\d+\s*)$/, "$1.$2"]];

/**
 * @param {Expression} tree
 * @param {Record<string, number>} names
 * @returns {number}
 * @throws {SyntaxError} where a name or a function is not known
 */
export function evaluate(tree, names = {}) {
  /** @param {Expression} part */
  const value = (part) => evaluate(part, names);
  switch (tree.type) {
    case "number":
      return tree.value;
    case "name":
      if (!Object.hasOwn(names, tree.name)) throw new SyntaxError(`${tree.name} is not a number`);
      return names[tree.name];
    case "negative":
      return -value(tree.of);
    case "choice":
      return value(tree.test) ? value(tree.yes) : value(tree.no);
    case "call":
      if (!Object.hasOwn(FUNCTIONS, tree.name)) throw new SyntaxError(`${tree.name}() is not a function known here`);
      return FUNCTIONS[tree.name](...tree.args.map(value));
    case "binary":
      if (!(tree.op in OPERATORS)) throw new SyntaxError(`${tree.op} is not for numbers`);
      return OPERATORS[tree.op](value(tree.left), value(tree.right));
    default:
      throw new SyntaxError(`${tree.type} is not for numbers`);
  }
}

/**
 * A number as a reader writes it: "12", "−0,5", "3*2**2", "1 − tanh(2)²".
 * @param {string} text
 * @returns {number | null} null where it is none
 */
export function readNumber(text) {
  const spelled = SPELLINGS.reduce((words, [sign, python]) => words.replace(sign, python), text).trim().replace(/^\+/, "");
  try {
    const value = evaluate(parse(spelled), { e: Math.E });
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * A shape as a reader writes it: "2, 3", "(2, 3)", "2×3", "(4,)", "()".
 * @param {string} text
 * @returns {string | null} as Python writes it; null where it is none
 */
export function readShape(text) {
  const inside = text.trim().replace(/^\((.*)\)$|^\[(.*)\]$/, (_, round = "", square = "") => round || square).trim();
  if (inside === "") return /^[([]/.test(text.trim()) ? "()" : null;
  if (!/^\d{1,6}(\s*(,|x|×|\*|by|\s)\s*\d{1,6})*\s*,?$/i.test(inside)) return null;
  return shapeTuple((inside.match(/\d+/g) ?? []).map(Number));
}

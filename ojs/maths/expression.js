// ⑦ Reads the Python expressions of Op.formula and Op.locals ("b * a ** (b - 1) if b != 0 else 0") into a small tree.

/**
 * @typedef {{type: "number", value: number}
 *   | {type: "name", name: string}
 *   | {type: "transposed", of: Expression}
 *   | {type: "omitted"}
 *   | {type: "negative", of: Expression}
 *   | {type: "binary", op: string, left: Expression, right: Expression}
 *   | {type: "call", name: string, args: Expression[]}
 *   | {type: "choice", test: Expression, yes: Expression, no: Expression}} Expression
 */

/** How tightly each operator binds, as in Python. @type {Record<string, number>} */
export const BINDING = { ">": 1, "<": 1, ">=": 1, "<=": 1, "==": 1, "!=": 1, "+": 2, "-": 2, "*": 3, "/": 3, "@": 3, "**": 5 };
const UNARY = 4;
const TOKEN = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)|([\p{L}_][\p{L}\p{N}_.]*)|(\*\*|>=|<=|==|!=|[-+*/@()<>,]))/uy;

/** @param {string} source */
function tokens(source) {
  /** @type {string[]} */
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const match = TOKEN.exec(source);
    if (!match) throw new SyntaxError(`cannot read the formula ${JSON.stringify(source)}`);
    found.push(match[0].trim());
  }
  return found;
}

/** @type {Map<string, Expression>} */
const known = new Map();

/**
 * @param {string} source
 * @returns {Expression}
 * @throws {SyntaxError} where the formula is not one of ours
 */
export function parse(source) {
  const before = known.get(source);
  if (before) return before;
  const list = tokens(source);
  let next = 0;
  /** @param {string} token */
  const expect = (token) => {
    if (list[next++] !== token) throw new SyntaxError(`expected ${token} in the formula ${JSON.stringify(source)}`);
  };

  /** @returns {Expression} */
  function atom() {
    const token = list[next++];
    if (token === undefined) throw new SyntaxError(`the formula ${JSON.stringify(source)} ends too early`);
    if (token === "-") return { type: "negative", of: operators(UNARY) };
    if (token === "(") {
      const inner = whole();
      expect(")");
      return inner;
    }
    if (/^[\d.]/.test(token)) return { type: "number", value: Number(token) };
    if (!/^[\p{L}_]/u.test(token)) throw new SyntaxError(`${token} is out of place in the formula ${JSON.stringify(source)}`);
    if (list[next] !== "(") return { type: "name", name: token };
    next += 1;
    /** @type {Expression[]} */
    const args = [];
    while (list[next] !== ")") {
      args.push(whole());
      if (list[next] !== ")") expect(",");
    }
    expect(")");
    return { type: "call", name: token, args };
  }

  /** @param {number} least @returns {Expression} */
  function operators(least) {
    let left = atom();
    for (let op = list[next]; BINDING[op] > least; op = list[next]) {
      next += 1;
      const right = operators(op === "**" ? UNARY - 1 : BINDING[op]); // ** leans right, and a ** -b is allowed
      left = { type: "binary", op, left, right };
    }
    return left;
  }

  /** `yes if test else no`, or where(test, yes, no) @returns {Expression} */
  function whole() {
    const yes = operators(0);
    if (list[next] !== "if") return yes.type === "call" && yes.name === "where" && yes.args.length === 3
      ? { type: "choice", test: yes.args[0], yes: yes.args[1], no: yes.args[2] } : yes;
    next += 1;
    const test = operators(0);
    expect("else");
    return { type: "choice", test, yes, no: whole() };
  }

  const tree = whole();
  if (next !== list.length) throw new SyntaxError(`${list[next]} is out of place in the formula ${JSON.stringify(source)}`);
  known.set(source, tree);
  return tree;
}

/**
 * The tree with its names replaced, and done what a reader would do without thinking: b ** (2 - 1) becomes b,
 * and a choice whose test is known becomes the branch taken.
 * @param {Expression} tree
 * @param {Record<string, Expression>} bindings
 * @returns {Expression}
 */
export function substitute(tree, bindings) {
  switch (tree.type) {
    case "name": {
      const [name, attribute] = tree.name.split(".");
      if (attribute === "mT" || attribute === "T") return { type: "transposed", of: bindings[name] ?? { type: "name", name } };
      return bindings[tree.name] ?? tree;
    }
    case "negative": {
      return { type: "negative", of: substitute(tree.of, bindings) };
    }
    case "call": {
      const args = tree.args.map((arg) => substitute(arg, bindings)).filter(({ type }) => type !== "omitted");
      if (PRODUCTS.has(tree.name) && args.length === 2) return { type: "binary", op: "@", left: args[0], right: args[1] };
      return { ...tree, args };
    }
    case "binary": {
      const left = substitute(tree.left, bindings);
      const right = tree.op === "**" ? folded(substitute(tree.right, bindings)) : substitute(tree.right, bindings);
      if (tree.op === "**" && right.type === "number" && right.value === 1) return left;
      return { ...tree, left, right };
    }
    case "choice": {
      const test = substitute(tree.test, bindings);
      const known = test.type === "number" ? test.value !== 0
        : test.type === "binary" && test.left.type === "number" && test.right.type === "number"
          ? TESTS[test.op]?.(test.left.value, test.right.value) : undefined;
      if (known !== undefined) return substitute(known ? tree.yes : tree.no, bindings);
      return { type: "choice", test, yes: substitute(tree.yes, bindings), no: substitute(tree.no, bindings) };
    }
    default:
      return tree;
  }
}

/** Products with a vector, which the engine tells apart and a reader writes alike. */
const PRODUCTS = new Set(["matvec", "vecmat"]);

/** @type {Record<string, (a: number, b: number) => boolean>} */
const TESTS = {
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
  ">=": (a, b) => a >= b,
  "<=": (a, b) => a <= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

/** @param {Expression} tree @returns {Expression} */
function folded(tree) {
  if (tree.type !== "binary" || tree.left.type !== "number" || tree.right.type !== "number") return tree;
  if (tree.op === "-") return { type: "number", value: tree.left.value - tree.right.value };
  if (tree.op === "+") return { type: "number", value: tree.left.value + tree.right.value };
  return tree;
}

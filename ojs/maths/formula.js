// ⑦ Python formulas as mathematics: plain text for nodes and sentences, MathML (as plain data) for equations.
import { BINDING, parse, substitute } from "./expression.js";
import { isArray, number, parts, superscript, toNumber } from "./format.js";

/**
 * @typedef {import("../engine/protocol.js").Num} Num
 * @typedef {import("./expression.js").Expression} Expression
 * @typedef {{tag: string, attrs: Record<string, string>, children: (Markup | string)[]}} Markup
 * @typedef {{name: string} | {number: Num} | {omit: true}} Binding what stands for a, b or y: a label, a number, or (in a call) nothing
 */

const SIGNS = /** @type {Record<string, string>} */ ({ "*": "×", "-": "−", ">=": "≥", "<=": "≤", "!=": "≠", "==": "=" });
const WORDS = /** @type {Record<string, string>} */ ({ maximum: "max", minimum: "min", Phi: "Φ", phi: "φ", Psi: "Ψ", psi: "ψ", sigmoid: "σ" });
const ATOM = 6;
const RELATIONS = ["=", "→", "←"];

/** @param {string} tag @param {...(Markup | string)} children @returns {Markup} */
export const m = (tag, ...children) => ({ tag, attrs: {}, children });
/** @param {string} sign */
export const operator = (sign) => {
  const space = sign === "×" ? "0.25em" : RELATIONS.includes(sign) ? "0.28em" : ""; // × is tighter in the dictionary than +; a relation beside words gets nothing there
  return { tag: "mo", attrs: /** @type {Record<string, string>} */ (space ? { lspace: space, rspace: space } : {}), children: [sign] };
};
/** @param {string} label */
export const identifier = (label) => m("mi", label);
/** @param {...(Markup | string)} children */
export const row = (...children) => m("mrow", ...children);

/** A line in the pieces between which it may be broken: before each sign of equality, each arrow. @param {Markup} line @returns {Markup[]} */
export function pieces(line) {
  if (line.tag !== "mrow") return [line];
  const found = [row()];
  for (const child of line.children) {
    const sign = typeof child !== "string" && child.tag === "mo" && RELATIONS.includes(String(child.children[0])) ? child : null;
    if (sign && found[found.length - 1].children.length) found.push(row({ ...sign, attrs: { ...sign.attrs, form: "infix" } })); // else it would stand as tight as a prefix
    else found[found.length - 1].children.push(child);
  }
  return found;
}

/** The same in smaller ones: before each sign between two terms too, and after each comma, however deep they stand. @param {Markup} line @returns {Markup[]} */
export function finePieces(line) {
  const found = [row()];
  /** @param {Markup | string} child @param {boolean} first */
  const add = (child, first) => {
    if (typeof child !== "string" && child.tag === "mrow" && !child.attrs.class) return child.children.forEach((inner, i) => add(inner, first && i === 0));
    const sign = typeof child !== "string" && child.tag === "mo" ? child : null;
    const text = String(sign?.children[0] ?? "");
    const last = found[found.length - 1];
    const before = last.children[last.children.length - 1];
    const opened = typeof before === "object" && before.tag === "mo" && ["(", "{", "|", ","].includes(String(before.children[0]));
    if (sign && !first && !opened && last.children.length && [...RELATIONS, "+", "−", "×", "@", "·"].includes(text)) found.push(row({ ...sign, attrs: { ...sign.attrs, form: "infix" } }));
    else last.children.push(child);
    if (text === "," || text === ", ") found.push(row());
  };
  add(line, true);
  return found.filter(({ children }) => children.length > 0);
}

/** A number as MathML; of an array its shape. @param {import("../engine/protocol.js").Quantity} value @returns {Markup} */
export function numeral(value) {
  if (isArray(value)) return m("mtext", number(value));
  const given = toNumber(value);
  if (!Number.isFinite(given)) return m("mn", number(value));
  const { digits, exponent } = parts(given);
  const mantissa = digits.startsWith("−") ? row(operator("−"), m("mn", digits.slice(1))) : m("mn", digits);
  if (exponent === null) return mantissa;
  return row(mantissa, operator("×"), m("msup", m("mn", "10"), m("mn", number(exponent))));
}

/** A factor or summand; a negative one in parentheses. @param {import("../engine/protocol.js").Quantity} value */
export const operand = (value) => (toNumber(value) < 0 ? row(operator("("), numeral(value), operator(")")) : numeral(value));

/** The same with a class, for colour. @param {Markup} markup @param {string} name @returns {Markup} */
export const classed = (markup, name) => ({ ...markup, attrs: { ...markup.attrs, class: name } });

/** ∂ over ∂ as a fraction. @param {string} of @param {string} by */
export const partial = (of, by) => m("mfrac", row(m("mo", "∂"), identifier(of)), row(m("mo", "∂"), identifier(by)));

/** How tightly the tree holds together, by its outermost operator. @param {Expression} tree */
const looseness = (tree) => {
  if (tree.type === "choice") return 0;
  if (tree.type === "binary") return BINDING[tree.op];
  if (tree.type === "negative") return 4;
  if (tree.type !== "number") return ATOM;
  if (Number.isFinite(tree.value) && parts(tree.value).exponent !== null) return 3; // drawn as a product: 1.5×10⁻⁷
  return tree.value < 0 ? 4 : ATOM;
};

/** Does it begin with a minus sign? Then it cannot follow another sign bare. @param {Expression} tree */
const negative = (tree) => tree.type === "negative" || (tree.type === "number" && tree.value < 0);

/**
 * Where does an operand need parentheses? Only where leaving them out would be read differently.
 * @param {Expression} tree the operand
 * @param {string} op
 * @param {"left" | "right"} side
 */
function needsParentheses(tree, op, side) {
  const inner = looseness(tree);
  if (op === "**") return side === "left" && inner < ATOM;
  if (side === "left") return inner < BINDING[op];
  return negative(tree) || (op === "+" ? inner < BINDING[op] : inner <= BINDING[op]);
}

/** @param {Expression} tree what stands after a minus sign */
const minusNeeds = (tree) => negative(tree) || looseness(tree) < 4;

/** @param {Expression} tree @returns {string} */
function plain(tree) {
  switch (tree.type) {
    case "number":
      return number(tree.value);
    case "name":
      return tree.name;
    case "omitted":
      return "";
    case "transposed":
      return `${plain(tree.of)}ᵀ`;
    case "negative":
      return minusNeeds(tree.of) ? `−(${plain(tree.of)})` : `−${plain(tree.of)}`;
    case "call":
      return `${WORDS[tree.name] ?? tree.name}(${tree.args.map(plain).join(", ")})`;
    case "choice":
      return `${plain(tree.yes)} if ${plain(tree.test)}, otherwise ${plain(tree.no)}`;
    default: {
      const { op, left, right } = tree;
      const first = needsParentheses(left, op, "left") ? `(${plain(left)})` : plain(left);
      if (op === "**" && right.type === "number" && Number.isInteger(right.value) && Math.abs(right.value) < 1000) {
        return first + superscript(right.value);
      }
      const second = needsParentheses(right, op, "right") || (op === "**" && looseness(right) < ATOM) ? `(${plain(right)})` : plain(right);
      return op === "**" ? `${first}^${second}` : `${first} ${op === "/" ? "÷" : SIGNS[op] ?? op} ${second}`;
    }
  }
}

/** @param {Markup} inner */
const parenthesised = (inner) => row(operator("("), inner, operator(")"));

/** @param {Expression} tree @returns {Markup} */
function markup(tree) {
  switch (tree.type) {
    case "number":
      return numeral(tree.value);
    case "name":
      return identifier(tree.name);
    case "omitted":
      return row();
    case "transposed":
      return m("msup", markup(tree.of), m("mo", "⊤"));
    case "negative":
      return row(operator("−"), minusNeeds(tree.of) ? parenthesised(markup(tree.of)) : markup(tree.of));
    case "call":
      return called(tree.name, tree.args);
    case "choice":
      return row(operator("{"), m("mtable", ...branches(tree)));
    default: {
      const { op, left, right } = tree;
      if (op === "/") return m("mfrac", markup(left), markup(right));
      const first = needsParentheses(left, op, "left") ? parenthesised(markup(left)) : markup(left);
      if (op === "**") return m("msup", first, markup(right));
      const second = needsParentheses(right, op, "right") ? parenthesised(markup(right)) : markup(right);
      return row(first, operator(SIGNS[op] ?? op), second);
    }
  }
}

/** "x if p else y if q else z" as lines of one brace. @param {Expression} tree @returns {Markup[]} */
function branches(tree) {
  if (tree.type !== "choice") return [m("mtr", m("mtd", markup(tree)), m("mtd", m("mtext", "otherwise")))];
  return [m("mtr", m("mtd", markup(tree.yes)), m("mtd", m("mtext", "if\u00a0"), markup(tree.test))), ...branches(tree.no)];
}

/** @param {string} name @param {Expression[]} args @returns {Markup} */
function called(name, args) {
  const drawn = args.map(markup);
  if (name === "sqrt" && drawn.length === 1) return m("msqrt", drawn[0]);
  if (name === "exp" && drawn.length === 1) return m("msup", m("mi", "e"), drawn[0]);
  if (name === "abs" && drawn.length === 1) return row(operator("|"), drawn[0], operator("|"));
  const listed = drawn.flatMap((arg, at) => (at ? [operator(","), arg] : [arg]));
  return row(m("mi", WORDS[name] ?? name), parenthesised(row(...listed)));
}

/** @param {Record<string, Binding>} bindings @returns {Record<string, Expression>} */
const expressions = (bindings) => Object.fromEntries(Object.entries(bindings).map(([name, bound]) =>
  [name, "name" in bound ? { type: "name", name: bound.name } : "omit" in bound ? { type: "omitted" } : { type: "number", value: toNumber(bound.number) }]));

/**
 * "a ** b" with {a: {name: "b"}, b: {number: 2}} → "b²". A formula that cannot be read is shown as it stands.
 * @param {string} formula
 * @param {Record<string, Binding>} [bindings]
 * @returns {string}
 */
export function toText(formula, bindings = {}) {
  try {
    return plain(substitute(parse(formula), expressions(bindings)));
  } catch {
    return formula;
  }
}

/**
 * The same as MathML, as plain data: labels stay text and are never read as markup.
 * @param {string} formula
 * @param {Record<string, Binding>} [bindings]
 * @returns {Markup}
 */
export function toMarkup(formula, bindings = {}) {
  try {
    return markup(substitute(parse(formula), expressions(bindings)));
  } catch {
    return m("mtext", formula);
  }
}

/** Markup as a string, escaped: for tests and for pages without a DOM. @param {Markup | string} tree @returns {string} */
export function serialize(tree) {
  if (typeof tree === "string") return tree.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign);
  return `<${tree.tag}>${tree.children.map(serialize).join("")}</${tree.tag}>`;
}

/** The account being written to, as in code. Not ∂c/∂x: that is what it will be when every contribution is in. @param {string} name */
export const grad = (name) => row(identifier(name), m("mtext", ".grad"));

/** left = a = b = c, without saying the same twice in a row. @param {Markup[]} stages */
export function chain(...stages) {
  const said = stages.filter((stage, i) => i === 0 || serialize(stage) !== serialize(stages[i - 1]));
  return row(...said.flatMap((stage, i) => (i ? [operator("="), stage] : [stage])));
}

// ⑧ A step of an operation on arrays as mathematics: the formula, the shapes, and back the vector-Jacobian product.
import { isArray, number, shapeText } from "../../maths/format.js";
import { chain, classed, identifier, m, numeral, operator, row, toMarkup } from "../../maths/formula.js";
import { bindings, formulaOf, productBindings, productRule } from "../../trace/names.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk
 * @typedef {import("../../engine/protocol.js").Quantity} Quantity
 * @typedef {{name: string, formula: import("../../maths/formula.js").Markup, shapes?: boolean}} Line shapes: it stands there only where the arrays themselves do not
 */

/** A shape turned round, as the transpose has it. @param {number[]} shape */
const turned = (shape) => shapeText({ shape: [...shape.slice(0, -2), ...shape.slice(-2).reverse()] });

/** d and the name, one word to point at. @param {string} name */
const change = (name) => identifier(`d${name}`);

/**
 * The formula with a shape in each name's place: "(2, 3) @ (3, 4)". Only where every name is an array.
 * @param {Walk} walk @param {string} formula @param {import("../../engine/protocol.js").TraceNode} node
 */
function shapes(walk, formula, node) {
  /** @type {Record<string, Quantity>} */
  const held = { y: node.value, g: node.value };
  node.args.forEach((arg, at) => { held["ab"[at]] = "node" in arg ? walk.trace.nodes[arg.node].value : arg.const; });
  /** @type {Record<string, import("../../trace/names.js").Binding>} */
  const bound = bindings(walk.names, node);
  for (const [name, value] of Object.entries(held)) if (isArray(value)) bound[name] = { name: shapeText(value) };
  // the transpose of a shape is another shape, not a T
  const text = formula.replace(/\b([abgy])\.m?T\b/g, (whole, name) => {
    const value = held[name];
    if (!isArray(value)) return whole;
    bound[`${name}_turned`] = { name: turned(value.shape) };
    return `${name}_turned`;
  });
  return toMarkup(text, bound);
}

/** Whether a formula is a product of matrices, whose shapes are worth a line. @param {string} formula */
const product = (formula) => /@|matvec|vecmat|outer/.test(formula);

/** @param {Walk} walk @param {Exclude<import("../../engine/protocol.js").Step, {kind: "zero"}>} event @returns {Line[]} */
export function arrayLines(walk, event) {
  const { names, trace } = walk;
  const node = trace.nodes[event.node];
  const name = identifier(names[node.id]);
  if (event.kind === "update") return [{ name: "Update", formula: row(name, operator("←"), m("mtext", number(event.after))) }];
  if (event.kind === "assign") return [{ name: "Gradient changed", formula: row(change(names[node.id]), operator("←"), m("mtext", number(event.after))) }];
  if (event.kind === "seed") return [{ name: "Backward starts", formula: chain(change(names[node.id]), classed(isArray(event.after) ? m("mtext", "the gradient passed to backward()") : numeral(event.after), "eq-backward")) }];
  if (event.kind === "forward") {
    const formula = formulaOf(trace, node);
    const result = classed(numeral(node.value), "eq-forward");
    const first = chain(name, toMarkup(formula, bindings(names, node)), ...(isArray(node.value) ? [] : [result]));
    return [{ name: "Forward", formula: first }, ...(isArray(node.value) ? [{ name: "Shape", formula: product(formula) ? row(shapes(walk, formula, node), operator("→"), result) : result }] : [])];
  }
  const into = names[event.input];
  const own = trace.nodes[event.input].value;
  const rule = productRule(trace, node, event.arg);
  const sent = toMarkup(rule, productBindings(trace, names, node));
  if (event.kind === "unbroadcast") {
    const whole = rule === "g" ? sent : row(operator("("), sent, operator(")"));
    const axes = event.axes.join(", ");
    return [
      { name: "Broadcasting", shapes: true, formula: row(identifier(into), m("mtext", `\u2003${isArray(own) ? shapeText(own) : "one number"}`), operator("→"), m("mtext", shapeText(event.wide))) },
      { name: "Un-broadcast", formula: chain(change(into), row(m("msub", m("mo", "∑"), m("mtext", `axis ${axes}`)), whole), classed(numeral(event.contribution), "eq-contribution")) },
    ];
  }
  const wide = isArray(event.contribution) && shapeText(event.contribution) !== shapeText(own);
  return [{ name: "Vector\u2060-\u2060Jacobian product", formula: wide ? sent : chain(change(into), sent) },
    { name: "Shape", shapes: true, formula: product(rule) ? row(shapes(walk, rule, node), operator("→"), classed(numeral(event.contribution), "eq-contribution")) : classed(numeral(event.contribution), "eq-contribution") }];
}

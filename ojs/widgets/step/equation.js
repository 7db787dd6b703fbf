// ⑧ The current step as mathematics: what was computed, or upstream × local = contribution and the sum it joins.
import { attrs, follow, h, math, rewrite, scrollable } from "../../drawing/dom.js";
import { chain, classed, grad, identifier, m, numeral, operator, partial, pieces, row, toMarkup } from "../../maths/formula.js";
import { bindings, formulaOf } from "../../trace/names.js";
import { isArray, shapeText, toNumber } from "../../maths/format.js";
import { needsWalk } from "../../trace/walk.js";
import { arrayLines } from "./equation-arrays.js";
import { linkHover } from "./hover.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk
 * @typedef {import("../../maths/formula.js").Markup} Markup
 * @typedef {import("./equation-arrays.js").Line} Line
 */

const ORDINALS = ["first", "second", "third"];

/** A factor or summand; a negative one in parentheses. @param {import("../../engine/protocol.js").Quantity} value */
const operand = (value) => (toNumber(value) < 0 ? row(operator("("), numeral(value), operator(")")) : numeral(value));

/** @param {Walk} walk @returns {Line[]} */
export function lines(walk) {
  const { state, names, trace, replay } = walk;
  const { event, root } = state;
  if (!event) {
    const leaves = trace.nodes.filter((node) => node.op === null && node.label).slice(0, 6);
    const listed = leaves.flatMap((leaf, i) => [...(i ? [operator(","), m("mspace")] : []), identifier(names[leaf.id]), ...(isArray(leaf.value) ? [m("mo", ":"), m("mtext", shapeText(leaf.value))] : [operator("="), numeral(leaf.value)])]);
    return listed.length ? [{ name: "Known so far", formula: row(...listed) }] : [];
  }
  if (event.kind === "zero") return event.nodes.slice(0, 3).map((id) => ({ name: event.assigned ? "Cleared" : "zero_grad()", formula: chain(grad(names[id]), m("mtext", "none")) }));
  const node = trace.nodes[event.node];
  if (event.kind === "unbroadcast" || (event.kind === "backward" && event.local === null) || [node.value, ...node.args.map((arg) => ("node" in arg ? trace.nodes[arg.node].value : arg.const))].some(isArray)) return arrayLines(walk, event);
  /** @param {number} id */
  const input = (id) => replay.input(node.id, id);
  if (event.kind === "assign") {
    return [{ name: "Gradient changed", formula: row(grad(names[node.id]), m("mo", ":"), numeral(event.before), operator("→"), classed(numeral(event.after), "eq-backward")) }];
  }
  if (event.kind === "update") {
    return [{ name: "Update", formula: row(identifier(names[node.id]), m("mo", ":"), numeral(event.before), operator("→"), numeral(event.after)) }];
  }
  if (event.kind === "forward") {
    const formula = formulaOf(trace, node);
    return [{ name: "Forward", formula: chain(identifier(names[node.id]), toMarkup(formula, bindings(names, node)),
      toMarkup(formula, bindings(names, node, input)), classed(numeral(node.value), "eq-forward")) }];
  }
  if (event.kind === "seed") {
    return [{ name: "Backward starts", formula: chain(grad(names[node.id]), partial(names[node.id], names[node.id]), classed(numeral(event.after), "eq-backward")) }];
  }
  const factor = event.local ?? NaN;
  const [output, consumer, receiver] = [names[root ?? node.id], names[node.id], names[event.input]];
  const rule = trace.ops[node.op ?? ""]?.locals[event.arg] ?? "";
  const numbers = bindings(names, node, (id) => (id === node.id ? node.value : input(id)));
  const local = partial(consumer, receiver);
  const twice = node.args.filter((arg) => "node" in arg && arg.node === event.input).length > 1;
  return [
    { name: twice ? `Local derivative, ${ORDINALS[event.arg] ?? "a further"} argument` : "Local derivative", formula: rule ? chain(local, toMarkup(rule, bindings(names, node)), toMarkup(rule, numbers), numeral(factor)) : chain(local, numeral(factor)) },
    { name: "Upstream × local", formula: chain(row(partial(output, consumer), operator("×"), local), row(numeral(event.upstream), operator("×"), operand(factor)), classed(numeral(event.contribution), "eq-contribution")) },
    { name: "Before + contribution", formula: chain(grad(receiver), row(numeral(event.before), operator("+"), classed(operand(event.contribution), "eq-contribution")), classed(numeral(event.after), "eq-backward")) },
  ];
}

/** @param {Walk} walk @returns {HTMLElement} */
export function equation(walk) {
  needsWalk(walk, "equation");
  const root = h("div", { class: "equation", "data-widget": "equation" });
  const body = h("dl", { class: "equation-lines" });
  root.append(body);
  follow(root, walk, ["step", "trace"], () => {
    const ids = new Map(walk.names.flatMap((name, id) => [[`d${name}`, id], [name, id]]));
    attrs(root, { "data-phase": walk.state.phase });
    const now = lines(walk).map(({ name, formula }) => ({ name, parts: pieces(formula) })); // a line too long breaks, so that its result stays in sight
    const same = body.children.length === now.length && now.every(({ name, parts }, i) => {
      const [title, shown] = body.children[i].children;
      return title.textContent === name && shown.children.length === parts.length && parts.every((part, at) => rewrite(/** @type {Node} */ (shown.children[at].firstChild), part));
    });
    if (!same) body.replaceChildren(...now.map(({ name, parts }) => h("div", {}, h("dt", {}, name), h("dd", {}, ...parts.map((part) => math(part))))));
    for (const one of body.querySelectorAll("mi")) attrs(one, { "data-ref": ids.get(one.textContent ?? "") });
  });
  linkHover(root, walk);
  scrollable(root, "Equation of this step");
  return root;
}

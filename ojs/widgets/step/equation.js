// ⑧ The current step as mathematics, in two lines: what was computed; or the rule of the local derivative, and the product that goes back.
import { attrs, follow, h, math, rewrite, scrollable, whileConnected } from "../../drawing/dom.js";
import { evaluate } from "../../maths/evaluate.js";
import { parse } from "../../maths/expression.js";
import { chain, classed, finePieces, grad, identifier, m, numeral, operand, operator, partial, pieces, row, toMarkup } from "../../maths/formula.js";
import { bindings, formulaOf } from "../../trace/names.js";
import { isArray, shapeText, toNumber } from "../../maths/format.js";
import { shortened } from "../../trace/foreign.js";
import { needsWalk } from "../../trace/walk.js";
import { arrayLines } from "./equation-arrays.js";
import { equationGrids } from "./equation-grids.js";
import { linkHover } from "./hover.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk
 * @typedef {import("../../maths/formula.js").Markup} Markup
 * @typedef {import("./equation-arrays.js").Line} Line
 */

const ORDINALS = ["1st", "2nd", "3rd"];
const MOST_CLEARED = 4;
/** Of the usual size, from the one wished for down to the smallest that can be read; on one line each, then broken. */
const SIZES = [1, 0.9, 0.8, 0.72, 0.64, 0.58];

/** Whether a rule comes to that number: a program may go back by one of its own (micrograd's `_backward`). @param {string} rule @param {number[]} args @param {number} y @param {number} factor */
function gives(rule, [a, b], y, factor) {
  try {
    const number = evaluate(parse(rule), { a, b, y });
    return !Number.isFinite(number) || !Number.isFinite(factor) || Math.abs(number - factor) <= 1e-6 * Math.max(1, Math.abs(number));
  } catch {
    return true; // what cannot be computed here is believed
  }
}

/** @param {Walk} walk @returns {Line[]} */
export function lines(walk) {
  const { state, names, trace, replay } = walk;
  const { event, root } = state;
  if (!event) {
    const leaves = trace.nodes.filter((node) => node.op === null && node.label).slice(0, 6);
    const listed = leaves.flatMap((leaf, i) => [...(i ? [operator(","), m("mspace")] : []), identifier(names[leaf.id]), ...(isArray(leaf.value) ? [m("mo", ":"), m("mtext", shapeText(leaf.value))] : [operator("="), numeral(leaf.value)])]);
    return listed.length ? [{ name: "Known so far", formula: row(...listed) }] : [];
  }
  if (event.kind === "zero") {
    const listed = event.nodes.slice(0, MOST_CLEARED).flatMap((id, i) => [...(i ? [operator(","), m("mspace")] : []), grad(names[id])]);
    const more = event.nodes.length - MOST_CLEARED;
    return listed.length ? [{ name: event.assigned ? "Cleared" : "zero_grad()", formula: row(...listed, ...(more > 0 ? [m("mtext", `\u00a0and ${more} more`)] : []), operator("→"), m("mtext", "none")) }] : [];
  }
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
  const known = trace.ops[node.op ?? ""]?.locals[event.arg] ?? "";
  const rule = known && gives(known, node.args.map((arg) => toNumber("node" in arg ? input(arg.node) : arg.const)), toNumber(node.value), toNumber(factor)) ? known : "";
  const numbers = bindings(names, node, (id) => (id === node.id ? node.value : input(id)));
  const local = partial(consumer, receiver);
  const twice = node.args.filter((arg) => "node" in arg && arg.node === event.input).length > 1;
  return [
    { name: twice ? `Local derivative, ${ORDINALS[event.arg] ?? `${event.arg + 1}th`}` : "Local derivative", formula: rule ? chain(local, toMarkup(rule, bindings(names, node)), toMarkup(rule, numbers), numeral(factor)) : chain(local, numeral(factor)) },
    { name: "Upstream ×\u00a0local", formula: chain(row(partial(output, consumer), operator("×"), local), row(numeral(event.upstream), operator("×"), operand(factor)), classed(numeral(event.contribution), "eq-backward")) },
  ];
}

/** The nodes that a step's equation may name. @param {Walk} walk @returns {number[]} */
function involved({ state: { event, node, root }, trace }) {
  if (!event) return trace.nodes.slice(0, 100).map(({ id }) => id);
  if (event.kind === "zero") return event.nodes.slice(0, MOST_CLEARED);
  const args = node === null ? [] : trace.nodes[node].args.flatMap((arg) => ("node" in arg ? [arg.node] : []));
  return [...args, ...(root === null ? [] : [root]), ...(node === null ? [] : [node])];
}

/** @param {Walk} walk @returns {HTMLElement} */
export function equation(walk) {
  needsWalk(walk, "equation");
  const root = h("div", { class: "equation", "data-widget": "equation" });
  const body = h("dl", { class: "equation-lines" });
  const grids = equationGrids(walk, root);
  root.append(body, grids.element, grids.sum);
  let longest = Infinity;
  /** @type {Map<string, number>} */
  let ids = new Map();

  /** The arrays of the step stand below its symbols where there is room for them, else their shapes. */
  function fit() {
    if (root.clientWidth === 0) return;
    grids.hide();
    const arrays = grids.lines;
    attrs(root, { "data-grids": arrays !== null });
    const fits = letters();
    if (!arrays) return;
    const { paddingTop, paddingBottom, paddingLeft, paddingRight } = getComputedStyle(root);
    const [across, down] = [[paddingLeft, paddingRight], [paddingTop, paddingBottom]].map((sides) => sides.reduce((sum, one) => sum + Number.parseFloat(one), 0));
    const [width, height] = [root.clientWidth - across, root.clientHeight - down];
    if (fits && grids.show(arrays, { width, height: height - body.offsetHeight - 2 })) return;
    attrs(root, { "data-grids": grids.show(arrays, { width, height }) ? "alone" : null });
    if (!root.hasAttribute("data-grids")) letters();
  }

  /** The room is kept whatever stands in it: what is too long is set smaller, then broken at its signs of equality, then of all signs; last its names are cut short. */
  function letters() {
    for (const [broken, most] of /** @type {const} */ ([[0, Infinity], [1, Infinity], [2, Infinity], [2, 16], [2, 9]])) {
      if (broken === 2 && most === Infinity) cut(finePieces);
      nameThem(most);
      for (const size of SIZES) {
        attrs(root, { "data-broken": broken > 0 });
        root.style.setProperty("--size", String(size));
        if ([...body.querySelectorAll("dd")].filter((line) => !root.hasAttribute("data-grids") || !line.parentElement?.hasAttribute("data-shapes")).every((line) => line.scrollWidth <= line.clientWidth + 1) && root.scrollHeight <= root.clientHeight + 1) return true;
      }
    }
    return false;
  }

  /** Leads each name to its node, and says it in so many letters. @param {number} most */
  function nameThem(most) {
    longest = most;
    for (const one of body.querySelectorAll("mi")) {
      const whole = one.getAttribute("title") ?? one.textContent ?? "";
      const text = shortened(whole, most);
      attrs(one, { "data-ref": ids.get(whole), title: text === whole ? null : whole });
      if (one.textContent !== text) one.textContent = text;
    }
  }

  let fitted = "";
  /** @type {unknown} */
  let event = null;
  /** @type {Line[]} */
  let now = [];
  /** @param {(line: Markup) => Markup[]} by */
  const cut = (by) => body.replaceChildren(...now.map(({ name, formula, shapes }) => h("div", { "data-shapes": shapes }, h("dt", {}, name), h("dd", {}, ...by(formula).map((part) => math(part))))));
  follow(root, walk, ["step", "trace"], () => {
    ids = new Map(involved(walk).flatMap((id) => [[`d${walk.names[id]}`, id], [walk.names[id], id]]));
    attrs(root, { "data-phase": walk.state.phase });
    now = lines(walk);
    for (const one of body.querySelectorAll("mi[title]")) one.removeAttribute("title"); // what is rewritten is whole again
    const same = body.children.length === now.length && now.every(({ name, formula, shapes = false }, i) => {
      const [title, shown] = body.children[i].children;
      const parts = pieces(formula); // a line too long breaks, so that its result stays in sight
      return title.textContent === name && body.children[i].hasAttribute("data-shapes") === shapes && shown.children.length === parts.length && parts.every((part, at) => rewrite(/** @type {Node} */ (shown.children[at].firstChild), part));
    });
    if (!same) cut(pieces);
    const text = body.textContent ?? "";
    if (text !== fitted || !same || event !== walk.state.event) [fitted, event] = [text, walk.state.event, fit()];
    else nameThem(longest);
    grids.paint();
  });
  whileConnected(root, () => {
    const observer = new ResizeObserver(fit);
    observer.observe(root);
    return () => observer.disconnect();
  });
  linkHover(root, walk);
  scrollable(root, "Equation of this step");
  return root;
}

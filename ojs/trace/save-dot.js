// ⑦ Pure: what is drawn of a graph, as Graphviz reads it (DOT).
import { isArray, number } from "../maths/format.js";
import { isolated, shortened } from "./foreign.js";
import { expressionText, productText } from "./names.js";

/**
 * @typedef {import("./replay.js").Replay} Replay
 * @typedef {import("./replay.js").State} State
 * @typedef {import("./groups/cut.js").Drawable} Drawable
 *
 * A group that is open, around nodes that are drawn. @typedef {{key: string | number, label: string}} Open
 */

/** A label of a hundred thousand letters is no help to anybody. */
const MOST_LETTERS = 200;

/** A quoted string: a backslash begins an escape in it, and an ampersand an entity. @param {string} text */
const quoted = (text) => `"${isolated(text).replace(/\s/g, " ").replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** Several lines of one label. @param {string[]} lines */
const lined = (lines) => `"${lines.map((line) => quoted(shortened(line, MOST_LETTERS)).slice(1, -1)).join("\\n")}"`;

/** @param {import("../engine/protocol.js").Quantity | undefined} value */
const written = (value) => (value === undefined ? "" : number(value));

/**
 * @param {Replay} replay @param {State} state at the step
 * @param {{shown: Drawable[], title: string, around?: (one: Drawable) => Open[], folded?: (one: Drawable) => string[], direction?: "right" | "down"}} drawn
 *   around: the open groups around one, the outermost first; folded: what a folded group is called, and how much is in it
 */
export function dot({ trace, names }, state, { shown, title, around = () => [], folded = () => [], direction = "right" }) {
  /** Text by group, in the order in which they are met. @typedef {{label: string, lines: string[], groups: Map<string | number, Group>}} Group */
  /** @type {Group} */
  const all = { label: "", lines: [], groups: new Map() };
  const edges = [];
  for (const one of shown) {
    let group = all;
    for (const { key, label } of around(one)) {
      const inner = group.groups.get(key) ?? { label, lines: [], groups: new Map() };
      group.groups.set(key, inner);
      group = inner;
    }
    group.lines.push(nodeLine(trace, names, state, one, folded));
    for (const arg of one.args) {
      if (arg.from === null) continue;
      edges.push(`n${arg.from} -> n${one.id}${edgeLabel(trace, names, state, arg.edges)};`);
    }
  }
  const text = [`digraph ${quoted(shortened(title, MOST_LETTERS))} {`, `  rankdir=${direction === "right" ? "LR" : "TB"};`, '  node [shape=box, style=rounded, fontname="Helvetica"];', '  edge [fontname="Helvetica"];'];
  let count = 0;
  /** @param {Group} group @param {string} indent */
  function write(group, indent) {
    text.push(...group.lines.map((line) => indent + line));
    for (const inner of group.groups.values()) {
      text.push(`${indent}subgraph cluster_${(count += 1)} {`, `${indent}  label=${quoted(shortened(inner.label, MOST_LETTERS))};`);
      write(inner, `${indent}  `);
      text.push(`${indent}}`);
    }
  }
  write(all, "  ");
  return `${[...text, ...edges.map((edge) => `  ${edge}`), "}"].join("\n")}\n`;
}

/** @param {Replay["trace"]} trace @param {string[]} names @param {State} state @param {Drawable} one @param {(one: Drawable) => string[]} folded */
function nodeLine(trace, names, state, one, folded) {
  const { id } = one;
  const node = trace.nodes[id];
  const [value, grad] = [state.value(id), state.gradient(id)];
  const group = one.group !== null;
  const made = group ? folded(one) : [expressionText(trace, names, node) || (node.requires_grad ? "leaf" : "constant")];
  const lines = [names[id], ...made, ...(value === undefined ? [] : [`value ${number(value)}`]), ...(grad === undefined ? [] : [`grad ${number(grad)}`])];
  const told = { op: group ? "" : node.op ?? "", value: written(value), grad: written(grad) };
  const given = Object.entries(told).flatMap(([name, text]) => (text ? [`, ${name}=${quoted(text)}`] : []));
  return `n${id} [label=${lined(lines)}${group ? ", shape=folder" : ""}, name=${quoted(shortened(names[id], MOST_LETTERS))}${given.join("")}];`;
}

/** The local derivative, or of arrays the product that goes back along it. @param {Replay["trace"]} trace @param {string[]} names @param {State} state @param {string[]} under */
function edgeLabel(trace, names, state, under) {
  if (under.length !== 1) return "";
  const [consumer, arg] = under[0].split(":").map(Number);
  const local = state.local(under[0]);
  if (local !== undefined && !isArray(local)) return ` [label=${quoted(`× ${number(local)}`)}, local=${quoted(number(local))}]`;
  const sent = state.passed(under[0]) && isArray(trace.nodes[consumer].value) ? productText(trace, names, trace.nodes[consumer], arg) : "";
  return sent ? ` [label=${quoted(shortened(sent, MOST_LETTERS))}]` : "";
}

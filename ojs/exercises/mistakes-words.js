// ⑦ Pure: how an explanation names the values of a program: as the program does, for its reader may not have seen the graph yet.
import { expressionText, nodeNames } from "../trace/names.js";

/** @typedef {import("../engine/protocol.js").Trace} Trace */

/** A value without a name is called by the expression that made it: "(3 × x)", where the graph says v₁. @param {Trace} trace */
export function wordNames(trace) {
  const names = nodeNames(trace);
  for (const node of trace.nodes) {
    if (node.label || node.op === null) continue;
    const text = expressionText(trace, names, node);
    names[node.id] = /^\w+\([^()]*\)$/.test(text) ? text : `(${text})`;
  }
  return names;
}

/** "y = 5 − (3 × x)", or "3 × x" where that has no name. @param {Trace} trace @param {string[]} names @param {number} id */
export function made(trace, names, id) {
  const text = expressionText(trace, names, trace.nodes[id]);
  return trace.nodes[id].label ? `${names[id]} = ${text}` : text;
}

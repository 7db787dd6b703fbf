// ⑦ Pure: of which nodes `.grad` is kept. stepgrad's Values keep all; its Tensors, as PyTorch's, those of leaves and of what called retain_grad().

/** @typedef {import("../engine/protocol.js").Trace} Trace @typedef {import("../engine/protocol.js").TraceNode} TraceNode */

/** @type {WeakMap<Trace, {tensors: boolean, retained: Set<string>}>} */
const known = new WeakMap();

/** What the program's text says: a trace does not tell a Tensor without axes from a Value. @param {Trace} trace */
function read(trace) {
  const found = known.get(trace) ?? {
    tensors: /\b([Tt]ensor|torch|Parameter|nn)\b/.test(trace.source) && !/\bValue\b|\bmicrograd\b/.test(trace.source),
    retained: new Set([...trace.source.matchAll(/(?<![\p{L}\p{N}_.[\]])([\p{L}_][\p{L}\p{N}_.[\]]*)\.retain_grad\(/gu)].map(([, name]) => name)),
  };
  known.set(trace, found);
  return found;
}

/** Whether a program could read `.grad` of this node after backward(). @param {Trace} trace @param {TraceNode} node */
export function keepsGradient(trace, node) {
  if (node.op === null) return true;
  const { tensors, retained } = read(trace);
  return !tensors || (node.label !== null && retained.has(node.label));
}

/** What stands before a node's gradient: in parentheses where the program itself would find none. @param {Trace} trace @param {TraceNode} node */
export const gradientCaption = (trace, node) => (keepsGradient(trace, node) ? "grad" : "(grad)");

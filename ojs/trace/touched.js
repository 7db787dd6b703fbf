// ⑦ Pure: (trace, from a step, to another) → what may look different then: what the steps between them were about.

/** More steps apart than this, and one may as well look at everything. */
const MOST = 64;

/**
 * @param {import("../engine/protocol.js").Trace} trace @param {number} from @param {number} to positions
 * @returns {{nodes: Set<number>, edges: Set<string>} | null} null: any
 */
export function touched({ nodes, steps }, from, to) {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  if (last - first > MOST) return null;
  const found = { nodes: new Set(), edges: new Set() };
  for (let at = Math.max(1, first); at <= last; at += 1) { // the first too: what it lit goes out
    const step = steps[at - 1];
    if (!step) return null;
    if (step.kind === "seed") return null; // may end, or begin, what is counted aside: a gradient that is only returned
    if (step.kind === "zero") for (const id of step.nodes) found.nodes.add(id);
    if ("node" in step) found.nodes.add(step.node);
    if ("input" in step) {
      found.nodes.add(step.input);
      found.edges.add(`${step.node}:${step.arg}`);
    }
    if (step.kind === "forward") nodes[step.node].args.forEach((arg, at) => { if ("node" in arg) found.edges.add(`${step.node}:${at}`); });
  }
  return found;
}

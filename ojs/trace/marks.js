// ⑦ Pure: what the doctor found, by where it is shown: at nodes, edges, lines of the program and steps.
import { isolated } from "./foreign.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Finding} Finding
 *
 * `main`: it is where the finding happened, not only on its way; `step`: the position to go to, null where no step shows it.
 * @typedef {{finding: Finding, main: boolean, step: number | null}} Mark
 * @typedef {{nodes: Map<number, Mark[]>, edges: Map<string, Mark[]>, lines: Map<number, Mark[]>, steps: Map<number, Mark[]>}} Marks
 */

/** The position where a finding happened. @param {Finding} finding */
export const stepOf = ({ steps }) => (steps.length ? steps[0] + 1 : null);

/** Its sentence, as words among others. @param {Finding} finding */
export const sentenceOf = ({ sentence }) => isolated(sentence);

/** @type {WeakMap<Trace, Marks>} */
const known = new WeakMap();

/** @param {Trace} trace @returns {Marks} */
export function marksOf(trace) {
  const before = known.get(trace);
  if (before) return before;
  /** @type {Marks} */
  const marks = { nodes: new Map(), edges: new Map(), lines: new Map(), steps: new Map() };
  known.set(trace, marks);
  /** @template K @param {Map<K, Mark[]>} map @param {K} key @param {Mark} mark */
  const add = (map, key, mark) => {
    const there = map.get(key);
    if (!there) map.set(key, [mark]);
    else if (!there.some(({ finding }) => finding === mark.finding)) there.push(mark);
  };
  for (const finding of trace.findings ?? []) {
    /** The step that shows it, among those of the finding. @param {(step: any) => boolean} is */
    const at = (is) => {
      const found = finding.steps.find((one) => is(trace.steps[one]));
      return found === undefined ? stepOf(finding) : found + 1;
    };
    const main = mainNode(trace, finding);
    finding.nodes.forEach((id) => add(marks.nodes, id, { finding, main: id === main, step: at((step) => step.node === id || step.input === id) }));
    finding.edges.map((edge) => along(trace, finding, edge)).forEach(([node, arg], i) => add(marks.edges, `${node}:${arg}`, { finding, main: i === 0, step: at((step) => step.node === node && step.arg === arg) }));
    finding.steps.forEach((step, i) => add(marks.steps, step + 1, { finding, main: i === 0, step: step + 1 }));
    if (finding.line !== null) add(marks.lines, finding.line, { finding, main: true, step: stepOf(finding) });
  }
  return marks;
}

/** Where it happened: of a missing gradient the node that has none; else the node of the first step; else the first that is named. @param {Trace} trace @param {Finding} finding */
function mainNode({ steps }, { kind, nodes, steps: [first] }) {
  const step = first === undefined ? null : steps[first];
  const node = kind !== "none" && step && "node" in step ? step.node : null;
  return node !== null && nodes.includes(node) ? node : nodes[0];
}

/** Of what happens along the depth of a network, the edge on which the gradient goes on to the next layer, and not into a weight. @param {Trace} trace @param {Finding} finding @param {[number, number]} edge @returns {[number, number]} */
function along({ nodes }, { kind }, [node, arg]) {
  if (kind !== "vanishing" && kind !== "exploding") return [node, arg];
  const inner = nodes[node].args.findIndex((one) => "node" in one && nodes[one.node].op !== null);
  return [node, inner < 0 ? arg : inner];
}

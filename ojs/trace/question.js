// ⑦ Pure: what a reader may be asked before a step back along an edge, and how the question reads.
import { isArray, number, toNumber } from "../maths/format.js";
import { shortened } from "./foreign.js";
import { expressionText } from "./names.js";
import { placeOf } from "./nudged.js";

/** @typedef {import("./replay.js").Replay} Replay */

/** More entries than this are nothing to look one up in. */
const MOST = 64;

/**
 * The step that would be taken, as a question; null where there is nothing to predict. Of an array one entry is asked for, the largest; of a large one the shape.
 * @param {Replay} replay @param {number} to the position after the step
 * @returns {{ask: "contribution" | "width", node: number, step: number, at?: number[]} | null}
 */
export function questionAt({ trace }, to) {
  const event = trace.steps[to - 1];
  if (event?.kind !== "backward") return null;
  const { contribution, input: node } = event;
  const step = to - 1;
  if (!isArray(contribution)) return Number.isFinite(toNumber(contribution)) ? { ask: "contribution", node, step } : null;
  if (!("data" in contribution) || contribution.data.length > MOST || !contribution.data.length) return { ask: "width", node, step };
  const sizes = contribution.data.map((x) => Math.abs(toNumber(x)));
  if (!sizes.every(Number.isFinite)) return { ask: "width", node, step };
  const trained = sizes.indexOf(Math.max(...sizes));
  return { ask: "contribution", node, step, at: placeOf(trained, contribution.shape) };
}

/** "3 has arrived at s = a × b, where a is 2 and b is 4. What does b receive from it?" @param {Replay} replay @param {{ask: string, step: number, at?: number[]}} question */
export function questionText({ trace, names, input }, { ask, step, at }) {
  const event = /** @type {import("../engine/protocol.js").BackwardStep} */ (trace.steps[step]);
  const node = trace.nodes[event.node];
  const [from, into] = [names[event.node], names[event.input]].map((name) => shortened(name, 24));
  const formula = expressionText(trace, names, node);
  const made = node.label ? `${from} = ${formula}` : formula;
  if (isArray(event.contribution)) {
    const arrived = isArray(event.upstream) ? `d${from}, of shape ${number(event.upstream)}, goes on` : `${number(event.upstream)} goes on`;
    if (ask === "width") return `${arrived} from ${made}. Which shape has what ${into}, of shape ${number(trace.nodes[event.input].value)}, is sent?`;
    return `${arrived} from ${made}. What is sent to ${into}[${at?.join(", ")}]?`;
  }
  /** @type {Map<number, string>} */
  const given = new Map();
  for (const arg of node.args) if ("node" in arg) given.set(arg.node, `${names[arg.node]} is ${number(input(event.node, arg.node))}`);
  const where = [...given.values()].join(" and ");
  return `${number(event.upstream)} has arrived at ${made}${where ? `, where ${where}` : ""}. What does ${into} receive from it?`;
}

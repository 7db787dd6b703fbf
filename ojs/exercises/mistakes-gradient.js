// ⑦ Pure: wrong gradients that well-known mistakes would give, computed by walking the trace back once more with the mistake in it.
import { toNumber } from "../maths/format.js";
import { toText } from "../maths/formula.js";
import { made } from "./mistakes-words.js";
import { bindings } from "../trace/names.js";
import { apply, edgesOf, gradients } from "../trace/rerun.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../trace/rerun.js").Edge} Edge
 * @typedef {import("./mistakes.js").Mistake} Mistake
 * @typedef {Generator<Mistake, void, undefined>} Mistakes
 */

/** @param {number} count */
const times = (count) => ["", "once", "twice", "three times"][count] ?? `${count} times`;

/** The steps of one kind, as positions. @param {Trace} trace @param {string} kind */
const positions = (trace, kind) => trace.steps.flatMap((step, at) => (step.kind === kind ? [at] : []));

/** The likeliest first. @param {Trace} trace @param {string[]} names @param {number} asked @param {number} right @returns {Mistakes} */
export function* ofGradient(trace, names, asked, right) {
  const cleared = Math.max(-1, ...trace.steps.flatMap((step, at) => (step.kind === "zero" && step.nodes.includes(asked) ? [at] : [])));
  const edges = edgesOf(trace);
  const arriving = edges.filter((edge) => edge.input === asked && trace.steps.indexOf(edge) > cleared);
  const newest = arriving.length ? trace.steps.indexOf(arriving[arriving.length - 1]) : -1;
  const seed = trace.steps[positions(trace, "seed").filter((at) => at < newest).pop() ?? -1];
  const root = seed?.kind === "seed" ? seed.node : null;
  /** The gradient if only this edge contributed something else. @param {Edge} edge @param {(upstream: number, local: number) => number} term */
  const changed = (edge, term) => gradients(trace, {
    term: (one, upstream) => (one === edge ? term(upstream, toNumber(one.local)) : upstream * toNumber(one.local)),
  })[asked] ?? NaN;

  if (cleared >= 0) yield* rounds(trace, names, asked);
  yield* calls(trace, names, asked, arriving);
  yield* uses(trace, names, asked, arriving, changed);
  yield* detached(trace, names, asked, right);
  const backwards = [...edges].reverse(); // an edge near the value asked about is the likelier place
  for (const edge of backwards) yield* sign(trace, names, edge, changed);
  for (const edge of backwards) yield* atEdge(trace, names, edge, changed);
  yield { kind: "upstream", answer: arriving.reduce((sum, edge) => sum + toNumber(edge.local), 0), why: "Those are local derivatives alone. Each is multiplied by the gradient that arrives from above." };
  yield { kind: "sign", answer: -right, why: `The size is right, the sign is not. If ${names[asked]} grows a little, does the output grow or shrink?` };
  yield { kind: "value", answer: toNumber(trace.nodes[asked].value), why: `That is the value of ${names[asked]}. Its gradient says how fast the output changes when ${names[asked]} does.` };
  if (root === null) return;
  yield { kind: "value", answer: toNumber(trace.nodes[root].value), why: `That is the value of ${names[root]}. The gradient says how fast that value changes when ${names[asked]} does.` };
  for (const [id, gradient] of gradients(trace).entries()) {
    if (id !== asked && id !== root && gradient !== undefined) yield { kind: "other", answer: gradient, why: `That is the gradient of ${names[id]}. The question is about ${names[asked]}.` };
  }
}

const ORDINALS = ["first", "second", "third", "fourth", "fifth"];

/** What one of several rounds left, which a zero_grad() has cleared since. @param {Trace} trace @param {string[]} names @param {number} asked @returns {Mistakes} */
function* rounds(trace, names, asked) {
  const seeds = positions(trace, "seed");
  for (const [round, from] of seeds.slice(0, -1).entries()) {
    const left = trace.steps.flatMap((step, at) => (step.kind === "backward" && step.input === asked && at > from && at < seeds[round + 1] ? [{ at, after: toNumber(step.after) }] : [])).pop();
    if (!left) continue;
    const which = ORDINALS[round] ?? `${round + 1}th`;
    yield { kind: "round", answer: left.after, step: left.at + 1, why: `That is the gradient of ${names[asked]} after the ${which} call of backward(). There are ${seeds.length}, and zero_grad() has cleared it since.` };
  }
}

/** Several calls of backward(). @param {Trace} trace @param {string[]} names @param {number} asked @param {Edge[]} arriving @returns {Mistakes} */
function* calls(trace, names, asked, arriving) {
  const last = positions(trace, "seed").pop() ?? 0;
  const late = arriving.filter((edge) => trace.steps.indexOf(edge) > last);
  if (late.length && late.length < arriving.length) {
    yield { kind: "earlier", answer: late.reduce((sum, edge) => sum + toNumber(edge.contribution), 0), step: trace.steps.indexOf(late[0]) + 1,
      why: `That is what the last backward() brings. ${names[asked]} still holds what an earlier call left there: a leaf’s gradient adds up over calls until zero_grad() clears it.` };
  }
  yield { kind: "uncleared", answer: gradients(trace, { clear: false })[asked] ?? NaN, why: `That adds up every call. zero_grad() clears the gradient of ${names[asked]}, so nothing from before its last call counts.` };
}

/** Values used more than once. @param {Trace} trace @param {string[]} names @param {number} asked @param {Edge[]} arriving @param {(edge: Edge, term: () => number) => number} changed @returns {Mistakes} */
function* uses(trace, names, asked, arriving, changed) {
  const edges = edgesOf(trace);
  for (const edge of [...edges].reverse()) {
    const count = edge.input === asked ? arriving.length : edges.filter(({ input }) => input === edge.input).length;
    if (count < 2) continue;
    const [into, use] = [names[edge.input], made(trace, names, edge.node)];
    const why = `${into} is used ${times(count)}, and what comes back through each use is added up.`;
    const step = trace.steps.indexOf(edge) + 1;
    yield { kind: "accumulate", step, answer: changed(edge, () => 0), why: `You left out what comes back through ${use}: ${why}` };
    if (edge.input === asked) yield { kind: "accumulate", step, answer: toNumber(edge.contribution), why: `That is only what comes back through ${use}: ${why}` };
  }
  const meeting = trace.nodes.find(({ id }) => id !== asked && edges.filter((edge) => edge.input === id).length > 1);
  if (!meeting) return;
  const name = names[meeting.id];
  yield { kind: "accumulate", answer: gradients(trace, { keep: "last" })[asked] ?? NaN, why: `On the way a contribution was overwritten: ${name} is used more than once, and passes on the sum of all that it receives.` };
  yield { kind: "order", answer: gradients(trace, { pass: "first" })[asked] ?? NaN, why: `${name} passed its gradient on before all of it had arrived. It waits for every use of it, and passes on the sum.` };
}

/** A forgotten minus. @param {Trace} trace @param {string[]} names @param {Edge} edge @param {(edge: Edge, term: (upstream: number, local: number) => number) => number} changed @returns {Mistakes} */
export function* sign(trace, names, edge, changed) {
  const node = trace.nodes[edge.node];
  if (!trace.ops[/** @type {string} */ (node.op)].locals[edge.arg].startsWith("-")) return;
  yield { kind: "sign", step: trace.steps.indexOf(edge) + 1, answer: changed(edge, (up, local) => -up * local),
    why: `A minus was lost. Look at ${made(trace, names, node.id)}: does it grow or shrink when ${names[edge.input]} grows?` };
}

/** One edge done wrong. @param {Trace} trace @param {string[]} names @param {Edge} edge @param {(edge: Edge, term: (upstream: number, local: number) => number) => number} changed @returns {Mistakes} */
export function* atEdge(trace, names, edge, changed) {
  const node = trace.nodes[edge.node];
  const { name, locals } = trace.ops[/** @type {string} */ (node.op)];
  const [to, into, step] = [names[node.id], names[edge.input], trace.steps.indexOf(edge) + 1];
  const here = made(trace, names, node.id);
  const rule = toText(locals[edge.arg], bindings(names, node));
  if (locals.length === 2 && !["pow", "add", "sub"].includes(name)) {
    yield { kind: "swapped", step, answer: changed(edge, (up) => up * apply(trace, node, locals[1 - edge.arg])),
      why: `In ${here}, you took the derivative that belongs to the other argument. With respect to ${into} it is ${rule}.` };
  }
  if (name === "pow" && edge.arg === 0) {
    yield { kind: "factor", step, answer: changed(edge, (up) => up * apply(trace, node, "a ** (b - 1)")), why: `In ${here}, the exponent falls by one, and it also comes down as a factor. The factor is missing.` };
    yield { kind: "exponent", step, answer: changed(edge, (up) => up * apply(trace, node, "b * y")), why: `In ${here}, the exponent comes down as a factor, and it also falls by one. Yours did not fall.` };
    yield { kind: "power", step, answer: changed(edge, (up) => up * apply(trace, node, "b * a")), why: `In ${here}, the exponent comes down as a factor, but the power does not go: it falls by one. You multiplied by ${into} itself.` };
    yield { kind: "power", step, answer: changed(edge, (up) => up * apply(trace, node, "b")), why: `In ${here}, the exponent comes down as a factor, but the power does not go: it falls by one. You have the factor alone.` };
  }
  if (name === "relu") {
    const open = toNumber(edge.local) !== 0;
    yield { kind: "gate", step, answer: changed(edge, (up) => (open ? 0 : up)),
      why: open ? `relu lets the whole gradient through where its input is above 0, and ${into} is.` : `relu passes nothing back where its input is not above 0. Look at the value of ${into}.` };
  } else if (locals.length === 1 && name !== "neg") {
    yield { kind: "function", step, answer: changed(edge, (up) => up * apply(trace, node, "y")), why: `In ${here}, you multiplied by the value of ${to}. What is needed is its slope there, ${rule}.` };
  }
  yield { kind: "upstream", step, answer: changed(edge, (_, local) => local),
    why: `You have the local derivative of the edge from ${to} to ${into}, but not what arrives at ${to} from above. An edge contributes upstream gradient times local derivative.` };
  yield { kind: "local", step, answer: changed(edge, (up) => up),
    why: `You passed the gradient of ${to} on to ${into} as it was. The edge multiplies it by its local derivative, ${rule}.` };
  if (toNumber(edge.upstream) !== 1) {
    yield { kind: "added", step, answer: changed(edge, (up, local) => up + local),
      why: `At the edge from ${to} to ${into} you added the upstream gradient and the local derivative. Along a path they multiply; only contributions that meet at a value add up.` };
  }
}

/** A detached copy counted as if it were the value itself. @param {Trace} trace @param {string[]} names @param {number} asked @param {number} right @returns {Mistakes} */
function* detached(trace, names, asked, right) {
  const known = gradients(trace);
  for (const node of trace.nodes) {
    for (const [at, arg] of node.args.entries()) {
      const copy = "node" in arg ? trace.nodes[arg.node] : null;
      if (!copy?.at || copy.op !== null || copy.requires_grad) continue;
      const [line, column, , end] = copy.at;
      const source = [...(trace.source.split("\n")[line - 1] ?? "")].slice(column, end).join("");
      if (source !== `${names[asked]}.detach()`) continue;
      const local = apply(trace, node, trace.ops[/** @type {string} */ (node.op)].locals[at]);
      yield { kind: "detached", answer: right + (known[node.id] ?? 0) * local, why: "You counted the detached copy as well. detach() hands on the number alone: for the walk back it is a constant, and nothing returns through it." };
    }
  }
}

// ⑦ Pure: (trace, step) → what is known, what is highlighted, what is said.
import { sentenceParts } from "./narrate.js";
import { nodeNames } from "./names.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {"start" | "forward" | "seed" | "backward" | "zero" | "update"} Phase
 *
 * One entry of a node's ledger. `step` is the position at which it is known. A `term` is upstream × local = contribution,
 * arriving from `from` through its argument `arg` (of arrays a vector-Jacobian product, summed over `axes` where it was stretched); a `seed` is the 1 backward() starts from; `clear` empties the account;
 * an `assign` is what the program itself put there, and begins another account.
 * What is `aside` belongs to a grad(), which returns what it finds: it is seen until the next backward() or grad() begins.
 * @typedef {{aside?: true} & ({kind: "term", step: number, from: number, arg: number, upstream: Quantity, local: Quantity | null, contribution: Quantity, before: Quantity, after: Quantity, axes?: number[]}
 *   | {kind: "seed", step: number, before: Quantity, after: Quantity}
 *   | {kind: "assign", step: number, before: Quantity, after: Quantity}
 *   | {kind: "clear", step: number, by: "zero" | "backward" | "program"})} Entry
 *
 * @typedef {object} State
 * @property {number} step
 * @property {Phase} phase
 * @property {Step | null} event the step that has just happened
 * @property {number | null} node the node it happened at: computed, seeded, or (backward) the consumer passing its gradient on
 * @property {number | null} receiver backward: the input that receives the contribution
 * @property {number | null} root the output of the backward() call under way, or the last one: the c of ∂c/∂x
 * @property {string[]} edges the active edges, as "node:arg"
 * @property {(id: number) => Quantity | undefined} value
 * @property {(id: number) => Quantity | undefined} gradient
 * @property {(edge: string) => Quantity | undefined} local
 * @property {(edge: string) => boolean} passed whether a gradient has gone along the edge
 * @property {(id: number) => Entry[]} ledger the entries the present gradient is the sum of
 * @property {Map<number, Quantity>} values
 * @property {Map<number, Quantity>} gradients
 * @property {Map<string, Quantity>} locals
 * @property {string} sentence
 * @property {(string | import("./narrate.js").Ref)[]} words the sentence, cut where names stand
 */

/** @param {number} node @param {number} arg */
export const edgeId = (node, arg) => `${node}:${arg}`;

/** How many of the first entries are at or before this step. @param {{step: number}[]} entries @param {number} step */
function reached(entries, step) {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle].step <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * An index of the trace, made once in one pass; after that any position costs the same, the first or the ten-thousandth.
 * @param {Trace} trace
 */
export function createReplay(trace) {
  const { nodes, steps } = trace;
  const names = nodeNames(trace);
  /** What each node's value has been, and since when; leaves are known from the start. @type {{step: number, value: Quantity}[][]} */
  const histories = nodes.map(({ op, value }) => (op === null ? [{ step: 0, value }] : []));
  /** @type {Entry[][]} */
  const ledgers = nodes.map(() => []);
  /** @type {Map<string, {step: number, local: Quantity | null}>} */
  const locals = new Map();
  /** `first`: where the walk begins that this is a seed of; it may have several. @type {{step: number, first: number, node: number, returned?: true}[]} */
  const seeds = [];
  const calls = nodes.map(() => 0);

  /**
   * An inner node's gradient starts afresh at each backward() that reaches it, unless something was there before (micrograd's
   * accumulate); a leaf's accumulates. In a grad() all start afresh. @param {number} id @param {Quantity} before
   */
  const reach = (id, before) => {
    const last = seeds[seeds.length - 1];
    if (last?.returned) {
      if (calls[id] !== last.first) ledgers[id].push({ kind: "clear", step: last.first, by: "backward", aside: true });
    } else if (nodes[id].op !== null && calls[id] !== (last?.first ?? 0) && ledgers[id].length && !(typeof before === "number" && before)) {
      ledgers[id].push({ kind: "clear", step: last.first, by: "backward" });
    }
    calls[id] = last?.first ?? 0;
  };
  /** @param {number} id @param {Entry} entry */
  const enter = (id, entry) => ledgers[id].push(seeds[seeds.length - 1]?.returned ? { ...entry, aside: true } : entry);
  steps.forEach((event, at) => {
    const step = at + 1;
    if (event.kind === "forward") histories[event.node].push({ step, value: nodes[event.node].value });
    else if (event.kind === "update") histories[event.node].push({ step, value: event.after });
    else if (event.kind === "seed") {
      const before = steps[at - 1];
      const first = before?.kind === "seed" && before.node !== event.node ? seeds[seeds.length - 1].first : step;
      seeds.push({ step, first, node: event.node, returned: event.returned });
      reach(event.node, 0);
      enter(event.node, { kind: "seed", step, before: event.before, after: event.after });
    } else if (event.kind === "backward") {
      const { node: from, arg, upstream, local, contribution, before, after } = event;
      const edge = edgeId(from, arg);
      if (!locals.has(edge)) locals.set(edge, { step, local });
      if (steps[at + 1]?.kind === "unbroadcast") return; // what arrives is known once the stretched axes are summed
      reach(event.input, before);
      enter(event.input, { kind: "term", step, from, arg, upstream, local, contribution, before, after });
    } else if (event.kind === "unbroadcast") {
      const { node: from, arg, axes, contribution, before, after } = event;
      const upstream = /** @type {import("../engine/protocol.js").BackwardStep} */ (steps[at - 1]).upstream;
      reach(event.input, before);
      enter(event.input, { kind: "term", step, from, arg, upstream, local: null, contribution, before, after, axes });
    } else if (event.kind === "assign") {
      const { node, before, after } = event;
      ledgers[node].push({ kind: "assign", step, before, after });
      calls[node] = seeds[seeds.length - 1]?.first ?? 0;
    } else for (const id of event.nodes) ledgers[id].push({ kind: "clear", step, by: event.assigned ? "program" : "zero" });
  });

  /** The last seed at a step. @param {number} step */
  const seedAt = (step) => seeds[reached(seeds, step) - 1];

  /** Where in a node's ledger the last entry is that counts at a step; -1 where none does. @param {number} id @param {number} step */
  function lastEntry(id, step) {
    let at = reached(ledgers[id], step) - 1;
    const seed = seedAt(step);
    while (at >= 0 && ledgers[id][at].aside && !(seed?.returned && ledgers[id][at].step >= seed.first)) at -= 1;
    return at;
  }

  /** @param {number} id @param {number} step @returns {Entry[]} */
  function ledger(id, step) {
    const end = lastEntry(id, step);
    /** @type {Entry[]} */
    const found = [];
    for (let at = end; at >= 0; at -= 1) {
      const entry = ledgers[id][at];
      if (entry.aside !== ledgers[id][end].aside) continue; // of a grad() in between
      if (entry.kind === "clear") break;
      found.push(entry);
      if (entry.kind === "assign") break;
    }
    return found.reverse();
  }

  /** @param {number} id @param {number} step @returns {Quantity | undefined} */
  function gradient(id, step) {
    const last = ledgers[id][lastEntry(id, step)];
    return last && last.kind !== "clear" ? last.after : undefined;
  }

  /** @param {number} id @param {number} step @returns {Quantity | undefined} */
  const value = (id, step) => histories[id][reached(histories[id], step) - 1]?.value;

  /** What went into a node when it was computed. @param {number} consumer @param {number} id @returns {Quantity} */
  const input = (consumer, id) => value(id, histories[consumer][0]?.step ?? 0) ?? nodes[id].value;

  /** @param {number} step @returns {State} */
  function at(step) {
    const event = step > 0 ? steps[step - 1] : null;
    const node = event && "node" in event ? event.node : null;
    return {
      step,
      phase: phaseOf(event),
      event,
      node,
      receiver: event && "input" in event ? event.input : null,
      root: seedAt(step)?.node ?? null,
      edges: activeEdges(trace, event),
      value: (id) => value(id, step),
      gradient: (id) => gradient(id, step),
      local: (edge) => {
        const found = locals.get(edge);
        return found && found.step <= step ? found.local ?? undefined : undefined;
      },
      passed: (edge) => (locals.get(edge)?.step ?? Infinity) <= step,
      ledger: (id) => ledger(id, step),
      get values() {
        return knownOf(nodes, (id) => value(id, step));
      },
      get gradients() {
        return knownOf(nodes, (id) => gradient(id, step));
      },
      get locals() {
        return new Map([...locals].flatMap(([edge, { step: since, local }]) => (since <= step && local !== null ? [[edge, local]] : [])));
      },
      get sentence() {
        return this.words.map((part) => (typeof part === "string" ? part : part.name)).join("");
      },
      get words() {
        return sentenceParts(trace, names, event, input);
      },
    };
  }

  return {
    trace,
    names,
    length: steps.length,
    /** @param {number} step @returns {Phase} */
    phase: (step) => phaseOf(step > 0 ? steps[step - 1] : null),
    /** Every entry a node's ledger will ever have. @param {number} id */
    entries: (id) => ledgers[id],
    input,
    at,
  };
}

/** @param {{id: number}[]} nodes @param {(id: number) => Quantity | undefined} of @returns {Map<number, Quantity>} */
function knownOf(nodes, of) {
  const known = new Map();
  for (const { id } of nodes) {
    const value = of(id);
    if (value !== undefined) known.set(id, value);
  }
  return known;
}

/** Undoing a broadcast is part of the way back; what the program does to a gradient is an update, as is what it does to a number. @param {Step | null} event @returns {Phase} */
const phaseOf = (event) => (event === null ? "start" : event.kind === "unbroadcast" ? "backward" : event.kind === "assign" ? "update" : event.kind);

/** @typedef {ReturnType<typeof createReplay>} Replay */

/** @param {Trace} trace @param {Step | null} event */
function activeEdges(trace, event) {
  if (event && "input" in event) return [edgeId(event.node, event.arg)];
  if (event?.kind !== "forward") return [];
  return trace.nodes[event.node].args.flatMap((arg, at) => ("node" in arg ? [edgeId(event.node, at)] : []));
}

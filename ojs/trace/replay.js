// ⑦ Pure: (trace, step) → what is known, what is highlighted, what is said.
import { atCorner, dependsOn, heldFixed } from "./corners.js";
import { ledgersOf, reached } from "./ledgers.js";
import { meaning, standing } from "./meaning.js";
import { reason } from "./narrate-arrays.js";
import { parted, saidParts } from "./narrate.js";
import { nodeNames } from "./names.js";
import { passNames } from "./pass-names.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {"start" | "forward" | "seed" | "backward" | "zero" | "update"} Phase
 * @typedef {import("./ledgers.js").Entry} Entry
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
 * @property {(string | import("./narrate.js").Ref)[]} said its first part: what happened
 * @property {(string | import("./narrate.js").Ref)[]} why of arrays: why it is this product
 * @property {(string | import("./narrate.js").Ref)[]} meant what it means, where something follows from it
 */

const MOST_LOOKED = 60;

/** @param {number} node @param {number} arg */
export const edgeId = (node, arg) => `${node}:${arg}`;

/**
 * An index of the trace, made once in one pass; after that any position costs the same, the first or the ten-thousandth.
 * @param {Trace} trace @param {{series?: boolean}} [options] series: one pass is shown at a time, and names are those within it
 */
export function createReplay(trace, { series = false } = {}) {
  const { nodes, steps } = trace;
  const names = series ? passNames(trace) : nodeNames(trace);
  /** The step that computed each node: 0 of a leaf, which is known from the start, and -1 where none did. */
  const computed = new Int32Array(nodes.length);
  /** The place of each node's first edge among all edges. */
  const edges = new Int32Array(nodes.length + 1);
  for (let id = 0; id < nodes.length; id += 1) {
    computed[id] = nodes[id].op === null ? 0 : -1;
    edges[id + 1] = edges[id] + nodes[id].args.length;
  }
  /** The first step that went back along each edge, and 0 where none did. */
  const passed = new Int32Array(edges[nodes.length]);
  /** What the numbers of leaves were changed to. @type {Map<number, {step: number, value: Quantity}[]>} */
  const updates = new Map();
  /** @type {import("./ledgers.js").Begun[]} */
  const seeds = [];
  /** The walk back in which something last arrived at each node. */
  const arrived = new Int32Array(nodes.length);
  let walks = 0;
  let changed = false; // the program changed a gradient since the last seed
  for (let at = 0; at < steps.length; at += 1) {
    const event = steps[at];
    const step = at + 1;
    if (event.kind === "forward") computed[event.node] = step;
    else if (event.kind === "backward") {
      const edge = edges[event.node] + event.arg;
      passed[edge] ||= step;
      const last = seeds[seeds.length - 1];
      if (last && !last.odd && (changed || atCorner(trace, nodes[event.node]) || (arrived[event.input] !== walks && nodes[event.input].op !== null && event.before !== 0))) last.odd = true;
      arrived[event.input] = walks;
    } else if (event.kind === "assign") changed = true;
    else if (event.kind === "zero") changed = false; else if (event.kind === "seed") {
      const before = steps[at - 1];
      const first = before?.kind === "seed" && before.node !== event.node ? seeds[seeds.length - 1].first : step;
      if (first === step) walks += 1;
      changed = false;
      arrived[event.node] = walks;
      seeds.push({ step, first, node: event.node, returned: event.returned, weight: event.after });
    } else if (event.kind === "update") {
      const before = updates.get(event.node);
      if (before) before.push({ step, value: event.after });
      else updates.set(event.node, [{ step, value: event.after }]);
    }
  }
  const entries = ledgersOf(trace, seeds);
  /** @type {import("./corners.js").Held[] | undefined} */
  let fixed;
  /** What stayed the same for a node's gradient, though it would change with the node. @param {number} id */
  function held(id) {
    fixed ??= heldFixed(trace);
    /** @type {number[]} */
    const found = [];
    let looked = 0;
    for (const one of fixed) {
      if (one.id <= id) continue; // it was there before the node
      if (found.length > 2 || (looked += 1) > MOST_LOOKED) break; // more are not named
      if (dependsOn(trace, one, id)) found.push(one.id);
    }
    return found;
  }

  /** The last seed at a step. @param {number} step */
  const seedAt = (step) => seeds[reached(seeds, step) - 1];

  /** Where in a node's ledger the last entry is that counts at a step; -1 where none does. @param {Entry[]} all @param {number} step */
  function lastEntry(all, step) {
    let at = reached(all, step) - 1;
    const seed = seedAt(step);
    while (at >= 0 && all[at].aside && !(seed?.returned && all[at].step >= seed.first)) at -= 1;
    return at;
  }

  /** @param {number} id @param {number} step @returns {Entry[]} */
  function ledger(id, step) {
    const all = entries(id);
    const end = lastEntry(all, step);
    /** @type {Entry[]} */
    const found = [];
    for (let at = end; at >= 0; at -= 1) {
      const entry = all[at];
      if (entry.aside !== all[end].aside) continue; // of a grad() in between
      if (entry.kind === "clear") break;
      found.push(entry);
      if (entry.kind === "assign") break;
    }
    return found.reverse();
  }

  /** @param {number} id @param {number} step @returns {Quantity | undefined} */
  function gradient(id, step) {
    const all = entries(id);
    const last = all[lastEntry(all, step)];
    return last && last.kind !== "clear" ? last.after : undefined;
  }

  /** @param {number} id @param {number} step @returns {Quantity | undefined} */
  function value(id, step) {
    if (computed[id] < 0 || computed[id] > step) return undefined;
    const changes = updates.get(id);
    return changes?.[reached(changes, step) - 1]?.value ?? nodes[id].value;
  }

  /** The step in which a gradient first went along an edge. @param {string} edge */
  function passedAt(edge) {
    const [node, arg] = edge.split(":").map(Number);
    return (arg < edges[node + 1] - edges[node] && passed[edges[node] + arg]) || Infinity;
  }

  /** @param {number} step one that went back along an edge */
  const localAt = (step) => /** @type {import("../engine/protocol.js").BackwardStep} */ (steps[step - 1]).local;

  /** What went into a node when it was computed. @param {number} consumer @param {number} id @returns {Quantity} */
  const input = (consumer, id) => value(id, Math.max(0, computed[consumer])) ?? nodes[id].value;

  const known = { trace, entries, seeds, value };

  /** Whether a gradient that something arrives at had something already: it is a sum. @param {Step | null} event @param {number} step */
  function earlier(event, step) {
    return event !== null && "input" in event && ledger(event.input, step).length > 1;
  }

  /** @param {number} step @returns {State} */
  function at(step) {
    const event = step > 0 ? steps[step - 1] : null;
    const node = event && "node" in event ? event.node : null;
    /** @type {(string | import("./narrate.js").Ref)[] | undefined} */
    let said;
    /** @type {(string | import("./narrate.js").Ref)[] | undefined} */
    let meant;
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
        const since = passedAt(edge);
        return since <= step ? localAt(since) ?? undefined : undefined;
      },
      passed: (edge) => passedAt(edge) <= step,
      ledger: (id) => ledger(id, step),
      get values() {
        return knownOf(nodes, (id) => value(id, step));
      },
      get gradients() {
        return knownOf(nodes, (id) => gradient(id, step));
      },
      get locals() {
        const known = new Map();
        for (let at = 1; at <= step; at += 1) {
          const event = steps[at - 1];
          if (event.kind === "backward" && event.local !== null && passed[edges[event.node] + event.arg] === at) known.set(edgeId(event.node, event.arg), event.local);
        }
        return known;
      },
      get sentence() {
        return this.words.map((part) => (typeof part === "string" ? part : part.name)).join("");
      },
      get words() {
        return [this.said, this.why, this.meant].filter((part) => part.length > 0).flatMap((part, i) => (i ? [" ", ...part] : part));
      },
      get said() {
        return (said ??= saidParts(trace, names, event, input, earlier(event, step)));
      },
      get why() {
        return event && "input" in event ? parted(names, (marked) => reason(trace, marked, event)) : [];
      },
      get meant() {
        return (meant ??= event && "input" in event ? parted(names, (marked) => meaning(known, marked, event.input, step, held)) : []);
      },
    };
  }

  return {
    trace,
    names,
    length: steps.length,
    /** @param {number} step @returns {Phase} */
    phase: (step) => phaseOf(step > 0 ? steps[step - 1] : null),
    entries,
    value,
    input,
    /** What a node's gradient means at a step, cut where names stand; [] where nothing follows from it, or not yet. @param {number} id @param {number} step */
    meaning: (id, step) => parted(names, (marked) => standing(known, marked, id, step, held)),
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

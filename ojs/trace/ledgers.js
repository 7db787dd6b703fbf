// ⑦ Pure: each node's ledger, the entries that its gradient is the sum of; made when somebody looks at the node.

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Step} Step
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
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
 * Where a walk back began. `first`: it may have several seeds; `weight`: the gradient it began with; `odd`: its gradients are not derivatives (something was
 * there before, the program changed one on the way), or at a corner, where a small change does something else.
 * @typedef {{step: number, first: number, node: number, returned?: true, weight?: Quantity, odd?: true}} Begun
 */

/** How many of the first entries are at or before this step. @param {{step: number}[]} entries @param {number} step */
export function reached(entries, step) {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle].step <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Which nodes' gradients a step changes. @param {Step[]} steps @param {number} at @param {(node: number) => void} tell */
function changed(steps, at, tell) {
  const event = steps[at];
  if (event.kind === "backward") {
    if (steps[at + 1]?.kind !== "unbroadcast") tell(event.input); // else what arrives is known once the stretched axes are summed
  } else if (event.kind === "unbroadcast") tell(event.input);
  else if (event.kind === "seed" || event.kind === "assign") tell(event.node);
  else if (event.kind === "zero") event.nodes.forEach(tell);
}

/**
 * Which steps change a node's gradient, in order. Numbers in a row: a hundred thousand lists would take longer to make than anybody waits.
 * @param {Trace} trace @returns {(node: number) => Int32Array} positions in `steps`
 */
function changesOf({ nodes, steps }) {
  const ends = new Int32Array(nodes.length + 1);
  for (let at = 0; at < steps.length; at += 1) changed(steps, at, (node) => { ends[node + 1] += 1; });
  for (let node = 0; node < nodes.length; node += 1) ends[node + 1] += ends[node];
  const next = ends.slice();
  const all = new Int32Array(ends[nodes.length]);
  for (let at = 0; at < steps.length; at += 1) changed(steps, at, (node) => { all[next[node]] = at; next[node] += 1; });
  return (node) => all.subarray(ends[node], ends[node + 1]);
}

/**
 * Every entry that a node's ledger will ever have. @param {Trace} trace @param {Begun[]} seeds
 * @returns {(id: number) => Entry[]}
 */
export function ledgersOf(trace, seeds) {
  const { nodes, steps } = trace;
  const changes = changesOf(trace);
  /** @type {Map<number, Entry[]>} */
  const ledgers = new Map();

  return (id) => {
    const known = ledgers.get(id);
    if (known) return known;
    /** @type {Entry[]} */
    const made = [];
    ledgers.set(id, made);
    let walk = 0; // the one in which the gradient was last reached
    for (const at of changes(id)) {
      const event = /** @type {Exclude<Step, {kind: "forward" | "update"}>} */ (steps[at]);
      const step = at + 1;
      const begun = seeds[reached(seeds, step) - 1];
      if (event.kind === "zero") {
        made.push({ kind: "clear", step, by: event.assigned ? "program" : "zero" });
        continue;
      }
      const { kind, before, after } = event;
      const first = begun?.first ?? 0;
      if (kind === "assign") made.push({ kind, step, before, after });
      else {
        // An inner node's gradient starts afresh at each backward() that reaches it, unless something was there before (micrograd's accumulate); a leaf's
        // accumulates. In a grad() all start afresh.
        const there = kind !== "seed" && typeof before === "number" && before !== 0;
        const fresh = walk !== first && (begun?.returned || (nodes[id].op !== null && made.length > 0 && !there));
        const aside = begun?.returned ? { aside: /** @type {const} */ (true) } : {};
        if (fresh) made.push({ kind: "clear", step: first, by: "backward", ...aside });
        if (kind === "seed") made.push({ kind, step, before, after, ...aside });
        else {
          const { node: from, arg, contribution } = event;
          const edge = kind === "backward" ? event : /** @type {import("../engine/protocol.js").BackwardStep} */ (steps[at - 1]);
          const axes = kind === "unbroadcast" ? { axes: event.axes } : {};
          made.push({ kind: "term", step, from, arg, upstream: edge.upstream, local: kind === "backward" ? event.local : null, contribution, before, after, ...axes, ...aside });
        }
      }
      walk = first;
    }
    return made;
  };
}

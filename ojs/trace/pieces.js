// ⑦ Pure: which stretches of a program made which nodes.

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {{text: string, nodes: number[]}} Piece a stretch of one line made by these nodes, the smallest expression last
 */

/**
 * Each line cut where an expression begins or ends. Columns count code points, not UTF-16 units.
 * @param {Trace} trace @returns {Piece[][]}
 */
export function pieces(trace) {
  /** A loop makes many nodes with one expression. @type {Map<string, {at: number[], ids: number[]}>} */
  const spans = new Map();
  for (const { id, at } of trace.nodes) {
    if (!at) continue;
    const key = String(at);
    const known = spans.get(key);
    if (known) known.ids.push(id);
    else spans.set(key, { at, ids: [id] });
  }
  const all = [...spans.values()];
  return trace.source.replace(/\n+$/, "").split("\n").map((line, i) => {
    const letters = Array.from(line);
    const here = all.flatMap(({ ids, at }) => {
      if (at[0] > i + 1 || at[2] < i + 1) return [];
      return [{ ids, from: at[0] === i + 1 ? at[1] : 0, to: at[2] === i + 1 ? at[3] : letters.length }];
    });
    const cuts = [...new Set([0, letters.length, ...here.flatMap(({ from, to }) => [from, to])])].filter((cut) => cut <= letters.length).sort((a, b) => a - b);
    return cuts.slice(1).map((to, n) => {
      const from = cuts[n];
      const cover = here.filter((span) => span.from <= from && span.to >= to).sort((a, b) => b.to - b.from - (a.to - a.from) || a.ids[0] - b.ids[0]);
      return { text: letters.slice(from, to).join(""), nodes: cover.flatMap(({ ids }) => ids) };
    });
  });
}

/**
 * The same by places in the whole text. `of`: where a node's expression is; `at`: the nodes whose expressions hold a place.
 * @param {Trace} trace
 */
export function spots(trace) {
  /** @type {{from: number, to: number, nodes: number[]}[]} */
  const all = [];
  /** @type {Map<number, {from: number, to: number}[]>} */
  const byNode = new Map();
  let start = 0;
  for (const line of pieces(trace)) {
    for (const { text, nodes } of line) {
      const [from, to] = [start, start + text.length];
      start = to;
      if (nodes.length) all.push({ from, to, nodes });
      for (const id of nodes) {
        const known = byNode.get(id) ?? [];
        const last = known[known.length - 1];
        if (last?.to === from) last.to = to;
        else byNode.set(id, [...known, { from, to }]);
      }
    }
    start += 1;
  }
  return {
    /** @param {number | null} id */
    of: (id) => (id === null ? [] : byNode.get(id) ?? []),
    /** @param {number | null} place */
    at: (place) => (place === null ? [] : all.find(({ from, to }) => from <= place && place < to)?.nodes ?? []),
  };
}

/**
 * In a loop one expression makes many nodes: the one computed last is meant. null: none.
 * @param {import("./walk.js").Walk} walk @param {number[]} nodes of a piece
 */
export function meant(walk, nodes) {
  if (nodes.length === 0) return null;
  const smallest = nodes[nodes.length - 1];
  const same = nodes.filter((id) => String(walk.trace.nodes[id].at) === String(walk.trace.nodes[smallest].at));
  return [...same].reverse().find((id) => walk.state.value(id) !== undefined) ?? smallest;
}

// ⑧ What of a graph is painted when something changed: a step touches a few nodes and edges, however many are drawn.
import { attrs } from "../../drawing/dom.js";
import { touched } from "../../trace/touched.js";

/** @typedef {import("./graph-pointing.js").Placed} Placed @typedef {ReturnType<typeof import("./graph-edge.js").graphEdge>} Edge */

/** @param {import("../../trace/walk.js").Walk} walk @param {(id: number | null) => number | null} owner what is drawn in a node's place */
export function painting(walk, owner) {
  /** @type {Placed[]} */
  let nodes = [];
  /** @type {Edge[]} */
  let edges = [];
  /** @type {Map<number, Placed>} */
  let byId = new Map();
  /** By the trace's edges. @type {Map<string, Edge>} */
  let byEdge = new Map();
  /** By what is drawn at its ends: of a folded group's edges only some are told one by one. @type {Map<string, Edge>} */
  let byEnds = new Map();
  /** @param {string} id @returns {Edge | undefined} what is drawn in place of an edge of the trace */
  function lineOf(id) {
    const [to, arg] = id.split(":").map(Number);
    const given = walk.trace.nodes[to].args[arg];
    return byEdge.get(id) ?? ("node" in given ? byEnds.get(`${owner(given.node)}:${owner(to)}`) : undefined);
  }
  /** What was painted last, if that still says how everything looks. @type {{trace: object, step: number} | null} */
  let last = null;

  return {
    /** @param {Placed[]} those @param {Edge[]} lines @param {string[][]} under by edge: those of the trace that it stands for */
    built(those, lines, under) {
      [nodes, edges, last] = [those, lines, null];
      byId = new Map(nodes.map((one) => [one.one.id, one]));
      byEnds = new Map(edges.map((one) => [`${one.element.dataset.from}:${one.element.dataset.to}`, one]));
      byEdge = new Map(under.flatMap((ids, i) => ids.map((id) => [id, edges[i]])));
    },
    /** @param {number | null} id @returns {Placed | undefined} what is drawn in a node's place */
    placed(id) {
      const at = owner(id);
      return at === null ? undefined : byId.get(at);
    },
    /** @param {string} [event] that it is painted for */
    paint(event) {
      const { trace, step, late } = walk;
      const part = event === "step" && last?.trace === trace && late.size === 0 ? touched(trace, last.step, step) : null;
      last = { trace, step };
      const [some, lines] = part ? [[...part.nodes].flatMap((id) => this.placed(id) ?? []), [...part.edges].flatMap((id) => lineOf(id) ?? [])] : [nodes, edges];
      for (const one of new Set(lines)) one.paint();
      for (const one of new Set(some)) one.paint();
      return lines;
    },
    /** The place among the nodes that Tab reaches. @param {number} current */
    reach(current) {
      nodes.forEach(({ element }, i) => attrs(element, { tabindex: i === current ? 0 : -1 }));
    },
  };
}

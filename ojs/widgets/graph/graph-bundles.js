// ⑧ The edges of the trace that an edge of the drawing stands for: of the thousands into a fold those that tell how it looks.
import { attrs, s } from "../../drawing/dom.js";

/** @typedef {import("../../trace/groups/cut.js").Drawable} Drawable */

/** @param {import("../../trace/walk.js").Walk} walk @param {ReturnType<typeof import("./graph-folding.js").createFolding>} folding */
export function bundles(walk, folding) {
  /** By the drawing's edge. Of a bundle: none of its own, the one along which a gradient goes first, the one of the step. @type {Map<string, string[]>} */
  let under = new Map();
  /** @type {Map<string, number>} */
  let counts = new Map();
  /** @type {Drawable[]} */
  let shown = [];
  return {
    /** Another drawing. @param {Drawable[]} things */
    show(things) {
      shown = things;
      under = new Map(things.flatMap(({ id, group, args }) => args.map(({ edges }, at) => [`${id}:${at}`, group === null ? edges : ["", ...edges]])));
      counts = new Map(things.flatMap(({ id, args }) => args.flatMap(({ count }, at) => (count > 1 ? [[`${id}:${at}`, count]] : []))));
    },
    /** @param {string} edge of the drawing */
    under: (edge) => under.get(edge) ?? [],
    /** @param {{element: SVGElement}} drawn */
    mark({ element }) {
      const count = counts.get(element.dataset.edge ?? "");
      attrs(element, { "data-count": count });
      if (count) element.prepend(s("title", {}, `${count.toLocaleString("en")} edges`));
    },
    /** The edges that the step goes along count for those that they are bundled in. */
    step() {
      for (const edge of walk.state.edges) {
        const [to, arg] = edge.split(":").map(Number);
        const given = walk.trace.nodes[to].args[arg];
        const into = shown[folding.at(to)];
        if (!into || into.group === null || !("node" in given)) continue;
        const from = folding.owner(given.node);
        under.get(`${into.id}:${into.args.findIndex((one) => one.from === from)}`)?.splice(2, Infinity, edge);
      }
    },
  };
}

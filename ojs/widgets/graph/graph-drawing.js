// ⑧ What is on the page of a graph: its nodes and edges, made once for each plan and from then on only painted.
import { attrs } from "../../drawing/dom.js";
import { graphArray, readable } from "./graph-array.js";
import { bundles } from "./graph-bundles.js";
import { graphEdge } from "./graph-edge.js";
import { flip, hold, standing } from "./graph-flip.js";
import { graphFold } from "./graph-fold.js";
import { graphNode } from "./graph-node.js";
import { painting } from "./graph-paint.js";
import { MANY, MARGIN } from "./graph-plan.js";
import { matter } from "./graph-sight.js";

/**
 * @typedef {import("./graph-parts.js").View} View @typedef {import("./graph-plan.js").Plan} Plan
 * @typedef {import("../../trace/groups/cut.js").Drawable} Drawable
 * @typedef {import("./graph-node.js").Head | import("./graph-array.js").ArrayHead} Head
 */

/** In a graph narrower than this, with no more than so many things drawn, two fingers do what the tools do, and their line is the graph's. */
const [NARROW, FEW] = [600, 24];

/**
 * @param {import("../../trace/walk.js").Walk} walk @param {View} view
 * @param {{tools: {element: HTMLElement, zoomed: (scale: number) => void}, steady: boolean}} options steady: another graph has the height of the first one
 */
export function drawing(walk, view, { tools, steady }) {
  const { root, scroll, svg, zoom, folding } = view;
  const painted = painting(walk, folding.owner);
  const bundled = bundles(walk, folding);
  /** @type {import("./graph-pointing.js").Placed[]} */
  let nodes = [];
  /** @type {ReturnType<typeof graphEdge>[]} */
  let edges = [];
  /** @type {Plan | null} */
  let plan = null;
  /** The height that is kept where none is given, by the width there is. @type {Map<number, number>} */
  const kept = new Map();
  let folds = { trace: walk.trace, any: false };
  let owned = folding.owners;
  /** @type {(() => void) | null} */
  let stands = null;
  let current = 0; // the place in `nodes` that Tab reaches

  /** How the frame stands to what is in it. @param {Plan} made @param {Drawable[]} shown @param {Head[]} heads @param {{width: number, height: number}} room */
  function frame(made, shown, heads, room) {
    const pictures = heads.some((head) => "shape" in head && !head.value.numbers); // they show their numbers from near
    const large = folding.groups.count > 1 || made.overflows || shown.length > MANY || pictures;
    if (folds.trace !== walk.trace) folds = { trace: walk.trace, any: false };
    folds.any ||= shown.some(({ group }) => group !== null); // or was, before the reader opened it
    const spared = root.clientWidth < NARROW && shown.length <= FEW && !folds.any;
    tools.element.hidden = !large || spared; // its height counts, below
    tools.zoomed(zoom.scale);
    attrs(scroll, { "data-direction": made.flow, "data-tall": large });
    if (!steady || !room.width || room.height) return;
    if (!kept.has(room.width)) kept.set(room.width, made.tall);
    scroll.style.height = `${(kept.get(room.width) ?? 0) - tools.element.getBoundingClientRect().height}px`;
  }

  /** @param {Drawable} one @param {Head} head @param {Plan} made @returns {import("./graph-pointing.js").Placed} */
  function thing(one, head, made) {
    const centre = made.nodes.get(one.id) ?? { x: 0, y: 0 };
    const node = walk.trace.nodes[one.id];
    const drawn = one.group !== null ? graphFold(walk, one, head, centre, folding) : "shape" in head ? graphArray(walk, node, head, centre) : graphNode(walk, node, head, centre);
    const { width, height, name } = head;
    const [left, top] = [centre.x - width / 2, centre.y - height / 2];
    return { ...drawn, one, name, box: { x: left, y: top, width, height, left, top, right: left + width, bottom: top + height } };
  }

  return {
    painted,
    bundled,
    get nodes() { return nodes; },
    get edges() { return edges; },
    get plan() { return plan; },
    get current() { return current; },
    set current(at) { current = at; painted.reach(current); },
    /** The least height that is kept at a width. @param {number} width */
    most: (width) => (steady && kept.get(width)) || Infinity,
    /**
     * @param {Plan} given @param {Drawable[]} shown @param {Head[]} heads
     * @param {boolean} same the graph, for another room @param {{width: number, height: number}} room
     * @param {number | null} atHand what stays where it is
     */
    draw(given, shown, heads, same, room, atHand) {
      const before = !same && plan && nodes.length && root.isConnected ? standing(nodes, edges, zoom, owned) : null;
      const made = plan = readable(given, heads, room.width);
      attrs(svg, { viewBox: `${-MARGIN} ${-MARGIN} ${made.width} ${made.height}`, "data-many": shown.length > 2 * MANY });
      zoom.show(made, same);
      frame(made, shown, heads, room);
      walk.turn(made.flow);
      const focused = svg.contains(document.activeElement);
      nodes = shown.map((one, i) => thing(one, heads[i], made));
      bundled.show(shown);
      edges = made.edges.map((edge) => graphEdge(walk, edge, made.flow, bundled.under(edge.id), folding.owner));
      edges.forEach(bundled.mark);
      svg.replaceChildren(...nodes.flatMap(({ below }) => below ?? []), ...edges.map(({ element }) => element), ...edges.map((edge) => edge.label), ...nodes.map(({ element }) => element));
      painted.built(nodes, edges, made.edges.map(({ id }) => bundled.under(id)));
      current = Math.min(current, Math.max(0, nodes.length - 1));
      painted.reach(current);
      owned = folding.owners;
      stands = () => {
        if (focused) nodes[current]?.element.focus({ preventScroll: true });
        if (!before) return;
        hold(before, painted.placed(atHand ?? walk.hovered ?? matter(walk)), view, folding.owner);
        flip(before, nodes, edges, zoom);
      };
    },
    /** Where it stands in the window: asked for when all of it is painted, so that the browser lays it out once. */
    stand() {
      stands?.();
      stands = null;
    },
  };
}

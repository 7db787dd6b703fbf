// ⑧ A graph under pointer and keyboard: pointing lights a node everywhere, a press or Enter pins a node, two open a fold; arrows go from node to node, Escape lets go.

/**
 * @typedef {import("./graph-node.js").Drawn & {one: import("../../trace/groups/cut.js").Drawable, name: string, box: import("../../drawing/free-place.js").Rect & import("./graph-picture.js").Area}} Placed
 *   box: what it covers
 * @typedef {object} Graph
 * @property {() => Placed[]} nodes
 * @property {number} current the place among them that Tab reaches
 * @property {(group: number) => void} open
 * @property {(id: number) => void} near goes to a node that is too small to read
 * @property {(one: import("../../trace/groups/cut.js").Drawable) => void} close folds the group around a node
 */

/** So long after a press on a fold a second one may come, ms. */
const DOUBLE = 250;

/** @param {SVGSVGElement} svg @param {import("../../trace/walk.js").Walk} walk @param {Graph} graph */
export function pointing(svg, walk, graph) {
  /** @param {EventTarget | null} target */
  const placeOf = (target) => {
    const found = target instanceof Element ? target.closest(".gv-node") : null;
    return found ? graph.nodes().findIndex(({ element }) => element === found) : -1;
  };
  /** @param {number} place */
  const hover = (place) => walk.hover(graph.nodes()[place]?.one.id ?? null);

  let clicked = false; // the focus came by the pointer: then the arrows step, where what is around steps
  svg.addEventListener("pointerdown", () => { clicked = true; });
  svg.addEventListener("pointerover", (event) => hover(placeOf(event.target)));
  svg.addEventListener("pointerleave", () => walk.hover(null));
  svg.addEventListener("focusin", (event) => {
    graph.current = Math.max(0, placeOf(event.target));
    hover(graph.current);
  });
  svg.addEventListener("focusout", ({ relatedTarget }) => {
    walk.hover(null);
    if (!(relatedTarget instanceof Node && svg.contains(relatedTarget))) clicked = false;
  });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /** @param {import("../../trace/groups/cut.js").Drawable | undefined} one */
  function pin(one) {
    if (!one) return;
    graph.near(one.id);
    walk.pin(walk.pinned === one.id ? null : one.id);
  }
  /** @param {import("../../trace/groups/cut.js").Drawable | undefined} one */
  function open(one) {
    if (!one || one.group === null) return;
    if (walk.pinned === one.id) walk.pin(null); // by the first of two presses
    graph.open(one.group);
  }
  svg.addEventListener("click", (event) => {
    const one = graph.nodes()[placeOf(event.target)]?.one;
    clearTimeout(waiting);
    if (event.target instanceof Element && event.target.closest(".gv-opener, .gv-open")) open(one);
    else if (event.detail < 2 && one?.group !== null && event.detail > 0) waiting = setTimeout(() => pin(one), DOUBLE); // the panel must not come between two presses
    else if (event.detail < 2) pin(one);
  });
  svg.addEventListener("dblclick", (event) => {
    clearTimeout(waiting);
    open(graph.nodes()[placeOf(event.target)]?.one);
  });
  svg.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const nodes = graph.nodes();
    const at = graph.current;
    const one = nodes[at]?.one;
    if ((event.key === "Enter" || event.key === " ") && one) one.group !== null && event.key === "Enter" ? open(one) : pin(one);
    else if (event.key === "Backspace" && one) graph.close(one);
    else if (event.key === "Escape" && walk.pinned !== null) walk.pin(null);
    else if (event.key === "Escape" && walk.hovered !== null) walk.hover(null); // what lies over the graph goes away
    else if (clicked && svg.closest("[data-keys]")) return;
    else {
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: nodes.length - 1 }[event.key];
      if (to === undefined) return;
      nodes[to]?.element.focus(); // at either end too the arrows are the graph's own
    }
    event.preventDefault();
  });
}

// ⑧ A graph under pointer and keyboard: pointing lights a node everywhere, arrows go from node to node, Enter opens a fold, Escape lets go.

/**
 * @typedef {import("./graph-node.js").Drawn & {one: import("../../trace/fold.js").Drawable}} Placed
 * @typedef {object} Graph
 * @property {() => Placed[]} nodes
 * @property {number} current the place among them that Tab reaches
 * @property {(call: number) => void} open
 * @property {(id: number) => void} near goes to a node that is too small to read
 * @property {(one: import("../../trace/fold.js").Drawable) => void} close folds the call around a node
 */

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
  svg.addEventListener("click", (event) => {
    const one = graph.nodes()[placeOf(event.target)]?.one;
    if (typeof one?.call === "number") graph.open(one.call);
    else if (one) graph.near(one.id);
  });
  svg.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const nodes = graph.nodes();
    const at = graph.current;
    const one = nodes[at]?.one;
    if ((event.key === "Enter" || event.key === " ") && one) typeof one.call === "number" ? graph.open(one.call) : graph.near(one.id);
    else if (event.key === "Backspace" && one) graph.close(one);
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

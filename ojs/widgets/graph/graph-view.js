// ⑧ The graph: laid out once for the width there is, then only painted, so that nothing moves while one steps.
import { follow, h, s } from "../../drawing/dom.js";
import { needsWalk } from "../../trace/walk.js";
import { building } from "./graph-build.js";
import { createFolding } from "./graph-folding.js";
import { hands } from "./graph-hands.js";
import { drawing } from "./graph-drawing.js";
import { OVERLAYS } from "./graph-parts.js";
import { watched } from "./graph-room.js";
import { graphSight } from "./graph-sight.js";
import { pointing } from "./graph-pointing.js";
import { graphTable } from "./graph-table.js";
import { unfolding } from "./graph-unfold.js";
import { zoomable } from "./graph-zoom.js";
import { sentence } from "../step/sentence.js";
import { drop } from "../../drawing/layouts.js";

/**
 * @typedef {import("./graph-parts.js").View} View
 * @typedef {import("./graph-parts.js").Overlay} Overlay
 */

/**
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {{label?: string, table?: boolean, sentence?: boolean, direction?: "right" | "down", steady?: boolean}} [options]
 *   table, sentence: what comes with the graph; direction: instead of choosing by the room; steady: another graph has the height of the first one
 * @returns {HTMLElement & {view: View}}
 */
export function graphView(walk, options = {}) {
  needsWalk(walk, "graphView");
  const { label = "Computational graph", table = true, sentence: said = true, direction, steady = false } = options;
  if (direction !== undefined && direction !== "right" && direction !== "down") throw new TypeError(`direction is "right" or "down", not ${direction}`);
  const svg = s("svg", { role: "group", "aria-label": label });
  const scroll = h("div", { class: "graph-view-scroll" }, svg);
  const folding = createFolding(walk);
  const zoom = zoomable(scroll, svg, { changed: () => { tools.zoomed(zoom.scale); moved(); } });
  const root = h("figure", { class: "graph-view", "data-widget": "graph-view" }, scroll);
  /** @type {View} */
  const view = {
    root, scroll, svg, zoom, folding,
    drawn: (id) => picture.painted.placed(id)?.element,
    placed: (id) => picture.painted.placed(id),
    get plan() { return picture.plan; },
    get nodes() { return picture.nodes; },
    get edges() { return picture.edges; },
    about: () => overlays.flatMap((one) => one.about?.() ?? []),
    open: (group) => unfolded.open(group),
    close: (group) => unfolded.close(group),
    rebuild: (after) => made.rebuild(after),
    go: (id) => sight.go(id),
  };
  const unfolded = unfolding(walk, view, { zoom: (factor) => sight.nearer(factor), fit: () => zoom.fit(), look: (id) => sight.look([id]), hold: (id) => made.hold(id) });
  const { tools } = unfolded;
  root.prepend(tools.element);
  const picture = drawing(walk, view, { tools, steady });

  /** @param {string} [event] that it is for @returns {View["edges"]} the edges that may look different */
  function paint(event) {
    picture.bundled.step();
    const lines = picture.painted.paint(event);
    for (const one of overlays) one.paint();
    picture.stand();
    return lines;
  }
  const made = building(walk, view, { picture: () => picture, direction, paint, look: () => sight.look(), orient: () => sight.orient(), built: () => {
    unfolded.built();
    for (const one of overlays) one.built?.();
  } });

  /** Another part of it is seen, or at another size. */
  function moved() {
    sight.orient();
    for (const one of overlays) one.moved?.();
  }

  const sight = graphSight(walk, view);
  pointing(svg, walk, {
    nodes: () => picture.nodes,
    get current() { return picture.current; },
    set current(at) { picture.current = at; },
    open: unfolded.open,
    near: (id) => { if (zoom.far) sight.go(id); },
    close: (one) => unfolded.closeAround(one),
  });
  hands(view, {
    held: () => scroll.hasAttribute("data-tall"),
    open: (group) => unfolded.open(group, false), close: (one) => unfolded.closeAround(one, false),
    nearer: (factor) => sight.nearer(factor),
  });
  scroll.addEventListener("scroll", moved, { passive: true });

  const overlays = OVERLAYS.map((make) => make(walk, view));
  for (const { element } of overlays) if (element) root.append(element);
  made.begin();
  follow(root, walk, ["step", "hover", "trace", "pin", "only", "pass", "twist"], (event) => {
    if (event?.type === "trace" || event?.type === "pass" || event?.type === "only") made.build();
    else if (event?.type === "step" && folding.following && folding.follow()) made.build();
    if (made.waits) return; // until what is to be painted is there
    const lines = paint(event?.type);
    if (event?.type === "hover") return sight.orient();
    sight.look([], event?.type === "step");
    if (event?.type === "step") for (const one of lines) one.flow();
  });
  watched(view, { moved, changed: (now) => made.fit(now), begins: () => made.again(), ends: () => drop(view) }, () => made.room);
  if (said) root.append(h("figcaption", { class: "graph-view-said" }, sentence(walk)));
  if (table) root.append(graphTable(walk));
  return Object.assign(root, { view });
}

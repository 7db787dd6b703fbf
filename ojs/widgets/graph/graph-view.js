// ⑧ The graph: laid out once for the width there is, then only painted, so that nothing moves while one steps.
import { attrs, follow, h, s, whileConnected } from "../../drawing/dom.js";
import { layout } from "../../drawing/layout.js";
import { needsWalk } from "../../trace/walk.js";
import { graphEdge } from "./graph-edge.js";
import { foldHeading, graphFold } from "./graph-fold.js";
import { createFolding } from "./graph-folding.js";
import { graphNode, heading } from "./graph-node.js";
import { graphPeek } from "./graph-peek.js";
import { pointing } from "./graph-pointing.js";
import { graphTable } from "./graph-table.js";
import { graphTools } from "./graph-tools.js";
import { zoomable } from "./graph-zoom.js";
import { sentence } from "../step/sentence.js";

/** Smaller than this a graph scrolls instead of shrinking: its text must stay readable. */
export const LEAST_SCALE = 0.78;
const MARGIN = 16;
const WIDE_LABEL = { width: 72, height: 22 }; // side by side, "× (−0.1234)" needs it
const LEAST_FRAME = 640; // from here on a tall graph has room for something beside it,
const MOST_FRAME = 900; // (with more, the style has put something there already)
const BESIDE = 0.36; // if it needs no more than this part of the width;
const MOST_BESIDE = 500; // then it shrinks a little, to be seen as a whole
const MOST_HEIGHT = 1400; // taller than this it scrolls by itself; less is left to the page

/**
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {{label?: string, table?: boolean, sentence?: boolean, direction?: "right" | "down", frame?: HTMLElement, steady?: boolean}} [options]
 *   table, sentence: what comes with the graph; direction: instead of choosing by the width; frame: what a graph that
 *   stands tall may share its row with (it is marked data-beside, and the frame's style makes room); steady: another graph has the height of the first one
 * @returns {HTMLElement}
 */
export function graphView(walk, options = {}) {
  needsWalk(walk, "graphView");
  const { label = "Computational graph", table = true, sentence: said = true, direction, frame, steady = false } = options;
  if (direction !== undefined && direction !== "right" && direction !== "down") throw new TypeError(`direction is "right" or "down", not ${direction}`);
  const svg = s("svg", { role: "group", "aria-label": label });
  const scroll = h("div", { class: "graph-view-scroll" }, svg);
  const folding = createFolding(walk);
  const zoom = zoomable(scroll, svg, { changed: () => { zoomed = true; tools.zoomed(zoom.scale); } });
  const tools = graphTools({
    fold: (level) => { folding.fold(level); rebuild(); },
    close: (call) => { folding.close(call); rebuild(); focus(call); },
    point: (call) => { for (const { element, one } of nodes) attrs(element, { "data-member": call !== null && folding.folds.members[call].includes(one.id) }); },
    zoom: (factor) => zoom.set(zoom.scale * factor),
    fit: () => zoom.fit(innerHeight * 0.85),
  });
  const root = h("figure", { class: "graph-view", "data-widget": "graph-view" }, tools.element, scroll);
  const peek = graphPeek(walk, root, (id) => nodes.find(({ one }) => one.id === folding.owner(id))?.element);
  root.append(peek.element);

  /** @type {import("./graph-pointing.js").Placed[]} */
  let nodes = [];
  /** @type {ReturnType<typeof graphEdge>[]} */
  let edges = [];
  let shape = "";
  let room = 0;
  /** The height that is kept, by the width there is. @type {Map<number, number>} */
  const kept = new Map();
  let zoomed = false; // the reader chose a scale
  let current = 0; // the place in `nodes` that Tab reaches

  function build() {
    folding.update();
    const shown = folding.shown();
    const heads = shown.map((one) => (one.call === null ? heading(walk, walk.trace.nodes[one.id]) : foldHeading(walk, one)));
    const now = JSON.stringify([shown.map(({ id, call, args }, i) => [id, call, args, heads[i]]), room]);
    if (now === shape) return;
    shape = now;
    const boxes = shown.map(({ id, call, args }, i) => ({ id, width: heads[i].width, height: heads[i].height, args: args.map(({ from }) => from), bare: call !== null }));
    const wide = frame?.clientWidth ?? 0;
    const whole = root.hasAttribute("data-beside") ? wide : room; // what it would have, had it a row of its own
    const space = whole ? whole - 2 * MARGIN - 2 : Infinity;
    let flow = direction ?? "right";
    let plan = layout(boxes, { direction: flow, ...(flow === "down" && { label: WIDE_LABEL, space: 8 }) });
    if (!direction && plan.width * LEAST_SCALE > space) {
      const tall = layout(boxes, { direction: "down", label: WIDE_LABEL, space: 8 });
      if (tall.width < plan.width) [flow, plan] = ["down", tall];
    }
    const [width, height] = [plan.width + 2 * MARGIN, plan.height + 2 * MARGIN];
    const beside = Boolean(frame) && flow === "down" && wide >= LEAST_FRAME && wide < MOST_FRAME && plan.width * LEAST_SCALE <= BESIDE * space;
    const most = (steady && kept.get(room)) || Infinity;
    const fitting = Math.min(most / height, beside ? Math.min(1, (BESIDE * space) / plan.width, MOST_BESIDE / height) : Math.min(1, space / plan.width));
    const scale = zoomed ? zoom.scale : Math.max(LEAST_SCALE, fitting);
    const large = folding.folds.highest > 0 || plan.width * scale > space || height * scale > Math.min(MOST_HEIGHT, most + 1);
    attrs(root, { "data-beside": beside });
    attrs(svg, { viewBox: `${-MARGIN} ${-MARGIN} ${width} ${height}` });
    zoom.show(width, height, scale);
    tools.element.hidden = !large;
    tools.build(walk.trace, folding.folds);
    tools.paint(walk.trace, folding.folds, folding.folded, folding.opened, shown.length);
    tools.zoomed(scale);
    attrs(scroll, { "data-direction": flow, "data-tall": large });
    if (steady && room) {
      if (!kept.has(room)) kept.set(room, Math.ceil(Math.min(height * scale, beside ? MOST_BESIDE : MOST_HEIGHT)));
      scroll.style.height = `${(kept.get(room) ?? 0) - tools.element.getBoundingClientRect().height}px`;
    }

    const focused = svg.contains(document.activeElement);
    nodes = shown.map((one, i) => {
      const centre = plan.nodes.get(one.id) ?? { x: 0, y: 0 };
      const drawn = one.call === null ? graphNode(walk, walk.trace.nodes[one.id], heads[i], centre) : graphFold(walk, one, heads[i], centre);
      return { ...drawn, one };
    });
    const under = new Map(shown.flatMap(({ id, args }) => args.map((arg, at) => [`${id}:${at}`, arg.edges])));
    edges = plan.edges.map((edge) => graphEdge(walk, edge, flow, under.get(edge.id) ?? [], folding.owner));
    svg.replaceChildren(...nodes.flatMap(({ below }) => below ?? []), ...edges.map(({ element }) => element), ...edges.map((edge) => edge.label), ...nodes.map(({ element }) => element));
    current = Math.min(current, Math.max(0, nodes.length - 1));
    if (focused) nodes[current]?.element.focus();
  }

  function paint() {
    for (const one of edges) one.paint();
    nodes.forEach((one, i) => { one.paint(); attrs(one.element, { tabindex: i === current ? 0 : -1 }); });
    peek.paint();
  }

  function rebuild() {
    build();
    paint();
    reveal(walk.state.receiver ?? walk.state.node);
  }

  /** Scrolls the graph, never the page, to where a node is. @param {number | null} id */
  function reveal(id) {
    if (id === null || (scroll.scrollWidth <= scroll.clientWidth && scroll.scrollHeight <= scroll.clientHeight)) return;
    const owner = folding.owner(id);
    const active = nodes.find(({ one }) => one.id === owner)?.element.getBoundingClientRect();
    if (!active) return;
    const view = scroll.getBoundingClientRect();
    if (active.left < view.left + 40 || active.right > view.right - 40) scroll.scrollLeft += active.left + active.width / 2 - view.left - view.width / 2;
    if (active.top < view.top + 40 || active.bottom > view.bottom - 40) scroll.scrollTop += active.top + active.height / 2 - view.top - view.height / 2;
  }

  /** The first node of a call. @param {number} call */
  function focus(call) {
    const inside = new Set(folding.folds.members[call]);
    const at = nodes.findIndex(({ one }) => one.call === call || inside.has(one.id));
    nodes[at]?.element.focus({ preventScroll: true });
    if (nodes[at]) reveal(nodes[at].one.id);
  }

  pointing(svg, walk, {
    nodes: () => nodes,
    get current() { return current; },
    set current(at) { current = at; paint(); },
    open: (call) => { folding.open(call); rebuild(); focus(call); },
    close: (one) => {
      const around = folding.around(one);
      if (around === undefined) return;
      folding.close(around);
      rebuild();
      focus(around);
    },
  });

  build();
  follow(root, walk, ["step", "hover", "trace"], (event) => {
    if (event?.type === "trace") build();
    paint();
    if (event?.type === "hover") return;
    reveal(walk.state.receiver ?? walk.state.node);
    if (event?.type !== "step") return;
    for (const one of edges) one.flow();
  });
  whileConnected(root, () => {
    const observer = new ResizeObserver(() => {
      const now = scroll.clientWidth;
      if (now === room || now === 0) return;
      room = now;
      build();
      paint();
    });
    observer.observe(scroll);
    return () => observer.disconnect();
  });
  if (said) root.append(h("figcaption", {}, sentence(walk)));
  if (table) root.append(graphTable(walk));
  return root;
}

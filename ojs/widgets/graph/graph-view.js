// ⑧ The graph: laid out once for the width there is, then only painted, so that nothing moves while one steps.
import { attrs, follow, h, s, whileConnected, write } from "../../drawing/dom.js";
import { needsWalk } from "../../trace/walk.js";
import { chipWidths, graphEdge } from "./graph-edge.js";
import { foldHeading, graphFold } from "./graph-fold.js";
import { createFolding } from "./graph-folding.js";
import { graphNode, heading } from "./graph-node.js";
import { graphPeek } from "./graph-peek.js";
import { graphPlan, MARGIN } from "./graph-plan.js";
import { graphSight } from "./graph-sight.js";
import { pointing } from "./graph-pointing.js";
import { graphTable } from "./graph-table.js";
import { graphTools } from "./graph-tools.js";
import { zoomable } from "./graph-zoom.js";
import { sentence } from "../step/sentence.js";

/** More nodes than this take seconds to draw, and are nothing that one could read. */
const MOST_DRAWN = 3000;

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
  const much = h("p", { class: "graph-view-much" });
  const scroll = h("div", { class: "graph-view-scroll" }, svg);
  const folding = createFolding(walk);
  const zoom = zoomable(scroll, svg, { changed: () => { tools.zoomed(zoom.scale); sight.orient(); } });
  const tools = graphTools({
    fold: (level) => { folding.fold(level); rebuild(); },
    close: (call) => { folding.close(call); rebuild(); focus(call); },
    point: (call) => { for (const { element, one } of nodes) attrs(element, { "data-member": call !== null && folding.folds.members[call].includes(one.id) }); },
    zoom: (factor) => sight.nearer(factor),
    fit: () => zoom.fit(),
  });
  const root = h("figure", { class: "graph-view", "data-widget": "graph-view" }, tools.element, much, scroll);
  /** What is drawn in a node's place. @param {number | null} id */
  const drawn = (id) => nodes.find(({ one }) => one.id === folding.owner(id))?.element;
  const peek = graphPeek(walk, root, drawn);
  const sight = graphSight(walk, { root, scroll, zoom, drawn });
  root.append(peek.element);

  /** @type {import("./graph-pointing.js").Placed[]} */
  let nodes = [];
  /** @type {ReturnType<typeof graphEdge>[]} */
  let edges = [];
  let shape = "";
  let room = 0;
  /** How wide chips have been, by edge: a number that gets longer makes room once, and no shorter one takes it back. @type {Map<string, number>} */
  let rooms = new Map();
  let program = "";
  /** The height that is kept, by the width there is. @type {Map<number, number>} */
  const kept = new Map();
  let current = 0; // the place in `nodes` that Tab reaches

  function build() {
    folding.update();
    const all = folding.shown();
    const many = all.length > MOST_DRAWN;
    const shown = many ? [] : all;
    write(much, many ? tooMany(all.length, folding.folds.calls.length, folding.folded.size) : "");
    attrs(much, { hidden: !many });
    attrs(scroll, { hidden: many });
    const heads = shown.map((one) => (one.call === null ? heading(walk, walk.trace.nodes[one.id]) : foldHeading(walk, one)));
    const text = walk.trace.nodes.map(({ op, label }) => `${op} ${label}`).join();
    if (text !== program) [program, rooms] = [text, new Map()];
    const width = chipWidths(walk);
    const boxes = shown.map(({ id, call, args }, i) => ({
      id, width: heads[i].width, height: heads[i].height, args: args.map(({ from }) => from), bare: call !== null,
      chips: call !== null ? [] : args.map(({ edges: under }, at) => {
        const edge = `${id}:${at}`;
        if (under.length === 1 && under[0] === edge) rooms.set(edge, Math.max(width(edge), rooms.get(edge) ?? 0));
        return rooms.get(edge) ?? 0;
      }),
    }));
    const graph = JSON.stringify([heads, boxes, shown.map(({ call }) => call)]);
    if (graph + room === shape) return;
    const same = shape.startsWith(graph);
    shape = graph + room;
    const wide = frame?.clientWidth ?? 0;
    const plan = graphPlan(boxes, { direction, frame: wide, most: (steady && kept.get(room)) || Infinity,
      room: root.hasAttribute("data-beside") ? wide : room }); // what it would have, had it a row of its own
    attrs(root, { "data-beside": plan.beside });
    attrs(svg, { viewBox: `${-MARGIN} ${-MARGIN} ${plan.width} ${plan.height}` });
    zoom.show(plan, same);
    const large = folding.folds.highest > 0 || plan.overflows;
    tools.element.hidden = !large;
    tools.build(walk.trace, folding.folds);
    tools.paint(walk.trace, folding.folds, folding.folded, folding.opened, shown.length);
    tools.zoomed(zoom.scale);
    attrs(scroll, { "data-direction": plan.flow, "data-tall": large });
    if (steady && room) {
      if (!kept.has(room)) kept.set(room, plan.tall);
      scroll.style.height = `${(kept.get(room) ?? 0) - tools.element.getBoundingClientRect().height}px`;
    }
    walk.turn(plan.flow);

    const focused = svg.contains(document.activeElement);
    nodes = shown.map((one, i) => {
      const centre = plan.nodes.get(one.id) ?? { x: 0, y: 0 };
      const drawn = one.call === null ? graphNode(walk, walk.trace.nodes[one.id], heads[i], centre) : graphFold(walk, one, heads[i], centre);
      return { ...drawn, one };
    });
    const under = new Map(shown.flatMap(({ id, args }) => args.map((arg, at) => [`${id}:${at}`, arg.edges])));
    edges = plan.edges.map((edge) => graphEdge(walk, edge, plan.flow, under.get(edge.id) ?? [], folding.owner));
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
    sight.look();
  }

  /** The first node of a call. @param {number} call */
  function focus(call) {
    const inside = new Set(folding.folds.members[call]);
    const at = nodes.findIndex(({ one }) => one.call === call || inside.has(one.id));
    nodes[at]?.element.focus({ preventScroll: true });
    if (nodes[at]) sight.look(nodes[at].one.id);
  }

  pointing(svg, walk, {
    nodes: () => nodes,
    get current() { return current; },
    set current(at) { current = at; paint(); },
    open: (call) => { folding.open(call); rebuild(); focus(call); },
    near: (id) => { if (zoom.far) sight.go(id); },
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
    if (event?.type === "hover") return sight.orient();
    sight.look();
    if (event?.type === "step") for (const one of edges) one.flow();
  });
  whileConnected(root, () => {
    const observer = new ResizeObserver(() => {
      const now = scroll.clientWidth;
      if (now === room || now === 0) return;
      room = now;
      rebuild();
    });
    observer.observe(scroll);
    return () => observer.disconnect();
  });
  if (said) root.append(h("figcaption", {}, sentence(walk)));
  if (table) root.append(graphTable(walk));
  return root;
}

/** @param {number} nodes @param {number} calls that can be folded @param {number} folded */
function tooMany(nodes, calls, folded) {
  const said = `${nodes.toLocaleString("en")} nodes are too many to draw. The steps go on all the same, with their place in the program and their numbers`;
  if (calls === 0) return `${said}; what the program does in functions of its own could be folded, and seen.`;
  return folded < calls ? `${said}; fold the calls to see how they hang together.` : `${said}.`;
}

// ⑧ The graph: laid out once for the width there is, then only painted, so that nothing moves while one steps.
import { attrs, follow, h, s, whileConnected } from "../dom.js";
import { layout } from "../layout.js";
import { needsWalk } from "../walk.js";
import { graphEdge } from "./graph-edge.js";
import { graphNode, heading, HEIGHT } from "./graph-node.js";
import { graphTable } from "./graph-table.js";
import { sentence } from "./sentence.js";

/** Smaller than this a graph scrolls instead of shrinking: its text must stay readable. */
const LEAST_SCALE = 0.78;
const MARGIN = 16;
const MOST_HEIGHT = 1400; // taller than this it scrolls by itself; less is left to the page

/**
 * @param {import("../walk.js").Walk} walk
 * @param {{label?: string, table?: boolean, sentence?: boolean, direction?: "right" | "down"}} [options]
 *   table, sentence: what comes with the graph; direction: instead of choosing by the width
 * @returns {HTMLElement}
 */
export function graphView(walk, options = {}) {
  needsWalk(walk, "graphView");
  const { label = "Computational graph", table = true, sentence: said = true, direction } = options;
  if (direction !== undefined && direction !== "right" && direction !== "down") throw new TypeError(`direction is "right" or "down", not ${direction}`);
  const svg = s("svg", { role: "group", "aria-label": label });
  const scroll = h("div", { class: "graph-view-scroll" }, svg);
  const root = h("figure", { class: "graph-view", "data-widget": "graph-view" }, scroll);

  /** @type {import("./graph-node.js").Drawn[]} */
  let nodes = [];
  /** @type {ReturnType<typeof graphEdge>[]} */
  let edges = [];
  let shape = "";
  let room = 0;
  let current = 0; // the node that Tab reaches

  function build() {
    const { fontFamily } = getComputedStyle(svg);
    const heads = walk.trace.nodes.map((node) => heading(walk, node, fontFamily || "sans-serif"));
    const now = JSON.stringify([walk.trace.nodes.map(({ op, args }, i) => [op, args, heads[i]]), room]);
    if (now === shape) return;
    shape = now;
    const boxes = walk.trace.nodes.map(({ id, args }) => ({ id, width: heads[id].width, height: HEIGHT, args: args.map((arg) => ("node" in arg ? arg.node : null)) }));
    const space = room ? room - 2 * MARGIN : Infinity;
    let flow = direction ?? "right";
    let plan = layout(boxes, { direction: flow });
    if (!direction && plan.width * LEAST_SCALE > space) {
      const tall = layout(boxes, { direction: "down" });
      if (tall.width < plan.width) [flow, plan] = ["down", tall];
    }
    const scale = Math.max(LEAST_SCALE, Math.min(1, space / plan.width));
    const [width, height] = [plan.width + 2 * MARGIN, plan.height + 2 * MARGIN];
    attrs(svg, { viewBox: `${-MARGIN} ${-MARGIN} ${width} ${height}`, width: Math.floor(width * scale), height: Math.ceil(height * scale) });
    attrs(scroll, { "data-direction": flow, "data-tall": height * scale > MOST_HEIGHT });

    const focused = svg.contains(document.activeElement);
    nodes = walk.trace.nodes.map((node) => graphNode(walk, node, heads[node.id], plan.nodes.get(node.id) ?? { x: 0, y: 0 }));
    edges = plan.edges.map((edge) => graphEdge(walk, edge, flow));
    svg.replaceChildren(...edges.map(({ element }) => element), ...edges.map((edge) => edge.label), ...nodes.map(({ element }) => element));
    current = Math.min(current, Math.max(0, nodes.length - 1));
    if (focused) nodes[current]?.element.focus();
  }

  function paint() {
    for (const one of edges) one.paint();
    nodes.forEach((one, i) => { one.paint(); attrs(one.element, { tabindex: i === current ? 0 : -1 }); });
  }

  /** Scrolls the graph, never the page, to where the step is. */
  function reveal() {
    if (scroll.scrollWidth <= scroll.clientWidth && scroll.scrollHeight <= scroll.clientHeight) return;
    const active = nodes[walk.state.receiver ?? walk.state.node ?? -1]?.element.getBoundingClientRect();
    if (!active) return;
    const view = scroll.getBoundingClientRect();
    if (active.left < view.left + 40 || active.right > view.right - 40) scroll.scrollLeft += active.left + active.width / 2 - view.left - view.width / 2;
    if (active.top < view.top + 40 || active.bottom > view.bottom - 40) scroll.scrollTop += active.top + active.height / 2 - view.top - view.height / 2;
  }

  /** @param {EventTarget | null} target */
  const nodeOf = (target) => {
    const found = target instanceof Element ? target.closest("[data-node]")?.getAttribute("data-node") : null;
    return found ? Number(found) : null;
  };
  svg.addEventListener("pointerover", (event) => walk.hover(nodeOf(event.target)));
  svg.addEventListener("pointerleave", () => walk.hover(null));
  svg.addEventListener("focusin", (event) => { current = nodeOf(event.target) ?? current; walk.hover(current); paint(); });
  svg.addEventListener("focusout", () => walk.hover(null));
  svg.addEventListener("keydown", (event) => {
    const to = { ArrowRight: current + 1, ArrowDown: current + 1, ArrowLeft: current - 1, ArrowUp: current - 1, Home: 0, End: nodes.length - 1 }[event.key];
    if (to === undefined || !nodes[to] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    nodes[to].element.focus();
  });

  build();
  follow(root, walk, ["step", "hover", "trace"], (event) => {
    if (event?.type === "trace") build();
    paint();
    if (event?.type !== "step") return;
    reveal();
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

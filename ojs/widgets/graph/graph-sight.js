// ⑧ What one sees of a graph larger than its frame: what the step is about, wherever the reader folds, zooms or steps; and a sign to it from elsewhere.
import { number } from "../../maths/format.js";
import { graphHere, within } from "./graph-here.js";

const EDGE = 40; // what a step is about stands no nearer to the edge of what is seen

/** The node that the step is about; before the first step, the one that it will be about. @param {import("../../trace/walk.js").Walk} walk @returns {number | null} */
export function matter({ state: { node, receiver, event }, trace }) {
  if (event?.kind === "zero") return event.nodes[0] ?? null;
  if (node !== null) return receiver ?? node;
  const first = trace.steps.find((step) => "node" in step);
  if (first && "node" in first) return first.node;
  return trace.nodes.length ? trace.nodes.length - 1 : null;
}

/**
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {object} graph
 * @param {HTMLElement} graph.root
 * @param {HTMLElement} graph.scroll what scrolls in it
 * @param {ReturnType<typeof import("./graph-zoom.js").zoomable>} graph.zoom
 * @param {(id: number | null) => SVGElement | undefined} graph.drawn what is drawn in a node's place
 */
export function graphSight(walk, { root, scroll, zoom, drawn }) {
  const place = (/** @type {number | null} */ id) => drawn(id)?.getBoundingClientRect();
  /** Of what the sign speaks: what is pointed at where the graph is too small to read, else the step. */
  const told = () => (zoom.far ? walk.hovered ?? matter(walk) : matter(walk));
  const here = graphHere(root, scroll, () => go(told()));
  root.append(here.element);
  scroll.addEventListener("scroll", orient, { passive: true });

  /** Scrolls the graph, never the page, to where nodes are: the first, and if there is room for both, the second. @param {...(number | null)} ids */
  function reveal(...ids) {
    if (scroll.scrollWidth <= scroll.clientWidth && scroll.scrollHeight <= scroll.clientHeight) return;
    const [first, second] = ids.flatMap((id) => place(id) ?? []);
    if (!first) return;
    const view = scroll.getBoundingClientRect();
    const [across, down] = [view.width - 2 * EDGE, view.height - 2 * EDGE];
    let { left, right, top, bottom } = first;
    if (second) {
      const both = { left: Math.min(left, second.left), right: Math.max(right, second.right), top: Math.min(top, second.top), bottom: Math.max(bottom, second.bottom) };
      if (both.right - both.left <= across && both.bottom - both.top <= down) ({ left, right, top, bottom } = both);
    }
    if (left < view.left + EDGE || right > view.right - EDGE) scroll.scrollLeft += (left + right - view.left - view.right) / 2;
    if (top < view.top + EDGE || bottom > view.bottom - EDGE) scroll.scrollTop += (top + bottom - view.top - view.bottom) / 2;
  }

  /** The sign is there only where the graph itself does not show where one is. */
  function orient() {
    const id = told();
    const [value, gradient] = id === null ? [] : [walk.state.value(id), walk.state.gradient(id)].map((one) => (one === undefined ? "" : number(one)));
    here.paint(drawn(id), id === null ? "" : `${walk.names[id]}${value && ` = ${value}`}${gradient && `, gradient ${gradient}`}`, zoom.far);
  }

  /** To a node, near enough to read it. @param {number | null} id */
  function go(id) {
    if (zoom.far) zoom.set(1);
    reveal(id);
    drawn(id)?.focus({ preventScroll: true });
    orient();
  }

  return {
    orient,
    go,
    /** What the step is about comes into sight; what else is asked for, before it. @param {...number} ids */
    look(...ids) {
      reveal(...ids, matter(walk));
      orient();
    },
    /** Around what the step is about, if that is in sight. @param {number} factor */
    nearer(factor) {
      const at = place(matter(walk));
      const seen = at && within(scroll.getBoundingClientRect(), at, -1);
      zoom.set(zoom.scale * factor, seen ? { x: (at.left + at.right) / 2, y: (at.top + at.bottom) / 2 } : undefined);
      if (seen) reveal(matter(walk));
    },
  };
}

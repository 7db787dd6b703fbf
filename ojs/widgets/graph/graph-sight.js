// ⑧ What one sees of a graph larger than its frame: what the step is about, wherever the reader folds, zooms or steps; and a sign to it from elsewhere.
import { calm } from "../../drawing/dom.js";
import { number } from "../../maths/format.js";
import { graphHere } from "./graph-here.js";

const EDGE = 40; // what a step is about stands no nearer to the edge of what is seen, if there is room
const GLIDE = 160; // milliseconds

/** @typedef {import("./graph-picture.js").Area} Area */

/** The node that the step is about; before the first step, the one that it will be about. @param {import("../../trace/walk.js").Walk} walk @returns {number | null} */
export function matter({ state: { node, receiver, event }, trace }) {
  if (event?.kind === "zero") return event.nodes[0] ?? null;
  if (node !== null) return receiver ?? node;
  const first = trace.steps.find((step) => "node" in step);
  if (first && "node" in first) return first.node;
  return trace.nodes.length ? trace.nodes.length - 1 : null;
}

/** Around all of them. @param {Area[]} areas @returns {Area} */
export function around(areas) {
  const [x, y] = [Math.min(...areas.map((one) => one.x)), Math.min(...areas.map((one) => one.y))];
  return { x, y, width: Math.max(...areas.map((one) => one.x + one.width)) - x, height: Math.max(...areas.map((one) => one.y + one.height)) - y };
}

/** @param {import("../../trace/walk.js").Walk} walk @param {import("./graph-view.js").View} view */
export function graphSight(walk, view) {
  const { root, scroll, zoom } = view;
  /** Of what the sign speaks: what is pointed at where the graph is too small to read, else the step. */
  const told = () => (zoom.far ? walk.hovered ?? matter(walk) : matter(walk));
  const here = graphHere(root, scroll, () => go(told()));
  root.append(here.element);
  let gliding = 0; // the frame asked for
  const halt = () => { cancelAnimationFrame(gliding); gliding = 0; };
  for (const type of ["wheel", "pointerdown", "touchstart"]) scroll.addEventListener(type, halt, { passive: true });

  /** @param {number} left @param {number} top @param {boolean} smooth */
  function scrollTo(left, top, smooth) {
    halt();
    const from = [scroll.scrollLeft, scroll.scrollTop];
    if (!smooth || calm() || document.hidden) {
      [scroll.scrollLeft, scroll.scrollTop] = [left, top];
      return;
    }
    const began = performance.now();
    const frame = () => {
      const part = Math.min(1, (performance.now() - began) / GLIDE);
      const eased = 1 - (1 - part) ** 3;
      scroll.scrollTo(from[0] + (left - from[0]) * eased, from[1] + (top - from[1]) * eased);
      gliding = part < 1 ? requestAnimationFrame(frame) : 0;
      if (!gliding) orient();
    };
    frame();
  }

  /** What the step is about, as much of it as can be seen at once: both ends of the edge and its label, before one node alone. @param {(number | null)[]} first what is asked for before it */
  function areas(first) {
    const { state } = walk;
    const lit = view.edges.flatMap((edge, i) => (edge.element.hasAttribute("data-active") ? [i] : []));
    const said = view.about();
    const labels = said.length ? said : lit.flatMap((i) => {
      const at = view.plan?.edges[i].label;
      return at ? [{ x: at.x - 40, y: at.y - 12, width: 80, height: 24 }] : [];
    });
    const ends = lit.flatMap((i) => [view.plan?.edges[i].from ?? null, view.plan?.edges[i].to ?? null]);
    /** @param {(number | null)[]} ids */
    const boxes = (ids) => ids.flatMap((id) => view.placed(id)?.box ?? []);
    const main = boxes([matter(walk)]);
    const choices = [
      [...boxes([state.node, state.receiver, ...ends]), ...labels, ...main],
      ...(said.length ? [] : [boxes([state.receiver ?? state.node, state.node])]),
      [...(state.phase === "backward" ? labels : []), ...main],
      main,
      said, // where not even that fits, the product counts
    ];
    if (first.length) choices.unshift([...boxes(first), ...main], boxes(first));
    return choices.filter((one) => one.length).map(around);
  }

  /** Scrolls the graph, never the page. @param {(number | null)[]} first @param {boolean} [smooth] */
  function reveal(first, smooth = false) {
    if (scroll.scrollWidth <= scroll.clientWidth && scroll.scrollHeight <= scroll.clientHeight) return;
    const { x, y, width, height, scale } = zoom.seen();
    const [beside, above] = [width, height].map((size) => Math.min(EDGE / scale, size / 12));
    const all = areas(first);
    const area = all.find((one) => one.width <= width - 2 * beside && one.height <= height - 2 * above) ?? all[all.length - 1];
    if (!area) return;
    /** @param {number} at @param {number} size @param {number} from @param {number} seen @param {number} margin */
    const away = (at, size, from, seen, margin) => (at >= from + margin - 0.5 && at + size <= from + seen - margin + 0.5 ? 0
      : size > seen ? at - margin - from : at + size / 2 - from - seen / 2);
    const [across, down] = [away(area.x, area.width, x, width, beside), away(area.y, area.height, y, height, above)];
    if (across || down) scrollTo(scroll.scrollLeft + across * scale, scroll.scrollTop + down * scale, smooth);
  }

  /** The sign is there only where the graph itself does not show where one is. */
  function orient() {
    if (gliding) return; // it is on its way into sight
    const id = told();
    const [value, gradient] = id === null ? [] : [walk.state.value(id), walk.state.gradient(id)].map((one) => (one === undefined ? "" : number(one)));
    const box = view.placed(id)?.box;
    here.paint(box && zoom.onScreen(box), id === null ? "" : `${walk.names[id]}${value && ` = ${value}`}${gradient && `, gradient ${gradient}`}`, zoom.far);
  }

  /** To a node, near enough to read it. @param {number | null} id */
  function go(id) {
    if (zoom.far) zoom.set(1);
    reveal([id]);
    view.drawn(id)?.focus({ preventScroll: true });
    orient();
  }

  return {
    orient,
    go,
    /** What the step is about comes into sight; what else is asked for, before it. @param {number[]} [ids] @param {boolean} [smooth] */
    look(ids = [], smooth = false) {
      reveal(ids, smooth);
      orient();
    },
    /** Around what the step is about, if that is in sight. @param {number} factor */
    nearer(factor) {
      const box = view.placed(matter(walk))?.box;
      const at = box && zoom.onScreen(box);
      const frame = scroll.getBoundingClientRect();
      const seen = at && at.left >= frame.left - 1 && at.right <= frame.right + 1 && at.top >= frame.top - 1 && at.bottom <= frame.bottom + 1;
      zoom.set(zoom.scale * factor, seen ? { x: (at.left + at.right) / 2, y: (at.top + at.bottom) / 2 } : undefined);
      if (seen) reveal([]);
    },
  };
}

// ⑧ From one drawing to the next without a jump: what stays goes to its new place, what comes fades in; the thing at hand stays where it is.
import { calm } from "../../drawing/dom.js";

const LASTS = 220;
const EASE = "cubic-bezier(0.2, 0, 0.2, 1)";

/** @typedef {import("./graph-pointing.js").Placed} Placed @typedef {import("../../drawing/layout.js").Point} Point */
/** @typedef {(id: number | null) => number | null} Owner */

/**
 * How a drawing stands in the window, before another one takes its place.
 * @param {Placed[]} nodes @param {{element: Element}[]} edges @param {ReturnType<typeof import("./graph-zoom.js").zoomable>} zoom
 * @param {Owner} owner what is drawn in a node's place
 */
export function standing(nodes, edges, zoom, owner) {
  const places = new Map(nodes.map(({ one, box }) => [one.id, { x: box.x + box.width / 2, y: box.y + box.height / 2, box, group: one.group }]));
  const at = zoom.onScreen({ x: 0, y: 0, width: 1, height: 1 });
  return { places, owner, left: at.left, top: at.top, size: at.width || 1, edges: new Set(edges.map(({ element }) => element.getAttribute("data-edge"))) };
}

/** @typedef {ReturnType<typeof standing>} Standing */

/**
 * Where in the window a node stood: its own card, that of what hid it, or the middle of what it now hides.
 * @param {Standing} before @param {number} id @param {Owner} now what is drawn in a node's place by now
 * @returns {Point | null}
 */
function stood({ places, owner, left, top, size }, id, now) {
  const own = places.get(id) ?? places.get(owner(id) ?? -1);
  const all = own ? [own] : [...places].flatMap(([one, place]) => (now(one) === id ? [place] : []));
  if (all.length === 0) return null;
  const [x, y] = [all.reduce((sum, one) => sum + one.x, 0) / all.length, all.reduce((sum, one) => sum + one.y, 0) / all.length];
  return { x: left + x * size, y: top + y * size };
}

/**
 * Scrolls the new drawing to where the thing at hand was. What has opened begins where its card did.
 * @param {Standing} before @param {Placed | undefined} anchor @param {import("./graph-view.js").View} view @param {Owner} owner
 */
export function hold(before, anchor, { scroll, zoom, plan }, owner) {
  const was = anchor && stood(before, anchor.one.id, owner);
  if (!was) return;
  const old = before.places.get(anchor.one.id);
  const hull = old && old.group !== null && anchor.one.group === null ? plan?.hulls.find(({ group }) => group === old.group) : undefined;
  const now = zoom.onScreen(hull ?? anchor.box);
  let [across, down] = [now.left + now.width / 2 - was.x, now.top + now.height / 2 - was.y];
  if (hull && old && plan?.flow === "right") across = now.left - was.x + (old.box.width / 2) * before.size;
  if (hull && old && plan?.flow === "down") down = now.top - was.y + (old.box.height / 2) * before.size;
  scroll.scrollLeft += across;
  scroll.scrollTop += down;
}

/**
 * @param {Standing} before @param {Placed[]} nodes of the new drawing @param {{element: SVGElement, label: SVGElement}[]} edges
 * @param {ReturnType<typeof import("./graph-zoom.js").zoomable>} zoom
 */
export function flip(before, nodes, edges, zoom) {
  if (typeof Element.prototype.animate !== "function" || calm() || before.places.size === 0 || zoom.far) return;
  const at = zoom.onScreen({ x: 0, y: 0, width: 1, height: 1 });
  const size = at.width || 1;
  if (!nodes.some(({ one }) => before.places.has(one.id))) return; // another graph
  /** How far each node that stays has to go. @type {Map<number, Point>} */
  const ways = new Map();
  for (const { one, box } of nodes) {
    const old = before.places.get(one.id);
    if (!old) continue;
    const [x, y] = [(before.left + old.x * before.size - at.left) / size, (before.top + old.y * before.size - at.top) / size];
    ways.set(one.id, { x: x - box.x - box.width / 2, y: y - box.y - box.height / 2 });
  }
  if ([...ways.values()].every(({ x, y }) => Math.abs(x) + Math.abs(y) < 0.5) && ways.size === nodes.length) return;
  const timing = { duration: LASTS, easing: EASE };
  /** @param {Element | undefined} element @param {number} from */
  const appear = (element, from) => element?.animate([{ opacity: from }, { opacity: 1 }], timing);
  for (const { one, element, below, box } of nodes) {
    const way = ways.get(one.id);
    if (!way) appear(element, 0);
    else if (Math.abs(way.x) + Math.abs(way.y) > 0.5) {
      const to = `translate(${box.x}px, ${box.y}px)`;
      for (const each of [element, below]) each?.animate([{ transform: `translate(${box.x + way.x}px, ${box.y + way.y}px)` }, { transform: to }], timing);
    }
  }
  for (const { element, label } of edges) {
    const [from, to] = ["data-from", "data-to"].map((name) => ways.get(Number(element.getAttribute(name))));
    const stays = before.edges.has(element.getAttribute("data-edge"));
    const along = from && to && Math.hypot(from.x - to.x, from.y - to.y) < 1;
    for (const each of [element, label]) {
      if (stays && along) each.animate([{ transform: `translate(${from.x}px, ${from.y}px)` }, { transform: "none" }], timing);
      else appear(each, stays ? 0.3 : 0);
    }
  }
}

// ⑧ What goes back along an edge, on the edge: upstream × local = contribution, in a place where it covers nothing.
import { attrs, s, whileConnected } from "../../drawing/dom.js";
import { arrowhead, course, near } from "../../drawing/course.js";
import { freePlace } from "../../drawing/free-place.js";
import { textWidth } from "../../drawing/letters.js";
import { isArray, number, operand } from "../../maths/format.js";
import { edgeId } from "../../trace/replay.js";

/** @typedef {import("../../drawing/free-place.js").Rect} Rect @typedef {import("../../drawing/free-place.js").Point} Point */

const [SIZE, LEAST] = [12.5, 12]; // in the drawing; in pixels on the page
const [LINE, PAD] = [1.28, 0.56]; // of the size of its letters
const BEYOND = 120; // of an edge too long to be seen as a whole, how far from the node that receives

/** Its lines: in one, in two, in three. @param {string} upstream @param {string} local @param {string} contribution */
const forms = (upstream, local, contribution) => [[`${upstream} × ${local} = ${contribution}`], [`${upstream} × ${local}`, `= ${contribution}`], [upstream, `× ${local}`, `= ${contribution}`]];

/** @type {import("./graph-view.js").Overlay} */
export function graphProduct(walk, view) {
  const leader = s("path", { class: "gv-product-leader" });
  const box = s("rect", { class: "gv-product-box" });
  const text = s("text", { class: "gv-product-text" });
  const element = s("g", { class: "gv-product", "aria-hidden": true, visibility: "hidden" }, leader, box, text);
  /** Where the last one stands, and what it was made of. */
  let shown = "";
  /** The edge's own chip, which the product stands in for. @type {SVGElement | undefined} */
  let told;
  /** @type {Rect | null} */
  let place = null;
  /** The courses of the edges, made once a drawing. @type {Map<string, Point[]>} */
  let courses = new Map();

  /** @param {{id: string, path: string}} edge @returns {Point[]} */
  function courseOf({ id, path }) {
    const known = courses.get(id) ?? course(path);
    courses.set(id, known);
    return known;
  }

  /** What is seen of the drawing where all of it is, else all of it: so that scrolling moves nothing. @param {number} scale @returns {Rect} */
  function bounds(scale) {
    const { scroll, svg } = view;
    const [left, top, width, height] = (svg.getAttribute("viewBox") ?? "0 0 0 0").split(" ").map(Number);
    const [outer, inner] = [scroll, svg].map((one) => one.getBoundingClientRect());
    const [across, down] = [scroll.scrollWidth <= scroll.clientWidth, scroll.scrollHeight <= scroll.clientHeight];
    const inset = 3;
    return {
      left: left + inset + (across ? (outer.left - inner.left) / scale : 0), right: left + width - inset + (across ? (outer.left + scroll.clientWidth - inner.right) / scale : 0),
      top: top + inset + (down ? (outer.top - inner.top) / scale : 0), bottom: top + height - inset + (down ? (outer.top + scroll.clientHeight - inner.bottom) / scale : 0),
    };
  }

  /** @param {import("../../engine/protocol.js").Step | null} event */
  function find(event) {
    if (event?.kind !== "backward" || event.local === null || [event.upstream, event.local, event.contribution].some(isArray) || view.zoom.far) return undefined;
    const id = edgeId(event.node, event.arg);
    return view.edges.find(({ under }) => under.includes(id));
  }

  function paint() {
    const { event } = walk.state;
    const active = find(event);
    if (told && told !== active?.label) attrs(told, { "data-told": null });
    told = active?.label;
    if (!active || event?.kind !== "backward" || event.local === null) {
      [shown, place] = ["", null];
      attrs(element, { visibility: "hidden" });
      return;
    }
    const { scroll, svg, plan } = view;
    const scale = plan && svg.getBoundingClientRect().width / plan.width || 1;
    const size = Math.max(SIZE, LEAST / scale);
    const lines = forms(number(event.upstream), operand(event.local), number(event.contribution));
    const key = [active.edge.id, lines[0], scale, scroll.clientWidth, scroll.clientHeight, view.root.dataset.card].join();
    if (key === shown && element.parentNode === svg) return;
    shown = key;
    const wide = lines.map((parts) => Math.max(...parts.map((part) => textWidth(part, size, 600))) + 2 * PAD * size);
    const line = courseOf(active.edge);
    const length = line.slice(1).reduce((sum, { x, y }, i) => sum + Math.hypot(x - line[i].x, y - line[i].y), 0);
    const seen = 0.7 * Math.min(scroll.clientWidth, scroll.clientHeight || Infinity) / scale;
    const wanted = length > Math.max(2 * BEYOND, seen) ? line[Math.round((BEYOND / length) * (line.length - 1))] : line[(line.length - 1) >> 1];
    const limits = bounds(scale);
    const chips = view.edges.flatMap((one) => (one === active ? [] : one.chip ?? []));
    const found = freePlace({
      forms: lines.map((parts, i) => ({ width: wide[i], height: (parts.length * LINE + 0.5) * size, cost: [0, 6, 22][i] })), line, wanted, bounds: limits,
      blocked: [...view.nodes.map(({ box: card }) => card), ...chips, arrowhead(active.edge, line)],
      soft: view.edges.flatMap((one) => (one === active || !near(one.edge, line) ? [] : courseOf(one.edge))),
    });
    place = found;
    attrs(element, { visibility: found ? null : "hidden" });
    attrs(active.label, { "data-told": found !== null });
    if (!found) return;
    const parts = lines[found.form];
    const middle = (found.left + found.right) / 2;
    attrs(box, { x: found.left, y: found.top, width: found.right - found.left, height: found.bottom - found.top, rx: Math.min(0.85 * size, (found.bottom - found.top) / 2) });
    text.style.fontSize = `${Math.round(size * 10) / 10}px`;
    attrs(text, { "data-form": parts.length });
    text.replaceChildren(...parts.map((part, i) => s("tspan", { x: middle, y: found.top + (0.25 + LINE * i + 0.98) * size }, part)));
    attrs(leader, { d: found.leader ? `M${found.leader[0].x} ${found.leader[0].y}L${found.leader[1].x} ${found.leader[1].y}` : "" });
    if (element.parentNode !== svg || element.nextSibling) svg.append(element);
  }

  whileConnected(view.root, () => {
    const observer = new ResizeObserver(paint); // zoomed
    observer.observe(view.svg);
    return () => observer.disconnect();
  });

  return {
    built() {
      courses = new Map();
      shown = "";
    },
    paint,
    about: () => place && { x: place.left, y: place.top, width: place.right - place.left, height: place.bottom - place.top },
  };
}

/** Where the product stands in a drawing, if it does: what else lies over it stays away. @param {SVGSVGElement} svg */
export function productBox(svg) {
  const sign = svg.querySelector(".gv-product:not([visibility]) > .gv-product-box");
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(sign?.getAttribute(name)));
  return sign ? [{ x, y, width, height, left: x, top: y, right: x + width, bottom: y + height }] : [];
}

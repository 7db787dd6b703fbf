// ⑧ An operation along one argument: its curve, and at a point that the reader drags its tangent, whose slope is the local derivative.
import { attrs, s, write } from "../../drawing/dom.js";
import { textWidth } from "../../drawing/letters.js";
import { number, spoken, toNumber } from "../../maths/format.js";
import { curvePath, further, nearest, REACH, tangent } from "../../trace/slice.js";

/** @typedef {import("../../engine/tables.js").Slice} Slice */
/** What a plane shows: the slice through the point, and the point's place on it.
 * @typedef {{slice: Slice, index: number, slope: import("../../engine/protocol.js").Num | null, stale: boolean}} View */

const UNIT = 30;
const SIDE = 2 * REACH * UNIT;
const PAD = 20;
const TANGENT = 1.9; // to either side: where the curve is a line of its own, both stay in sight
const KEYS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -1000, End: 1000 });

/** @param {number} x */
const across = (x) => (x + REACH) * UNIT;
/** @param {number} y */
const up = (y) => (REACH - y) * UNIT;

let planes = 0;

/** What does not change: paper, axes and their numbers. @param {string} name of the argument */
function paper(name) {
  const lines = [];
  for (let at = -REACH + 1; at < REACH; at += 1) {
    const kind = at === 0 ? "plane-axis" : "plane-grid";
    lines.push(s("path", { class: kind, d: `M${across(at)} 0V${SIDE}M0 ${up(at)}H${SIDE}` }));
  }
  for (const at of [-2, 2]) {
    lines.push(s("text", { class: "plane-tick", x: across(at), y: up(0) + 14, "text-anchor": "middle" }, number(at)));
    lines.push(s("text", { class: "plane-tick", x: across(0) - 5, y: up(at) + 4, "text-anchor": "end" }, number(at)));
  }
  lines.push(s("text", { class: "plane-name", x: SIDE + 5, y: up(0) + 5 }, name), s("text", { class: "plane-name", x: across(0), y: -6, "text-anchor": "middle" }, "y"));
  return s("g", { "aria-hidden": "true" }, s("rect", { class: "plane-paper", width: SIDE, height: SIDE }), ...lines);
}

/**
 * @param {{name: string, grid: number[], move: (index: number) => void}} options name: of the argument; move: the reader wants the point there
 */
export function plane({ name, grid, move }) {
  const clip = `plane-${planes += 1}`;
  const curve = s("path", { class: "plane-curve" });
  const drops = s("path", { class: "plane-drops" });
  const line = s("path", { class: "plane-tangent" });
  const triangle = s("path", { class: "plane-triangle" });
  const rise = s("text", { class: "plane-slope" });
  const chip = s("rect", { class: "plane-chip", height: 20, rx: 10 });
  const label = s("g", { "aria-hidden": "true" }, chip, rise);
  const handle = s("g", { class: "plane-point", role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": grid[0], "aria-valuemax": grid[grid.length - 1] },
    s("circle", { class: "plane-reach", r: 24 }), s("circle", { class: "plane-ring", r: 13 }), s("circle", { class: "plane-dot", r: 7.5 }));
  const svg = s("svg", { class: "plane", viewBox: `${-PAD} ${-PAD} ${SIDE + 2 * PAD} ${SIDE + 2 * PAD}`, "data-argument": name },
    s("clipPath", { id: clip }, s("rect", { width: SIDE, height: SIDE })), paper(name),
    s("g", { "clip-path": `url(#${clip})` }, drops, triangle, curve, line), label, handle);

  /** @type {View | undefined} */
  let view;

  /** @param {PointerEvent} event */
  function dragged(event) {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * (SIDE + 2 * PAD) - PAD;
    const wanted = Math.round((x / SIDE) * (grid.length - 1));
    const to = view ? nearest(view.slice, wanted) : -1;
    if (to >= 0 && to !== view?.index) move(to);
  }
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    svg.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    dragged(event);
    event.preventDefault(); // no selecting of text
  });
  svg.addEventListener("pointermove", (event) => { if (svg.hasPointerCapture(event.pointerId)) dragged(event); });
  handle.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (by === undefined || !view || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const to = further(view.slice, view.index, by);
    if (to !== view.index) move(to);
  });

  /** @param {View} next */
  function paint(next) {
    view = next;
    const { slice, index, stale } = next;
    const [x, y] = [grid[index], toNumber(slice.y[index] ?? "NaN")];
    const slope = toNumber(next.slope ?? "NaN");
    attrs(svg, { "data-stale": stale });
    attrs(curve, { d: curvePath(grid, slice, across, up) });
    attrs(drops, { d: `M${across(x)} ${up(0)}V${up(y)}H${across(0)}` });
    const ends = tangent(x, y, slope, TANGENT);
    attrs(line, { d: ends ? `M${across(ends.from[0])} ${up(ends.from[1])}L${across(ends.to[0])} ${up(ends.to[1])}` : null });
    // A step of 1 to the side, and what the tangent makes of it; to the left where there is no room to the right.
    const left = x > REACH - 1;
    const [start, end] = !Number.isFinite(slope) ? [[x, y], [x, y]] : left ? [[x - 1, y - slope], [x, y]] : [[x, y], [x + 1, y + slope]];
    attrs(triangle, { d: Number.isFinite(slope) ? `M${across(start[0])} ${up(start[1])}H${across(end[0])}V${up(end[1])}` : null });
    const words = `slope ${number(slope)}`;
    const wide = textWidth(words, 13, 600) + 14;
    // Across the level side from the triangle, where it hides nothing of it.
    const middle = Math.min(Math.max(across((start[0] + end[0]) / 2), wide / 2 + 2), SIDE - wide / 2 - 2);
    const level = Math.min(Math.max(up(start[1]) + (slope < 0 ? -22 : 22), 12), SIDE - 12);
    attrs(chip, { x: middle - wide / 2, y: level - 10, width: wide });
    attrs(rise, { x: middle, y: level + 4.5 });
    write(rise, words);
    attrs(handle, { transform: `translate(${across(x)} ${up(y)})`, "aria-valuenow": x, "aria-valuetext": `${number(x)}; y is ${spoken(y)}, the slope ${spoken(slope)}` });
  }
  return { element: svg, paint };
}

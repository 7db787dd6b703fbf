// ⑧ A small map in a corner of a drawing of which one sees only a part: where one is in it, and the way elsewhere. Scrolling does the same,
// so it is only there for the pointer.
import { attrs, h, whileConnected } from "../../drawing/dom.js";
import { onThemeChange } from "../../drawing/theme.js";
import { MARGIN } from "./graph-plan.js";
import { productBox } from "./graph-product.js";
import { paint } from "./graph-painter.js";
import { coloursOf, pictureOf } from "./graph-picture.js";

const WIDEST = 140;
const HIGHEST = 84;
const PART = 0.26; // of what is seen
const AWAY = 8;
const PAD = 4;
const CORNERS = [[1, 1], [0, 1], [1, 0], [0, 0]]; // right and below first

/** @type {import("./graph-view.js").Overlay} */
export function graphMap(walk, view) {
  const canvas = h("canvas");
  const frame = h("div", { class: "graph-map-seen" });
  const element = h("div", { class: "graph-map", "aria-hidden": "true", hidden: true }, canvas, frame);
  const found = canvas.getContext?.("2d");
  if (!found) return { paint() {} }; // a picture for a page without scripts
  const context = found;
  /** @type {Map<string, Path2D>} */
  let paths = new Map();
  let [stale, waits, small] = [true, false, 1];

  /** The corner in which it covers nothing that the step is about. @param {ReturnType<typeof view.zoom.seen>} seen @param {number} width @param {number} height */
  function corner({ x, y, scale }, width, height) {
    const { scroll } = view;
    const busy = view.nodes.filter(({ element: { dataset } }) => dataset.active !== undefined || dataset.giving !== undefined)
      .map(({ box }) => box).concat(productBox(view.svg))
      .map((box) => ({ x: (box.x - x) * scale, y: (box.y - y) * scale, width: box.width * scale, height: box.height * scale }));
    for (const [right, below] of CORNERS) {
      const at = { x: right ? scroll.clientWidth - width - AWAY : AWAY, y: below ? scroll.clientHeight - height - AWAY : AWAY };
      if (busy.every((one) => one.x > at.x + width + AWAY || one.x + one.width < at.x - AWAY || one.y > at.y + height + AWAY || one.y + one.height < at.y - AWAY)) return at;
    }
    return null;
  }

  function draw() {
    waits = false;
    const { scroll, zoom, plan } = view;
    const over = plan !== null && view.nodes.length > 0 && (scroll.scrollWidth - scroll.clientWidth > 24 || scroll.scrollHeight - scroll.clientHeight > 24);
    if (!over) return void attrs(element, { hidden: true });
    const fits = Math.min(Math.min(WIDEST, scroll.clientWidth * PART) / plan.width, Math.min(HIGHEST, scroll.clientHeight * PART) / plan.height);
    const [width, height] = [plan.width * fits, plan.height * fits].map((size) => Math.max(12, Math.round(size)));
    const seen = zoom.seen();
    const at = corner(seen, width + 2 * PAD, height + 2 * PAD);
    attrs(element, { hidden: at === null });
    if (!at) return;
    const [left, top] = [scroll.offsetLeft + scroll.clientLeft + at.x, scroll.offsetTop + scroll.clientTop + at.y];
    element.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
    const dense = Math.min(devicePixelRatio || 1, 3);
    if (stale || small !== fits) {
      [stale, small] = [false, fits];
      [canvas.width, canvas.height] = [Math.round(width * dense), Math.round(height * dense)];
      canvas.style.cssText = `width: ${width}px; height: ${height}px`;
      paint(context, pictureOf(view, paths), coloursOf(view.root), { x: -MARGIN, y: -MARGIN, width: plan.width, height: plan.height, scale: fits }, dense, false);
    }
    const [x, y] = [Math.max(0, seen.x + MARGIN), Math.max(0, seen.y + MARGIN)];
    frame.style.translate = `${PAD + x * fits}px ${PAD + y * fits}px`;
    frame.style.width = `${(Math.min(plan.width, seen.x + MARGIN + seen.width) - x) * fits}px`;
    frame.style.height = `${(Math.min(plan.height, seen.y + MARGIN + seen.height) - y) * fits}px`;
  }
  function soon() {
    if (waits) return;
    waits = true;
    requestAnimationFrame(draw);
  }
  const repaint = () => {
    stale = true;
    soon();
  };

  /** @param {PointerEvent} event */
  const go = (event) => {
    const box = canvas.getBoundingClientRect();
    view.zoom.centre({ x: (event.clientX - box.left) / small - MARGIN, y: (event.clientY - box.top) / small - MARGIN });
  };
  element.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    go(event);
  });
  element.addEventListener("pointermove", (event) => { if (element.hasPointerCapture(event.pointerId)) go(event); });
  element.addEventListener("wheel", (event) => { // what lies over the graph zooms and scrolls it too
    if (event.ctrlKey) view.zoom.pinch(Math.exp(-event.deltaY / 200), view.zoom.middle());
    else [view.scroll.scrollLeft, view.scroll.scrollTop] = [view.scroll.scrollLeft + event.deltaX, view.scroll.scrollTop + event.deltaY];
    event.preventDefault();
  }, { passive: false });
  whileConnected(view.root, () => onThemeChange(repaint));
  return {
    element,
    built() {
      paths = new Map();
      repaint();
    },
    paint: repaint,
    moved: soon,
  };
}

// ⑧ A drawing larger than its frame: scrolled as anything is, dragged with the mouse, zoomed around the point one looks at.
import { attrs } from "../../drawing/dom.js";

const MOST = 2;
const LEAST = 0.1;
const TALLEST = 0.85; // of the window's height, as in graph-view.css
const FAR = 0.6; // below this the shape of the graph is all one sees: lines keep their width, labels would be dust

/**
 * @param {HTMLElement} scroll @param {SVGSVGElement} svg
 * @param {{changed: () => void}} options changed: the scale is another one
 */
export function zoomable(scroll, svg, { changed }) {
  let [width, height, scale] = [0, 0, 1];
  /** Who chose the scale: nobody, the reader, or the reader who wants to see all of it. @type {"" | "reader" | "fit"} */
  let chosen = "";

  /** The scale at which all of it is in sight. */
  const all = () => Math.min(1, scroll.clientWidth / width, (innerHeight * TALLEST) / height);

  /** @param {number} next @param {{x: number, y: number}} [at] the place that stays where it is, in the window; the middle by default */
  function set(next, at) {
    const frame = scroll.getBoundingClientRect();
    const drawn = svg.getBoundingClientRect();
    const { x, y } = at ?? { x: frame.left + scroll.clientWidth / 2, y: frame.top + scroll.clientHeight / 2 };
    const [across, down] = [(x - drawn.left) / drawn.width, (y - drawn.top) / drawn.height];
    scale = Math.max(Math.min(LEAST, all()), Math.min(MOST, next));
    chosen = "reader";
    resize();
    const now = svg.getBoundingClientRect();
    scroll.scrollLeft += now.left + across * now.width - x;
    scroll.scrollTop += now.top + down * now.height - y;
    changed();
  }

  const resize = () => attrs(svg, { width: Math.floor(width * scale), height: Math.ceil(height * scale), "data-far": scale < FAR });

  scroll.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // as in maps: a plain wheel scrolls the page; a trackpad's pinch comes with ctrlKey
    event.preventDefault();
    set(scale * Math.exp(-event.deltaY / 200), event);
  }, { passive: false });
  scroll.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || (event.target instanceof Element && event.target.closest(".gv-node"))) return;
    if (scroll.scrollWidth <= scroll.clientWidth && scroll.scrollHeight <= scroll.clientHeight) return;
    const from = { x: event.clientX + scroll.scrollLeft, y: event.clientY + scroll.scrollTop };
    /** @param {PointerEvent} moved */
    const drag = (moved) => scroll.scrollTo(from.x - moved.clientX, from.y - moved.clientY);
    const end = () => {
      attrs(scroll, { "data-dragged": null });
      scroll.removeEventListener("pointermove", drag);
    };
    attrs(scroll, { "data-dragged": true });
    scroll.setPointerCapture(event.pointerId);
    scroll.addEventListener("pointermove", drag);
    scroll.addEventListener("lostpointercapture", end, { once: true });
  });

  return {
    get scale() {
      return scale;
    },
    get far() {
      return scale < FAR;
    },
    set,
    /**
     * Another drawing. A scale that the reader chose stays if the graph is the same or can be read at it.
     * @param {{width: number, height: number, scale: number}} plan @param {boolean} same the graph, for another room
     */
    show(plan, same) {
      ({ width, height } = plan);
      if (!same && (chosen === "fit" || scale < plan.scale)) chosen = "";
      if (chosen !== "reader") scale = chosen ? all() : plan.scale;
      resize();
    },
    /** All of it in sight. */
    fit() {
      set(all());
      chosen = "fit";
    },
  };
}

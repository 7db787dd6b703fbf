// ⑧ A drawing larger than its frame: how large it is drawn, and which part of it is seen. Hands: graph-hands.js.
import { attrs } from "../../drawing/dom.js";
import { MARGIN } from "./graph-plan.js";

const MOST = 4; // the numbers of a small picture can be read
const LEAST = 0.1;
const TALLEST = 0.85; // of the window's height, as in graph-view.css
const FAR = 0.6; // below this no letter can be read: the graph is painted (graph-far.js)
const RESTS = 140; // so many milliseconds after the last turn of the wheel

/** @typedef {{x: number, y: number}} Point in the window */

/**
 * @param {HTMLElement} scroll @param {SVGSVGElement} svg
 * @param {{changed: () => void}} options changed: the scale, or what is seen, is another one; also at every frame of a gesture
 */
export function zoomable(scroll, svg, { changed }) {
  let [width, height, scale] = [0, 0, 1];
  /** Who chose the scale: nobody, the reader, or the reader who wants to see all of it. @type {"" | "reader" | "fit"} */
  let chosen = "";
  /** The height that the style gives, whatever is drawn; 0 where the drawing makes it. */
  let bound = 0;
  /** The scale of the next drawing, if it is asked for. @type {number | null} */
  let aimed = null;
  /** While fingers or the wheel zoom, the drawing is only scaled as a picture: it is laid out at its new size once they rest. @type {{from: number, box: DOMRect, left: number, top: number, x: number, y: number} | null} */
  let gesture = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** The scale at which all of it is in sight. */
  const all = () => Math.min(1, scroll.clientWidth / width, (bound || innerHeight * TALLEST) / height);
  /** @param {number} wanted */
  const within = (wanted) => Math.max(Math.min(LEAST, all()), Math.min(MOST, wanted));
  const resize = () => attrs(svg, { width: Math.floor(width * scale), height: Math.ceil(height * scale), "data-far": scale < FAR });
  /** @returns {Point} */
  const middle = () => {
    const frame = scroll.getBoundingClientRect();
    return { x: frame.left + scroll.clientLeft + scroll.clientWidth / 2, y: frame.top + scroll.clientTop + scroll.clientHeight / 2 };
  };

  /** Another size, in which a place stays where it is. @param {number} next @param {Point} at @param {number} across of the drawing @param {number} down */
  function settle(next, at, across, down) {
    scale = within(next);
    chosen = "reader";
    resize();
    const now = svg.getBoundingClientRect();
    scroll.scrollLeft += now.left + across * now.width - at.x;
    scroll.scrollTop += now.top + down * now.height - at.y;
    changed();
  }

  /** @param {number} next @param {Point} [at] the place that stays where it is, in the window; the middle by default */
  function set(next, at = middle()) {
    rest();
    const drawn = svg.getBoundingClientRect();
    settle(next, at, (at.x - drawn.left) / drawn.width, (at.y - drawn.top) / drawn.height);
  }

  /** A frame of a gesture: nearer around a point, and along with it. @param {number} factor @param {Point} at @param {Point} [by] how far the fingers went */
  function pinch(factor, at, by = { x: 0, y: 0 }) {
    if (!gesture) {
      const box = svg.getBoundingClientRect();
      gesture = { from: scale, box, left: box.left, top: box.top, x: 0, y: 0 };
    }
    const next = within(scale * factor);
    const grown = next / scale;
    gesture.left = at.x + (gesture.left - at.x) * grown + by.x;
    gesture.top = at.y + (gesture.top - at.y) * grown + by.y;
    [gesture.x, gesture.y] = [at.x + by.x, at.y + by.y];
    scale = next;
    svg.style.transformOrigin = "0 0";
    svg.style.transform = `translate(${gesture.left - gesture.box.left}px, ${gesture.top - gesture.box.top}px) scale(${scale / gesture.from})`;
    attrs(scroll, { "data-zooming": true });
    attrs(svg, { "data-far": scale < FAR });
    clearTimeout(timer);
    timer = setTimeout(rest, RESTS);
    changed();
  }

  /** The gesture is over. */
  function rest() {
    if (!gesture) return;
    clearTimeout(timer);
    const { x, y, left, top, from, box } = gesture;
    const grown = scale / from;
    gesture = null;
    svg.style.transform = "";
    attrs(scroll, { "data-zooming": null });
    settle(scale, { x, y }, (x - left) / (box.width * grown), (y - top) / (box.height * grown));
  }

  return {
    get scale() {
      return scale;
    },
    get far() {
      return scale < FAR;
    },
    /** The height that is given for it, 0 where none is. */
    get bound() {
      return bound;
    },
    set,
    pinch,
    /** @param {number} next the scale of the drawing that is to come */
    aim(next) {
      aimed = next;
    },
    /** Brings a place of the drawing into the middle. @param {Point} place in the drawing's own coordinates */
    centre(place) {
      const { x, y, width, height, scale: size } = this.seen();
      scroll.scrollLeft += (place.x - x - width / 2) * size;
      scroll.scrollTop += (place.y - y - height / 2) * size;
    },
    rest,
    middle,
    /** What of the drawing is seen, in its own coordinates. */
    seen() {
      const frame = scroll.getBoundingClientRect();
      const drawn = svg.getBoundingClientRect();
      const [left, top] = [frame.left + scroll.clientLeft, frame.top + scroll.clientTop];
      const size = drawn.width / width || 1;
      return { x: (left - drawn.left) / size - MARGIN, y: (top - drawn.top) / size - MARGIN, width: scroll.clientWidth / size, height: scroll.clientHeight / size, scale: size };
    },
    /** Where a part of the drawing is in the window. @param {import("./graph-picture.js").Area} area */
    onScreen({ x, y, width: wide, height: high }) {
      const drawn = svg.getBoundingClientRect();
      const size = drawn.width / width || 1;
      const [left, top] = [drawn.left + (x + MARGIN) * size, drawn.top + (y + MARGIN) * size];
      return { left, top, width: wide * size, height: high * size, right: left + wide * size, bottom: top + high * size };
    },
    /** The room there is: of a frame whose height is given, the height too. */
    measure() {
      const { scrollLeft, scrollTop } = scroll;
      svg.style.position = "fixed"; // out of the way, and not gone: its parts would be made anew
      bound = scroll.clientHeight > 100 ? scroll.clientHeight : 0;
      svg.style.position = "";
      if (scroll.scrollLeft !== scrollLeft || scroll.scrollTop !== scrollTop) [scroll.scrollLeft, scroll.scrollTop] = [scrollLeft, scrollTop];
      return { width: scroll.clientWidth, height: bound };
    },
    /**
     * Another drawing. A scale that the reader chose stays if the graph is the same or can be read at it.
     * @param {{width: number, height: number, scale: number}} plan @param {boolean} same the graph, for another room
     */
    show(plan, same) {
      rest();
      ({ width, height } = plan);
      if (!same && (chosen === "fit" || scale < plan.scale)) chosen = "";
      if (aimed !== null) [scale, chosen, aimed] = [within(aimed), "reader", null];
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

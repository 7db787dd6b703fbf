// ⑧ A large drawing in the reader's hands: the wheel and two fingers zoom it, the mouse drags it, + − 0 do the same by keyboard. One who
// zooms far enough into what is folded opens it, and out of what is open folds it again.
import { attrs } from "../../drawing/dom.js";

const OPENS = 1.6; // at this size what is folded under the pointer opens, and what was in it is seen at
const OPENED = 1; // this one
const CLOSES = 0.6; // and at this size, below which nothing can be read, it folds again: far enough apart that one never leads to the other
const CLOSED = 0.95;

/** @typedef {{x: number, y: number}} Point in the window @typedef {import("./graph-pointing.js").Placed} Placed */

/** What is at a place, or nearest to it. @param {import("./graph-view.js").View} view @param {Point} at @returns {Placed | undefined} */
function nearest({ zoom, nodes }, { x, y }) {
  const { left, top, width } = zoom.onScreen({ x: 0, y: 0, width: 1, height: 1 });
  const [across, down] = [(x - left) / width, (y - top) / width];
  /** @param {Placed} one */
  const away = ({ box }) => Math.hypot(Math.max(box.x - across, 0, across - box.x - box.width), Math.max(box.y - down, 0, down - box.y - box.height));
  return nodes.reduce((best, one) => (!best || away(one) < away(best) ? one : best), /** @type {Placed | undefined} */ (undefined));
}

/**
 * @param {import("./graph-view.js").View} view
 * @param {object} does
 * @param {() => boolean} does.held whether there is anything to zoom: else the wheel and the fingers are the page's
 * @param {(group: number) => void} does.open what is folded
 * @param {(one: import("../../trace/groups/cut.js").Drawable) => void} does.close the group around it
 * @param {(factor: number) => void} does.nearer
 */
export function hands(view, { held, open, close, nearer }) {
  const { scroll, zoom, folding } = view;

  /** What is folded at a place opens, and is seen at this size. @param {Point} at @param {number} scale */
  function opens(at, scale) {
    const found = nearest(view, at);
    const box = found && zoom.onScreen(found.box);
    if (!found || found.one.group === null || !box || at.x < box.left || at.x > box.right || at.y < box.top || at.y > box.bottom) return;
    zoom.rest();
    zoom.aim(scale);
    open(found.one.group);
  }

  /** What is open around a place folds. @param {Point} at @param {number} scale */
  function closes(at, scale) {
    const found = nearest(view, at);
    if (!found || folding.around(found.one) === undefined) return;
    zoom.rest();
    zoom.aim(scale);
    close(found.one);
  }

  /** @param {number} factor @param {{x: number, y: number}} at @param {{x: number, y: number}} [by] */
  function turn(factor, at, by) {
    const before = zoom.scale;
    zoom.pinch(factor, at, by);
    if (factor > 1 && zoom.scale >= OPENS) opens(at, OPENED);
    else if (factor < 1 && before >= CLOSES && zoom.scale < CLOSES) closes(at, CLOSED);
  }

  scroll.addEventListener("wheel", (event) => {
    if (!event.ctrlKey || !held()) return; // as in maps: a plain wheel scrolls the page; a trackpad's pinch comes with ctrlKey
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    turn(Math.exp(-Math.max(-60, Math.min(60, event.deltaY * lines)) / 200), { x: event.clientX, y: event.clientY });
  }, { passive: false });

  scroll.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || (event.target instanceof Element && event.target.closest(".gv-node") && !zoom.far)) return;
    if (scroll.scrollWidth <= scroll.clientWidth && scroll.scrollHeight <= scroll.clientHeight) return;
    const from = { x: event.clientX + scroll.scrollLeft, y: event.clientY + scroll.scrollTop };
    let moved = false;
    /** @param {PointerEvent} now */
    const drag = (now) => {
      if (!moved && Math.hypot(from.x - scroll.scrollLeft - now.clientX, from.y - scroll.scrollTop - now.clientY) < 3) return; // a click
      if (!moved) scroll.setPointerCapture(event.pointerId);
      moved = true;
      attrs(scroll, { "data-dragged": true });
      scroll.scrollTo(from.x - now.clientX, from.y - now.clientY);
    };
    const end = () => {
      attrs(scroll, { "data-dragged": null });
      scroll.removeEventListener("pointermove", drag);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
    };
    scroll.addEventListener("pointermove", drag);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  });

  /** Two fingers: where between them, and how far apart. @param {TouchList} touches */
  const fingers = ([one, other]) => ({ x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2, apart: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) });
  /** @type {ReturnType<typeof fingers> | null} */
  let last = null;
  scroll.addEventListener("touchstart", (event) => { last = event.touches.length === 2 && held() ? fingers(event.touches) : null; }, { passive: true });
  scroll.addEventListener("touchmove", (event) => {
    if (!last || event.touches.length !== 2 || !event.cancelable) return;
    event.preventDefault(); // or the page would be zoomed
    const now = fingers(event.touches);
    turn(now.apart / last.apart, { x: last.x, y: last.y }, { x: now.x - last.x, y: now.y - last.y });
    last = now;
  }, { passive: false });
  for (const type of ["touchend", "touchcancel"]) scroll.addEventListener(type, () => { if (last) zoom.rest(); last = null; });

  scroll.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !held()) return;
    if (event.key === "+" || event.key === "=") nearer(1.25);
    else if (event.key === "-") nearer(0.8);
    else if (event.key === "0") zoom.fit();
    else return;
    event.preventDefault();
  });
}

// ⑧ The room that a graph has, watched as long as it is on the page.
import { whileConnected } from "../../drawing/dom.js";

/** @typedef {{width: number, height: number}} Room what is seen of it at once; the height only where it is given */

/**
 * @param {import("./graph-parts.js").View} view
 * @param {{moved: () => void, changed: (room: Room) => void, begins: () => void, ends: () => void}} does moved: its room is what it was
 * @param {() => Room} before
 */
export function watched({ root, scroll, zoom }, does, before) {
  /** What the pinned panel takes of the view: it moves nothing. */
  const aside = () => (scroll.offsetParent ? Number.parseFloat(getComputedStyle(scroll).marginInlineEnd) || 0 : 0);
  whileConnected(root, () => {
    const observer = new ResizeObserver(() => {
      if (scroll.clientWidth === 0) return does.moved();
      const seen = zoom.measure();
      const [now, was] = [{ ...seen, width: seen.width + aside() }, before()];
      if (now.width === was.width && (!was.height || now.height === was.height)) does.moved();
      else does.changed(now);
    });
    observer.observe(scroll);
    does.begins();
    return () => {
      observer.disconnect();
      does.ends();
    };
  });
}

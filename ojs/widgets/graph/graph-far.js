// ⑧ A graph too small to read is painted on a canvas; its cards are still there for the pointer, the keyboard and a screen reader, but not seen.
import { attrs, h, whileConnected } from "../../drawing/dom.js";
import { onThemeChange } from "../../drawing/theme.js";
import { paint } from "./graph-painter.js";
import { coloursOf, pictureOf } from "./graph-picture.js";

/** @type {import("./graph-view.js").Overlay} */
export function graphFar(walk, view) {
  const canvas = h("canvas", { class: "graph-far", "aria-hidden": "true", hidden: true });
  const found = canvas.getContext?.("2d");
  if (!found) return { paint() {} }; // a picture for a page without scripts
  const context = found;
  /** @type {Map<string, Path2D>} */
  let paths = new Map();
  /** @type {import("./graph-picture.js").Picture | null} */
  let picture = null;
  /** @type {import("./graph-picture.js").Colours | null} */
  let colours = null;
  let waits = false;

  function draw() {
    waits = false;
    const { scroll, zoom } = view;
    const shown = zoom.far && view.nodes.length > 0 && scroll.clientWidth > 0;
    attrs(canvas, { hidden: !shown });
    if (!shown) return;
    const [width, height, dense] = [scroll.clientWidth, scroll.clientHeight, Math.min(devicePixelRatio || 1, 3)];
    const [across, down] = [Math.round(width * dense), Math.round(height * dense)];
    if (canvas.width !== across || canvas.height !== down) {
      [canvas.width, canvas.height] = [across, down];
      canvas.style.cssText = `left: ${scroll.offsetLeft + scroll.clientLeft}px; top: ${scroll.offsetTop + scroll.clientTop}px; width: ${width}px; height: ${height}px`;
    } else {
      canvas.style.left = `${scroll.offsetLeft + scroll.clientLeft}px`;
      canvas.style.top = `${scroll.offsetTop + scroll.clientTop}px`;
    }
    const seen = zoom.seen();
    paint(context, picture ??= pictureOf(view, paths), colours ??= coloursOf(view.root), seen, dense, true);
  }
  /** Once a frame, whatever happens in it. */
  function soon() {
    if (waits || (canvas.hidden && !view.zoom.far)) return;
    waits = true;
    requestAnimationFrame(draw);
  }
  const repaint = () => {
    picture = null;
    soon();
  };
  const recolour = () => {
    colours = null;
    soon();
  };
  whileConnected(view.root, () => {
    const stop = onThemeChange(recolour);
    const forced = matchMedia("(forced-colors: active)");
    forced.addEventListener("change", recolour);
    view.svg.addEventListener("focusin", repaint);
    view.svg.addEventListener("focusout", repaint);
    return () => {
      stop();
      forced.removeEventListener("change", recolour);
      view.svg.removeEventListener("focusin", repaint);
      view.svg.removeEventListener("focusout", repaint);
    };
  });
  return {
    element: canvas,
    built() {
      paths = new Map();
      repaint();
    },
    paint: repaint,
    moved: soon,
  };
}

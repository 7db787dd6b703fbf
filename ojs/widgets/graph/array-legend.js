// ⑧ What the colours of arrays mean, once for the whole graph: the hue is the sign, the strength is the size beside the largest of the array.
import { attrs, h } from "../../drawing/dom.js";
import { covered } from "../../drawing/covered.js";
import { isArray } from "../../maths/format.js";

const SAID = "Colours of numbers: one hue below zero, another above; the stronger, the nearer to the largest number of the array";

/** With less room it would be a line of its own among the tools. */
const WIDE = 600;
const CORNERS = ["lower left", "lower right", "upper left", "upper right"];
const AWAY = 3; // from what is drawn

/** @type {import("./graph-view.js").Overlay} */
export function arrayLegend(walk, view) {
  const swatches = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5].map((level) => h("span", { class: "array-legend-swatch", "data-level": level }));
  const element = h("div", { class: "array-legend", role: "img", "aria-label": SAID, title: SAID, hidden: true },
    h("span", {}, "−", h("span", { class: "array-legend-word" }, "max")), h("span", { class: "array-legend-scale" }, ...swatches), h("span", {}, "+", h("span", { class: "array-legend-word" }, "max")), h("span", { class: "array-legend-note" }, "of each array"));
  let waiting = 0;

  /** Among the graph's tools where there are any, else in a corner of the graph in which nothing is; where there is none, and on a phone, in the pinned panel. */
  function place() {
    waiting = 0;
    if (element.hidden || !view.scroll.clientWidth) return;
    const wide = view.root.clientWidth >= WIDE;
    const tools = wide ? view.root.querySelector(":scope > .graph-tools:not([hidden])") : null;
    if (!tools && wide && free()) return;
    attrs(element, { "data-corner": null, style: null });
    put(tools ?? view.root.querySelector(".graph-card-body") ?? view.root);
  }
  /** @param {Element} parent */
  const put = (parent) => { if (element.parentElement !== parent) parent.append(element); };

  /** Into a corner of what is seen of the graph that no node, edge or other part lies in, if there is one. */
  function free() {
    put(view.root);
    const { scroll, root } = view;
    const high = element.offsetHeight;
    const drawn = [...view.svg.querySelectorAll(".gv-card, .gv-line, .gv-chip, .gv-stretch, .gv-hull-title"), ...root.querySelectorAll(".graph-map, .graph-tools-over")].filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect());
    return CORNERS.some((corner) => {
      attrs(element, { "data-corner": corner, style: `top: ${scroll.offsetTop + (corner.startsWith("upper") ? 0 : scroll.offsetHeight - high)}px; left: ${corner.endsWith("left") ? scroll.offsetLeft : scroll.offsetLeft + scroll.clientWidth - element.offsetWidth}px` });
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const own = { left: left - AWAY, top: top - AWAY, right: right + AWAY, bottom: bottom + AWAY };
      return drawn.every((one) => covered(own, one) === 0);
    });
  }
  const later = () => { waiting ||= requestAnimationFrame(place); };

  return {
    element,
    built() {
      attrs(element, { hidden: !view.nodes.some(({ one }) => one.group === null && isArray(walk.trace.nodes[one.id].value)) });
      later();
    },
    moved: later,
    paint() {},
  };
}

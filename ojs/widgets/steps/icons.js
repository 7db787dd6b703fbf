// ⑧ The signs on the buttons that go through steps and passes, drawn on a grid of 16 × 16.
import { s } from "../../drawing/dom.js";

const ICONS = {
  first: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M10.5 2.5 12 4 8 8l4 4-1.5 1.5L5 8z",
  play: "M4 2.5v11L13.5 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  next: "M5.5 2.5 4 4l4 4-4 4 1.5 1.5L11 8z",
  last: "M11 3h2v10h-2zM3 3v10l7-5z",
};

/** @typedef {keyof typeof ICONS} Icon */

/** @param {Icon} icon */
export const drawing = (icon) => s("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, s("path", { d: ICONS[icon] }));

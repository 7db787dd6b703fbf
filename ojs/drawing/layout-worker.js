// ⑦ A worker of our own origin that lays graphs out, so that the page goes on meanwhile: {id, boxes, all} → {id, layouts}. layouts.js asks it.
import { layout } from "./layout.js";

self.onmessage = ({ data: { id, boxes, all } }) => {
  postMessage({ id, layouts: all.map((/** @type {import("./layout.js").Options} */ options) => layout(boxes, options)) });
};

// ⑨ What runs in a page saved by itself: the walkthrough of the trace that lies in it, where the reader was. No Python, no network.
import { h } from "./drawing/dom.js";
import { read } from "./trace/read.js";
import { walkthrough } from "./widgets/program/walkthrough.js";

/** @param {string} id */
const held = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

async function begin() {
  const { name, step, only, pinned, series, opened, kind } = held("settings");
  const given = held("trace");
  const trace = kind === "wire" ? read(given) : given;
  const root = await walkthrough({ trace }, { live: false, step, series, label: name || "Walkthrough" });
  document.querySelector("main")?.append(root);
  const { view } = /** @type {HTMLElement & {view: import("./widgets/graph/graph-view.js").View}} */ (root.querySelector("[data-widget=graph-view]"));
  view.folding.restore(opened);
  view.rebuild();
  if (only) root.walk.follow(only);
  if (pinned !== null) root.walk.pin(pinned);
}

begin().catch((error) => {
  document.querySelector("main")?.append(h("p", { role: "alert" }, `This file is damaged: ${error.message}`));
});

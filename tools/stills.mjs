// Build side: every recorded example as it looks after its last step, for pages whose scripts do not run. Drawn by the widgets themselves.
//
//   node tools/stills.mjs TRACES OUT       (folders: <module>/<example>.json → <module>/<example>.html)

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseHTML } from "linkedom";

const [traces, out] = process.argv.slice(2);
const { document, window } = parseHTML("<!doctype html><html><body></body></html>");
// What the widgets ask of a browser before they are in a page. A canvas that cannot measure makes them estimate.
const { customElements, CustomEvent, Element, Event, HTMLElement } = window;
Object.assign(globalThis, { customElements, CustomEvent, document, Element, Event, HTMLElement, getComputedStyle: () => ({ fontFamily: "" }) });
Object.assign(window.HTMLCanvasElement.prototype, { getContext: () => null });
const { h } = await import("../ojs/dom.js");
const { createWalk } = await import("../ojs/walk.js");
const { codeView } = await import("../ojs/widgets/code-view.js");
const { graphView } = await import("../ojs/widgets/graph-view.js");

/** What makes a widget a widget means nothing in a picture, and whoever looks for the contract's names must find the real ones only. */
const ALIVE = /^(data-(widget|node|edge|from|to|label|active|giving|phase|hovered|ref)|aria-.*|role|tabindex)$/;
/** More nodes than this are too many for one picture, and too much text for a page that nearly everyone reads with scripts. */
const MOST = 120;
const LEAST_SCALE = 0.78; // as in the widget: smaller than this a graph scrolls
const NOTE = "This is the end of the program. With JavaScript, every step of it can be walked.";

/** @param {HTMLElement} part */
function stilled(part) {
  for (const element of [part, ...part.querySelectorAll("*")]) {
    for (const name of element.getAttributeNames()) if (ALIVE.test(name)) element.removeAttribute(name);
  }
  for (const idle of part.querySelectorAll("stepgrad-presence, [visibility=hidden], .gv-pulse, .gv-ring")) idle.remove();
  const svg = part.querySelector("svg");
  if (!svg) return part;
  const width = Number(svg.getAttribute("width"));
  svg.setAttribute("style", `width: 100%; height: auto; max-width: ${width}px; min-width: ${Math.round(LEAST_SCALE * width)}px`);
  for (const name of ["width", "height"]) svg.removeAttribute(name);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "The graph after the last step; the table says the same");
  return part;
}

/** @param {import("../ojs/protocol.js").Trace} trace */
function still(trace) {
  const walk = createWalk(trace, { step: trace.steps.length });
  const parts = [stilled(codeView(walk))];
  if (trace.output) parts.push(h("pre", { class: "still-output" }, trace.output));
  if (trace.nodes.length > MOST) return h("div", { class: "still" }, ...parts, h("p", { class: "still-note" }, `${trace.nodes.length} values: with JavaScript, they are drawn, and every step can be walked.`));
  const graph = graphView(walk, { sentence: false });
  const table = /** @type {HTMLDetailsElement} */ (graph.querySelector("details"));
  table.open = true; // a closed table is empty
  table.dispatchEvent(new Event("toggle"));
  table.open = false;
  return h("div", { class: "still" }, ...parts, stilled(graph), h("p", { class: "still-note" }, NOTE));
}

for (const name of readdirSync(traces, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".json")) continue;
  const file = join(out, name.replace(/json$/, "html"));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${still(JSON.parse(readFileSync(join(traces, name), "utf8"))).outerHTML}\n`);
}

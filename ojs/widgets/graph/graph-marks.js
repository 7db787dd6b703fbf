// ⑧ What the doctor found, as marks on nodes, folded groups and edges; and, while one way is walked alone, all that is not on it dimmed.
import { attrs, h, s } from "../../drawing/dom.js";
import { marksOf, sentenceOf } from "../../trace/marks.js";
import { goTo } from "../step/findings.js";

/** @typedef {import("../../trace/marks.js").Mark} Mark */

/** Pixels along an edge, from the side of the input, where the gradient arrives: between its arrowhead and its number. */
const ALONG = 12;
const [TRIANGLE, DIAMOND] = ["M0-9 10 9H-10z", "M0-6.5 6.5 0 0 6.5-6.5 0z"];
let count = 0;

/** Which edges the steps of a way go along. @param {import("../../trace/walk.js").Walk} walk */
function edgesOf({ only, trace }) {
  const found = new Set();
  for (const step of only?.steps ?? []) {
    const event = trace.steps[step - 1];
    if (event && "arg" in event) found.add(`${event.node}:${event.arg}`);
    else if (event?.kind === "forward") trace.nodes[event.node].args.forEach((_, arg) => found.add(`${event.node}:${arg}`));
  }
  return found;
}

/** @param {import("../../trace/walk.js").Walk} walk @param {import("./graph-view.js").View} view */
export function graphMarks(walk, view) {
  const layer = s("g", { class: "gv-marks" });
  const words = h("div", { hidden: true, id: `graph-marks-${(count += 1)}` });
  /** @type {unknown[]} */
  let dimmed = [];

  /** @param {Mark[]} marks @param {{x: number, y: number}} place @param {number} node @param {string} [shown] */
  function badge(marks, { x, y }, node, shown = TRIANGLE) {
    const main = marks.some((one) => one.main);
    const shape = main ? s("path", { class: "gv-mark-sign", d: shown }) : s("circle", { class: "gv-mark-dot", r: 4.5 });
    const mark = s("g", { class: "gv-mark", "data-at": `${x} ${y}`, "data-main": main }, s("title", {}, marks.map(({ finding }) => sentenceOf(finding)).join("\n")),
      s("circle", { class: "gv-mark-room", r: 14 }), shape, ...(main && shown === TRIANGLE ? [s("path", { class: "gv-mark-stroke", d: "M0-3v5.5M0 5v.2" })] : []));
    mark.addEventListener("pointerdown", (event) => event.stopPropagation()); // it is no place to drag the graph by
    mark.addEventListener("click", (event) => {
      event.stopPropagation();
      const { step } = marks.find((one) => one.main) ?? marks[0];
      if (step === null) view.go(node);
      else goTo(walk, step);
    });
    return mark;
  }

  /** In a graph too small to read they stay as large as to be seen. */
  function scale() {
    const by = view.zoom.far ? 0.7 / view.zoom.scale : 1;
    for (const mark of layer.children) attrs(mark, { transform: `translate(${mark.getAttribute("data-at")}) scale(${Math.round(by * 100) / 100})` });
  }

  /** Which edge of the drawing an edge of the trace is in, by its ends: "from→to". @param {string} edge */
  function ends(edge) {
    const [node, arg] = edge.split(":").map(Number);
    const given = walk.trace.nodes[node]?.args[arg];
    return given && "node" in given ? `${view.folding.owner(given.node)}→${view.folding.owner(node)}` : "";
  }
  /** @param {Element} element of an edge that is drawn */
  const endsOf = (element) => `${element.getAttribute("data-from")}→${element.getAttribute("data-to")}`;

  /** At the corner of each card, where no text is. */
  function nodes() {
    const found = marksOf(walk.trace).nodes;
    if (found.size === 0) return [];
    /** @type {Map<number | null, Mark[]>} by what is drawn in a node's place */
    const drawn = new Map();
    for (const [id, marks] of found) {
      const at = view.folding.owner(id);
      drawn.set(at, [...(drawn.get(at) ?? []), ...marks]);
    }
    return view.nodes.flatMap(({ element, one }, i) => {
      const marks = drawn.get(one.id) ?? [];
      if (marks.length === 0) return [];
      const all = marks.filter(({ finding }, at) => marks.findIndex((other) => other.finding === finding) === at).map((mark) => ({ ...mark, main: marks.some((other) => other.main && other.finding === mark.finding) }));
      const said = h("span", { id: `${words.id}-${i}` }, `Finding: ${all.map(({ finding }) => sentenceOf(finding)).join(" ")}`);
      words.append(said);
      attrs(element, { "aria-describedby": said.id });
      const at = /^translate\(([-\d.]+)[ ,]+([-\d.]+)/.exec(element.getAttribute("transform") ?? "");
      const wide = Number(element.querySelector(".gv-card")?.getAttribute("width"));
      return at && wide ? [badge(all, { x: Number(at[1]) + wide, y: Number(at[2]) }, one.id)] : [];
    });
  }

  /** Where the gradient arrives at the edge's input. */
  function edges() {
    const found = marksOf(walk.trace).edges;
    if (found.size === 0) return [];
    const all = [...found].map(([edge, marks]) => ({ edge, between: ends(edge), marks }));
    return view.edges.flatMap(({ element }) => {
      const [own, between] = [element.getAttribute("data-edge"), endsOf(element)];
      const whole = all.some(({ edge }) => edge === own); // two edges may go from one node to another
      const marks = all.flatMap((one) => (whole ? one.edge === own : one.between === between) ? one.marks : []);
      const line = /** @type {SVGPathElement | null} */ (element.querySelector(".gv-line"));
      attrs(element, { "data-found": marks.length > 0 });
      if (!marks.length || !line?.getPointAtLength) return [];
      const length = line.getTotalLength();
      return [badge(marks, line.getPointAtLength(Math.min(ALONG, length / 3)), Number(element.getAttribute("data-from")), DIAMOND)];
    });
  }

  return {
    element: words,
    moved: scale,
    built() {
      words.replaceChildren();
      layer.replaceChildren(...edges(), ...nodes());
      if (layer.childNodes.length) view.svg.append(layer);
      else layer.remove();
      scale();
      dimmed = [];
    },
    paint() {
      const now = [walk.only, view.nodes, view.edges];
      if (dimmed.length && now.every((one, i) => one === dimmed[i])) return;
      dimmed = now;
      scale();
      const on = walk.only && new Set(walk.only.nodes.map((id) => view.folding.owner(id)));
      const along = [...edgesOf(walk)];
      const [lines, between] = [new Set(along), new Set(along.map(ends))];
      for (const { element, one } of view.nodes) attrs(element, { "data-off": on !== null && !on.has(one.id) });
      for (const { element, label } of view.edges) {
        const off = on !== null && !lines.has(element.getAttribute("data-edge") ?? "") && !between.has(endsOf(element));
        for (const part of [element, label]) attrs(part, { "data-off": off });
      }
    },
  };
}

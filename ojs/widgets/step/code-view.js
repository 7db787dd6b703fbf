// ⑧ The program, with the exact sub-expression of the current step lit; pointing at code points at its node.
import { attrs, follow, h, scrollable, whileConnected } from "../../drawing/dom.js";
import { needsWalk } from "../../trace/walk.js";
import { writeCode } from "./code-text.js";

/**
 * @typedef {import("../../engine/protocol.js").Trace} Trace
 * @typedef {{text: string, nodes: number[]}} Piece a stretch of one line made by these nodes, the smallest expression last
 */

/**
 * Each line cut where an expression begins or ends. Columns count code points, not UTF-16 units.
 * @param {Trace} trace @returns {Piece[][]}
 */
export function pieces(trace) {
  /** A loop makes many nodes with one expression. @type {Map<string, {at: number[], ids: number[]}>} */
  const spans = new Map();
  for (const { id, at } of trace.nodes) {
    if (!at) continue;
    const key = String(at);
    const known = spans.get(key);
    if (known) known.ids.push(id);
    else spans.set(key, { at, ids: [id] });
  }
  const all = [...spans.values()];
  return trace.source.replace(/\n+$/, "").split("\n").map((line, i) => {
    const letters = Array.from(line);
    const here = all.flatMap(({ ids, at }) => {
      if (at[0] > i + 1 || at[2] < i + 1) return [];
      return [{ ids, from: at[0] === i + 1 ? at[1] : 0, to: at[2] === i + 1 ? at[3] : letters.length }];
    });
    const cuts = [...new Set([0, letters.length, ...here.flatMap(({ from, to }) => [from, to])])].filter((cut) => cut <= letters.length).sort((a, b) => a - b);
    return cuts.slice(1).map((to, n) => {
      const from = cuts[n];
      const cover = here.filter((span) => span.from <= from && span.to >= to).sort((a, b) => b.to - b.from - (a.to - a.from) || a.ids[0] - b.ids[0]);
      return { text: letters.slice(from, to).join(""), nodes: cover.flatMap(({ ids }) => ids) };
    });
  });
}

/** How much of what is around stays in sight, in pixels. */
const AROUND = 30;

/** Scrolls a box, never the page, to where all of these can be seen; where they are too large for it, to where they begin. @param {HTMLElement} box @param {HTMLElement[]} elements */
function reveal(box, elements) {
  if (elements.length === 0 || !(box.clientHeight > 0) || (box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth)) return;
  const rects = elements.map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 0);
  if (rects.length === 0) return;
  const view = box.getBoundingClientRect();
  const [top, bottom] = [Math.min(...rects.map((one) => one.top)) - view.top - box.clientTop, Math.max(...rects.map((one) => one.bottom)) - view.top - box.clientTop];
  const [left, right] = [Math.min(...rects.map((one) => one.left)) - view.left - box.clientLeft, Math.max(...rects.map((one) => one.right)) - view.left - box.clientLeft];
  const around = Math.min(AROUND, Math.max(0, (box.clientHeight - (bottom - top)) / 2));
  if (top < around) box.scrollTop += top - around;
  else if (bottom > box.clientHeight - around) box.scrollTop += Math.min(top - around, bottom - box.clientHeight + around);
  if (left < AROUND || right > box.clientWidth - AROUND) box.scrollLeft += right - left > box.clientWidth - 2 * AROUND ? left - AROUND * 2 : (left + right - box.clientWidth) / 2;
}

/**
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {{label?: string, scroller?: HTMLElement}} [options] scroller: what scrolls in its stead, lying over it
 * @returns {HTMLElement & {point: (event: {clientX: number, clientY: number}) => void}} point: points at what stands at a place of the window
 */
export function codeView(walk, { label = "Program", scroller } = {}) {
  needsWalk(walk, "codeView");
  const code = h("code");
  const pre = h("pre", {}, code);
  const root = h("div", { class: "code-view", "data-widget": "code-view" }, pre);
  if (!scroller) scrollable(pre, label);
  /** @type {{element: HTMLElement, nodes: number[]}[]} */
  let parts = [];
  /** Which stretches a node's expression covers. @type {Map<number, HTMLElement[]>} */
  let places = new Map();
  /** What is lit, and what is pointed at. @type {HTMLElement[][]} */
  let [lit, pointed] = /** @type {HTMLElement[][]} */ ([[], []]);
  /** @type {HTMLElement[]} */
  let rows = [];
  /** @type {Piece[][]} */
  let lines = [];
  /** @type {unknown} */
  let drawn;

  /** A number that a slider set, and with which the program fails: its text is shown, for its line is meant. */
  const failed = () => walk.error?.source;

  function build() {
    const now = pieces(failed() === undefined ? walk.trace : { ...walk.trace, source: failed() ?? "", nodes: [] });
    drawn = failed() ?? walk.trace;
    // a slider changes digits, no more: then no element is made anew
    const same = lines.length === now.length && now.every((line, i) => line.length === lines[i].length && line.every(({ nodes }, n) => nodes.length === lines[i][n].nodes.length && nodes.every((id, at) => id === lines[i][n].nodes[at])));
    lines = now;
    if (same) {
      now.forEach((line, i) => line.forEach(({ text }, n) => writeCode(rows[i].children[n], text)));
      return;
    }
    [parts, places, lit, pointed] = [[], new Map(), [], []];
    rows = now.map((line) => {
      const indent = line.map(({ text }) => text).join("").search(/\S|$/);
      const row = h("span", { class: "code-line", style: `--indent: ${indent + 4}ch` }); // where a line too long goes on
      for (const { text, nodes } of line) {
        const element = h("span", { class: nodes.length ? "code-piece" : null });
        writeCode(element, text);
        if (nodes.length) parts.push({ element, nodes });
        for (const id of nodes) (places.get(id) ?? places.set(id, []).get(id))?.push(element);
        row.append(element);
      }
      row.append("\n");
      return row;
    });
    code.replaceChildren(...rows);
  }

  /** In a loop one expression makes many nodes: the one computed last is meant. @param {number[]} nodes */
  const meant = (nodes) => {
    const smallest = nodes[nodes.length - 1];
    const same = nodes.filter((id) => String(walk.trace.nodes[id].at) === String(walk.trace.nodes[smallest].at));
    return [...same].reverse().find((id) => walk.state.value(id) !== undefined) ?? smallest;
  };
  /** @param {{nodes: number[]} | undefined} part */
  const hover = (part) => walk.hover(part ? meant(part.nodes) : null);
  code.addEventListener("pointerover", (event) => hover(parts.find(({ element }) => element === event.target || (event.target instanceof Node && element.contains(event.target)))));
  code.addEventListener("pointerleave", () => walk.hover(null));

  /** What is lit comes into sight; what lies over this scrolls, and this with it. */
  function look() {
    const along = () => { if (scroller) [pre.scrollLeft, pre.scrollTop] = [scroller.scrollLeft, scroller.scrollTop]; };
    along();
    reveal(scroller ?? pre, lit);
    along();
  }
  follow(root, walk, ["step", "trace", "hover", "error"], (event) => {
    if (drawn !== (failed() ?? walk.trace)) build();
    const { state, hovered } = walk;
    const [now, there] = [state.node, hovered].map((id) => (id === null ? [] : places.get(id) ?? []));
    for (const one of lit) if (!now.includes(one)) attrs(one, { "data-active": null });
    for (const one of pointed) if (!there.includes(one)) attrs(one, { "data-hovered": null });
    for (const one of now) attrs(one, { "data-active": state.phase });
    for (const one of there) attrs(one, { "data-hovered": true });
    [lit, pointed] = [now, there];
    const wrong = root.inert ? 0 : walk.error?.line ?? 0; // below a field for another text, whose lines those are
    if (event?.type !== "step" && event?.type !== "hover") rows.forEach((row, i) => attrs(row, { "data-wrong": i + 1 === wrong }));
    if (event?.type === "step" || event?.type === "trace") look();
  });
  whileConnected(root, () => {
    const observer = new ResizeObserver(look);
    observer.observe(root);
    return () => observer.disconnect();
  });
  return Object.assign(root, {
    /** @param {{clientX: number, clientY: number}} place */
    point: ({ clientX: x, clientY: y }) => hover(parts.find(({ element }) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return x >= left && x < right && y >= top && y < bottom;
    })),
  });
}

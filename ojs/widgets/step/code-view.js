// ⑧ The program, with the exact sub-expression of the current step lit; pointing at code points at its node.
import { attrs, follow, h, scrollable, whileConnected } from "../../drawing/dom.js";
import { reveal } from "../../drawing/reveal.js";
import { meant, pieces } from "../../trace/pieces.js";
import { tokens, within } from "../../trace/tokens.js";
import { needsWalk } from "../../trace/walk.js";
import { writeCode } from "./code-text.js";

/**
 * @param {import("../../trace/walk.js").Walk} walk
 * @param {{label?: string}} [options]
 * @returns {HTMLElement}
 */
export function codeView(walk, { label = "Program" } = {}) {
  needsWalk(walk, "codeView");
  const code = h("code");
  const pre = h("pre", {}, code);
  const root = h("div", { class: "code-view", "data-widget": "code-view" }, pre);
  scrollable(pre, label);
  /** @type {{element: HTMLElement, nodes: number[]}[]} */
  let parts = [];
  /** Which stretches a node's expression covers. @type {Map<number, HTMLElement[]>} */
  let places = new Map();
  /** What is lit, and what is pointed at. @type {HTMLElement[][]} */
  let [lit, pointed] = /** @type {HTMLElement[][]} */ ([[], []]);
  /** @type {HTMLElement[]} */
  let rows = [];
  /** @type {import("../../trace/pieces.js").Piece[][]} */
  let lines = [];
  /** @type {unknown} */
  let drawn;

  /** A number that a slider set, and with which the program fails: its text is shown, for its line is meant. */
  const failed = () => walk.error?.source;

  function build() {
    const now = pieces(failed() === undefined ? walk.trace : { ...walk.trace, source: failed() ?? "", nodes: [] });
    drawn = failed() ?? walk.trace;
    const coloured = tokens(failed() ?? walk.trace.source);
    // a slider changes digits, no more: then no element is made anew
    const same = lines.length === now.length && now.every((line, i) => line.length === lines[i].length && line.every(({ nodes }, n) => nodes.length === lines[i][n].nodes.length && nodes.every((id, at) => id === lines[i][n].nodes[at])));
    const before = lines;
    lines = now;
    if (!same) {
      [parts, places, lit, pointed] = [[], new Map(), [], []];
      rows = now.map(() => h("span", { class: "code-line" }));
    }
    now.forEach((line, i) => {
      if (!same) rows[i].style.setProperty("--indent", `${line.map(({ text }) => text).join("").search(/\S|$/) + 4}ch`); // where a line too long goes on
      let start = 0;
      line.forEach(({ text, nodes }, n) => {
        const colours = within(coloured[i], start, start += text.length);
        if (same) return void (text === before[i][n].text || writeCode(rows[i].children[n], text, colours));
        const element = h("span", { class: nodes.length ? "code-piece" : null });
        writeCode(element, text, colours);
        if (nodes.length) parts.push({ element, nodes });
        for (const id of nodes) (places.get(id) ?? places.set(id, []).get(id))?.push(element);
        rows[i].append(element);
      });
      if (!same) rows[i].append("\n");
    });
    if (!same) code.replaceChildren(...rows);
  }

  /** @param {{nodes: number[]} | undefined} part */
  const hover = (part) => walk.hover(meant(walk, part?.nodes ?? []));
  code.addEventListener("pointerover", (event) => hover(parts.find(({ element }) => event.target instanceof Node && element.contains(event.target))));
  code.addEventListener("pointerleave", () => walk.hover(null));

  /** What is lit comes into sight. */
  const look = () => reveal(pre, lit);
  follow(root, walk, ["step", "trace", "hover", "error"], (event) => {
    if (drawn !== (failed() ?? walk.trace)) build();
    const { state, hovered } = walk;
    const [now, there] = [state.node, hovered].map((id) => (id === null ? [] : places.get(id) ?? []));
    for (const one of lit) if (!now.includes(one)) attrs(one, { "data-active": null });
    for (const one of pointed) if (!there.includes(one)) attrs(one, { "data-hovered": null });
    for (const one of now) attrs(one, { "data-active": state.phase });
    for (const one of there) attrs(one, { "data-hovered": true });
    [lit, pointed] = [now, there];
    const wrong = walk.error?.line ?? 0;
    if (event?.type !== "step" && event?.type !== "hover") rows.forEach((row, i) => attrs(row, { "data-wrong": i + 1 === wrong }));
    if (event?.type === "step" || event?.type === "trace") look();
  });
  whileConnected(root, () => {
    const observer = new ResizeObserver(look);
    observer.observe(root);
    return () => observer.disconnect();
  });
  return root;
}

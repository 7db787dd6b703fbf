// ⑧ What one may begin with, as cards: what each shows, and a small still of its graph, drawn when the site was built.
import { h, s } from "../../drawing/dom.js";
import { fetched } from "../../engine/live.js";

/** @typedef {{size: [number, number], flow: "right" | "down", nodes: [number, number, number, number, 0 | 1 | 2][], edges: [number, number][]}} Picture tools/cards.mjs draws it */
/** @typedef {{example: string, title: string, says: string, picture: Picture}} Example @typedef {{title: string, examples: Example[]}} Group */

/** @type {Promise<Group[]> | undefined} */
let loading;

/** All of them; asked for once. @returns {Promise<Group[]>} */
export const examples = () => (loading ??= fetched("./tables/playground.json", "The list of examples").catch((error) => { loading = undefined; throw error; }));

const KINDS = ["card-node", "card-node card-leaf", "card-node card-folded"];

/** @param {Picture} picture */
function drawn({ size: [width, height], flow, nodes, edges }) {
  const svg = s("svg", { class: "card-picture", viewBox: `-4 -4 ${width + 8} ${height + 8}`, "aria-hidden": "true" });
  svg.append(...edges.map(([from, to]) => {
    const [ax, ay, aw, ah] = nodes[from];
    const [bx, by, , bh] = nodes[to];
    const bw = nodes[to][2];
    const [x1, y1, x2, y2] = flow === "right" ? [ax + aw, ay + ah / 2, bx, by + bh / 2] : [ax + aw / 2, ay + ah, bx + bw / 2, by];
    const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
    return s("path", { class: "card-edge", d: flow === "right" ? `M${x1} ${y1}C${mx} ${y1} ${mx} ${y2} ${x2} ${y2}` : `M${x1} ${y1}C${x1} ${my} ${x2} ${my} ${x2} ${y2}` });
  }), ...nodes.map(([x, y, w, high, kind]) => s("rect", { class: KINDS[kind], x, y, width: w, height: high, rx: 8 })));
  return svg;
}

/**
 * @param {Group[]} groups @param {(example: Example) => void} open
 * @returns {HTMLElement & {current: string}} current: which of them is open, "" for none
 */
export function exampleCards(groups, open) {
  const all = groups.flatMap(({ examples: some }) => some);
  /** @param {Example} one */
  function card(one) {
    const link = h("a", { class: "card-link", href: `#example=${one.example}` }, one.title);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in a tab of its own
      event.preventDefault();
      open(one);
    });
    return h("li", { class: "card", "data-example": one.example }, drawn(one.picture), h("p", { class: "card-words" }, link, h("span", { class: "card-says" }, one.says)));
  }
  const root = h("section", { class: "example-cards", "data-widget": "example-cards", "aria-label": "Examples" },
    ...groups.flatMap(({ title, examples: some }) => [h("h3", { class: "card-group" }, title), h("ul", { class: "card-list" }, ...some.map(card))]));
  return Object.defineProperty(/** @type {any} */ (root), "current", {
    set(example) {
      for (const { example: name } of all) {
        const link = root.querySelector(`[data-example="${name}"] a`);
        if (name === example) link?.setAttribute("aria-current", "true");
        else link?.removeAttribute("aria-current");
      }
    },
  });
}

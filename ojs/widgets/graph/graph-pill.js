// ⑧ A few words on the edge of a node's card: beside what the card says itself, and in nobody's way.
import { attrs, s, write } from "../../drawing/dom.js";
import { textWidth } from "../../drawing/letters.js";

const HEIGHT = 18;
const AWAY = 8; // from the corner of the card

/** The size of a card as it is drawn. @param {Element} node */
function sizeOf(node) {
  const card = node.querySelector(".gv-card");
  return { width: Number(card?.getAttribute("width") ?? 0), height: Number(card?.getAttribute("height") ?? 0) };
}

/** @param {string} kind a class */
export function graphPill(kind) {
  const box = s("rect", { class: "gv-pill-box", height: HEIGHT, rx: HEIGHT / 2 });
  const text = s("text", { class: "gv-pill-text", y: HEIGHT - 5 });
  const element = s("g", { class: `gv-pill ${kind}`, "aria-hidden": "true" }, box, text);
  return {
    element,
    /** @param {Element} node @param {string} words @param {{side: "left" | "right", edge: "top" | "bottom"}} where */
    paint(node, words, { side, edge }) {
      if (element.parentNode !== node) node.append(element);
      const wide = Math.round(textWidth(words, 12, 600)) + 14;
      const { width, height } = sizeOf(node);
      attrs(box, { width: wide });
      attrs(text, { x: 7 });
      write(text, words);
      const x = side === "left" ? AWAY : Math.max(AWAY, width - wide - AWAY);
      attrs(element, { transform: `translate(${x} ${(edge === "top" ? 0 : height) - HEIGHT / 2})` });
    },
    remove: () => element.remove(),
  };
}

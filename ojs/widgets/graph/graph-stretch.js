// ⑧ Broadcasting on the edge: how an input was repeated, "(3,) → (2, 3)"; and once the way back has undone that, the sum over the copies.
import { attrs, s, write } from "../../drawing/dom.js";
import { textWidth } from "../../drawing/letters.js";
import { stretched, stretchText, undoneText } from "../../trace/stretched.js";

const SIZE = 12;
const GLYPH = 19;
const HEIGHT = 20;

/** @param {import("../../trace/walk.js").Walk} walk @param {string} edge */
function stretchOf({ trace }, edge) {
  const [node, arg] = edge.split(":").map(Number);
  return trace.nodes[node] ? stretched(trace, trace.nodes[node], arg) : null;
}

/** @param {string} words */
const wide = (words) => Math.ceil(textWidth(words, SIZE, 600)) + GLYPH + 14;

/** How wide the sign of an edge will be, beside what else stands there. @param {import("../../trace/walk.js").Walk} walk @param {(edge: string) => number} others @returns {(edge: string) => number} */
export const stretchWidths = (walk, others) => (edge) => {
  const stretch = stretchOf(walk, edge);
  return stretch ? Math.max(others(edge), wide(undoneText(stretch))) : others(edge);
};

/** Three sheets, one behind the other: the same, again and again. @param {number} x @param {number} y */
const repeated = (x, y) => `M${x} ${y - 1}h6v6h-6zM${x + 2} ${y - 1}v-2h6v6h-2M${x + 4} ${y - 3}v-2h6v6h-2`;

/** @type {import("./graph-view.js").Overlay} */
export function graphStretch(walk, view) {
  /** @type {{edge: string, node: number, label: SVGGElement, paint: () => void}[]} */
  let signs = [];

  /** Whether the sum over the copies has been made by now. @param {string} edge @param {number} node @param {number} arg */
  function undone(edge, node, arg) {
    const { state } = walk;
    if (!state.passed(edge)) return false;
    const { event } = state;
    return !(event?.kind === "backward" && event.node === node && event.arg === arg); // the next step is that sum
  }

  return {
    built() {
      signs = view.edges.flatMap(({ element, label }) => {
        const edge = element.getAttribute("data-edge") ?? "";
        const [node, arg] = edge.split(":").map(Number);
        const stretch = stretchOf(walk, edge);
        const at = view.plan?.edges.find(({ id }) => id === edge)?.label;
        if (!stretch || !at || element.getAttribute("data-to") !== String(node)) return [];
        const chip = s("rect", { y: at.y - HEIGHT / 2, height: HEIGHT, rx: HEIGHT / 2 });
        const glyph = s("path");
        const text = s("text", { y: at.y + 4.2 });
        const title = s("title");
        const sign = s("g", { class: "gv-stretch", visibility: "hidden" }, title, chip, glyph, text);
        label.append(sign);
        let said = "";
        return [{ edge, node, label, paint() {
          const back = undone(edge, node, arg);
          const known = walk.state.value(node) !== undefined;
          const words = !known || (walk.state.passed(edge) && !back) ? "" : back ? undoneText(stretch) : stretchText(stretch);
          if (words === said) return;
          said = words;
          attrs(label, { "data-stretched": words !== "" });
          attrs(sign, { visibility: words ? "visible" : "hidden" });
          const room = back ? wide(words) - GLYPH : wide(words);
          attrs(chip, { x: at.x - room / 2, width: room });
          attrs(glyph, { d: back ? "" : repeated(at.x - room / 2 + 8, at.y + 1) });
          attrs(text, { x: at.x + (back ? 0 : GLYPH / 2) });
          write(text, words);
          const axes = `${stretch.axes.length === 1 ? "axis" : "axes"} ${stretch.axes.join(", ")}`;
          write(title, back ? `The gradients of the ${stretch.times} copies are summed along ${axes}` : `Broadcasting repeats it ${stretch.times} times along ${axes}`);
        } }];
      });
    },
    paint() {
      for (const one of signs) one.paint();
    },
  };
}

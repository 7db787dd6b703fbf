// ⑧ What a cell shows, as a notebook shows it: text of both streams, results, errors with their line, graphs to step through.
import { h, scrollable } from "../../drawing/dom.js";
import { missing } from "../step/printed.js";

/** @import {CellOutput} from "../../engine/protocol.js" */

/** @param {string} text @param {string} label @param {Record<string, string>} attributes */
function text(text, label, attributes) {
  const pre = h("pre", {}, h("code", {}, text.replace(/\n$/, "")));
  scrollable(pre, label);
  return h("div", { class: "cell-output-live", ...attributes }, pre);
}

/**
 * @param {CellOutput[]} outputs
 * @param {object} does
 * @param {(cell: number) => string} does.named what another cell is called
 * @param {((output: {graph: number, text: string}) => HTMLElement) | null} does.graph what opens a graph; null where it is gone
 * @returns {HTMLElement[]}
 */
export function drawOutputs(outputs, { named, graph }) {
  return outputs.map((one) => {
    if (one.kind === "stream") {
      const shown = text(one.text, "What the cell prints", { "data-kind": one.name });
      if (one.cut) shown.append(h("p", {}, missing(one)));
      return shown;
    }
    if (one.kind === "error") {
      const { error, within } = one;
      const where = `${error.kind}${error.line ? `, line ${error.line}` : ""}:`;
      const inside = within ? h("span", { class: "cell-within" }, `It happened in ${within.name === "<module>" ? "" : `${within.name}, `}${named(within.cell)}, line ${within.line}.`) : "";
      return h("div", { class: "cell-output-live", "data-kind": "error" }, h("p", { class: "problem-text" }, h("strong", {}, where), " ", h("bdi", {}, error.message), inside));
    }
    const shown = text(one.text, "The cell’s result", { "data-kind": one.kind });
    if (one.graph !== undefined && graph) shown.append(graph({ graph: one.graph, text: one.text }));
    return shown;
  });
}

/** The text of outputs, to compare. @param {CellOutput[]} outputs */
export const textOf = (outputs) => plain(outputs.flatMap((one) => (one.kind === "error" ? [`${one.error.kind}: ${one.error.message}`] : one.kind === "stream" && one.name === "stderr" ? [] : [one.text])));

/** What the page shows below a cell, to compare; null where that is not text. @param {Element[]} elements */
export function rendered(elements) {
  const texts = elements.map((one) => one.querySelector(":scope > pre")?.textContent ?? null);
  return texts.some((one) => one === null) ? null : plain(/** @type {string[]} */ (texts));
}

/** @param {string[]} texts */
const plain = (texts) => texts.map((one) => one.replace(/[ \t]+$/gm, "").replace(/\n+$/, "")).filter(Boolean).join("\n");

// ⑧ Two charts of what depth costs: bytes kept at the peak, and forward operations run, with checkpoints and without.
import { chart } from "../../drawing/chart.js";
import { h } from "../../drawing/dom.js";
import { recordedTable } from "../../engine/tables.js";
import { size } from "../../trace/timeline.js";

/** @typedef {{layers: number, peak: number, peak_checkpointed: number, operations: number, operations_checkpointed: number}} Row */

/** @returns {Promise<HTMLElement>} what the engine measured when the site was built */
export async function memoryGrowth() {
  /** @type {{growth: Row[]}} */
  const { growth } = await recordedTable("memory");
  const last = growth[growth.length - 1];

  /** @param {string} label @param {"peak" | "operations"} what @param {string} axis @param {(n: number) => number} scale @param {(n: number) => string} say */
  const one = (label, what, axis, scale, say) => {
    const other = /** @type {const} */ (`${what}_checkpointed`);
    const lines = /** @type {const} */ ([[what, "all kept", "var(--diagram-muted-text)"], [other, "checkpoints", "var(--diagram-node-text)"]]);
    return chart({
      label,
      height: 250,
      summary: `At ${last.layers} layers: ${say(last[what])} keeping everything, ${say(last[other])} with a checkpoint every ${Math.round(Math.sqrt(last.layers))} layers.`,
      table: { columns: ["Layers", "Everything kept", "Checkpoint every √depth layers"], rows: growth.map((row) => [row.layers, say(row[what]), say(row[other])]) },
      plot: { marginLeft: 48, marginRight: 12, marginTop: 30, x: { label: "layers", ticks: 6 }, y: { label: axis, grid: true, ticks: 5, zero: true } },
      marks: (Plot) => lines.flatMap(([key, name, stroke]) => [
        Plot.line(growth, { x: "layers", y: (/** @type {Row} */ row) => scale(row[key]), stroke, strokeWidth: 2.5, strokeDasharray: key === what ? "5 4" : undefined }),
        Plot.dot(growth, { x: "layers", y: (/** @type {Row} */ row) => scale(row[key]), fill: stroke, r: 3.5 }),
        Plot.text([last], { x: "layers", y: (/** @type {Row} */ row) => scale(row[key]), text: () => name, fill: stroke, textAnchor: "end", dy: -10, fontWeight: 600 }),
      ]),
    });
  };
  return h("div", { class: "memory-growth", "data-widget": "memory-growth" },
    one("Memory kept at the peak, by depth", "peak", "↑ kept at the peak, kB", (n) => n / 1e3, size),
    one("Forward operations run in all, by depth", "operations", "↑ forward operations", (n) => n, (n) => `${n} operations`));
}

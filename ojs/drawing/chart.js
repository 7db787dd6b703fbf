// ⑧ A chart by Observable Plot, which is loaded when the first chart of a page appears, and its table twin.
import { attrs, h, scrollable, whileConnected, write } from "./dom.js";

/** @typedef {typeof import("./plot.js")} Plot */

/**
 * @typedef {object} ChartOptions
 * @property {string} label what the chart shows: its accessible name
 * @property {(Plot: Plot) => unknown[]} marks what Plot draws; colours are CSS variables: {stroke: "var(--forward)"}
 * @property {string} [summary] what one sees, as a sentence under the chart; it is announced when it changes
 * @property {{columns: string[], rows: (string | number)[][]}} [table] the same data, for who prefers to read it
 * @property {number} [height] in pixels
 * @property {Record<string, unknown>} [plot] further options of Plot.plot: x, y, marginLeft, …
 *
 * @typedef {HTMLElement & {update: (options: Partial<ChartOptions>) => void, ready: Promise<void>, svg: (SVGElement & {scale: (name: string) => any}) | null}} Chart
 */

/** @type {Promise<Plot> | undefined} */
let loading;

/** Beside the bundle; the address is put together here so that esbuild leaves the file where it is. @returns {Promise<Plot>} */
const load = () => (loading ??= import(new URL("./plot.js", import.meta.url).href));

/** @param {ChartOptions["table"]} table @returns {Node[]} */
function rowsOf(table) {
  if (!table) return [];
  const head = h("tr", {}, ...table.columns.map((text) => h("th", { scope: "col" }, text)));
  const rows = table.rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, String(first)), ...rest.map((cell) => h("td", {}, String(cell)))));
  return [h("thead", {}, head), h("tbody", {}, ...rows)];
}

/**
 * A figure at once, as high as the chart will be; the chart as soon as Plot is there. `.update(options)` draws it anew,
 * `.ready` says when it is drawn, `.svg` is Plot's own element (with `.scale("x")`, for whoever draws on top).
 * @param {ChartOptions} options
 * @returns {Chart}
 */
export function chart(options) {
  if (typeof options?.label !== "string" || !options.label) throw new TypeError("chart needs a label: what it shows, for a screen reader");
  if (typeof options.marks !== "function") throw new TypeError("chart needs marks: (Plot) => [Plot.line(…), …]");
  let now = options;
  let width = 0;
  /** @type {Plot | undefined} */
  let Plot;
  const box = h("div", { class: "chart-box" });
  const words = h("p", { role: "status" });
  const caption = h("figcaption", { class: "chart-summary" }, words);
  const table = h("table");
  const scroller = h("div", { class: "chart-table-scroll" }, table);
  const twin = h("details", { class: "chart-table" }, h("summary", {}, "The chart as a table"), scroller);
  scrollable(scroller, "The chart as a table");
  const root = /** @type {Chart} */ (h("figure", { class: "chart", "data-widget": "chart" }, box, caption, twin));
  root.svg = null;
  /** @type {() => void} */
  let drawn = () => {};
  root.ready = new Promise((resolve) => { drawn = resolve; });

  function paint() {
    const { label, height = 260, plot = {}, marks, summary = "" } = now;
    box.style.minHeight = `${height}px`;
    write(words, summary);
    caption.hidden = !summary;
    twin.hidden = !now.table;
    if (twin.open) table.replaceChildren(...rowsOf(now.table));
    if (!Plot || width === 0) return;
    const style = { background: "none", color: "var(--diagram-muted-text)", fontFamily: "var(--diagram-font)", fontSize: "13px", overflow: "visible" };
    root.svg = /** @type {any} */ (Plot.plot({ width, height, style, marginBottom: 40, ...plot, marks: /** @type {any} */ (marks(Plot)) }));
    attrs(/** @type {Element} */ (/** @type {unknown} */ (root.svg)), { role: "img", "aria-label": label });
    // a picture as a whole: the names Plot gives its parts are for nobody
    for (const part of /** @type {any} */ (root.svg).querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    box.replaceChildren(/** @type {Node} */ (/** @type {unknown} */ (root.svg)));
    drawn();
    root.dispatchEvent(new Event("drawn"));
  }
  twin.addEventListener("toggle", paint);
  root.update = (changes) => { now = { ...now, ...changes }; paint(); };
  paint();
  whileConnected(root, () => {
    const observer = new ResizeObserver(() => {
      if (box.clientWidth === width) return;
      width = box.clientWidth;
      paint();
    });
    observer.observe(box);
    load().then((module) => { Plot = module; paint(); }, () => write(box, "The chart could not be drawn: its program was not found."));
    return () => observer.disconnect();
  });
  return root;
}

// ⑧ A dot product of growing length and its gradients, with Values and with Tensors, timed in the reader's own browser.
import { chart } from "../../drawing/chart.js";
import { engine } from "../../engine/client.js";
import { attrs, h, write } from "../../drawing/dom.js";
import { number, power } from "../../maths/format.js";
import { whenBlocked } from "../../engine/live.js";
import { recordedTable } from "../../engine/tables.js";
import { status } from "../step/status.js";

/** length, seconds with Values, seconds with Tensors @typedef {[number, number, number]} Timing */

const BEFORE = "Nothing has been measured yet. Press the button, and both programs run here, in your browser, on your machine.";
const BLOCKED = "This needs Python, which could not be started here, so there is nothing to show: no other machine's times would be yours.";
/** @param {number} seconds */
export const duration = (seconds) => (seconds >= 1 ? `${number(Number(seconds.toPrecision(3)))} s` : seconds >= 1e-3 ? `${number(Number((seconds * 1e3).toPrecision(3)))} ms` : `${number(Number((seconds * 1e6).toPrecision(2)))} µs`);

/** Two times that differ by less than this factor are about the same: a browser's clock and its neighbours are not steadier. */
const NOISE = 1.25;
const BUSY = "A longer product took less time than a shorter one, so this machine was busy with something else. Measure again.";

/** "2,000 times", a factor to two digits. @param {number} ratio */
const times = (ratio) => (ratio < 1.95 ? `${number(Number(ratio.toPrecision(2)))} times` : ratio < 2.05 ? "twice" : `${Number(ratio.toPrecision(2)).toLocaleString("en")} times`);
/** Words that fit what was measured. @param {string} who @param {number} growth */
const grew = (who, growth) => (growth < NOISE ? `with ${who} it took about the same time` : `with ${who} it took ${times(growth)} as long`);
/** @param {Timing} timing */
function compared([length, values, tensors]) {
  const ratio = Math.max(values / tensors, tensors / values);
  const who = values >= tensors ? "Tensors" : "Values";
  const verdict = ratio < NOISE ? "about the same" : `the ${who} were ${times(ratio)} as fast`;
  return `At length ${length.toLocaleString("en")}: ${duration(values)} with Values, ${duration(tensors)} with Tensors; ${verdict}.`;
}
/** A time that is longer than one for more numbers. @param {Timing[]} timings */
const disturbed = (timings) => /** @type {const} */ ([1, 2]).some((column) => timings.some((one, i) => timings.slice(i + 1).some((longer) => longer[column] * NOISE < one[column])));

/** No more than the numbers support. @param {Timing[]} timings */
export function told(timings) {
  const [first, last] = [timings[0], timings[timings.length - 1]];
  const measured = `Measured here, in your browser. ${compared(last)} ${compared(first)}`;
  if (disturbed(timings)) return `${measured} ${BUSY}`;
  return `${measured} For ${times(last[0] / first[0])} as many numbers, ${grew("Values", last[1] / first[1])}, and ${grew("Tensors", last[2] / first[2])}.`;
}

/**
 * An element with `.value` (the timings, none before the reader asks for them) and `input` events.
 * @param {{label?: string}} [options]
 */
export async function dotTiming({ label = "A dot product, timed in your browser" } = {}) {
  const { source } = await recordedTable("dot");
  /** @type {Timing[]} */
  let timings = [];
  const button = h("button", { type: "button", class: "program-run" }, "Measure");
  const words = h("p", { role: "status", class: "dot-words" }, BEFORE);
  const lines = /** @type {const} */ ([[1, "with Values", "var(--diagram-muted-text)", "5 4"], [2, "with Tensors", "var(--forward)", undefined]]);
  const ends = () => { const all = timings.flatMap(([, ...seconds]) => seconds); return [Math.min(...all) / 6, Math.max(...all) * 2]; };
  const y = { type: "log", label: "seconds", grid: true, tickFormat: power, ticks: 6 };
  const x = { type: "log", label: "length", ticks: [10, 100, 1000, 10000], tickFormat: (/** @type {number} */ n) => n.toLocaleString("en") };
  /** Above the highest point of the one line, below the lowest of the other: a name never lies on a line. @param {1 | 2} column */
  const beside = (column) => (column === 1 ? Math.max : Math.min)(...timings.map((timing) => timing[column]));
  const size = { marginLeft: 56, marginRight: 28, marginTop: 30 };
  const picture = chart({ label: "Seconds for a dot product and its gradients, by its length, on logarithmic scales", height: 260, plot: { x, y, ...size },
    marks: (Plot) => lines.flatMap(([column, name, stroke, strokeDasharray]) => [
      Plot.line(timings, { x: "0", y: String(column), stroke, strokeWidth: 2.5, strokeDasharray }),
      Plot.dot(timings, { x: "0", y: String(column), r: 4, fill: stroke }),
      Plot.text(timings.slice(-1), { x: "0", y: () => beside(column), text: () => name, fill: stroke, textAnchor: "end", dx: -4, dy: column === 1 ? -16 : 20, fontWeight: 600 }),
    ]) });
  picture.hidden = true;
  const root = h("section", { class: "dot-timing", "data-widget": "dot-timing", "aria-label": label }, h("div", { class: "program-buttons" }, button), words, picture,
    h("details", { class: "numeric-program" }, h("summary", {}, "The program that is timed"), h("pre", {}, h("code", {}, source.trim()))), status());

  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled")) return;
    attrs(button, { "aria-disabled": true });
    attrs(root, { "data-pending": true });
    write(words, engine.state === "ready" ? "Measuring …" : "Starting Python, then measuring …");
    try {
      const { values } = await engine.run({ source, inputs: {}, want: ["timings"], key: root });
      timings = /** @type {any} */ (values.timings);
      write(words, told(timings));
      attrs(root, { "data-source": "live" });
      picture.hidden = false;
      picture.update({ plot: { x, y: { ...y, domain: ends() }, ...size }, table: { columns: ["Length", "With Values", "With Tensors"], rows: timings.map(([length, one, other]) => [length, duration(one), duration(other)]) } });
      root.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (/** @type {any} */ error) {
      write(words, error.why === "EngineFailed" ? BLOCKED : `${error.kind}: ${error.message}`);
    }
    attrs(button, { "aria-disabled": engine.state === "failed" });
    attrs(root, { "data-pending": null });
    write(button, "Measure again");
  });
  whenBlocked(root, (blocked) => {
    attrs(button, { "aria-disabled": blocked });
    if (blocked) write(words, BLOCKED);
    else if (words.textContent === BLOCKED) write(words, timings.length ? told(timings) : BEFORE);
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => timings });
}

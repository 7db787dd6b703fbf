// ⑧ What is kept for the backward pass: fills while one steps forward and drains on the way back.
import { whenBlocked } from "../../engine/live.js";
import { attrs, follow, h, s, scrollable, whileConnected, write } from "../../drawing/dom.js";
import { call, recordedTable } from "../../engine/tables.js";
import { isKept, keptAt, pretty, rows, sentence, size, Timeline } from "../../trace/timeline.js";
import { shapeTuple } from "../../maths/format.js";
import { sliders } from "../step/sliders.js";
import { stepControl } from "../steps/step-control.js";
import { stepKeys } from "../steps/step-keys.js";

/** @typedef {import("../../trace/timeline.js").Memory} Memory */

const [LEFT, RIGHT, TOTAL, ROW, STRIP] = [34, 2, 120, 18, 10]; // pixels: names, margin, the total's height, a row's, above the rows
const MOST_LAYERS = 12;
const BLOCKED = "Other sizes need Python, which could not be started here. The recorded steps still work.";

/** @param {string} label @param {[string, string][]} options value and text */
function choice(label, options) {
  const select = h("select", {}, ...options.map(([value, text]) => h("option", { value }, text)));
  return { select, element: h("label", { class: "memory-choice" }, h("span", {}, label), select) };
}

/** @param {number} every */
const plan = (every) => (every === 0 ? "keep everything" : every === 1 ? "checkpoint every layer" : `checkpoint every ${every} layers`);

/**
 * An element with `.value` (the step), `.memory` and `input` events.
 * @param {{step?: number, label?: string}} [options]
 * @returns {Promise<HTMLElement & {value: number, memory: Memory}>}
 */
export async function memoryTimeline({ step = 0, label = "What is kept for the backward pass" } = {}) {
  if (!Number.isInteger(step)) throw new TypeError(`step must be a whole number, not ${String(step)}`);
  const { timeline: recorded } = await recordedTable("memory");
  const line = new Timeline(recorded, step);
  const knobs = sliders({ layers: { min: 1, max: MOST_LAYERS, step: 1, value: recorded.layers, label: "Layers" } });
  const keeping = choice("Strategy", [0, 1, 2, 3, 4].map((every) => [String(every), plan(every)]));
  const bend = choice("Activation", [["tanh", "tanh"], ["sin", "sine"]]);
  keeping.select.value = String(recorded.every);
  bend.select.value = recorded.activation;

  const drawing = s("svg", { role: "img" });
  const words = h("p", { class: "memory-sentence", role: "status" });
  const figures = h("dl", { class: "memory-figures" });
  const table = h("table");
  const scroller = h("div", { class: "chart-table-scroll" }, table);
  const twin = h("details", { class: "chart-table" }, h("summary", {}, "The timeline as a table"), scroller);
  const note = h("p", { class: "problem-message", role: "alert", hidden: true });
  const box = h("div", { class: "memory-drawing" }, drawing);
  const root = h("section", { class: "memory", "data-widget": "memory-timeline", "data-source": "recorded", "aria-label": label },
    h("div", { class: "memory-knobs" }, knobs, keeping.element, bend.element), note,
    stepControl(line, { label: "Step", compact: true }), h("figure", {}, h("div", { class: "memory-paper" }, box), words, figures, twin));
  scrollable(scroller, "The timeline as a table");
  stepKeys(root, line);

  async function measure() {
    const { layers } = knobs.value;
    const waiting = setTimeout(() => { attrs(root, { "aria-busy": "true" }); write(words, "Python runs that network here, and measures …"); }, 300); // the first one waits for NumPy
    const args = [layers, Math.min(Number(keeping.select.value), layers), bend.select.value];
    try {
      line.replace(await call("memory", args, root));
      attrs(root, { "data-source": "live" });
      note.hidden = true;
    } catch (/** @type {any} */ error) {
      if (error.why === "Superseded") return;
      note.hidden = false;
      write(note, error.why === "EngineFailed" ? BLOCKED : `${error.kind}: ${error.message}`);
      knobs.value = { layers: line.memory.layers };
    } finally {
      clearTimeout(waiting);
      if (root.hasAttribute("aria-busy")) { attrs(root, { "aria-busy": null }); paint(); }
    }
  }
  for (const one of [knobs, keeping.select, bend.select]) one.addEventListener("input", (event) => { event.stopPropagation(); measure(); });

  function paint() {
    const { memory, step: at } = line;
    const width = Math.max(box.clientWidth, 240);
    const lines = rows(memory);
    const cell = (width - LEFT - RIGHT) / memory.steps.length;
    const height = TOTAL + STRIP + lines.length * ROW + 6;
    const highest = Math.max(memory.peak, memory.whole.peak);
    const y = (/** @type {number} */ bytes) => TOTAL - (TOTAL - 22) * (highest ? bytes / highest : 0);
    const x = (/** @type {number} */ position) => LEFT + (position - 1) * cell;
    attrs(drawing, { viewBox: `0 0 ${width} ${height}`, width, height, "aria-label": `Kept after each of ${memory.steps.length} steps; at most ${size(memory.peak)}` });
    const bars = memory.steps.map((one, i) => s("rect", { class: "memory-bar", "data-pass": one.pass, "data-known": i < at, "data-now": i === at - 1, x: x(i + 1), width: Math.max(cell - 1, 1), y: y(one.kept), height: TOTAL - y(one.kept) }));
    const now = at > 0 ? [s("rect", { class: "memory-now", x: x(at), width: cell, y: 0, height })] : [];
    const peaks = [["memory-peak", memory.peak, `peak ${size(memory.peak)}`]];
    if (memory.whole.peak > memory.peak) peaks.push(["memory-whole", memory.whole.peak, `keeping everything ${size(memory.whole.peak)}`]);
    const levels = peaks.map(([name, bytes, text]) => s("g", { class: String(name) }, s("line", { x1: LEFT, x2: width - RIGHT, y1: y(Number(bytes)), y2: y(Number(bytes)) }), s("text", { x: LEFT, y: y(Number(bytes)) - 5 }, String(text))));
    const kept = lines.flatMap(([name, arrays], row) => {
      const top = TOTAL + STRIP + row * ROW;
      const held = arrays.some((array) => isKept(array, at));
      const spans = arrays.filter(({ from }) => from <= at).map((array) => {
        const until = Math.min(array.to ?? Infinity, at + 1);
        const span = s("rect", { class: "memory-array", "data-array": name, "data-kept": isKept(array, at), x: x(array.from), width: Math.max((until - array.from) * cell - 1, 1), y: top + 3, height: ROW - 6, rx: 3 });
        span.append(s("title", {}, `${pretty(name)}, ${shapeTuple(array.shape)}, ${size(array.bytes)}, for ${array.for.map((user) => user.split(" → ").map(pretty).join(" of ")).join(", ")}`));
        return span;
      });
      return [s("text", { class: "memory-name", "data-kept": held, x: LEFT - 8, y: top + ROW - 5 }, pretty(name)), s("line", { class: "memory-row", x1: LEFT, x2: width - RIGHT, y1: top + ROW / 2, y2: top + ROW / 2 }), ...spans];
    });
    drawing.replaceChildren(...now, ...bars, s("line", { class: "memory-ground", x1: LEFT, x2: width - RIGHT, y1: TOTAL, y2: TOTAL }), ...levels, ...kept);
    write(words, sentence(memory, at));
    const { whole, again, forward } = memory;
    const without = memory.every ? ` (${whole.forward} when keeping everything)` : "";
    figures.replaceChildren(...[
      ["Kept now", size(keptAt(memory, at)), "forward"],
      ["Peak", `${size(memory.peak)}${memory.every ? ` (${size(whole.peak)} when keeping everything)` : ""}`, ""],
      ["Forward operations in all", `${forward + again}${without}`, ""],
      ...(memory.every ? [["Gradients", whole.same ? "the same to the last bit" : "different", "backward"]] : []),
    ].map(([name, text, meaning]) => h("div", { "data-meaning": meaning || null }, h("dt", {}, name), h("dd", {}, text))));
    attrs(root, { "data-kept": keptAt(memory, at), "data-peak": memory.peak, "data-again": again });
    if (twin.open) table.replaceChildren(h("thead", {}, h("tr", {}, ...["Step", "Pass", "Computes", "Kept then"].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...memory.steps.map((one, i) => h("tr", { "data-now": i === at - 1 }, h("th", { scope: "row" }, String(i + 1)), ...[one.pass, `${one.op}, ${pretty(one.name)}`, size(one.kept)].map((text) => h("td", {}, text))))));
  }
  twin.addEventListener("toggle", paint);
  drawing.addEventListener("click", (event) => {
    const at = (event.clientX - drawing.getBoundingClientRect().left - LEFT) / (drawing.getBoundingClientRect().width - LEFT - RIGHT);
    line.set(Math.floor(at * line.max) + 1);
  });
  follow(root, line, ["step", "trace"], paint);
  whileConnected(root, () => {
    const observer = new ResizeObserver(paint);
    observer.observe(box);
    return () => observer.disconnect();
  });
  whenBlocked(root, (blocked) => {
    /** @type {any} */ (knobs).disabled = blocked && BLOCKED;
    for (const { select } of [keeping, bend]) select.disabled = blocked;
    note.hidden ||= note.textContent === BLOCKED; // the sliders say it
  });
  return Object.defineProperties(/** @type {any} */ (root), { value: { get: () => line.step, set: (at) => line.set(Number(at)) }, memory: { get: () => line.memory } });
}

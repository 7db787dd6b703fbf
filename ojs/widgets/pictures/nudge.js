// ⑧ Why gradients add: c = a · b as an area whose sides both move with x; a strip for each path, and a corner that fades with the step.
import { engine } from "../../engine/client.js";
import { attrs, h, s, write } from "../../drawing/dom.js";
import { number } from "../../maths/format.js";
import { live, recorded } from "../../engine/live.js";
import { nudged } from "../../trace/nudge.js";
import { sliders } from "../step/sliders.js";
import { status } from "../step/status.js";

const UNIT = 44;
const PAD = 34;
const BOUNDS = { x: { min: 0.5, max: 3.5, step: 0.1 }, h: { min: 0.01, max: 1, step: 0.01 } };
const WIDE = 2 * (BOUNDS.x.max + BOUNDS.h.max) * UNIT;
const HIGH = (BOUNDS.x.max + BOUNDS.h.max + 1) * UNIT;
const BLOCKED = "The sliders need Python, which could not be started here. The picture shown was recorded.";

/** @param {string} key @param {string} term @param {string} kind */
const line = (key, term, kind) => {
  const numbers = h("dd", { "data-part": key });
  return { row: h("div", { "data-kind": kind }, h("dt", {}, term), numbers), numbers };
};

/**
 * An element with `.value` {x, h} and `input` events.
 * @param {{label?: string}} [options]
 * @returns {Promise<HTMLElement & {value: {x: number, h: number}}>}
 */
export async function nudge({ label = "A step of x, and the area c = a · b" } = {}) {
  const trace = await recorded("02-autograd/nudge");
  const { source } = trace;
  let now = nudged(trace);

  const knobs = sliders(BOUNDS, trace.inputs, status());
  const parts = { body: s("rect", { class: "nudge-body" }), a: s("rect", { class: "nudge-a" }), b: s("rect", { class: "nudge-b" }), corner: s("rect", { class: "nudge-corner" }) };
  const names = { c: s("text", { class: "nudge-area" }), a: s("text", { class: "nudge-side" }), b: s("text", { class: "nudge-side" }) };
  const svg = s("svg", { class: "nudge-picture", viewBox: `0 0 ${WIDE + 2 * PAD} ${HIGH + 2 * PAD}`, role: "img" }, ...Object.values(parts), ...Object.values(names));
  const lines = { a: line("a", "Through a", "a"), b: line("b", "Through b", "b"), corner: line("corner", "The corner", "corner"),
    change: line("change", "Change of c", "sum"), rate: line("rate", "Per unit of h", "sum"), gradient: line("gradient", "Gradient of x", "gradient") };
  const root = h("section", { class: "nudge", "data-widget": "nudge", "data-source": "recorded", "aria-label": label }, knobs,
    h("div", { class: "nudge-body-row" }, svg, h("dl", { class: "nudge-lines" }, ...Object.values(lines).map(({ row }) => row))));

  function paint() {
    const { a, b, wider, higher } = now;
    const [left, floor] = [PAD, HIGH + PAD];
    /** @param {SVGRectElement} rect @param {number} x @param {number} y @param {number} width @param {number} height */
    const box = (rect, x, y, width, height) => attrs(rect, { x: left + x * UNIT, y: floor - (y + height) * UNIT, width: width * UNIT, height: height * UNIT });
    box(parts.body, 0, 0, a, b);
    box(parts.a, a, 0, wider, b);
    box(parts.b, 0, b, a, higher);
    box(parts.corner, a, b, wider, higher);
    attrs(names.c, { x: left + (a * UNIT) / 2, y: floor - (b * UNIT) / 2 + 5 });
    attrs(names.a, { x: left + (a * UNIT) / 2, y: floor + 22 });
    attrs(names.b, { x: left - 8, y: floor - (b * UNIT) / 2, transform: `rotate(-90 ${left - 10} ${floor - (b * UNIT) / 2})` });
    write(names.c, `c = ${number(now.c)}`);
    write(names.a, `a = ${number(a)}`);
    write(names.b, `b = ${number(b)}`);
    write(lines.a.numbers, `${number(now.via_a)} × ${number(now.h)} = ${number(now.through_a)}`);
    write(lines.b.numbers, `${number(now.via_b)} × ${number(now.h)} = ${number(now.through_b)}`);
    write(lines.corner.numbers, number(now.corner));
    write(lines.change.numbers, number(now.change));
    write(lines.rate.numbers, `${number(now.change)} ÷ ${number(now.h)} = ${number(now.rate)}`);
    write(lines.gradient.numbers, `${number(now.via_a)} + ${number(now.via_b)} = ${number(now.gradient)}`);
    attrs(svg, { "aria-label": `A rectangle, ${number(a)} wide and ${number(b)} high. A step of ${number(now.h)} adds a strip of ${number(now.through_a)} at its side, one of ${number(now.through_b)} on top, and a corner of ${number(now.corner)}.` });
    attrs(root, { "data-gradient": now.gradient, "data-rate": now.rate });
  }

  const run = live(root, {
    /** @param {Record<string, number>} inputs */
    ask: (inputs) => engine.trace({ source, inputs, key: root }),
    received: (fresh) => {
      now = nudged(fresh);
      paint();
      root.dispatchEvent(new Event("input", { bubbles: true }));
    },
    failed: (failure) => {
      if (failure) knobs.value = { x: now.x, h: now.h };
      knobs.note = failure?.message;
    },
    blocked: (reason) => {
      if (reason) knobs.value = { x: now.x, h: now.h };
      knobs.disabled = reason && BLOCKED;
    },
    begin: () => knobs.value,
  });
  knobs.addEventListener("input", (event) => { event.stopPropagation(); run(knobs.value); });
  paint();
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => ({ x: now.x, h: now.h }) });
}

// ⑧ Why gradients add: c = a · b as an area whose sides both move with x; a strip for each path, and a corner that fades with the step.
import { engine } from "../../engine/client.js";
import { attrs, h, s, whileConnected, write } from "../../drawing/dom.js";
import { number } from "../../maths/format.js";
import { recorded } from "../../engine/live.js";
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
  const lines = { a: line("a", "through a", "a"), b: line("b", "through b", "b"), corner: line("corner", "the corner", "corner"),
    change: line("change", "change of c", "sum"), rate: line("rate", "per unit of h", "sum"), gradient: line("gradient", "gradient of x", "gradient") };
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

  async function run() {
    try {
      now = nudged(await engine.trace({ source, inputs: knobs.value, key: root }));
      attrs(root, { "data-source": "live" });
      paint();
      root.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (/** @type {any} */ error) {
      if (error.kind === "Superseded") return;
      knobs.value = { x: now.x, h: now.h };
      knobs.disabled = error.kind === "EngineFailed" ? BLOCKED : error.message;
    }
  }
  knobs.addEventListener("input", (event) => { event.stopPropagation(); run(); });
  paint();
  whileConnected(root, () => {
    const begin = setTimeout(run);
    return () => clearTimeout(begin);
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => ({ x: now.x, h: now.h }) });
}

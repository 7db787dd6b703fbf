// ⑧ A slider for every number that the program sets at its top, as they come and go while it is written.
import { h } from "../../drawing/dom.js";
import { toNumber } from "../../maths/format.js";
import { inputsOf, reach } from "../../trace/settable.js";
import { sliders } from "./sliders.js";

/** @typedef {import("./sliders.js").Sliders} Sliders @typedef {import("../../engine/protocol.js").Trace} Trace */

/**
 * As sliders(), for whatever inputs there are; `show` takes the whole trace.
 * @param {HTMLElement} [beside] what stands with them: whether Python is there
 * @returns {HTMLElement & Pick<Sliders, "value" | "disabled" | "waiting"> & {show: (trace: Trace) => void}}
 */
export function inputSliders(beside) {
  const none = h("p", { class: "inputs-none" }, h("code", {}, "x = Value(2.0)"), " gets a slider.");
  const root = h("div", { class: "inputs" });
  /** @type {Sliders | null} */
  let knobs = null;
  /** @type {Record<string, {min: number, max: number}>} */
  let ends = {};
  let names = "";
  /** @type {boolean | string | null} */
  let disabled = null;
  let waiting = false;
  const empty = () => root.replaceChildren(h("div", { class: "sliders" }, none, ...(beside ? [beside] : [])));
  empty();
  return Object.defineProperties(/** @type {any} */ (root), {
    value: {
      get: () => knobs?.value ?? {},
      set: (values) => { if (knobs) knobs.value = values; },
    },
    disabled: { get: () => disabled, set(reason) { disabled = reason; if (knobs) knobs.disabled = reason; } },
    waiting: { get: () => waiting, set(is) { waiting = is; if (knobs) knobs.waiting = is; } },
    show: {
      /** @param {Trace} trace */
      value(trace) {
        const inputs = inputsOf(trace);
        const beyond = Object.entries(inputs).some(([name, now]) => !ends[name] || toNumber(now) < ends[name].min || toNumber(now) > ends[name].max);
        if (Object.keys(inputs).join() === names && !beyond) return knobs?.show(inputs);
        names = Object.keys(inputs).join();
        ends = Object.fromEntries(Object.entries(inputs).map(([name, now]) => {
          const known = ends[name];
          const number = toNumber(now);
          return [name, known && number >= known.min && number <= known.max ? known : reach(number, trace, name)];
        }));
        if (names === "") {
          knobs = null;
          return empty();
        }
        knobs = sliders(ends, inputs, beside);
        knobs.disabled = disabled;
        knobs.waiting = waiting;
        root.replaceChildren(knobs);
      },
    },
  });
}

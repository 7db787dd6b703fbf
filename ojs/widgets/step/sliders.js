// ⑧ One slider per input of the program: Observable's Inputs.range, with a value that is an object by label.
/// <reference path="../../modules.d.ts" />
import { range } from "@observablehq/inputs";
import { engine } from "../../engine/client.js";
import { attrs, h, write } from "../../drawing/dom.js";
import { toNumber } from "../../maths/format.js";
import { again } from "./again.js";

/** @typedef {{min: number, max: number, step?: number, value?: number, label?: string}} Slider */
/** @typedef {HTMLElement & {value: Record<string, number>, disabled: boolean}} Sliders */

/**
 * @param {Record<string, Slider>} specs by label
 * @param {Record<string, import("../../engine/protocol.js").Num>} [start] values where a spec has none (trace.inputs)
 * @returns {Sliders}
 */
export function sliders(specs, start = {}) {
  const forms = Object.entries(specs ?? {}).map(([label, spec]) => {
    const { min, max } = spec;
    if (!(Number(min) < Number(max))) throw new TypeError(`the slider ${label} needs min < max, not ${min} and ${max}`);
    const { step = (max - min) / 100, value = label in start ? toNumber(start[label]) : undefined } = spec;
    /** @type {HTMLFormElement & {value: number}} */
    const form = range([min, max], { label: spec.label ?? label, step, value });
    for (const input of form.querySelectorAll("input")) attrs(input, { "aria-label": `${spec.label ?? label}${input.type === "number" ? ", number" : ""}` });
    return /** @type {const} */ ([label, form]);
  });
  if (forms.length === 0) throw new TypeError("sliders needs at least one slider: {a: {min, max}}");
  const words = h("span");
  const retry = again(() => {
    engine.start();
    if (note.hidden) forms[0][1].querySelector("input")?.focus(); // the button has gone from under the reader
  });
  const note = h("p", { class: "sliders-note", hidden: true }, words);
  /** @param {string} text @param {boolean} blocked */
  const say = (text, blocked) => {
    note.hidden = !text;
    if (blocked) note.append(retry);
    else retry.remove();
    write(words, text);
  };
  const root = h("div", { class: "sliders", "data-widget": "sliders", role: "group", "aria-label": "Inputs" }, ...forms.map(([, form]) => form), note);
  return Object.defineProperties(/** @type {any} */ (root), {
    value: {
      get: () => Object.fromEntries(forms.map(([label, form]) => [label, form.value])),
      /** @param {Record<string, import("../../engine/protocol.js").Num>} values */
      set(values) {
        for (const [label, form] of forms) if (label in values) form.value = toNumber(values[label]);
      },
    },
    disabled: {
      get: () => retry.parentNode === note,
      /** @param {boolean | string | null} reason false or null, or why not */
      set(reason) {
        for (const input of root.querySelectorAll("input")) input.disabled = Boolean(reason);
        say(typeof reason === "string" ? reason : "", Boolean(reason));
      },
    },
    /** What is wrong with the numbers, while they can still be moved. */
    note: {
      /** @param {string | undefined} text */
      set(text) {
        if (retry.parentNode !== note) say(text ?? "", false);
      },
    },
  });
}

// ⑧ One slider per input of the program, with a value that is an object by label.
import { engine } from "../../engine/client.js";
import { h, worded } from "../../drawing/dom.js";
import { listed, number, toNumber } from "../../maths/format.js";
import { nearest } from "../../maths/ruler.js";
import { again } from "./again.js";
import { slider } from "./slider.js";

/** @typedef {import("../../engine/protocol.js").Num} Num */
/** @typedef {import("./slider.js").Slider} Slider */

/**
 * @typedef {object} Knobs
 * @property {Record<string, number>} value to set it moves the sliders, as near as they can come
 * @property {boolean | string | null} disabled false or null, or why none can be moved
 * @property {string | undefined} note what is wrong with the numbers, while they can still be moved
 * @property {boolean} waiting whether the program has been changed and must run before they can be moved
 * @property {(inputs: Record<string, Num>) => void} show what the program itself says; a slider whose line it lacks is off
 * @property {(values: Record<string, number>) => Record<string, number>} nearest how near the sliders can come to these numbers
 * @typedef {HTMLElement & Knobs} Sliders
 */

/**
 * @param {Record<string, Slider>} specs by label
 * @param {Record<string, Num>} [start] what the program says (trace.inputs); where it says nothing, a spec's value counts
 * @param {HTMLElement} [beside] what stands with them: whether Python is there
 * @returns {Sliders}
 */
export function sliders(specs, start = {}, beside) {
  const all = Object.entries(specs ?? {}).map(([name, spec]) => {
    if (!(Number(spec.min) < Number(spec.max))) throw new TypeError(`the slider ${name} needs min < max, not ${spec.min} and ${spec.max}`);
    const begin = Object.hasOwn(start, name) ? toNumber(start[name]) : spec.value ?? NaN;
    return /** @type {const} */ ([name, slider(name, spec, begin, moved)]);
  });
  if (all.length === 0) throw new TypeError("sliders needs at least one slider: {a: {min, max}}");
  const words = h("span");
  const retry = again(() => {
    engine.start();
    if (!blocked) root.querySelector("input")?.focus(); // the button has gone from under the reader
  });
  const note = h("p", { class: "sliders-note", role: "status", hidden: true }, words);
  const root = h("div", { class: "sliders", "data-widget": "sliders", role: "group", "aria-label": "Inputs" }, ...all.map(([, one]) => one.element), ...(beside ? [beside] : []), note);
  /** Those whose line the program lacks. @type {Set<string>} */
  let missing = new Set();
  let blocked = "";
  let wrong = "";
  let waiting = false;
  let told = "";

  function moved() {
    paint();
    root.dispatchEvent(new Event("input", { bubbles: true }));
  }
  /** What the program has to say of the sliders, in the order of what matters. */
  function said() {
    if (blocked) return blocked;
    if (waiting) return "The program was changed: run it, and the sliders can be moved again.";
    const lines = listed([...missing].map((name) => `\`${name} = Value(number)\``));
    return [
      wrong,
      missing.size > 0 && `The program has no line ${lines}, so ${missing.size > 1 ? "these sliders are" : "this slider is"} off.`,
      ...all.map(([name, { outside, value, own }]) => outside && !missing.has(name) && `The program sets \`${name}\` to ${number(value)}, beyond its slider's ${number(own.min)} to ${number(own.max)}.`),
    ].filter(Boolean).join(" ");
  }
  function paint() {
    for (const [name, one] of all) one.disable(Boolean(blocked) || waiting || missing.has(name));
    const text = said();
    note.hidden = !text;
    if (text !== told) words.replaceChildren(...worded(text));
    told = text;
    if (blocked) note.append(retry);
    else retry.remove();
  }
  paint();
  return Object.defineProperties(/** @type {any} */ (root), {
    value: {
      get: () => Object.fromEntries(all.map(([name, one]) => [name, one.value])),
      /** @param {Record<string, Num>} values */
      set(values) {
        for (const [name, one] of all) if (Object.hasOwn(values, name)) one.set(toNumber(values[name]));
        paint();
      },
    },
    disabled: {
      get: () => Boolean(blocked),
      /** @param {boolean | string | null} reason */
      set(reason) { blocked = reason === true ? "These sliders cannot be moved." : reason || ""; paint(); },
    },
    note: { /** @param {string | undefined} text */ set(text) { wrong = text ?? ""; paint(); } },
    waiting: { get: () => waiting, /** @param {boolean} is */ set(is) { if (is !== waiting) { waiting = is; paint(); } } },
    show: {
      /** @param {Record<string, Num>} inputs */
      value(inputs) {
        missing = new Set(all.map(([name]) => name).filter((name) => !Object.hasOwn(inputs, name)));
        for (const [name, one] of all) if (!missing.has(name)) one.place(toNumber(inputs[name]));
        paint();
      },
    },
    nearest: { value: (/** @type {Record<string, number>} */ values) => Object.fromEntries(all.flatMap(([name, { own }]) => (name in values ? [[name, nearest(values[name], own)]] : []))) },
  });
}

// ⑧ One number: a slider and a field that always say the same, whatever is dragged, typed, pasted or set by a program.
import { attrs, h, write } from "../../drawing/dom.js";
import { nearest, ruler, spelled } from "../../maths/ruler.js";

/** @typedef {{min: number, max: number, step?: number, value?: number, label?: string}} Slider */

let made = 0;

/**
 * While a reader types, nothing is rewritten under the fingers; a number counts as soon as the slider can be there, and what is
 * left in the field at the end becomes the nearest one that it can. A number that a program sets is shown as it is.
 * @param {string} name @param {Slider} spec @param {number} start @param {() => void} moved the reader chose another number
 */
export function slider(name, spec, start, moved) {
  const { label = name } = spec;
  const own = ruler(spec);
  const id = `slider-${made += 1}`;
  const range = h("input", { type: "range", id, "aria-label": label });
  const field = h("input", { type: "number", "aria-label": `${label}, number` });
  const note = h("span", { class: "slider-note", role: "status" });
  const element = h("form", { class: "slider", novalidate: true }, h("label", { for: id }, label), h("div", {}, h("span", { class: "slider-track" }, range, note), field));
  let value = NaN;

  /** @param {number} next @param {boolean} [typing] the field says it already, in the reader's own way */
  function place(next, typing = false) {
    value = next;
    // a program's own number may lie beyond the slider or between its steps: then the slider reaches as far as that
    const on = next === nearest(next, own);
    const ends = { min: own.min, max: own.max, step: on ? own.step : "any" };
    if (Number.isFinite(next)) Object.assign(ends, { min: Math.min(own.min, next), max: Math.max(own.max, next) });
    for (const one of [range, field]) attrs(one, ends);
    range.value = String(next);
    attrs(field, { "aria-invalid": null, placeholder: Number.isFinite(next) ? null : String(next).replace("Infinity", "∞").replace("-", "−") });
    write(note, "");
    if (!typing) field.value = Number.isFinite(next) ? String(next) : "";
  }
  /** @param {number} next @param {boolean} [typing] */
  function move(next, typing) {
    if (next === value) return;
    place(next, typing);
    moved();
  }
  const refuse = () => { write(note, spelled(own)); };

  range.addEventListener("input", (event) => {
    event.stopPropagation();
    move(nearest(range.valueAsNumber, own));
  });
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    const typed = field.valueAsNumber;
    const outside = typed < own.min || typed > own.max;
    write(note, "");
    if (typed === value || typed === nearest(typed, own)) move(typed, true);
    else if (outside) refuse();
    attrs(field, { "aria-invalid": outside && typed !== value ? "true" : null });
  });
  field.addEventListener("change", (event) => {
    event.stopPropagation();
    const [typed, broken] = [field.valueAsNumber, field.validity.badInput];
    const to = Number.isNaN(typed) || typed === value ? value : nearest(typed, own);
    move(to);
    place(to); // the field too says it in the one way
    if (broken || (to !== typed && !Number.isNaN(typed))) refuse();
  });
  element.addEventListener("submit", (event) => event.preventDefault());

  place(Number.isNaN(start) ? nearest((own.min + own.max) / 2, own) : start);
  return {
    element, label, own, place,
    get value() { return value; },
    /** Whether a program set a number that a reader could not. */
    get outside() { return value < own.min || value > own.max; },
    /** As near to this number as a reader could come. @param {number} wanted */
    set(wanted) {
      const to = nearest(wanted, own);
      if (!Number.isNaN(to)) place(to);
      write(note, to === wanted ? "" : spelled(own));
    },
    /** @param {boolean} off */
    disable(off) { for (const one of [range, field]) one.disabled = off; },
  };
}

// ⑧ The long form of the step control: a slider whose track shows the passes, and a field to jump to step n.
import { attrs, h, write } from "../../drawing/dom.js";
import { passTitles } from "./pass-titles.js";
import { passes } from "./step-segments.js";

const TITLES = /** @type {Record<string, string>} */ ({ start: "Start", update: "Update" });

/** The track in the colours of the passes, with hard edges. @param {import("../../trace/steps.js").Steps} steps */
function track(steps) {
  const length = Math.max(1, steps.max - steps.min);
  const bands = passes(steps).map(({ pass, from, to }) => {
    const colour = pass === "forward" ? "var(--forward)" : pass === "backward" ? "var(--backward)" : "var(--control-border)";
    return `${colour} ${((from - 0.5 - steps.min) / length) * 100}% ${((to + 0.5 - steps.min) / length) * 100}%`;
  });
  return `linear-gradient(to right, ${bands.join(", ")})`;
}

/** @param {import("../../trace/steps.js").Steps} steps @param {string} label @returns {import("./step-control.js").Face} */
export function stepSlider(steps, label) {
  const name = label || "Step";
  const range = h("input", { type: "range", class: "step-control-range", min: steps.min, max: steps.max, step: 1, "aria-label": name });
  const field = h("input", { type: "number", class: "step-control-field", min: steps.min, max: steps.max, step: 1, inputmode: "numeric", "aria-label": `${name}: jump to` });
  const pass = h("span", { class: "step-control-pass" });
  const where = h("label", { class: "step-control-where" }, h("span", {}, "step"), field, h("span", {}, `of ${steps.max}`), pass);
  range.style.setProperty("--track", track(steps));
  field.style.setProperty("--digits", String(String(steps.max).length));
  range.addEventListener("input", (event) => {
    event.stopPropagation(); // the control itself reports, once, when the model has moved
    steps.pause();
    steps.set(range.valueAsNumber);
  });
  field.addEventListener("input", (event) => { event.stopPropagation(); steps.pause(); }); // or playing would write over what is typed
  field.addEventListener("change", () => {
    steps.pause();
    if (field.value !== "") steps.set(field.valueAsNumber);
    field.value = String(steps.step);
  });
  return {
    elements: [range, where],
    paint() {
      const phase = steps.phase(steps.step);
      const words = phase === "start" ? "start" : phase === "seed" ? "backward" : phase === "zero" ? "zero_grad" : phase ?? "";
      range.value = String(steps.step);
      attrs(range, { "aria-valuetext": `step ${steps.step} of ${steps.max}${words && `, ${words}`}` });
      field.value = String(steps.step);
      attrs(where, { "data-pass": words });
      write(pass, words === "forward" || words === "backward" ? passTitles(steps)[words] : TITLES[words] ?? words);
    },
    focus: () => range.focus(),
  };
}

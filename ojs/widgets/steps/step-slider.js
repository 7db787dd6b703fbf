// ⑧ The long form of the step control: a slider whose track shows the passes, and a field to jump to step n.
import { attrs, h, write } from "../../drawing/dom.js";
import { passTitles } from "./pass-titles.js";

const TITLES = /** @type {Record<string, string>} */ ({ start: "Start", update: "Update" });
/** Nobody sees a part of the track that is narrower than this, in percent. */
const LEAST = 0.15;

/** @param {import("./passes.js").Pass | null} pass */
const colour = (pass) => (pass === "forward" ? "var(--forward)" : pass === "backward" ? "var(--backward)" : "var(--control-border)");

/** The track in the colours of the passes, with hard edges. @param {import("./passes.js").Run[]} runs @param {(step: number) => number} place */
function bands(runs, place) {
  /** @type {string[]} */
  const found = [];
  let end = 0;
  for (const { pass, to } of runs) {
    const next = Math.min(100, place(to + 0.5));
    if (next - end < LEAST) continue;
    found.push(`${colour(pass)} ${end}% ${next}%`);
    end = next;
  }
  return `linear-gradient(to right, ${found.length ? found.join(", ") : "var(--control-border) 0 100%"})`;
}

/** @param {import("../../trace/steps.js").Steps} steps @param {string} label @param {import("./passes.js").Run[]} runs @returns {import("./step-control.js").Face} */
export function stepSlider(steps, label, runs) {
  const name = label || "Step";
  const { min, max, origin } = steps;
  /** @param {number} step */
  const place = (step) => Math.max(0, ((step - min) / Math.max(1, max - min)) * 100);
  const range = h("input", { type: "range", class: "step-control-range", min, max, step: 1, "aria-label": name });
  const field = h("input", { type: "number", class: "step-control-field", min: min - origin, max: max - origin, step: 1, inputmode: "numeric", "aria-label": `${name}: jump to` });
  const at = h("span", { class: "step-control-at", "aria-hidden": "true" }); // where there is no room for a field
  const pass = h("span", { class: "step-control-pass" });
  const where = h("label", { class: "step-control-where" }, h("span", {}, "step"), field, at, h("span", {}, `of ${(max - origin).toLocaleString("en")}`), pass);
  const line = h("div", { class: "step-control-line" });
  const track = h("div", { class: "step-control-track" }, line, range);
  line.style.setProperty("--track", bands(runs, place));
  field.style.setProperty("--digits", String(String(max - origin).length));
  range.addEventListener("input", (event) => {
    event.stopPropagation(); // the control itself reports, once, when the model has moved
    steps.pause();
    steps.set(range.valueAsNumber);
  });
  field.addEventListener("input", (event) => { event.stopPropagation(); steps.pause(); }); // or playing would write over what is typed
  field.addEventListener("change", () => {
    steps.pause();
    if (field.value !== "") steps.set(field.valueAsNumber + origin);
    field.value = String(steps.step - origin);
  });
  return {
    elements: [track, where],
    line,
    place,
    paint() {
      const phase = steps.phase(steps.step);
      const words = phase === "start" ? "start" : phase === "seed" ? "backward" : phase === "zero" ? "zero_grad" : phase ?? "";
      range.value = String(steps.step);
      attrs(range, { "aria-valuetext": `step ${steps.step - origin} of ${max - origin}${words && `, ${words}`}` });
      field.value = String(steps.step - origin);
      write(at, (steps.step - origin).toLocaleString("en"));
      attrs(where, { "data-pass": words });
      write(pass, words === "forward" || words === "backward" ? passTitles(steps)[words] : TITLES[words] ?? words);
    },
    focus: () => range.focus({ preventScroll: true }),
  };
}

// ⑧ The short form of the step control: one button per position, the forward and the backward pass apart.
import { attrs, h, write } from "../../drawing/dom.js";
import { passTitles } from "./pass-titles.js";

/** @typedef {import("../../trace/steps.js").Steps} Steps @typedef {import("./passes.js").Pass} Pass */

const TITLES = { zero: "zero_grad", update: "Update" };

/** @param {Steps} steps @param {string} label @param {import("./passes.js").Run[]} runs @returns {import("./step-control.js").Face} */
export function stepSegments(steps, label, runs) {
  const group = h("div", { class: "step-control-segments", role: "group", "aria-label": label || "Step control" });
  /** @type {HTMLButtonElement[]} */
  const segments = [];
  /** @type {{element: HTMLElement, pass: Pass}[]} */
  const headings = [];
  for (const { pass, from, to } of runs) {
    const run = h("span", { class: "step-control-buttons" });
    for (let at = from; at <= to; at += 1) {
      const number = at - steps.origin;
      const name = pass ? `Step ${number}, ${pass}` : `Step ${number}`;
      const segment = h("button", { type: "button", class: "step-control-segment", "data-step": at, "aria-label": name }, String(number));
      segment.addEventListener("click", () => { steps.pause(); steps.set(at); });
      segments.push(segment);
      run.append(segment);
    }
    const heading = h("span", { class: "step-control-pass", "aria-hidden": "true" });
    if (pass) headings.push({ element: heading, pass });
    group.append(h("span", { class: "step-control-run", "data-pass": pass, style: `--count: ${to - from + 1}` }, ...(pass ? [heading] : []), run));
  }
  return {
    elements: [group],
    line: group,
    paint() {
      const titles = { ...TITLES, ...passTitles(steps) };
      for (const { element, pass } of headings) write(element, titles[pass]);
      segments.forEach((segment, i) => {
        const here = i === steps.step - steps.min;
        segment.classList.toggle("active", here);
        attrs(segment, { "aria-pressed": String(here), tabindex: here ? 0 : -1, "data-passed": i < steps.step - steps.min });
      });
    },
    place(step) {
      const [line, one] = [group, segments[step - steps.min] ?? group].map((each) => each.getBoundingClientRect());
      return line.width ? ((one.left + one.width / 2 - line.left) / line.width) * 100 : 0;
    },
    focus: () => segments[steps.step - steps.min].focus({ preventScroll: true }),
  };
}

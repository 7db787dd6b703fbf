// ⑧ The short form of the step control: one button per position, the forward and the backward pass apart.
import { attrs, h, write } from "../../drawing/dom.js";
import { passTitles } from "./pass-titles.js";

/** @typedef {import("../../trace/steps.js").Steps} Steps */

/** @typedef {"forward" | "backward" | "zero" | "update"} Pass */

const PASSES = /** @type {Record<import("../../trace/replay.js").Phase, Pass>} */ ({
  start: "forward", forward: "forward", seed: "backward", backward: "backward", zero: "zero", update: "update",
});
const TITLES = { zero: "zero_grad", update: "Update" };

/** @typedef {{pass: Pass | null, from: number, to: number}} Run */

/**
 * Positions in a row that belong to one pass; each backward() call is one of its own.
 * @param {Steps} steps
 * @returns {Run[]}
 */
export function passes(steps) {
  /** @type {Run[]} */
  const runs = [];
  /** What comes after a step, forward ones left out: those that a walk back makes (create_graph) are part of it. @type {(import("../../trace/replay.js").Phase | null)[]} */
  const next = [];
  for (let at = steps.max; at > steps.min; at -= 1) next[at - 1] = steps.phase(at) === "forward" ? next[at] : steps.phase(at);
  for (let at = steps.min; at <= steps.max; at += 1) {
    const phase = steps.phase(at);
    const pass = phase === "forward" && next[at] === "backward" ? "backward" : phase ? PASSES[phase] : null;
    const run = runs[runs.length - 1];
    if (run && run.pass === pass && phase !== "seed") run.to = at;
    else runs.push({ pass, from: at, to: at });
  }
  return runs;
}

/** @param {Steps} steps @param {string} label @returns {import("./step-control.js").Face} */
export function stepSegments(steps, label) {
  const group = h("div", { class: "step-control-segments", role: "group", "aria-label": label || "Step control" });
  /** @type {HTMLButtonElement[]} */
  const segments = [];
  /** @type {{element: HTMLElement, pass: Pass}[]} */
  const headings = [];
  for (const { pass, from, to } of passes(steps)) {
    const run = h("span", { class: "step-control-buttons" });
    for (let at = from; at <= to; at += 1) {
      const name = pass ? `Step ${at}, ${pass}` : `Step ${at}`;
      const segment = h("button", { type: "button", class: "step-control-segment", "data-step": at, "aria-label": name }, String(at));
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
    paint() {
      const titles = { ...TITLES, ...passTitles(steps) };
      for (const { element, pass } of headings) write(element, titles[pass]);
      segments.forEach((segment, i) => {
        const here = i === steps.step - steps.min;
        segment.classList.toggle("active", here);
        attrs(segment, { "aria-pressed": String(here), tabindex: here ? 0 : -1, "data-passed": i < steps.step - steps.min });
      });
    },
    focus: () => segments[steps.step - steps.min].focus(),
  };
}

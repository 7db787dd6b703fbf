// ⑧ What the doctor found, in one line above the graph, each with the step where it happened and the way it came; while such a way is walked, which one.
import { attrs, follow, h, s, write } from "../../drawing/dom.js";
import { number } from "../../maths/format.js";
import { findingWay } from "../../trace/finding-path.js";
import { counted } from "../../trace/node-path.js";
import { sentenceOf, stepOf } from "../../trace/marks.js";
import { needsWalk } from "../../trace/walk.js";
import { menu } from "../menu.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk
 * @typedef {import("../../engine/protocol.js").Finding} Finding
 * @typedef {import("../../trace/node-path.js").Way} Way
 */

/** A triangle that says: look here. */
export const sign = () => s("svg", { class: "finding-sign", viewBox: "0 0 16 16", "aria-hidden": "true" }, s("path", { d: "M8 1.2 15.4 14.6H.6zM7.1 5.6v4.6h1.8V5.6zm0 5.6v1.8h1.8v-1.8z", "fill-rule": "evenodd" }));

/** To a step; where another way than one it is on was walked, through all steps again. @param {Walk} walk @param {number | null} step */
export function goTo(walk, step) {
  if (step === null) return;
  if (walk.only && !walk.only.steps.includes(step)) walk.follow(null);
  walk.pause();
  walk.set(step);
}

/** @param {string} label @param {() => void} press */
export function findingButton(label, press) {
  const one = h("button", { type: "button", class: "findings-button" }, label);
  one.addEventListener("click", press);
  return one;
}

/** Goes through a way alone; the focus goes to what ends that. @param {Walk} walk @param {Way} way @param {Element} near what lies in the walkthrough */
export function walkAlone(walk, way, near) {
  walk.pause();
  walk.follow(way);
  /** @type {HTMLElement | null | undefined} */ (near.closest("[data-widget=walkthrough]")?.querySelector(".findings-leave"))?.focus({ preventScroll: true });
}

/** Goes through the way to what was found, if there is one. @param {Walk} walk @param {Finding} finding @param {Element} near */
function walkTo(walk, finding, near) {
  const way = findingWay(walk.replay, finding, { series: walk.series });
  const shrinks = finding.kind === "vanishing" || finding.kind === "exploding";
  if (way) walkAlone(walk, { ...way, factors: shrinks ? way.factors : undefined }, near);
}

/** Whether there is a way to what was found. @param {Walk} walk @param {Finding} finding */
const leadsTo = (walk, finding) => stepOf(finding) !== null || (finding.kind === "none" && (walk.trace.passes ?? []).length > 0);

/** What a mark does that stands for all of them: to the first step of one, else the way to one; null where no step shows any. @param {Walk} walk @param {Finding[]} all @returns {((near: Element) => void) | null} */
export function pressed(walk, all) {
  const step = all.map(stepOf).find((one) => one !== null) ?? null;
  if (step !== null) return () => goTo(walk, step);
  const led = all.find((one) => leadsTo(walk, one));
  return led ? (near) => walkTo(walk, led, near) : null;
}

/** To where it happened, and the way there, which is looked for when somebody asks. @param {Walk} walk @param {Finding} finding @param {Element} near @param {() => void} [before] */
export function findingButtons(walk, finding, near, before) {
  const step = stepOf(finding);
  const leads = leadsTo(walk, finding);
  return [
    ...(step === null ? [] : [findingButton(`Go to step ${step}`, () => { before?.(); goTo(walk, step); })]),
    ...(leads ? [findingButton("Show me where this comes from", () => { before?.(); walkTo(walk, finding, near); })] : []),
  ];
}

/** What the gradient was multiplied by here, and since the way began. @param {Way} way @param {number} step */
function multiplied({ steps, factors }, step) {
  const at = steps.indexOf(step);
  if (!factors || at < 1) return "";
  const product = factors.slice(0, at + 1).reduce((all, one) => all * one, 1);
  return `× ${number(factors[at])} here, × ${number(product)} so far`;
}

/** @param {Walk} walk */
export function findings(walk) {
  needsWalk(walk, "findings");
  const words = h("span", { class: "findings-words" });
  const first = h("span", { class: "findings-does" });
  const all = menu({ label: "Findings", content: () => (walk.trace.findings ?? []).map((one) => h("div", { class: "findings-one" }, h("p", {}, sentenceOf(one)), ...does(one))) });
  const label = /** @type {HTMLElement} */ (all.querySelector(".menu-button"));
  const list = h("div", { class: "findings-line" }, all, words, first);
  const said = h("span", { class: "findings-words" });
  const steps = h("span", { class: "findings-count" }); // never cut
  const factors = h("span", { class: "findings-factors" });
  const other = findingButton("", () => { const { only } = walk; if (only && "other" in only) walk.follow(/** @type {Way} */ (only).other?.way() ?? null); });
  const leave = findingButton("All steps", () => { walk.follow(null); /** @type {HTMLElement} */ (list.hidden ? root.closest("[data-keys]") : label)?.focus({ preventScroll: true }); });
  leave.classList.add("findings-leave");
  const banner = h("div", { class: "findings-line findings-way" }, said, steps, factors, other, leave);
  banner.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    leave.click();
  });
  const root = h("div", { class: "findings", "data-widget": "findings" }, list, banner);
  /** Whether the line has a place of its own; what comes later lies over the frame of the graph, and moves nothing. */
  const reserved = (walk.trace.findings ?? []).length > 0;
  attrs(root, { "data-reserved": reserved });

  /** @param {Finding} finding */
  const does = (finding) => findingButtons(walk, finding, root, () => all.close());

  /** @type {unknown} */
  let drawn;
  follow(root, walk, ["trace", "only", "step", "twist"], () => {
    const { only, trace: { findings: found = [] } } = walk;
    if (drawn !== walk.trace) {
      drawn = walk.trace;
      label.replaceChildren(sign(), counted(found.length, "finding"));
      write(words, found.length ? sentenceOf(found[0]) : "");
      attrs(words, { title: found.length ? sentenceOf(found[0]) : null });
      first.replaceChildren(...(found.length ? does(found[0]) : []));
    }
    attrs(root, { "data-none": found.length === 0 && !only });
    attrs(list, { hidden: found.length === 0 || only !== null });
    attrs(banner, { hidden: only === null });
    if (!only) return;
    const way = /** @type {Way} */ (only);
    write(said, `Walking only ${way.title}`);
    write(steps, `: ${counted(way.steps.length, "step")}`);
    attrs(said, { title: said.textContent });
    write(factors, multiplied(way, walk.step));
    write(other, way.other?.label ?? "");
    attrs(other, { hidden: !way.other });
  });
  return root;
}

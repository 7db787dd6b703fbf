// ⑧ Presses that set up a walkthrough: its sliders, and the step to look at. Each keeps what came of it, for comparison.
import { whenBlocked } from "../../engine/live.js";
import { attrs, follow, h, write } from "../../drawing/dom.js";
import { number, toNumber } from "../../maths/format.js";
import { gradients } from "../../trace/rerun.js";

/** @typedef {HTMLElement & {value: number, inputs: Record<string, number>, walk: import("../../trace/walk.js").Walk, loaded?: Promise<Walkthrough>}} Walkthrough */

/** @param {Record<string, number>} inputs */
const spelled = (inputs) => Object.entries(inputs).map(([label, value]) => `${label} = ${number(value)}`).join(", ");

const UNKNOWN = "press to see";

/** "gradients: a 3, b 8" @param {import("../../trace/walk.js").Walk} walk @param {Record<string, number>} inputs */
function found(walk, inputs) {
  const all = gradients(walk.trace);
  return `gradients: ${Object.keys(inputs).map((label) => `${label} ${number(all[walk.names.indexOf(label)] ?? NaN)}`).join(", ")}`;
}

/**
 * An element with `.value`: the inputs pressed last, or null; `.list` and `.target` are what it was made of.
 * @param {Walkthrough} target made by walkthrough(…, {sliders})
 * @param {Record<string, number>[]} list what to set the sliders to: [{a: 2, b: 3}, …]
 * @param {{step?: number | "end", label?: string}} [options]
 * @returns {any}
 */
export function scenarios(target, list, { step = "end", label = "Set the sliders" } = {}) {
  if (target?.loaded) return target.loaded.then((whole) => scenarios(whole, list, { step, label }));
  if (!target?.walk || !target.inputs) throw new TypeError("scenarios needs a walkthrough with sliders as its first argument");
  if (!Array.isArray(list) || list.length === 0) throw new TypeError("scenarios needs a list of inputs: [{a: 2, b: 3}, …]");
  const unknown = list.flatMap(Object.keys).find((name) => !(name in target.inputs));
  if (unknown !== undefined) throw new TypeError(`the walkthrough has no slider ${unknown}`);
  const knobs = /** @type {import("../step/sliders.js").Sliders} */ (target.querySelector(".sliders"));
  const beyond = list.find((inputs) => Object.entries(knobs.nearest(inputs)).some(([name, near]) => near !== inputs[name]));
  if (beyond) throw new TypeError(`the sliders cannot be at ${spelled(beyond)}; the nearest they come is ${spelled(knobs.nearest(beyond))}`);
  /** @type {Record<string, number> | null} */
  let value = null;
  const buttons = list.map((inputs) => {
    const button = h("button", { type: "button" }, h("span", {}, spelled(inputs)), h("span", { class: "scenario-found" }, UNKNOWN));
    button.addEventListener("click", () => {
      target.inputs = value = inputs;
      target.value = step === "end" ? target.walk.trace.steps.length : step;
      root.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return button;
  });
  const root = h("div", { class: "scenarios", "data-widget": "scenarios", role: "group", "aria-label": label }, ...buttons);
  follow(root, target.walk, ["trace"], () => {
    const now = target.walk.trace.inputs;
    list.forEach((inputs, at) => {
      const here = Object.entries(inputs).every(([name, wanted]) => toNumber(now[name]) === wanted);
      attrs(buttons[at], { "aria-pressed": String(here) });
      if (here) write(buttons[at].children[1], found(target.walk, inputs));
    });
  });
  whenBlocked(root, (blocked) => { for (const button of buttons) button.disabled = blocked; }); // the walkthrough says why
  return Object.defineProperties(/** @type {any} */ (root), { value: { get: () => value }, list: { value: list }, target: { value: target } });
}

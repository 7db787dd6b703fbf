// ⑧ The part of a walkthrough for programs of many passes: the strip, what a pass changed, and another pass to compare with.
import { follow, h } from "../../drawing/dom.js";
import { menu } from "../menu.js";
import { passStrip } from "../steps/pass-strip.js";
import { passChanges } from "./pass-changes.js";

/** @param {import("../../trace/walk.js").Walk} walk */
function comparing(walk) {
  const passes = walk.trace.passes?.length ?? 0;
  const usual = walk.compared ?? (walk.pass ? walk.pass - 1 : 1);
  const field = h("input", { type: "number", min: 1, max: passes, step: 1, value: usual + 1, inputmode: "numeric", "aria-label": "Compare with pass" });
  const form = h("form", { class: "pass-compare-form" }, h("label", {}, "Compare with pass ", field), h("button", { type: "submit" }, "Compare"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = Math.round(field.valueAsNumber);
    if (!(wanted >= 1)) return;
    walk.compare(Math.min(passes, wanted) - 1);
    const panel = /** @type {HTMLElement | null} */ (form.closest("[popover]"));
    if (panel?.matches(":popover-open")) panel.hidePopover();
  });
  return form;
}

/** @param {import("../../trace/walk.js").Walk} walk @returns {import("../menu.js").Choice[]} */
const ending = (walk) => (walk.compared === null ? [] : [{ label: "Stop comparing", press: () => walk.compare(null) }]);

/** @param {import("../../trace/walk.js").Walk} walk @returns {import("../menu.js").Choice[]} */
function beside(walk) {
  const pass = walk.pass ?? 0;
  const last = (walk.trace.passes?.length ?? 1) - 1;
  return [{ label: "Previous pass", disabled: pass === 0, press: () => walk.turnTo(pass - 1) }, { label: "Next pass", disabled: pass === last, press: () => walk.turnTo(pass + 1) }];
}

/**
 * @param {import("../../trace/walk.js").Walk} walk @param {{changes?: boolean}} [options] changes: whether what changed can be opened here
 */
export function passSeries(walk, { changes = true } = {}) {
  const changed = menu({ label: "What changed", title: "What this pass changed", content: () => [passChanges(walk)] });
  const compare = menu({ label: "Compare…", title: "Set another pass beside this one", content: () => [comparing(walk), ...ending(walk)] });
  const more = menu({ label: "⋯", title: "More about the passes", content: () => [...beside(walk), ...(changes ? [passChanges(walk)] : []), comparing(walk), ...ending(walk)] });
  more.classList.add("pass-strip-more");
  const strip = passStrip(walk, { tools: [...(changes ? [changed] : []), compare, more] });
  follow(strip, walk, ["trace"], () => { for (const one of [compare, more]) if (one.querySelector("[aria-expanded=true]")) one.refresh(); });
  return strip;
}

// ⑧ The keys that step: told beside the control, and heard wherever in a widget they have no other meaning.
import { h } from "../../drawing/dom.js";

/** @type {[string, string][]} */
const KEYS = [["← →", "one step back, one forward"], ["Home End", "to the first step, to the last"], ["P", "play, pause"]];
export const INTERVAL = 1100; // milliseconds per step while playing

/** These are written in, or choose by letters. */
const WRITTEN = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]";
/** These have arrows of their own. */
const OTHERS = "input, textarea, select, [contenteditable], [role=slider], [role=gridcell], [role=tab], [role=radio], [role=listbox], [role=menu]";

/** Whether an element in which the focus is may be scrolled by these keys. @param {Element} element */
const scrolls = (element) => element.hasAttribute("tabindex") && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1) && /auto|scroll/.test(getComputedStyle(element).overflow);

/**
 * Does what a key says, if it is one of these and means nothing else where it was pressed.
 * @param {KeyboardEvent} event @param {import("../../trace/steps.js").Steps} steps @param {number} [interval]
 */
export function stepBy(event, steps, interval = INTERVAL) {
  const { target, key } = event;
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return false;
  if (!(target instanceof Element) || target.closest(key.toLowerCase() === "p" ? WRITTEN : OTHERS)) return false;
  const to = { ArrowRight: steps.step + 1, ArrowLeft: steps.step - 1, Home: steps.min, End: steps.max }[key];
  if (to !== undefined && !scrolls(target)) {
    steps.pause();
    steps.set(to);
  } else if (key.toLowerCase() === "p") {
    if (steps.playing) steps.pause();
    else steps.play(interval);
  } else return false;
  event.preventDefault();
  return true;
}

/**
 * Hears them in all of a widget, also after a click on what cannot have the focus.
 * @param {HTMLElement} root @param {import("../../trace/steps.js").Steps} steps @param {number} [interval]
 */
export function stepKeys(root, steps, interval) {
  root.tabIndex = -1;
  root.dataset.keys = ""; // for what has keys of its own only as long as the keyboard led there
  root.addEventListener("keydown", (event) => stepBy(event, steps, interval));
}

/** What the keys do, for whoever wants to know: a word that opens a list over what is below. */
export function keysHelp() {
  const list = h("dl", {}, ...KEYS.flatMap(([names, does]) => [h("dt", {}, ...names.split(" ").map((name) => h("kbd", {}, name))), h("dd", {}, does)]));
  const root = h("details", { class: "step-keys" }, h("summary", {}, "Keys"), list);
  root.addEventListener("focusout", (event) => { if (!(event.relatedTarget instanceof Node) || !root.contains(event.relatedTarget)) root.open = false; });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.open) return;
    root.open = false;
    event.preventDefault();
  });
  return root;
}

// ⑧ The keys that step: heard wherever in a widget they have no other meaning.
import { bindKeys, WRITTEN } from "./keys.js";
import { passes } from "./passes.js";

export const INTERVAL = 1100; // milliseconds per step while playing

/** These have arrows of their own. */
const OTHERS = "input, textarea, select, [contenteditable], [role=slider], [role=gridcell], [role=tab], [role=radio], [role=listbox], [role=menu], dialog";

/** Whether an element in which the focus is may be scrolled by these keys. @param {Element} element */
const scrolls = (element) => element.hasAttribute("tabindex") && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1) && /auto|scroll/.test(getComputedStyle(element).overflow);

/**
 * Does what a key says, if it is one of these and means nothing else where it was pressed.
 * @param {KeyboardEvent} event @param {import("../../trace/steps.js").Steps} steps @param {number} [interval]
 */
export function stepBy(event, steps, interval = INTERVAL) {
  const { target, key } = event;
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return false;
  if (!(target instanceof Element) || target.closest(key.toLowerCase() === "p" ? `${WRITTEN}, dialog` : OTHERS)) return false;
  const by = /** @type {1 | -1 | undefined} */ ({ ArrowRight: 1, ArrowLeft: -1 }[key]);
  const to = { Home: steps.min, End: steps.max }[key];
  if (by && !scrolls(target)) steps.advance(by);
  else if (to !== undefined && !scrolls(target)) {
    steps.pause();
    steps.set(to);
  } else if (key.toLowerCase() === "p") {
    if (steps.playing) steps.pause();
    else steps.play(interval);
  } else return false;
  event.preventDefault();
  return true;
}

/** To where the pass before or the next one begins; of a series, to the same place in it. @param {import("../../trace/steps.js").Steps} steps @param {1 | -1} by */
function turn(steps, by) {
  steps.pause();
  if ("turnTo" in steps && "pass" in steps && typeof steps.pass === "number" && typeof steps.turnTo === "function") return steps.turnTo(steps.pass + by);
  const starts = passes(steps).map(({ from }) => from);
  steps.set((by > 0 ? starts.find((at) => at > steps.step) : starts.findLast((at) => at < steps.step)) ?? steps.step);
}

/**
 * Hears them in all of a widget, also after a click on what cannot have the focus.
 * @param {HTMLElement} root @param {import("../../trace/steps.js").Steps} steps @param {number} [interval]
 */
export function stepKeys(root, steps, interval) {
  root.tabIndex = -1;
  root.addEventListener("keydown", (event) => stepBy(event, steps, interval));
  bindKeys(root, [
    { key: "ArrowLeft ArrowRight" }, { key: "Home End" }, { key: "P" },
    { key: "[", run: () => turn(steps, -1) }, { key: "]", run: () => turn(steps, 1) },
  ]);
}

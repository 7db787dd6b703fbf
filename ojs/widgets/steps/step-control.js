// ⑧ The step control, one line: a button for each position where there are few and room for them, else a slider; play, and the two passes apart.
import { drawing } from "./icons.js";
import { attrs, h, s, whileConnected } from "../../drawing/dom.js";
import { Steps } from "../../trace/steps.js";
import { keysButton } from "./keys.js";
import { passes } from "./passes.js";
import { INTERVAL, stepBy } from "./step-keys.js";
import { stepSegments } from "./step-segments.js";
import { stepSlider } from "./step-slider.js";

/** More positions than this are a slider: a row of buttons stops being readable. */
const MOST_SEGMENTS = 17;
/** What a button takes of the line at least, what a pass's title does, and all that stands before them; in rem. */
const [SEGMENT, TITLE, BEFORE] = [1.62, 6.3, 6.6];

/**
 * @typedef {import("./passes.js").Run} Run
 * @typedef {object} Face one of the two forms
 * @property {Element[]} elements
 * @property {HTMLElement} line over which marks may lie
 * @property {() => void} paint
 * @property {(step: number) => number} place where on the line a step is, in percent
 * @property {() => void} [focus]
 *
 * What lies over the line of steps. `changed` is called whenever places are other ones; it returns how to stop that.
 * @typedef {{element: HTMLElement, place: (step: number) => number, changed: (listener: () => void) => () => void}} Track
 */

/** @param {import("./icons.js").Icon} icon @param {string} label @param {string} key @param {string} [sign] what stands on that key */
const button = (icon, label, key, sign = key) => h("button", { type: "button", class: "step-control-button", "data-move": icon, "aria-label": label, "aria-keyshortcuts": key, title: `${label} (${sign})` }, drawing(icon));

/**
 * An element with `.value`, `.track` (for marks over the steps) and bubbling `input` events. Takes a walk, or `{min, max, value, label}` as a counter of its own.
 * @param {Steps | {min?: number, max: number, value?: number, label?: string}} source
 * @param {{label?: string, compact?: boolean, interval?: number, help?: boolean}} [options] interval: milliseconds per step while playing; help: whether it leads to the list of keys
 * @returns {HTMLElement & {value: number, track: Track}}
 */
export function stepControl(source, options = {}) {
  const steps = source instanceof Steps ? source : new Steps(source ?? {});
  const { label = ("label" in source && source.label) || "", compact, interval = INTERVAL, help = true } = options;
  if (!(interval > 0)) throw new TypeError(`interval must be a positive number of milliseconds, not ${interval}`);

  const root = h("div", { class: "step-control" });
  const first = button("first", "First step", "Home");
  const back = button("back", "Step back", "ArrowLeft", "←");
  const play = button("play", "Play", "P");
  const next = button("next", "Next step", "ArrowRight", "→");
  const last = button("last", "Last step", "End");
  const moves = h("div", { class: "step-control-moves" });
  const marks = h("div", { class: "step-control-marks" });
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {Face} */
  let face;
  /** @type {Run[]} */
  let runs = [];
  let [shape, room] = ["", 0];

  /** The form follows the number of positions, the passes they belong to, and the room. Asked once for a trace, never for a step. */
  function outline() {
    runs = passes(steps);
    fit();
  }

  function fit() {
    const count = steps.max - steps.min + 1;
    const rem = room && parseFloat(getComputedStyle(document.documentElement).fontSize);
    const tight = room > 0 && room < rem * (BEFORE + count * SEGMENT + runs.filter(({ pass }) => pass).length * TITLE);
    const many = compact ?? (count > MOST_SEGMENTS || tight);
    const now = JSON.stringify([many, steps.min, steps.max, runs]);
    if (now !== shape) build(many);
    shape = now;
    for (const listener of listeners) listener();
  }

  /** @param {boolean} many */
  function build(many) {
    const focused = root.contains(document.activeElement) && !moves.contains(document.activeElement);
    for (const old of face?.elements ?? []) old.remove();
    face = many ? stepSlider(steps, label, runs) : stepSegments(steps, label, runs);
    moves.replaceChildren(...(many ? [first, back, play, next, last] : [back, play, next])); // a row of buttons has a first and a last one
    root.dataset.form = many ? "slider" : "segments";
    moves.after(...face.elements);
    face.line.append(marks);
    if (focused) face.focus?.();
  }

  function paint() {
    if (steps.min !== ends[0] || steps.max !== ends[1]) { // a counter's ends change without a word
      ends = [steps.min, steps.max];
      outline();
    }
    // aria-disabled, not disabled: a disabled button would drop the focus at the last step
    for (const one of [first, back]) attrs(one, { "aria-disabled": steps.step <= steps.min ? "true" : null });
    for (const one of [next, last]) attrs(one, { "aria-disabled": steps.step >= steps.max ? "true" : null });
    const name = steps.playing ? "Pause" : "Play";
    if (play.getAttribute("aria-label") !== name) play.replaceChildren(drawing(steps.playing ? "pause" : "play"));
    attrs(play, { "aria-label": name, title: `${name} (P)` });
    attrs(root, { "data-phase": steps.phase(steps.step) });
    face.paint();
  }
  let ends = [NaN, NaN];
  const anew = () => { ends = [NaN, NaN]; paint(); };

  /** @param {number} step */
  const go = (step) => { steps.pause(); steps.set(step); };
  first.addEventListener("click", () => go(steps.min));
  back.addEventListener("click", () => steps.advance(-1));
  next.addEventListener("click", () => steps.advance(1));
  last.addEventListener("click", () => go(steps.max));
  play.addEventListener("click", () => (steps.playing ? steps.pause() : steps.play(interval)));
  root.addEventListener("keydown", (event) => {
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key]; // in the row of steps they do what the other arrows do
    const free = !event.defaultPrevented && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && !(event.target instanceof HTMLInputElement);
    if (down && free) {
      event.preventDefault();
      steps.advance(/** @type {1 | -1} */ (down));
    } else if (!stepBy(event, steps, interval)) return;
    if (!moves.contains(document.activeElement)) face.focus?.();
  });

  if (label) root.append(h("span", { class: "step-control-label" }, label));
  root.append(moves, ...(help ? [keysButton(() => root.closest("[data-keys]") ?? root)] : []));
  paint();
  const stepped = () => { paint(); root.dispatchEvent(new Event("input", { bubbles: true })); };
  whileConnected(root, () => {
    const observer = new ResizeObserver(() => {
      const now = root.clientWidth;
      if (now === room) return;
      room = now;
      fit();
      face.paint();
    });
    observer.observe(root);
    steps.addEventListener("step", stepped);
    for (const type of ["trace", "pass"]) steps.addEventListener(type, anew);
    for (const type of ["play", "flow"]) steps.addEventListener(type, paint);
    anew();
    return () => {
      observer.disconnect();
      steps.pause();
      steps.removeEventListener("step", stepped);
      for (const type of ["trace", "pass"]) steps.removeEventListener(type, anew);
      for (const type of ["play", "flow"]) steps.removeEventListener(type, paint);
    };
  });
  /** @type {Track} */
  const track = { element: marks, place: (step) => face.place(step), changed: (listener) => { listeners.add(listener); return () => void listeners.delete(listener); } };
  return Object.defineProperties(/** @type {any} */ (root), {
    value: { get: () => steps.step, set: (step) => steps.set(Number(step)) },
    track: { value: track },
  });
}

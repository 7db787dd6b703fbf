// ⑧ The step control: one button per position for short walks, a slider for long ones; play, and the two passes apart.
import { attrs, h, s, whileConnected } from "../../drawing/dom.js";
import { Steps } from "../../trace/steps.js";
import { INTERVAL, keysHelp, stepBy } from "./step-keys.js";
import { stepSegments } from "./step-segments.js";
import { stepSlider } from "./step-slider.js";

/** More positions than this are a slider: a row of buttons stops being readable. */
const MOST_SEGMENTS = 17;

/**
 * @typedef {object} Face one of the two forms
 * @property {Element[]} elements
 * @property {() => void} paint
 * @property {() => void} [focus]
 */

const ICONS = { // drawn on a grid of 16 × 16
  first: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M10.5 2.5 12 4 8 8l4 4-1.5 1.5L5 8z",
  play: "M4 2.5v11L13.5 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  next: "M5.5 2.5 4 4l4 4-4 4 1.5 1.5L11 8z",
  last: "M11 3h2v10h-2zM3 3v10l7-5z",
};

/** @param {keyof typeof ICONS} icon */
const drawing = (icon) => s("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, s("path", { d: ICONS[icon] }));

/** @param {keyof typeof ICONS} icon @param {string} label @param {string} key @param {string} [sign] what stands on that key */
const button = (icon, label, key, sign = key) => h("button", { type: "button", class: "step-control-button", "aria-label": label, "aria-keyshortcuts": key, title: `${label} (${sign})` }, drawing(icon));

/**
 * An element with `.value` and bubbling `input` events. Takes a walk, or `{min, max, value, label}` as a counter of its own.
 * @param {Steps | {min?: number, max: number, value?: number, label?: string}} source
 * @param {{label?: string, compact?: boolean, interval?: number}} [options] interval: milliseconds per step while playing
 */
export function stepControl(source, options = {}) {
  const steps = source instanceof Steps ? source : new Steps(source ?? {});
  const { label = ("label" in source && source.label) || "", compact, interval = INTERVAL } = options;
  if (!(interval > 0)) throw new TypeError(`interval must be a positive number of milliseconds, not ${interval}`);

  const root = h("div", { class: "step-control" });
  const first = button("first", "First step", "Home");
  const back = button("back", "Step back", "ArrowLeft", "←");
  const play = button("play", "Play", "P");
  const next = button("next", "Next step", "ArrowRight", "→");
  const last = button("last", "Last step", "End");
  const moves = h("div", { class: "step-control-moves" });
  /** @type {Face} */
  let face;
  let shape = "";

  function build() {
    const many = compact ?? steps.max - steps.min + 1 > MOST_SEGMENTS;
    const focused = root.contains(document.activeElement) && !moves.contains(document.activeElement);
    for (const old of face?.elements ?? []) old.remove();
    face = many ? stepSlider(steps, label) : stepSegments(steps, label);
    moves.replaceChildren(...(many ? [first, back, play, next, last] : [back, play, next]));
    root.dataset.form = many ? "slider" : "segments";
    moves.after(...face.elements);
    if (focused) face.focus?.();
  }

  /** The form follows the number of positions and the passes they belong to. */
  function outline() {
    let text = `${steps.min}`;
    for (let at = steps.min; at <= steps.max; at += 1) text += steps.phase(at)?.[0] ?? ".";
    return text;
  }

  function paint() {
    const now = outline();
    if (now !== shape) build();
    shape = now;
    // aria-disabled, not disabled: a disabled button would drop the focus at the last step
    for (const one of [first, back]) attrs(one, { "aria-disabled": steps.step <= steps.min ? "true" : null });
    for (const one of [next, last]) attrs(one, { "aria-disabled": steps.step >= steps.max ? "true" : null });
    const name = steps.playing ? "Pause" : "Play";
    if (play.getAttribute("aria-label") !== name) play.replaceChildren(drawing(steps.playing ? "pause" : "play"));
    attrs(play, { "aria-label": name, title: `${name} (P)` });
    face.paint();
  }

  /** @param {number} step */
  const go = (step) => { steps.pause(); steps.set(step); };
  first.addEventListener("click", () => go(steps.min));
  back.addEventListener("click", () => go(steps.step - 1));
  next.addEventListener("click", () => go(steps.step + 1));
  last.addEventListener("click", () => go(steps.max));
  play.addEventListener("click", () => (steps.playing ? steps.pause() : steps.play(interval)));
  root.addEventListener("keydown", (event) => {
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key]; // in the row of steps they do what the other arrows do
    const free = !event.defaultPrevented && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && !(event.target instanceof HTMLInputElement);
    if (down && free) {
      event.preventDefault();
      go(steps.step + down);
    } else if (!stepBy(event, steps, interval)) return;
    if (!moves.contains(document.activeElement)) face.focus?.();
  });

  if (label) root.append(h("span", { class: "step-control-label" }, label));
  root.append(moves, keysHelp());
  paint();
  const stepped = () => { paint(); root.dispatchEvent(new Event("input", { bubbles: true })); };
  whileConnected(root, () => {
    steps.addEventListener("step", stepped);
    steps.addEventListener("trace", paint);
    steps.addEventListener("play", paint);
    steps.addEventListener("flow", paint);
    paint();
    return () => {
      steps.pause();
      steps.removeEventListener("step", stepped);
      steps.removeEventListener("trace", paint);
      steps.removeEventListener("play", paint);
      steps.removeEventListener("flow", paint);
    };
  });
  return Object.defineProperty(root, "value", { get: () => steps.step, set: (step) => steps.set(Number(step)) });
}

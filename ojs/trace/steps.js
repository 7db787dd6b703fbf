// ⑧ A position that moves: the model behind every step control. Knows nothing of graphs and nothing of the DOM.

/** @typedef {import("./replay.js").Phase} Phase */

/** A whole number, or a TypeError that says which option is wrong. @param {unknown} value @param {string} name */
export function whole(value, name) {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new TypeError(`${name} must be a whole number, not ${String(value)}`);
  return value;
}

/** Fires "step" after the position moved and "play" when playing starts or stops. */
export class Steps extends EventTarget {
  /** @param {{min?: number, max: number, value?: number}} options */
  constructor({ min = 0, max, value = min }) {
    super();
    this.min = whole(min, "min");
    this.max = whole(max, "max");
    if (max < min) throw new TypeError(`max (${max}) is less than min (${min})`);
    /** @type {number} */
    this.step = this.within(whole(value, "value"));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** Asked before a reader's own step forward; true: not yet (there is a question to be answered first). @type {((to: number) => boolean) | null} */
    this.gate = null;
  }

  /** What the numbers of steps are counted from, for whoever reads them. */
  get origin() {
    return 0;
  }

  /** @param {number} step */
  within(step) {
    return Math.max(this.min, Math.min(this.max, step));
  }

  /** @param {number} _step @returns {Phase | null} null: this position belongs to no pass */
  phase(_step) {
    return null;
  }

  /** @param {number} step clamped to min…max */
  set(step) {
    const next = this.within(Math.round(step));
    if (next === this.step || Number.isNaN(next)) return;
    this.step = next;
    this.dispatchEvent(new Event("step"));
  }

  /** Where one step forward (1) or back (-1) leads to. @param {1 | -1} by */
  beside(by) {
    return this.within(this.step + by);
  }

  /** One step, as a reader takes it. @param {1 | -1} by */
  advance(by) {
    this.pause();
    const to = this.beside(by);
    if (by < 0 || to === this.step || !this.gate?.(to)) this.set(to);
  }

  /** Another end, and a position that means the same there; silent. @param {number} max @param {number} step @param {number} [min] */
  resize(max, step, min = this.min) {
    this.min = min;
    this.max = max;
    this.step = this.within(step);
  }

  get playing() {
    return this.timer !== undefined;
  }

  /** From here to the end, or from the beginning when already there. @param {number} interval milliseconds per step */
  play(interval) {
    if (this.playing) return;
    if (this.step >= this.max) this.set(this.min);
    const next = () => {
      const to = this.beside(1);
      if (this.gate?.(to)) return this.pause();
      this.set(to);
      if (this.step >= this.max || this.beside(1) === this.step) this.pause();
      else if (this.playing) this.timer = setTimeout(next, interval); // unless whoever heard of the step paused
    };
    this.timer = setTimeout(next, interval);
    this.dispatchEvent(new Event("play"));
  }

  pause() {
    if (!this.playing) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.dispatchEvent(new Event("play"));
  }
}

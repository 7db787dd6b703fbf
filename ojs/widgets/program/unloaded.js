// ⑧ In a walkthrough's place, when what the build recorded could not be loaded: why, and a way to try again.
import { attrs, h } from "../../drawing/dom.js";
import { createWalk } from "../../trace/walk.js";
import { problem } from "../step/problem.js";

/** @typedef {import("../../engine/protocol.js").Trace} Trace */

export const EMPTY = /** @type {Trace} */ ({ source: "", inputs: {}, ops: {}, nodes: [], steps: [], output: "", pending: true });

/**
 * An element that is as the walkthrough, once that has come. `.loaded` resolves to it then; a walkthrough that came at once has no `.loaded`.
 * @template {HTMLElement & {value: number, inputs: any, text: any, arrive: any, walk: any, loaded?: Promise<any>}} W
 * @param {Error} error @param {() => Promise<W>} make
 * @returns {W & {loaded: Promise<W>}}
 */
export function unloaded(error, make) {
  const walk = createWalk(EMPTY);
  const root = h("div", { class: "walkthrough-unloaded", "data-widget": "walkthrough", "data-unloaded": true }, problem(walk));
  /** @type {W | null} */
  let made = null;
  /** @type {(whole: W) => void} */
  let arrived = () => {};
  const loaded = new Promise((resolve) => { arrived = resolve; });
  /** @param {string} message */
  const say = (message) => walk.fail({ kind: "Not found", message, again });
  async function again() {
    attrs(root, { "data-pending": true });
    const next = await make();
    attrs(root, { "data-pending": null });
    if (made) return; // the button was pressed twice
    if (next.loaded) return say(next.walk.error.message);
    made = next;
    attrs(root, { "data-widget": null, "data-unloaded": null });
    root.replaceChildren(made);
    arrived(made);
    root.dispatchEvent(new Event("input", { bubbles: true }));
  }
  say(error.message);
  return Object.defineProperties(/** @type {any} */ (root), {
    loaded: { value: loaded },
    value: { get: () => made?.value ?? 0, set: (step) => { if (made) made.value = step; } },
    inputs: { get: () => made?.inputs, set: (inputs) => { if (made) made.inputs = inputs; } },
    text: { get: () => made?.text ?? "", set: (text) => { if (made) made.text = text; } },
    arrive: { value: (/** @type {unknown} */ shared) => made?.arrive(shared) },
    walk: { get: () => (made ?? { walk }).walk },
  });
}

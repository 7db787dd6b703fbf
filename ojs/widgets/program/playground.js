// ⑧ A program of one's own, begun from one of several examples.
import { attrs, h } from "../../drawing/dom.js";
import { walkthrough } from "./walkthrough.js";

/**
 * A walkthrough of the example that is chosen, as the reader left it; `.value` is its step.
 * @param {Record<string, string | Record<string, string>>} examples by the words a reader chooses from: {"Two paths": "02-autograd/two_paths"};
 *   several under one heading: {"One idea each": {"Two paths": …}}
 * @param {Parameters<typeof walkthrough>[1]} [options] as for walkthrough
 * @returns {Promise<HTMLElement & {value: number}>}
 */
export async function playground(examples, options = {}) {
  /** @type {Map<string, string>} */
  const paths = new Map();
  /** @param {[string, string | Record<string, string>]} entry @returns {HTMLElement} */
  const entry = ([name, example]) => {
    if (typeof example === "object") return h("optgroup", { label: name }, ...Object.entries(example).map(entry));
    paths.set(name, example);
    return h("option", {}, name);
  };
  const choice = h("select", {}, ...Object.entries(examples ?? {}).map(entry));
  if (paths.size === 0) throw new TypeError('playground needs at least one example: {"Two paths": "02-autograd/two_paths"}');
  /** @type {Map<string, Awaited<ReturnType<typeof walkthrough>>>} */
  const made = new Map(); // what was typed into one is there when the reader comes back from another
  const make = async (name = choice.value) => {
    const one = made.get(name) ?? await walkthrough(/** @type {string} */ (paths.get(name)), { editable: true, ...options });
    // one that could not be loaded is tried for again when it is chosen again
    if (one.loaded) one.loaded.then(() => made.set(name, one));
    else made.set(name, one);
    return one;
  };
  let shown = await make();
  const root = h("div", { class: "playground", "data-widget": "playground" }, h("label", { class: "playground-choice" }, "Begin with", choice), shown);
  choice.addEventListener("input", (event) => event.stopPropagation());
  choice.addEventListener("change", async () => {
    const wanted = choice.value;
    attrs(root, { "data-pending": true });
    const next = await make();
    if (choice.value !== wanted) return; // another one was chosen meanwhile
    shown.replaceWith(next);
    shown = next;
    attrs(root, { "data-pending": null });
    root.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => shown.value, set: (step) => { shown.value = step; } });
}

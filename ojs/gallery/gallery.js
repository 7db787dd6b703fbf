// ⑧ Every widget in every state, one below the other: for whoever changes one, and for the pictures that are compared.
import { loadStyles } from "../drawing/styles.js";
import { h } from "../drawing/dom.js";
import { CASES } from "./cases.js";

export { md } from "../shadows.js";

loadStyles(import.meta.url);

/**
 * @typedef {object} Case
 * @property {string} name "widget: state"
 * @property {() => HTMLElement | Promise<HTMLElement>} make
 * @property {(made: any) => unknown} [then] what brings it into that state, once it is on the page
 */

const NEAR = "600px"; // so far from what is seen, a case is made

/** @param {string} name as an address has it */
export const slug = (name) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");

/** @param {Case} one @param {HTMLElement} place */
async function fill({ make, then }, place) {
  const made = await make();
  place.replaceChildren(made);
  await then?.(made);
  place.dataset.ready = "";
}

/** All of them, each made when it comes near; of an address that ends in ?case=…, that one alone. @returns {HTMLElement} */
export function gallery() {
  const only = new URLSearchParams(location.search).get("case");
  const cases = CASES.filter(({ name }) => only === null || slug(name) === only);
  const root = h("div", { class: "gallery", "data-widget": "gallery" });
  /** @type {Map<Element, Case>} */
  const waiting = new Map();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const one = waiting.get(target);
      if (!isIntersecting || !one) continue;
      waiting.delete(target);
      observer.unobserve(target);
      fill(one, /** @type {HTMLElement} */ (target));
    }
  }, { rootMargin: NEAR });
  for (const one of cases) {
    const place = h("div", { class: "gallery-case", "data-case": slug(one.name) });
    waiting.set(place, one);
    root.append(h("h2", { class: "gallery-name", id: slug(one.name) }, h("a", { href: `?case=${slug(one.name)}` }, one.name)), place);
    observer.observe(place);
  }
  if (cases.length === 0) root.append(h("p", {}, "There is no such case. ", h("a", { href: "?" }, "All of them"), "."));
  return root;
}

// ⑧ Elements without markup strings: everything a program or a reader wrote stays text.

/** @typedef {Record<string, string | number | boolean | null | undefined>} Attributes */

const SVG = "http://www.w3.org/2000/svg";
const MATH = "http://www.w3.org/1998/Math/MathML";

/** Sets, changes or (null, undefined, false) removes; leaves alone what is right already. @param {Element} element @param {Attributes} attributes */
export function attrs(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? "" : String(value));
  }
  return element;
}

/** @param {Element} element @param {string} text */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Attributes} [attributes] @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  attrs(element, attributes);
  element.append(...children);
  return element;
}

/** Plain words in which `code` stands in backticks. @param {string} text */
export const worded = (text) => text.split("`").map((part, i) => (i % 2 ? h("code", {}, part) : part));

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag @param {Attributes} [attributes] @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function s(tag, attributes = {}, ...children) {
  const element = /** @type {SVGElementTagNameMap[T]} */ (document.createElementNS(SVG, tag));
  attrs(element, attributes);
  element.append(...children);
  return element;
}

/** @param {import("../maths/formula.js").Markup | string} tree @returns {Node} */
function node(tree) {
  if (typeof tree === "string") return document.createTextNode(tree);
  const element = document.createElementNS(MATH, tree.tag);
  attrs(element, tree.attrs);
  element.append(...tree.children.map(node));
  return element;
}

/** A formula as a MathML element. @param {...import("../maths/formula.js").Markup} trees */
export function math(...trees) {
  const element = document.createElementNS(MATH, "math");
  attrs(element, { displaystyle: "true" });
  element.append(...trees.map(node));
  return element;
}

/**
 * Makes a formula that is there already say something else, if only its texts differ: other numbers cost no new elements.
 * @param {Node} there @param {import("../maths/formula.js").Markup | string} tree @returns {boolean} false: another formula; half of it may be changed
 */
export function rewrite(there, tree) {
  if (typeof tree === "string") {
    if (there.nodeType !== Node.TEXT_NODE) return false;
    if (there.nodeValue !== tree) there.nodeValue = tree;
    return true;
  }
  if (!(there instanceof Element) || there.localName !== tree.tag || there.childNodes.length !== tree.children.length) return false;
  if (Object.entries(tree.attrs).some(([name, value]) => there.getAttribute(name) !== value) || (there.hasAttribute("class") && !tree.attrs.class)) return false;
  return tree.children.every((child, i) => rewrite(there.childNodes[i], child));
}

/**
 * Calls `connect` whenever the element enters the document and what it returned whenever it leaves: the only place
 * where a widget may start a timer, an observer or a subscription. (A custom element is told by the browser itself.)
 * @param {Element} element
 * @param {() => (() => void)} connect
 */
export function whileConnected(element, connect) {
  if (!customElements.get("stepgrad-presence")) {
    customElements.define("stepgrad-presence", class extends HTMLElement {
      connectedCallback() {
        this.dispatchEvent(new Event("present"));
      }
      disconnectedCallback() {
        this.dispatchEvent(new Event("absent"));
      }
    });
  }
  const presence = document.createElement("stepgrad-presence");
  presence.hidden = true;
  /** @type {(() => void) | undefined} */
  let disconnect;
  presence.addEventListener("present", () => { disconnect = connect(); });
  presence.addEventListener("absent", () => { disconnect?.(); disconnect = undefined; });
  element.append(presence);
}

/**
 * Paints now, and again on each of these events as long as the element is in the document.
 * @param {Element} element @param {EventTarget} target @param {string[]} types @param {(event?: Event) => void} paint
 */
export function follow(element, target, types, paint) {
  paint();
  whileConnected(element, () => {
    for (const type of types) target.addEventListener(type, paint);
    paint();
    return () => { for (const type of types) target.removeEventListener(type, paint); };
  });
}

/**
 * An element that may overflow can be reached by keyboard, but only while it does; where there is more it says so (data-more), and fades.
 * @param {HTMLElement} element @param {string} label
 */
export function scrollable(element, label) {
  const paint = () => {
    const [across, down] = [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight];
    const over = element.clientWidth > 0 && Math.max(across, down) > 1;
    const [x, y] = [element.scrollLeft, element.scrollTop];
    const more = [x > 1 && "left", x < across - 1 && "right", y > 1 && "up", y < down - 1 && "down"].filter(Boolean);
    attrs(element, { ...(over ? { tabindex: 0, role: "group", "aria-label": label } : { tabindex: null, role: null, "aria-label": null }), "data-more": over ? more.join(" ") : null });
  };
  whileConnected(element, () => {
    const observer = new ResizeObserver(paint);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener("scroll", paint, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", paint);
    };
  });
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

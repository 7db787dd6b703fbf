// Build side: as much of a browser as the widgets ask of one, so that they can draw themselves under Node. Import this before them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseHTML } from "linkedom";

/** The width that charts are drawn for: on paper and on a wide screen they fit beside a text, on a phone they are made smaller. */
const WIDTH = 460;
/** Of what fills the height that it has: the strip of a series of passes. */
const HEIGHT = 48;
const OJS = new URL("../../ojs/", import.meta.url);
const ASSETS = new URL("../../assets/", import.meta.url);

const { document, window } = parseHTML("<!doctype html><html><head></head><body></body></html>");
const { customElements, CustomEvent, Element, Event, EventTarget, HTMLElement, Node } = window;
globalThis.EventTarget = EventTarget;

/** Told once, at the beginning: nothing is ever laid out. */
class ResizeObserver {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }
  observe() {
    queueMicrotask(this.changed);
  }
  disconnect() {}
}

/** Nothing is laid out beside the page. */
class Worker extends EventTarget {
  postMessage() {}
  terminate() {}
}

/** What a page would fetch from beside the bundle. @param {URL | string} url @returns {Promise<Response>} */
async function fetch(url) {
  const { href } = new URL(url);
  if (/\/(pyodide|stepgrad|python_stdlib|sandbox|worker)\b[^/]*$/.test(href)) return new Promise(() => {}); // Python does not start: what is drawn is what was recorded
  const [, name] = href.slice(OJS.href.length).match(/((?:traces|tables)\/.*)/) ?? [];
  if (!href.startsWith(OJS.href) || !name) throw new TypeError(`${href} is none of the site's recorded files`);
  return new Response(readFileSync(fileURLToPath(new URL(name, ASSETS))));
}

Object.assign(globalThis, {
  customElements, CustomEvent, document, Element, Event, fetch, HTMLElement, Node, ResizeObserver, window, Worker,
  getComputedStyle: () => ({ fontFamily: "", getPropertyValue: () => "" }),
  // nothing moves
  matchMedia: (/** @type {string} */ query) => Object.assign(new EventTarget(), { matches: query.includes("reduced-motion") }),
  requestAnimationFrame: () => 0,
  scrollBy: () => {},
  addEventListener: () => {}, // of the window: nobody resizes or scrolls it
  removeEventListener: () => {},
});
/** @param {string} tag @param {PropertyDescriptorMap & ThisType<any>} properties */
const also = (tag, properties) => Object.defineProperties(Object.getPrototypeOf(document.createElement(tag)), properties);
also("input", {
  checkValidity: { value: () => true },
  valueAsNumber: { get() { return Number(this.value); }, set(number) { this.value = String(number); } },
});
also("table", { tBodies: { get() { return this.querySelectorAll("tbody"); } } });
// a choice is what its options say, the first where none says more
also("select", {
  value: {
    get() { const one = (this.querySelector("option[selected]") ?? this.querySelector("option")); return one?.getAttribute("value") ?? one?.textContent; },
    set(value) { for (const option of this.querySelectorAll("option")) option.toggleAttribute("selected", option.getAttribute("value") === value); },
  },
});
Object.defineProperties(Element.prototype, {
  clientWidth: { get: () => WIDTH, configurable: true },
  scrollWidth: { get: () => WIDTH, configurable: true },
  clientHeight: { get: () => HEIGHT, configurable: true },
  scrollHeight: { get: () => HEIGHT, configurable: true },
});
Object.assign(Element.prototype, { scrollBy: () => {}, scrollTo: () => {}, getBoundingClientRect: () => ({ top: 0, left: 0, width: WIDTH, height: 0 }) });

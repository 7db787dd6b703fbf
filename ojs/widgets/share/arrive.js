// ⑧ Who comes by a link is led to what it shares: the fragment is read once, and again when it changes; whoever can show it takes it.
import { whileConnected } from "../../drawing/dom.js";
import { embedded, playgroundPage } from "../../share/place.js";
import { hideNote, showNote } from "./note.js";

/** @typedef {import("../../share/link.js").Shared} Shared */
/** @typedef {(shared: Shared) => boolean} Taker whether it is shown there */

/** How long a page may take to make its walkthroughs before it is said that none of them is meant, in milliseconds. */
const PATIENCE = 6000;

/** @type {Set<Taker>} */
const takers = new Set();
/** What nobody has taken yet. @type {Shared | null} */
let waiting = null;
let asked = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** A fragment of ours; all others are places on the page. */
const isLink = (/** @type {string} */ hash) => /^#(s(=|%3D)|example(=|%3D))/.test(hash);

/** Whether the page was opened by a link. */
export const byLink = () => isLink(globalThis.location?.hash ?? "");

function offer() {
  if (!waiting) return;
  for (const take of takers) {
    if (!waiting || !take(waiting)) continue;
    waiting = null;
    clearTimeout(timer);
    hideNote();
  }
}

const untaken = () => showNote(waiting?.source === undefined ? "The walkthrough that this link leads to is not on this page." : "This link holds a program.", { href: `${playgroundPage().href}${location.hash}`, text: "Open it in the playground" });

async function arrive() {
  const { hash } = location;
  const mine = (asked += 1);
  clearTimeout(timer);
  waiting = null;
  if (!isLink(hash)) return hideNote();
  try {
    const { decode } = await import("../../share/link.js");
    const shared = await decode(hash);
    if (mine !== asked) return; // there is another one by now
    waiting = shared;
    timer = setTimeout(untaken, PATIENCE);
    offer();
  } catch (/** @type {any} */ error) {
    if (mine === asked) showNote(error instanceof TypeError ? "This link could not be read: a part of this site did not load. Reload the page." : error.message);
  }
}

/** @type {Promise<void>} */
let coming = Promise.resolve();
/** One page shows walkthroughs to other pages: with ?embed any page leads there. */
if (globalThis.location && embedded() !== null && !/(^|\/)playground(\.html)?\/?$/.test(location.pathname)) location.replace(`${playgroundPage().href}${location.search}${location.hash}`);

if (globalThis.location) {
  addEventListener("hashchange", () => { coming = arrive(); });
  if (byLink()) coming = arrive();
}

/** What the page was opened with, for whoever shows nothing else before. @returns {Promise<Shared | null>} */
export async function brought() {
  await coming;
  const shared = waiting;
  waiting = null;
  clearTimeout(timer);
  return shared;
}

/** As long as the element is on the page, it is asked. @param {HTMLElement} root @param {Taker} take */
export function takes(root, take) {
  whileConnected(root, () => {
    takers.add(take);
    offer();
    return () => { takers.delete(take); };
  });
}

/**
 * Brings a walk to where the link has it; and again when the program has run with the link's numbers, unless the reader has gone on by then.
 * @param {import("../../trace/walk.js").Walk} walk @param {import("../graph/graph-view.js").View} view @param {Shared} shared
 */
export function land(walk, view, { inputs, step = 0, pass, open, pinned }) {
  function go() {
    if (pass !== undefined) walk.turnTo(pass, step);
    walk.set(step);
    if (open) {
      view.folding.restore(open);
      view.rebuild();
    }
    if (pinned !== undefined && pinned < walk.trace.nodes.length) walk.pin(pinned);
  }
  const { pending } = walk.trace;
  if (!pending) go();
  if (!pending && !inputs) return;
  let gone = false;
  const left = () => { gone = true; };
  walk.addEventListener("step", left);
  walk.addEventListener("trace", () => {
    walk.removeEventListener("step", left);
    if (!gone) go();
  }, { once: true });
}

/** What was opened comes into sight, and the steps' keys work at once. @param {HTMLElement} root */
export function face(root) {
  if (!root.isConnected) return;
  const look = () => root.scrollIntoView({ block: "start" });
  look();
  const top = scrollY;
  // what stands above may still take its place
  if (document.readyState !== "complete") addEventListener("load", () => { if (Math.abs(scrollY - top) < 2) look(); }, { once: true });
  root.querySelector(/** @type {"button"} */ ('.step-control [tabindex="0"], .step-control input[type="range"]'))?.focus({ preventScroll: true });
}

// ⑧ A program of one's own, begun from one of several examples, from one that was kept, or from somebody's link. The graph follows what is typed.
import { attrs, h, whileConnected } from "../../drawing/dom.js";
import { embedded } from "../../share/place.js";
import { programs } from "../../share/programs.js";
import { sayer } from "../said.js";
import { brought, byLink, face, takes } from "../share/arrive.js";
import { embed } from "./embed.js";
import { examples } from "./examples.js";
import { keeping } from "./keeping.js";
import { walkthrough } from "./walkthrough.js";

/** @typedef {Awaited<ReturnType<typeof walkthrough>>} Shown @typedef {import("../../share/link.js").Shared} Shared */
/** What can be open: an example by its path, a program that is kept by its name, or what a link brought. @typedef {{kind: "example" | "kept" | "link", name: string, title: string}} Entry */

const LINKED = "A program from a link";

/** @param {Pick<Entry, "kind" | "name">} entry */
const keyOf = ({ kind, name }) => `${kind}:${name}`;

/** When the page is at rest. @param {() => void} does */
const atRest = (does) => (globalThis.requestIdleCallback ?? setTimeout)(does);

/**
 * A walkthrough of the program that is chosen, as the reader left it; `.value` is its step.
 * @param {Record<string, string>} first what is there at once, by the words a reader chooses from: {"Two paths": "02-autograd/two_paths"}; all others of playground/gallery.json follow
 * @param {Parameters<typeof walkthrough>[1]} [options] as for walkthrough
 * @returns {Promise<HTMLElement & {value: number, open: (entry: Entry) => Promise<void>, fill: () => Promise<void>, current: string}>}
 */
export async function playground(first, options = {}) {
  const [[title, path] = []] = Object.entries(first ?? {});
  if (typeof path !== "string" || title === undefined) throw new TypeError('playground needs an example to begin with: {"Two paths": "02-autograd/two_paths"}');
  const alone = embedded();
  const settings = { editable: true, follows: true, sliders: /** @type {"inputs"} */ ("inputs"), ...options };
  const choice = h("select", {});
  /** @type {Map<string, Shown>} */
  const made = new Map(); // what was typed into one is there when the reader comes back from another
  /** The texts of what is kept, as they were opened: another tab may keep others. @type {Map<string, string>} */
  const known = new Map();
  /** @type {import("./examples.js").Group[]} */
  let groups = [{ title: "Examples", examples: [{ example: path, title, says: "", picture: { size: [1, 1], flow: "right", nodes: [], edges: [] } }] }];
  let entry = /** @type {Entry} */ ({ kind: "example", name: alone || path, title });

  /** @param {Entry} of */
  async function make({ kind, name }) {
    const key = keyOf({ kind, name });
    const there = made.get(key);
    if (there) return there;
    const own = kind === "kept" ? programs.get(name) : null;
    if (kind === "kept") known.set(name, own?.source ?? "");
    const one = await walkthrough(kind === "kept" ? { source: own?.source ?? "" } : name, { ...settings, held: own?.held });
    // one that could not be loaded is tried for again when it is chosen again
    if (one.loaded) one.loaded.then(() => made.set(key, one));
    else made.set(key, one);
    return one;
  }
  /** @param {Shared} shared */
  async function linked(shared) {
    const one = await walkthrough(shared.example ?? { source: shared.source ?? "" }, { ...settings, held: shared.example === undefined, ...(alone !== null && shared.example !== undefined && { editable: false }) });
    one.arrive(shared);
    return one;
  }
  /** @param {Shared} shared @returns {Entry} */
  const entryOf = ({ example }) => (example === undefined ? { kind: "link", name: "", title: LINKED } : { kind: "example", name: example, title: titleOf(example) });
  const titleOf = (/** @type {string} */ example) => groups.flatMap((group) => group.examples).find((one) => one.example === example)?.title ?? example;

  const shared = byLink() ? await brought() : null;
  if (shared) entry = entryOf(shared);
  else if (alone) settings.editable = false;
  let shown = shared ? await linked(shared) : await make(entry);
  if (shared && !shown.loaded) made.set(keyOf(entry), shown);

  const root = h("div", { class: "playground", "data-widget": "playground" });
  const say = sayer(root);
  function list() {
    const here = keyOf(entry);
    /** @param {Entry} one */
    const option = (one) => h("option", { value: keyOf(one), selected: keyOf(one) === here }, one.title);
    const own = programs.names.map((name) => option({ kind: "kept", name, title: name }));
    const theirs = groups.map((group) => h("optgroup", { label: group.title }, ...group.examples.map((one) => option({ kind: "example", name: one.example, title: one.title }))));
    const all = [...(own.length ? [h("optgroup", { label: "Yours" }, ...own)] : []), ...theirs];
    const there = all.some((group) => group.querySelector("[selected]"));
    const others = [...(made.has("link:") ? [option({ kind: "link", name: "", title: LINKED })] : []), ...(there || entry.kind === "link" ? [] : [option(entry)])];
    choice.replaceChildren(...others, ...all);
    choice.value = here;
  }
  /** All examples can be chosen. */
  async function fill() {
    groups = await examples();
    if (entry.kind === "example") entry.title = titleOf(entry.name);
    list();
  }
  let turn = 0;
  /** @param {Entry} wanted @param {() => Promise<Shown>} [fresh] instead of what is there of it */
  async function open(wanted, fresh) {
    const mine = (turn += 1);
    attrs(root, { "data-pending": true });
    const next = await (fresh ? fresh() : make(wanted));
    if (mine !== turn) return; // another one was chosen meanwhile
    if (fresh && !next.loaded) made.set(keyOf(wanted), next);
    if (next !== shown) shown.replaceWith(next);
    [shown, entry] = [next, wanted];
    list();
    attrs(root, { "data-pending": null });
    root.dispatchEvent(new Event("input", { bubbles: true }));
  }
  choice.addEventListener("input", (event) => event.stopPropagation());
  choice.addEventListener("change", () => {
    const [kind, ...name] = choice.value.split(":");
    open({ kind: /** @type {Entry["kind"]} */ (kind), name: name.join(":"), title: choice.selectedOptions[0]?.textContent ?? "" });
  });
  // a text that was set back can be had again
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest(".program-bar button") : null;
    if (button?.textContent !== "Reset") return;
    const [before, of] = [shown.text, shown];
    queueMicrotask(() => setTimeout(() => {
      if (before.trimEnd() !== of.text.trimEnd()) say("The program is as it was at first.", { label: "Undo", press: () => { of.text = before; } });
    }));
  }, true);
  const keeper = keeping({
    say,
    get current() { return { name: entry.kind === "kept" ? entry.name : "", title: entry.kind === "link" ? "" : entry.title, source: shown.text, held: shown.walk.trace.pending === true && shown.querySelector('[data-widget="held"]') !== null }; },
    known: (name) => known.get(name) ?? null,
    /** What is shown is that program from now on. */
    kept(name, source) {
      known.set(name, source);
      entry = { kind: "kept", name, title: name };
      made.set(keyOf(entry), shown);
      list();
    },
    renamed(from, to) {
      const [one, text] = [made.get(`kept:${from}`), known.get(from)];
      if (one) made.set(`kept:${to}`, one);
      if (text !== undefined) known.set(to, text);
      made.delete(`kept:${from}`);
      if (entry.kind === "kept" && entry.name === from) entry = { kind: "kept", name: to, title: to };
      list();
    },
    open: (name) => open({ kind: "kept", name, title: name }),
  });
  programs.addEventListener("change", list);
  root.append(h("div", { class: "playground-bar" }, h("label", { class: "playground-choice" }, h("span", { class: "playground-begin" }, "Begin with"), choice), keeper), shown);
  list();
  takes(root, (of) => {
    open(entryOf(of), () => linked(of)).then(() => { if (!shown.closest("[data-embed]")) face(root); });
    return true;
  });
  if (shared && alone === null) {
    let once = true;
    whileConnected(root, () => {
      if (once) requestAnimationFrame(() => face(root));
      once = false;
      return () => {};
    });
  }
  if (alone !== null) embed(root);
  else atRest(() => fill().catch(() => {})); // the gallery below says why there are no others
  return Object.defineProperties(/** @type {any} */ (root), {
    value: { get: () => shown.value, set: (step) => { shown.value = step; } },
    open: { value: open },
    fill: { value: fill },
    current: { get: () => (entry.kind === "example" ? entry.name : "") },
  });
}

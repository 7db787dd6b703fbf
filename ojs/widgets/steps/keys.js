// ⑧ The keys of a widget: heard wherever in it the focus is, and listed, when somebody asks with "?", as those that work just then.
import { h } from "../../drawing/dom.js";

/**
 * What a key does, in the words of the list. `keys` as they are on a keyboard, a space between two of them.
 * @typedef {{keys: string, does: string, group: string}} Told
 *
 * `key`: the names that an event has for it (KeyboardEvent.key), a space between them; what it does may be left to KEYS.
 * `run` is left out where something else in the widget hears it already; false: there was nothing to do. `there`: whether it would do anything now.
 * @typedef {{key: string, does?: string, group?: string, run?: () => unknown, there?: () => boolean}} Bound
 */

/** @type {Told[]} */
export const KEYS = [
  { keys: "← →", does: "one step back, one step on", group: "Steps" },
  { keys: "Home End", does: "to the first step, to the last", group: "Steps" },
  { keys: "[ ]", does: "to the pass before, to the next one", group: "Steps" },
  { keys: "P", does: "play, pause", group: "Steps" },
  { keys: "Q", does: "predict each step before it is shown", group: "Steps" },
  { keys: "Tab", does: "into the graph; there the arrows go from node to node", group: "Graph" },
  { keys: "Enter", does: "on a node: keep all about it in sight, or let go", group: "Graph" },
  { keys: "F", does: "on a node: open what is folded", group: "Graph" },
  { keys: "Backspace", does: "on a node: fold the call around it", group: "Graph" },
  { keys: "+ -", does: "nearer, further away", group: "Graph" },
  { keys: "0", does: "all of the graph in sight", group: "Graph" },
  { keys: "/", does: "search the graph", group: "Graph" },
  { keys: "N", does: "nudge a number", group: "Graph" },
  { keys: "W", does: "what if: run with a mistake built in", group: "Program" },
  { keys: "Ctrl+Enter", does: "in the program: run it", group: "Program" },
  { keys: "Ctrl+Space", does: "in the program: what names there are", group: "Program" },
  { keys: "Ctrl+[ Ctrl+]", does: "in the program: indent a line less, more; Tab leaves", group: "Program" },
  { keys: "Escape", does: "let go of what is pinned, pointed at or followed", group: "Graph" },
  { keys: "?", does: "this list", group: "Help" },
];

/** How an event's names of keys are printed. @type {Record<string, string>} */
const SIGNS = { ArrowLeft: "←", ArrowRight: "→", "-": "−", "=": "" };

/** These are written in, or choose by letters. */
export const WRITTEN = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]";

/** @type {WeakMap<Element, Bound[]>} */
const bound = new WeakMap();

/** @param {string} key */
const told = (key) => KEYS.find(({ keys }) => keys.split(" ").some((one) => key.split(" ").some((name) => [SIGNS[name], name].some((each) => each?.toLowerCase() === one.toLowerCase()))));

/** Whether a key was pressed by itself, where it writes nothing. AltGr is how some keyboards write [ and ]. @param {KeyboardEvent} event */
const plain = (event) => !event.defaultPrevented && !event.metaKey && !event.isComposing && (event.getModifierState("AltGraph") || !(event.altKey || event.ctrlKey))
  && event.target instanceof Element && !event.target.closest(`${WRITTEN}, dialog`);

/** What says by itself which key presses it. @param {Element} root @param {string} key */
const pressable = (root, key) => [...root.querySelectorAll("[aria-keyshortcuts]")].find((one) => one.getAttribute("aria-keyshortcuts")?.toLowerCase() === key.toLowerCase() && one.checkVisibility()
  && one.getAttribute("aria-disabled") !== "true" && !(/** @type {HTMLButtonElement} */ (one).disabled));

/**
 * Hears keys in all of a widget; more may be added at any time.
 * @param {HTMLElement} root @param {Bound[]} keys
 */
export function bindKeys(root, keys) {
  const known = bound.get(root);
  if (known) return void known.push(...keys);
  bound.set(root, [...keys]);
  root.dataset.keys = ""; // for what has keys of its own only as long as the keyboard led there
  root.addEventListener("keydown", (event) => {
    if (!plain(event)) return;
    const own = (bound.get(root) ?? []).find(({ key, run, there }) => run && key.toLowerCase().split(" ").includes(event.key.toLowerCase()) && (there?.() ?? true));
    const other = own || event.key.length > 1 ? undefined : pressable(root, event.key);
    if (own?.run) {
      if (own.run() === false) return;
    } else if (event.key === "?") openKeys(root);
    else if (other instanceof HTMLInputElement) other.focus();
    else if (other instanceof HTMLElement) other.click();
    else return;
    event.preventDefault();
  });
}

/** What works in a widget now, each group in the order of KEYS. @param {Element} root @returns {Told[]} */
export function workingKeys(root) {
  const lists = [root, ...(root.parentElement?.closest("[data-keys]") ? [/** @type {Element} */ (root.parentElement.closest("[data-keys]"))] : [])].map((one) => bound.get(one) ?? []);
  const own = lists.flat().filter(({ there }) => there?.() ?? true).flatMap(({ key, does, group }) => {
    const known = told(key);
    return does || known ? [{ keys: does ? key.split(" ").map((name) => SIGNS[name] ?? name).filter(Boolean).join(" ") : known?.keys ?? key, does: does ?? known?.does ?? "", group: group ?? known?.group ?? "More" }] : [];
  });
  const pressed = [...root.querySelectorAll("[aria-keyshortcuts]")].filter((one) => one.checkVisibility()).map((one) => one.getAttribute("aria-keyshortcuts") ?? "").filter((key) => key.length === 1)
    .map((key) => told(key) ?? { keys: key.toUpperCase(), does: /** @type {HTMLElement} */ (pressable(root, key))?.title || key, group: "More" });
  /** @param {Told} one */
  const rank = (one) => { const at = KEYS.findIndex(({ keys }) => keys === one.keys); return at < 0 ? KEYS.length : at; };
  const all = [...own, ...pressed, KEYS[KEYS.length - 1]];
  return all.filter((one, i) => all.findIndex(({ keys, does }) => keys === one.keys && does === one.does) === i).sort((a, b) => rank(a) - rank(b));
}

/** Lays the list over the page; Escape or a press beside it closes it, and the focus is where it was. @param {Element} root */
export function openKeys(root) {
  const from = document.activeElement;
  const close = h("button", { type: "button", class: "keys-close", "aria-label": "Close" }, "×");
  const groups = new Map(workingKeys(root).map(({ group }) => [group, /** @type {Told[]} */ ([])]));
  for (const one of workingKeys(root)) groups.get(one.group)?.push(one);
  const lists = [...groups].map(([group, all]) => h("section", {}, h("h3", {}, group), h("dl", {}, ...all.map(({ keys, does }) =>
    h("div", {}, h("dt", {}, ...keys.split(" ").map((name) => h("kbd", {}, name === "-" ? "−" : name))), h("dd", {}, does))))));
  const dialog = h("dialog", { class: "keys", "aria-label": "Keys" }, h("header", {}, h("h2", {}, "Keys"), close), h("div", { class: "keys-groups" }, ...lists));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "?") dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (from instanceof HTMLElement || from instanceof SVGElement) from.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {() => Element} root whose keys it lists */
export function keysButton(root) {
  const button = h("button", { type: "button", class: "keys-button", title: "Keys (?)", "aria-label": "Keys", "aria-haspopup": "dialog" }, "?");
  button.addEventListener("click", () => openKeys(root()));
  return button;
}

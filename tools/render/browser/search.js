// ⑨ page: the search of pages made without Quarto: same place, keys, index and classes as Quarto's, over the same search.json.
import Fuse from "fuse.js";

/** @typedef {{href: string, title: string, section: string, text: string}} Entry */

const SHORTCUTS = ["f", "/", "s"];
const LENS = '<svg class="aa-SubmitIcon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="11" cy="11" r="7"/><path d="m20.5 20.5-4.3-4.3"/></svg>';
// As Quarto weighs them.
const WEIGHTS = { keys: [{ name: "title", weight: 20 }, { name: "section", weight: 20 }, { name: "text", weight: 10 }], ignoreLocation: true, threshold: 0.1, minMatchCharLength: 2 };
const PER_PAGE = 3;
const BEFORE = 30;
const EXCERPT = 180;

/** @param {string} name @param {Record<string, string>} [attributes] @param {(Node | string)[]} children */
function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const offset = document.querySelector('meta[name="quarto:offset"]')?.getAttribute("content") ?? "";
/** @type {Promise<Fuse<Entry>> | undefined} */
let index;

/** Fetched when it is first wanted; again, if that did not work. */
function load() {
  index ??= fetch(`${offset}search.json`).then(async (answer) => {
    if (!answer.ok) throw new Error(`search.json: ${answer.status}`);
    return new Fuse(/** @type {Entry[]} */ (await answer.json()), WEIGHTS);
  }).catch((error) => {
    index = undefined;
    throw error;
  });
  return index;
}

/** The text around what was looked for, with that marked. @param {string} text @param {string} query */
function excerpt(text, query) {
  const at = text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return [text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text];
  const from = at > BEFORE ? text.indexOf(" ", at - BEFORE) + 1 : 0;
  const end = at + query.length;
  const rest = text.slice(end, from + EXCERPT);
  return [`${from ? "…" : ""}${text.slice(from, at)}`, h("mark", { class: "search-match" }, text.slice(at, end)), rest + (end + rest.length < text.length ? "…" : "")];
}

const input = /** @type {HTMLInputElement} */ (h("input", {
  class: "aa-Input", type: "search", role: "combobox", "aria-label": "Search", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "search-results",
  autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go", maxlength: "200" }));
const list = h("div", { class: "aa-List", role: "listbox", id: "search-results", "aria-label": "Search results" });
const count = h("div", { class: "search-result-header", role: "status" });
const panel = h("div", { class: "aa-Panel" }, h("div", { class: "aa-SourceHeader" }, count), list);
const cancel = h("button", { class: "aa-DetachedCancelButton", type: "button" }, "Cancel");
const form = h("form", { class: "aa-Form d-flex", role: "search" }, h("div", { class: "aa-InputWrapperPrefix" }), h("div", { class: "aa-InputWrapper" }, input));
const dialog = /** @type {HTMLDialogElement} */ (h("dialog", { class: "aa-DetachedOverlay", "aria-label": "Search" },
  h("div", { class: "aa-DetachedContainer aa-DetachedContainer--modal" }, h("div", { class: "aa-DetachedFormContainer" }, form, cancel), panel)));
/** @type {HTMLAnchorElement[]} */
let items = [];
let selected = -1;

/** @param {number} at */
function select(at) {
  selected = at;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
  items[at]?.scrollIntoView({ block: "nearest" });
  if (items[at]) input.setAttribute("aria-activedescendant", items[at].id);
  else input.removeAttribute("aria-activedescendant");
}

/** @param {Entry} entry @param {boolean} first of its page @param {number} at @param {string} query */
function result(entry, first, at, query) {
  const text = h("div", { class: "search-result-text-container" });
  if (entry.section) text.append(h("p", { class: "search-result-section" }, entry.section));
  text.append(h("p", { class: "search-result-text" }, ...excerpt(entry.text, query)));
  const title = first ? [h("div", { class: "search-result-title-container" }, h("p", { class: "search-result-title" }, entry.title))] : [];
  const item = h("div", { class: `search-item ${first ? "search-result-doc" : "search-result-doc-section"}` }, ...title, text);
  const link = /** @type {HTMLAnchorElement} */ (h("a", { class: "aa-Item search-result-link", role: "option", id: `search-result-${at}`, tabindex: "-1", href: offset + entry.href }, item));
  link.addEventListener("click", () => dialog.close());
  return link;
}

async function look() {
  const query = input.value.trim();
  /** @type {Map<string, Entry[]>} */
  const pages = new Map();
  let said = "";
  if (query) {
    try {
      for (const { item } of (await load()).search(query, { limit: 50 })) {
        const page = item.href.split("#")[0];
        pages.set(page, [...(pages.get(page) ?? []), item]);
      }
      said = pages.size ? `${pages.size} matching ${pages.size === 1 ? "document" : "documents"}` : "No results";
    } catch {
      said = "The search could not be loaded";
    }
  }
  if (query !== input.value.trim()) return; // another was typed meanwhile
  const shown = [...pages.values()].flatMap((entries) => entries.slice(0, PER_PAGE).map((entry, at) => ({ entry, first: at === 0 })));
  items = shown.map(({ entry, first }, at) => result(entry, first, at, query));
  list.replaceChildren(...items);
  count.textContent = said;
  panel.hidden = !query;
  input.setAttribute("aria-expanded", String(items.length > 0));
  select(items.length ? 0 : -1);
}

function open() {
  if (dialog.open) return;
  dialog.showModal();
  input.focus();
  input.select();
  load().catch(() => {}); // said when something is looked for
}

input.addEventListener("input", look);
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault(); // a field for searching would only be emptied
    dialog.close();
  }
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!move || !items.length) return;
  event.preventDefault();
  select((selected + move + items.length) % items.length);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  items[selected]?.click();
});
cancel.addEventListener("click", () => dialog.close());
dialog.addEventListener("click", ({ target }) => { if (target === dialog) dialog.close(); });
document.addEventListener("keydown", (event) => {
  const within = /** @type {Element | null} */ (document.activeElement);
  if (!SHORTCUTS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  if (within?.matches("input, select, textarea, button, option, [contenteditable]")) return;
  event.preventDefault();
  open();
});

const place = document.getElementById("quarto-search");
if (place) {
  const button = h("button", { class: "aa-DetachedSearchButton", type: "button", title: "Search", "aria-label": "Search" });
  button.innerHTML = LENS;
  button.addEventListener("click", open);
  place.append(button);
  form.firstElementChild?.insertAdjacentHTML("afterbegin", LENS);
  panel.hidden = true;
  document.body.append(dialog);
}

// ⑧ A button that opens something small over what is below it: a list of choices, or a form. Escape, or a press elsewhere, closes it.
import { attrs, h, whileConnected } from "../drawing/dom.js";

/** @typedef {{label: string, title?: string, checked?: boolean, disabled?: boolean, press: () => void}} Choice checked: it can be on or off */

const AWAY = 6;
let count = 0;

/**
 * @param {object} options
 * @param {string} options.label what stands on the button
 * @param {string} [options.title]
 * @param {() => (Choice | Node)[]} options.content asked each time it opens; a Choice closes it
 * @returns {HTMLElement & {close: () => void, refresh: () => void}}
 */
export function menu({ label, title = label, content }) {
  const panel = h("div", { class: "menu-panel", id: `menu-${(count += 1)}`, popover: "auto", role: "group", "aria-label": label });
  const button = h("button", { type: "button", class: "menu-button", title, popovertarget: panel.id, "aria-expanded": "false" }, label);
  const root = h("span", { class: "menu", "data-widget": "menu" }, button, panel);

  /** @param {Choice} one */
  function choice({ label: text, title: hint = text, checked, disabled, press }) {
    const made = h("button", { type: "button", class: "menu-choice", title: hint, disabled: disabled ?? false, ...(checked !== undefined && { "aria-pressed": String(checked) }) }, text);
    made.addEventListener("click", () => {
      close();
      press();
    });
    return made;
  }
  const refresh = () => panel.replaceChildren(...content().map((one) => (one instanceof Node ? one : choice(one))));
  function close() {
    if ("hidePopover" in panel && panel.matches(":popover-open")) panel.hidePopover(); // nothing opens where stills are drawn
    const around = root.parentElement?.closest(".menu-panel");
    if (around instanceof HTMLElement && "hidePopover" in around) around.hidePopover();
  }

  /** Below the button, or above it where there is more room; never beyond the window. */
  function place() {
    const [own, at] = [panel, button].map((one) => one.getBoundingClientRect());
    const left = Math.max(AWAY, Math.min(at.left, document.documentElement.clientWidth - own.width - AWAY));
    const below = innerHeight - at.bottom - AWAY >= own.height || at.top < innerHeight - at.bottom;
    Object.assign(panel.style, { left: `${left}px`, top: below ? `${at.bottom + AWAY}px` : `${Math.max(AWAY, at.top - own.height - AWAY)}px` });
  }
  panel.addEventListener("beforetoggle", (event) => { if (/** @type {ToggleEvent} */ (event).newState === "open") refresh(); });
  panel.addEventListener("toggle", (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === "open";
    attrs(button, { "aria-expanded": String(open) });
    if (open) place();
  });
  panel.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = [...panel.querySelectorAll("button:not([disabled])")];
    const at = all.indexOf(/** @type {Element} */ (document.activeElement));
    if (!by || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    /** @type {HTMLElement} */ (all[(at + by + all.length) % all.length]).focus();
  });
  /** It stays at its button, as long as that is to be seen: the press that opened it may have scrolled the page. */
  function scrolled() {
    if (!("hidePopover" in panel) || !panel.matches(":popover-open")) return;
    const { top, bottom } = button.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) close();
    else place();
  }
  whileConnected(root, () => {
    addEventListener("resize", close);
    addEventListener("scroll", scrolled, { passive: true });
    return () => {
      removeEventListener("resize", close);
      removeEventListener("scroll", scrolled);
    };
  });
  return Object.assign(root, { close, refresh });
}

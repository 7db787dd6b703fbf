// ⑧ What was just done, in a few words over the page's foot: seen and announced, gone after a while; with a way to take it back, where there is one.
import { h, whileConnected } from "../drawing/dom.js";

/** How long a message stays, in milliseconds: as long as it takes to read it twice. */
const STAYS = 8000;
/** The same where something can be taken back. */
const OFFERED = 20_000;

/** @typedef {(words: string, offer?: {label: string, press: () => void}) => void} Say "" for nothing more */

/** @param {HTMLElement} root in which it lies: the menu that asks for it may be inside another that closes @returns {Say} */
export function sayer(root) {
  const words = h("span", { role: "status" });
  const said = h("p", { class: "said", popover: "manual" }, words);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  root.append(said);
  whileConnected(root, () => () => clearTimeout(timer));
  /** @type {Say} */
  function say(text, offer) {
    clearTimeout(timer);
    if (said.matches(":popover-open") !== (text !== "")) said.togglePopover(text !== "");
    words.textContent = text;
    for (const old of said.querySelectorAll("button")) old.remove();
    if (offer) {
      const button = h("button", { type: "button" }, offer.label);
      button.addEventListener("click", () => {
        say("");
        offer.press();
      });
      said.append(button);
    }
    if (text) timer = setTimeout(() => say(""), offer ? OFFERED : STAYS);
  }
  return say;
}

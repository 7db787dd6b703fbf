// ⑧ What is wrong with the link that led here, at the top of the page, where there is nothing to show for it.
import { h } from "../../drawing/dom.js";

/** @type {HTMLElement | null} */
let shown = null;

export function hideNote() {
  shown?.remove();
  shown = null;
}

/** @param {string} words @param {{href: string, text: string}} [way] another page that can show it */
export function showNote(words, way) {
  hideNote();
  const close = h("button", { type: "button" }, "Close");
  close.addEventListener("click", hideNote);
  shown = h("div", { class: "link-note", role: "alert" }, h("span", {}, words, ...(way ? [" ", h("a", { href: way.href }, way.text), "."] : [])), close);
  (document.querySelector("main") ?? document.body).prepend(shown);
  shown.scrollIntoView({ block: "nearest" });
}

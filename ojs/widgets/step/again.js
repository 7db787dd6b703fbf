// ⑧ A button for what failed and may come right: starting Python, or loading what the build recorded.
import { h } from "../../drawing/dom.js";

/** @param {() => void} does @param {string} [label] @returns {HTMLButtonElement} */
export function again(does, label = "Try again") {
  const button = h("button", { type: "button", class: "again" }, label);
  button.addEventListener("click", does);
  return button;
}

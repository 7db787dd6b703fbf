// ⑧ A button for what failed and may come right: starting Python, or loading what the build recorded.
import { h } from "../../drawing/dom.js";

/** @param {() => void} does @returns {HTMLButtonElement} */
export function again(does) {
  const button = h("button", { type: "button", class: "again" }, "Try again");
  button.addEventListener("click", does);
  return button;
}

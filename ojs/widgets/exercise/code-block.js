// ⑧ What an author's block holds (tools/exercises.lua): the program to start from, the solution, the hints, and where things go.

import { h } from "../../drawing/dom.js";

/** The text of a block of code. @param {ParentNode} root */
const code = (root) => (root.querySelector("pre code")?.textContent ?? "").replace(/\n+$/, "");

/** The block's bar, which has been empty. @param {HTMLElement} bar */
export function fill(bar) {
  const checkButton = h("button", { type: "button", class: "program-run", title: "Check (Ctrl + Enter)" }, "Check");
  const stopButton = h("button", { type: "button", "aria-disabled": "true" }, "Stop");
  const resetButton = h("button", { type: "button" }, "Start again");
  const doing = h("span", { class: "program-hint", role: "status" });
  bar.replaceChildren(checkButton, stopButton, resetButton, doing);
  return { checkButton, stopButton, resetButton, doing };
}

/** @param {HTMLElement} root `data-name` is what progress is kept under */
export function codeBlock(root) {
  const { name = "", checks = "" } = root.dataset;
  const bar = /** @type {HTMLElement} */ (root.querySelector(".code-exercise-bar"));
  const given = /** @type {HTMLElement} */ (bar.previousElementSibling);
  const solved = /** @type {HTMLDetailsElement} */ (root.querySelector(".code-exercise-solution"));
  const hints = /** @type {HTMLDetailsElement[]} */ ([...root.querySelectorAll(".code-exercise-hint")]);
  const title = root.closest("section[id]")?.querySelector("h2, h3, h4, h5")?.textContent?.trim() ?? name;
  return { name, checks, title, bar, given, solved, hints, starter: code(given), solution: code(solved) };
}

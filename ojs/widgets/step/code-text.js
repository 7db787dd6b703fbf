// ⑧ A stretch of a program as it is shown: in the order in which Python reads it, whatever letters it has.
import { h, write } from "../../drawing/dom.js";
import { runs } from "../../trace/foreign.js";

/** @param {Element} element @param {string} text */
export function writeCode(element, text) {
  const parts = runs(text);
  if (parts.every(({ kind }) => kind === "")) write(element, text);
  else element.replaceChildren(...parts.map(({ text: part, kind }) => (kind === "" ? part : kind === "turned" ? h("bdi", {}, part) : h("span", { class: "code-control", "data-code": part, title: part }))));
  return element;
}

// ⑧ A stretch of a program as it is shown: coloured by its words, and in the order in which Python reads it, whatever letters it has.
import { h, write } from "../../drawing/dom.js";
import { runs } from "../../trace/foreign.js";

/** @param {string} text @returns {(Node | string)[]} */
const foreign = (text) => runs(text).map(({ text: part, kind }) => (kind === "" ? part : kind === "turned" ? h("bdi", {}, part) : control(part)));

/** A letter that nobody would see, by its code. @param {string} code */
export const control = (code) => h("span", { class: "code-control", "data-code": code, title: code });

/** @param {Element} element @param {string} text @param {import("../../trace/tokens.js").Token[]} [coloured] of this stretch */
export function writeCode(element, text, coloured = []) {
  const parts = foreign(text);
  if (coloured.length === 0 && parts.length < 2 && typeof (parts[0] ?? "") === "string") {
    write(element, text);
    return element;
  }
  let end = 0;
  const made = coloured.flatMap(({ from, to, kind }) => {
    const before = foreign(text.slice(end, from));
    end = to;
    return [...before, h("span", { class: `code-${kind}` }, ...foreign(text.slice(from, to)))];
  });
  element.replaceChildren(...made, ...foreign(text.slice(end)));
  return element;
}

// ⑧ What went wrong, beside the widget; the last good graph stays where it is.
import { attrs, follow, h, write } from "../../drawing/dom.js";
import { needsWalk } from "../../trace/walk.js";
import { again } from "./again.js";

/** @param {import("../../trace/walk.js").Walk} walk @returns {HTMLElement} */
export function problem(walk) {
  needsWalk(walk, "problem");
  const where = h("strong");
  const message = h("bdi");
  const retry = again(() => {
    walk.error?.again?.();
    root.focus({ preventScroll: true }); // the button may go
  });
  const box = h("p", { class: "problem-text" }, where, " ", message);
  const root = h("div", { class: "problem", "data-widget": "problem", role: "alert", tabindex: -1 }, box);
  follow(root, walk, ["error"], () => {
    const { error } = walk;
    attrs(box, { hidden: !error });
    write(where, error ? `${error.kind ?? "Error"}${error.line ? `, line ${error.line}` : ""}:` : "");
    write(message, error ? error.message : "");
    if (error?.again) box.append(retry);
    else retry.remove();
  });
  return root;
}

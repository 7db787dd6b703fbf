// ⑧ What to write next, beside a program that ran and has no backward pass to step through.
import { attrs, follow, h, worded } from "../../drawing/dom.js";
import { advice as words } from "../../trace/advice.js";
import { needsWalk } from "../../trace/walk.js";

/** @param {import("../../trace/walk.js").Walk} walk @returns {HTMLElement} */
export function advice(walk) {
  needsWalk(walk, "advice");
  const text = h("span");
  const root = h("p", { class: "advice", role: "status" }, text);
  let shown = "";
  follow(root, walk, ["trace", "error"], () => {
    const said = walk.error ? "" : words(walk.trace);
    attrs(root, { hidden: !said });
    if (said === shown) return;
    shown = said;
    text.replaceChildren(...worded(said));
  });
  return root;
}

// ⑧ In a graph's place, as long as a program that came by a link has not run: what it is, and that nothing happens before Run is pressed.
import { attrs, follow, h } from "../../drawing/dom.js";

/** @param {import("../../trace/walk.js").Walk} walk */
export function held(walk) {
  const root = h("div", { class: "walkthrough-held", "data-widget": "held" },
    h("p", {}, h("strong", {}, "From a link, not run yet.")),
    h("p", {}, "Somebody sent you this program. Read it; when you press ", h("strong", {}, "Run"), ", it runs in your browser, where it can reach neither your files nor the network, and its graph stands here."));
  follow(root, walk, ["trace"], () => attrs(root, { hidden: !walk.trace.pending }));
  return root;
}

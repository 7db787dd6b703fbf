// ⑧ In the pinned panel of an operation: what if no gradient flowed back from here?
import { attrs, h } from "../../drawing/dom.js";
import { offers } from "../../trace/what-if.js";

/** @type {import("./graph-card.js").CardPart} */
export function cardDetach(walk, view, id) {
  const ask = offers.get(walk);
  if (!ask || walk.trace.nodes[id].op === null || !(walk.right?.trace ?? walk.trace).nodes[id]?.requires_grad) return null;
  const button = h("button", { type: "button", class: "card-button" }, "What if it were detached here?");
  button.addEventListener("click", () => ask({ kind: "detach", node: id }));
  const element = h("div", { class: "card-detach" }, button);
  return { element, paint() { attrs(element, { hidden: walk.twist?.kind === "detach" && walk.twist.node === id }); } };
}

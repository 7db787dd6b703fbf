// ⑧ In the pinned panel: what the doctor found of a node, and the way its gradient came, to be walked alone.
import { h, write } from "../../drawing/dom.js";
import { marksOf, sentenceOf } from "../../trace/marks.js";
import { wayToNode } from "../../trace/node-path.js";
import { findingButton, findingButtons, sign, walkAlone } from "../step/findings.js";

/** @type {import("./graph-card.js").CardPart} */
export function cardOrigin(walk, view, id) {
  const found = (marksOf(walk.trace).nodes.get(id) ?? []).map(({ finding }) =>
    h("div", { class: "card-finding" }, sign(), h("p", {}, sentenceOf(finding)), h("div", { class: "card-does" }, ...findingButtons(walk, finding, view.root))));
  const ever = walk.replay.entries(id).some(({ kind }) => kind !== "clear");
  if (!ever && !found.length) return null;
  const ours = () => walk.only !== null && "to" in walk.only && walk.only.to === id;
  const button = findingButton("", () => {
    const way = ours() ? null : wayToNode(walk, id);
    if (way) walkAlone(walk, way, view.root);
    else walk.follow(null);
  });
  return {
    element: h("div", { class: "card-origin" }, ...found, ever ? button : h("p", { class: "card-none" }, "No gradient ever comes to it.")),
    paint: () => write(button, ours() ? "All steps" : "Show me where this comes from"),
  };
}

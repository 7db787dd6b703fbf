// ⑧ In the pinned panel: the folded group that stands in the node's place, with how far inside the step is, and the open groups that it is in.
import { attrs, h, write } from "../../drawing/dom.js";
import { sizeText, spokenTitle, titleOf } from "../../trace/groups/titles.js";
import { upTo } from "../../trace/groups/times.js";

/** @type {import("./graph-card.js").CardPart} */
export function cardFold(walk, view, id) {
  const { folding } = view;
  if (folding.groups.count === 1) return null;
  const said = h("p", { class: "card-fold-said" });
  const open = h("button", { type: "button", class: "card-button" }, "Open it");
  const path = h("p", { class: "card-fold-path" });
  const element = h("div", { class: "card-fold" }, said, open, path);
  /** The folded group in whose place it is. @returns {number | null} */
  const fold = () => view.placed(id)?.one.group ?? null;
  open.addEventListener("click", () => {
    const group = fold();
    if (group !== null) view.open(group);
  });
  let painted = "";
  return {
    element,
    paint() {
      const { groups } = folding;
      const one = view.placed(id)?.one;
      const group = one?.group ?? null;
      const around = one?.path ?? [];
      attrs(element, { hidden: group === null && around.length === 0 });
      const { forward, back } = (group !== null && folding.inside.get(group)) || { forward: [], back: [] };
      const [gone, of] = walk.state.phase === "forward" || walk.state.phase === "start" ? [upTo(forward, walk.step), forward.length] : [upTo(back, walk.step), back.length];
      const now = `${group} ${around.join()} ${gone} ${of} ${groups.count}`;
      if (now === painted) return;
      painted = now;
      attrs(said, { hidden: group === null });
      attrs(open, { hidden: group === null });
      if (group !== null) write(said, `Folded: ${spokenTitle(groups, group, walk.names)}, ${sizeText(groups, group)}; ${gone.toLocaleString("en")} of its ${of.toLocaleString("en")} steps are done.`);
      attrs(path, { hidden: around.length === 0 });
      path.replaceChildren("In ", ...around.flatMap((outer, i) => {
        const title = titleOf(groups, outer, walk.names);
        const button = h("button", { type: "button", class: "card-fold-outer", title: `Fold ${title} again` }, title);
        button.addEventListener("click", () => view.close(outer));
        return i ? [" › ", button] : [button];
      }));
    },
  };
}

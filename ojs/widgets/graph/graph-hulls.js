// ⑧ What belongs together in a graph: a soft outline around what is drawn of each open group, with its name. Only where nothing else stands in it.
import { attrs, s } from "../../drawing/dom.js";
import { textWidth } from "../../drawing/letters.js";
import { shortened } from "../../trace/foreign.js";
import { titleOf } from "../../trace/groups/titles.js";

const AWAY = 9; // from the cards inside
const TITLE = 14;

/** @type {import("./graph-view.js").Overlay} */
export function graphHulls(walk, view) {
  const group = s("g", { class: "gv-hulls", "aria-hidden": "true" });
  return {
    built() {
      const { plan, nodes, folding: { groups, state } } = view;
      group.replaceChildren();
      if (!plan) return;
      const areas = nodes.map(({ box }) => box);
      const open = state.opened;
      for (const one of open) {
        const own = nodes.map(({ one: { path } }) => path.includes(one));
        const inside = areas.filter((_, i) => own[i]);
        if (inside.length < 2 || inside.length === areas.length) continue;
        const all = {
          left: Math.min(...inside.map(({ left }) => left)), right: Math.max(...inside.map(({ right }) => right)),
          top: Math.min(...inside.map(({ top }) => top)), bottom: Math.max(...inside.map(({ bottom }) => bottom)),
        };
        const strange = areas.some((area, i) => !own[i] && area.left < all.right && area.right > all.left && area.top < all.bottom && area.bottom > all.top);
        if (strange) continue;
        const inner = Math.min(2, Math.max(0, ...open.filter((other) => other > one && other <= groups.last[one]).map((other) => groups.depth[other] - groups.depth[one])));
        const title = shortened(titleOf(groups, one, walk.names), 28);
        const named = textWidth(title, 11.5, 600) < all.right - all.left;
        const [away, above] = [AWAY + 4 * inner, AWAY - 2 + (TITLE + 1) * inner + (named ? TITLE : 0)];
        group.append(s("g", { "data-group": one },
          s("rect", { class: "gv-hull", x: all.left - away, y: all.top - above, width: all.right - all.left + 2 * away, height: all.bottom - all.top + above + away, rx: 14 }),
          ...(named ? [s("text", { class: "gv-hull-title", x: all.left - away + 12, y: all.top - above + TITLE - 1 }, title)] : [])));
      }
      view.svg.prepend(group);
      attrs(group, { "data-some": group.childElementCount > 0 });
    },
    paint() {},
  };
}

// ⑧ What a node of arrays holds: the numbers of its value and its gradient, beside the node one points at or has reached by keyboard.
import { attrs, h } from "../../drawing/dom.js";
import { isArray } from "../../maths/format.js";
import { heatMap } from "./heat-map.js";

const AWAY = 10;
let count = 0;

/**
 * @param {import("../../trace/walk.js").Walk} walk @param {HTMLElement} frame what it lies in
 * @param {(id: number) => Element | undefined} find a node as it is drawn
 */
export function graphPeek(walk, frame, find) {
  const element = h("div", { class: "graph-peek", id: `graph-peek-${(count += 1)}`, hidden: true });
  /** The node whose description the numbers are. @type {Element | undefined} */
  let described;
  /** @type {unknown[]} */
  let shown = [];

  /** Below the node, or above it where there is no room. @param {Element} node */
  function place(node) {
    const [outer, inner, own] = [frame, node, element].map((one) => one.getBoundingClientRect());
    const left = Math.max(AWAY, Math.min(outer.width - own.width - AWAY, inner.left + inner.width / 2 - own.width / 2 - outer.left));
    const below = inner.bottom + AWAY;
    const top = below + own.height > innerHeight && inner.top - own.height - AWAY > 0 ? inner.top - own.height - AWAY : below;
    element.style.translate = `${Math.round(left)}px ${Math.round(top - outer.top)}px`;
  }

  return {
    element,
    paint() {
      const id = walk.hovered;
      const node = id === null ? undefined : find(id);
      const held = id === null ? [] : [walk.state.value(id), walk.state.gradient(id)];
      const hidden = !node || !held.some(isArray);
      attrs(element, { hidden });
      if (described && (hidden || described !== node)) attrs(described, { "aria-describedby": null });
      described = hidden ? undefined : node;
      if (hidden) {
        shown = [];
        return;
      }
      if (held.some((one, i) => one !== shown[i])) {
        shown = held;
        const name = walk.names[/** @type {number} */ (id)];
        const labels = [name, `d${name}`];
        element.replaceChildren(...held.flatMap((one, i) => (isArray(one) ? [heatMap(one, { label: labels[i], kind: i ? "gradient" : "value" })] : [])));
      }
      attrs(/** @type {Element} */ (node), { "aria-describedby": element.id });
      place(/** @type {Element} */ (node));
    },
  };
}

// ⑧ Two passes side by side: what differs is marked, with the number that the other pass has there; what only one of them has is dashed.
import { attrs } from "../../drawing/dom.js";
import { isArray, number } from "../../maths/format.js";
import { outputs as outputsOf } from "../../trace/groups/cut.js";
import { equal } from "../../trace/pass-changes.js";
import { graphPill } from "./graph-pill.js";

/** @typedef {import("../../engine/protocol.js").Quantity} Quantity */

const CORNERS = { value: /** @type {const} */ ({ side: "right", edge: "top" }), gradient: /** @type {const} */ ({ side: "right", edge: "bottom" }) };

/** What the other pass has: a number, or that an array is another one. @param {Quantity | undefined} there */
const words = (there) => (there === undefined ? "≠ none" : isArray(there) ? "≠" : `≠ ${number(there)}`);

/** @type {import("./graph-view.js").Overlay} */
export function graphDiffers(walk, view) {
  /** @type {Map<Element, Record<string, ReturnType<typeof graphPill>>>} */
  const pills = new Map();
  return {
    built() {
      pills.clear();
    },
    paint() {
      const { twin, state } = walk;
      if (!twin && pills.size === 0) return;
      for (const { element, one } of view.nodes) {
        const outputs = one.group === null ? [one.id] : outputsOf(view.folding.groups, one.group);
        const like = outputs.map((id) => twin?.nodes.get(id));
        const only = twin !== null && like.every((id) => id === undefined);
        /** @type {Record<"value" | "gradient", boolean>} */
        const differs = { value: false, gradient: false };
        for (const what of /** @type {const} */ (["value", "gradient"])) {
          differs[what] = twin !== null && outputs.some((id, i) => like[i] !== undefined && !equal(state[what](id), twin.state[what](/** @type {number} */ (like[i]))));
          const mine = pills.get(element) ?? {};
          if (differs[what]) {
            pills.set(element, mine);
            mine[what] ??= graphPill(`gv-differs-${what}`);
            mine[what].paint(element, one.group === null ? words(twin?.state[what](/** @type {number} */ (like[0]))) : "≠", CORNERS[what]);
          } else mine[what]?.remove();
        }
        attrs(element, { "data-differs": Object.keys(differs).filter((what) => differs[/** @type {"value" | "gradient"} */ (what)]).join(" ") || null, "data-only": only });
      }
      if (!twin) pills.clear();
    },
  };
}

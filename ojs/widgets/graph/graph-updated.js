// ⑧ Where a pass has changed a leaf, the leaf says so: what it was, and what it is from now on.
import { isArray, number } from "../../maths/format.js";
import { graphPill } from "./graph-pill.js";

/** The updates of the pass that is shown, up to now: of each leaf what it was before the first, and after the last. @param {import("../../trace/walk.js").Walk} walk */
function updated(walk) {
  /** @type {Map<number, {before: import("../../engine/protocol.js").Quantity, after: import("../../engine/protocol.js").Quantity}>} */
  const found = new Map();
  const pass = walk.pass === null ? undefined : walk.trace.passes?.[walk.pass];
  for (let at = pass?.seed ?? Infinity; at < walk.step; at += 1) {
    const event = walk.trace.steps[at];
    if (event.kind !== "update") continue;
    found.set(event.node, { before: found.get(event.node)?.before ?? event.before, after: event.after });
  }
  return found;
}

/** @type {import("./graph-view.js").Overlay} */
export function graphUpdated(walk, view) {
  /** @type {Map<number, ReturnType<typeof graphPill>>} */
  const pills = new Map();
  return {
    built() {
      for (const pill of pills.values()) pill.remove();
      pills.clear();
    },
    paint() {
      const now = walk.twin ? new Map() : updated(walk); // beside another pass, that one's number stands there
      for (const { element, one } of view.nodes) {
        const change = one.group === null ? now.get(one.id) : undefined;
        if (!change || isArray(change.before) || element.dataset.active === "update") { // while it happens, the node's own row says it
          pills.get(one.id)?.remove();
          pills.delete(one.id);
          continue;
        }
        const pill = pills.get(one.id) ?? graphPill("gv-updated");
        pills.set(one.id, pill);
        pill.paint(element, `${number(change.before)} → ${number(change.after)}`, { side: "left", edge: "top" });
      }
    },
  };
}

// ⑧ Over the graph of a run with a mistake in it: at every node that ends otherwise, what it gets beside what is right.
import { passAt } from "../../trace/series.js";
import { attrs } from "../../drawing/dom.js";
import { isArray, number, toNumber } from "../../maths/format.js";
import { isArray as isOfLeaves } from "../../trace/groups/groups.js";
import { differences } from "../../trace/what-if.js";
import { graphPill } from "./graph-pill.js";

/** @typedef {import("../../trace/what-if.js").Difference} Difference */

/** @param {import("../../engine/protocol.js").Quantity | undefined} quantity */
const short = (quantity) => (quantity === undefined ? "none" : number(quantity));

/** "3 ≠ 8", or of arrays in how many entries. @param {Difference} one */
export function written({ gradient, value }) {
  const [mine, right] = gradient ?? value ?? [];
  if (!isArray(mine) || !isArray(right)) return `${gradient ? "" : "value "}${isArray(mine) ? "∇" : short(mine)} ≠ ${isArray(right) ? "∇" : short(right)}`;
  if (!("data" in mine) || !("data" in right)) return "≠";
  const other = mine.data.filter((x, i) => Math.abs(toNumber(x) - toNumber(right.data[i])) > 1e-9).length;
  return mine.data.length <= 2 ? `${mine.data.map(number).join(", ")} ≠ ${right.data.map(number).join(", ")}` : `≠ in ${other} of ${mine.data.length}`;
}

/** @type {import("./graph-view.js").Overlay} */
export function graphTwist(walk, view) {
  /** @type {Map<Element, ReturnType<typeof graphPill>>} */
  const pills = new Map();
  /** @type {unknown[]} */
  let known = [];
  /** @type {Map<number, Difference>} */
  let found = new Map();

  return {
    built() {
      pills.clear();
    },
    paint() {
      const { twist, right, replay, step } = walk;
      if (!twist && pills.size === 0) return;
      const pass = passAt(walk.trace.passes ?? [], step);
      if (known[0] !== replay || known[1] !== right || known[2] !== pass) {
        known = [replay, right, pass];
        found = twist && right ? differences(right, replay, step) : new Map();
      }
      for (const { one, element } of view.nodes) {
        const leaves = one.group !== null && isOfLeaves(view.folding.groups, one.group); // of a call its result, of leaves none in particular
        const difference = leaves ? undefined : found.get(one.id);
        const settled = difference !== undefined && step >= difference.step && walk.state.value(one.id) !== undefined;
        const text = settled ? written(difference) : "";
        attrs(element, { "data-wrong": settled, "aria-description": settled ? `with the mistake, and without: ${text}` : null });
        let pill = pills.get(element);
        if (!settled) {
          pill?.remove();
          continue;
        }
        pills.set(element, pill ??= graphPill("gv-wrong"));
        pill.paint(element, text, { side: "right", edge: "bottom" });
      }
      if (!twist) pills.clear();
    },
  };
}

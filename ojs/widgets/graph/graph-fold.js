// ⑧ A folded function call as one node of the graph: its result, how much is inside, and where inside the step is.
import { attrs, s, write } from "../../drawing/dom.js";
import { callName } from "../../trace/fold.js";
import { isolated } from "../../trace/foreign.js";
import { number, spoken, subscript } from "../../maths/format.js";
import { card, datum, PAD, sized, writeDigits } from "./graph-node.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk
 * @typedef {import("../../trace/fold.js").Drawable} Drawable
 */

const FOOT = 20;

/** "neuron₂", the second call of that name. @param {import("../../engine/protocol.js").Trace} trace @param {number} call */
export function callLabel({ calls = [] }, call) {
  const same = calls.flatMap(({ name }, i) => (name === calls[call].name ? [i] : []));
  return isolated(callName(calls[call].name) + (same.length > 1 ? subscript(same.indexOf(call) + 1) : ""));
}

/** @param {Walk} walk @param {Drawable} one @returns {import("./graph-node.js").Head} */
export function foldHeading({ trace, names }, { call, outputs }) {
  const title = callLabel(trace, call ?? 0);
  const [only] = outputs.length === 1 ? outputs : [];
  const label = only === undefined ? null : trace.nodes[only].label && names[only];
  const head = sized(label || title, label ? `${isolated(callName(trace.calls?.[call ?? 0].name ?? ""))}(…)` : "", "");
  const captions = only === undefined ? ["values", "grads"] : undefined;
  return { ...head, height: head.height + FOOT, captions };
}

/**
 * @param {Walk} walk @param {Drawable} one @param {import("./graph-node.js").Head} head @param {{x: number, y: number}} centre
 * @returns {import("./graph-node.js").Drawn}
 */
export function graphFold(walk, one, head, centre) {
  const { inside, outputs } = one;
  const [only] = outputs.length === 1 ? outputs : [];
  const node = only === undefined ? {} : { "data-node": only, "data-label": walk.trace.nodes[only].label ?? "" };
  const { element, value, gradient, tooltip } = card(head, centre, { ...node, "data-fold": one.call, role: "img" });
  const foot = s("text", { class: "gv-foot", x: PAD, y: head.height - 10 });
  // a small pile of cards: there is more below; it lies under the edges, so that their arrowheads stay whole
  const below = s("g", { transform: element.getAttribute("transform") }, ...[6, 3].map((away) =>
    s("rect", { class: "gv-pile", x: away, y: away, width: head.width, height: head.height, rx: 9 })));
  element.append(foot, s("path", { class: "gv-open", d: `M${head.width - PAD - 10} ${head.height - 14}h10m-5 -5v10` }));
  const within = new Set(inside);
  const title = callLabel(walk.trace, one.call ?? 0);
  write(tooltip, `${title}: ${inside.length} nodes. Click to open.`);
  /** @type {unknown[]} */
  let painted = [];
  return {
    element,
    below,
    paint() {
      const { state, hovered, names } = walk;
      const values = outputs.map(state.value).filter((known) => known !== undefined);
      const grads = outputs.map(state.gradient).filter((known) => known !== undefined);
      const at = state.receiver ?? state.node;
      const active = state.event?.kind === "zero" ? state.event.nodes.some((id) => within.has(id)) : at !== null && within.has(at);
      const giving = !active && state.node !== null && within.has(state.node);
      const pointed = hovered !== null && within.has(hovered);
      const now = [...values, "·", ...grads, active && state.phase, active && at, giving, pointed];
      if (now.length === painted.length && now.every((seen, i) => seen === painted[i])) return;
      painted = now;
      /** @param {import("../../engine/protocol.js").Quantity[]} known */
      const count = (known) => (known.length ? `${known.length} of ${outputs.length}` : "");
      const said = only === undefined ? [count(values), count(grads)] : [values, grads].map(([known]) => (known === undefined ? "" : number(known)));
      writeDigits(value, said[0]);
      writeDigits(gradient, said[1]);
      write(foot, active && at !== null && at !== only ? `at ${names[at]}` : `${inside.length} nodes`);
      const words = only === undefined ? [] : [values[0] === undefined ? "not computed yet" : `value ${spoken(values[0])}`, ...grads.map((grad) => `gradient ${spoken(grad)}`)];
      attrs(element, { "data-value": datum(values[0]) ?? (values.length || null), "data-grad": datum(grads[0]), "data-active": active ? state.phase : null, "data-giving": giving,
        "data-hovered": pointed, "aria-label": [head.name, `call of ${title}, ${inside.length} nodes folded, Enter opens them`, ...words].join(", ") });
    },
  };
}

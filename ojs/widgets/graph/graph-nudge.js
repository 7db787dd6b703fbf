// ⑧ Over the graph while one number is moved a little: how the change runs forward, and by how much each node differs.
import { attrs, calm, s, whileConnected } from "../../drawing/dom.js";
import { number } from "../../maths/format.js";
import { isArray as isOfLeaves } from "../../trace/groups/groups.js";
import { graphPill } from "./graph-pill.js";
import { nudging } from "./nudging.js";

const [TURN, RUN] = [160, 420];
/** So many pixels are the whole way. */
const FAR = 150;

/** With its sign, also where that is a plus. @param {number} change */
export const signed = (change) => (change > 0 ? `+${number(change)}` : number(change));

/** @type {import("./graph-view.js").Overlay} */
export function graphNudge(walk, view) {
  const state = nudging(walk);
  const layer = s("g", { class: "gv-nudge" });
  /** @type {ReturnType<typeof graphPill>[]} */
  const pills = [];
  let drawn = ""; // for what the change has run along the edges: which node, and which way

  function clear() {
    layer.replaceChildren();
    for (const one of pills.splice(0)) one.remove();
    for (const { element } of view.edges) attrs(element, { "data-nudged": null });
  }
  /** A light along each edge, one turn after what brought it there. @param {Map<number, number>} changes */
  function run(changes) {
    if (calm() || changes.size > 200) return;
    /** @type {Map<number, number>} */
    const turns = new Map();
    const edges = (view.plan?.edges ?? []).filter(({ from, to }) => changes.has(from) && changes.has(to)).sort((a, b) => a.to - b.to);
    for (const { from, to, path } of edges) {
      const turn = turns.get(from) ?? 0;
      turns.set(to, Math.max(turns.get(to) ?? 0, turn + 1));
      const light = s("path", { class: "gv-nudge-light", d: path, pathLength: 1 });
      layer.append(light);
      light.animate([{ strokeDashoffset: "0.35", opacity: 1 }, { strokeDashoffset: "-1", opacity: 1 }], { duration: RUN, delay: turn * TURN, easing: "ease-in-out" }).finished.then(() => light.remove(), () => {});
    }
  }
  const handle = graphPill("gv-nudged gv-nudge-handle");
  attrs(handle.element, { "data-own": true });
  handle.element.addEventListener("pointerdown", (event) => {
    const { hold } = state;
    if (!hold || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation(); // the graph stays where it is
    handle.element.setPointerCapture(event.pointerId);
    const [from, before] = [event.clientY, state.now?.by ?? 0];
    const move = (/** @type {PointerEvent} */ { clientY }) => {
      const by = Math.round((before + ((from - clientY) / FAR) * hold.most) / (hold.most / 50)) * (hold.most / 50);
      state.set(hold.node, Number(Math.max(-hold.most, Math.min(hold.most, by)).toPrecision(12)), hold.at);
    };
    handle.element.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) handle.element.addEventListener(end, () => handle.element.removeEventListener("pointermove", move), { once: true });
  });
  handle.element.addEventListener("click", (event) => event.stopPropagation()); // it is no press on the node
  /** At the node that is pinned: a number to be taken by the hand. */
  function offer() {
    const { now, hold } = state;
    const node = hold && walk.pinned === hold.node ? view.nodes.find(({ one }) => one.id === hold.node && one.group === null) : undefined;
    if (node) handle.paint(node.element, now ? signed(now.by) : "±", { side: "right", edge: "top" });
    else handle.remove();
  }
  function paint() {
    const { now } = state;
    clear();
    offer();
    if (!now) { drawn = ""; return; }
    if (layer.parentNode !== view.svg) view.svg.append(layer);
    for (const { one, element } of view.nodes) {
      const leaves = one.group !== null && isOfLeaves(view.folding.groups, one.group);
      const change = leaves ? undefined : now.changes.get(one.id);
      if (change === undefined || one.id === now.node) continue; // its own stands on the handle
      const pill = graphPill("gv-nudged");
      pill.paint(element, signed(change), { side: "right", edge: "top" });
      pills.push(pill);
    }
    for (const { element } of view.edges) {
      const [from, to] = [element.getAttribute("data-from"), element.getAttribute("data-to")].map(Number);
      attrs(element, { "data-nudged": now.changes.has(from) && now.changes.has(to) });
    }
    const way = `${now.node} ${Math.sign(now.by)}`;
    if (drawn !== way && now.changes.size > 1) {
      drawn = way;
      run(now.changes);
    }
  }
  whileConnected(view.root, () => {
    walk.addEventListener("nudge", paint);
    return () => walk.removeEventListener("nudge", paint);
  });
  let [trace, pass] = [walk.trace, walk.pass];
  return {
    built: paint,
    paint() {
      if (state.now && walk.pinned !== state.now.node) state.clear();
      offer();
      if (trace === walk.trace && pass === walk.pass) return;
      [trace, pass] = [walk.trace, walk.pass];
      state.again();
    },
  };
}

// ⑧ The same backward pass in the right and in a wrong order, and what the wrong order loses.
import { engine } from "../../engine/client.js";
import { attrs, follow, h, write } from "../../drawing/dom.js";
import { number, toNumber } from "../../maths/format.js";
import { live, recorded } from "../../engine/live.js";
import { breadthFirstOrder, topologicalOrder, walked } from "../../trace/order.js";
import { createWalk } from "../../trace/walk.js";
import { graphView } from "../graph/graph-view.js";
import { ledger } from "../step/ledger.js";
import { problem } from "../step/problem.js";
import { sliders as makeSliders } from "../step/sliders.js";
import { status } from "../step/status.js";
import { stepControl } from "../steps/step-control.js";
import { stepKeys } from "../steps/step-keys.js";

/** @typedef {"after" | "met"} Order */
const ORDERS = /** @type {const} */ ({
  after: { of: topologicalOrder, text: "Right: each after all that used it" },
  met: { of: breadthFirstOrder, text: "Wrong: first come, first served" },
});
let groups = 0;

/** @param {import("../../trace/walk.js").Walk} walk @param {import("../../trace/order.js").Walked} way @param {import("../../engine/protocol.js").Trace} given */
function verdict(walk, way, given) {
  const { names, trace, replay } = walk;
  const ends = createWalk(given, { step: given.steps.length }).state;
  const leaves = trace.nodes.filter(({ id, op }) => op === null && ends.gradient(id) !== undefined);
  const got = replay.at(trace.steps.length);
  const lost = way.late.map(({ from, into, contribution }) => `${names[from]} sent ${number(contribution)} to ${names[into]} when ${names[into]} had already passed its gradient on, so it never went further.`);
  const totals = leaves.map(({ id }) => {
    const [mine, true_] = [toNumber(got.gradient(id) ?? 0), toNumber(ends.gradient(id) ?? 0)];
    return mine === true_ ? `${names[id]} ends with ${number(mine)}, which is right.` : `${names[id]} ends with ${number(mine)} instead of ${number(true_)}: ${number(true_ - mine)} is missing.`;
  });
  return [...lost, ...totals].join(" ");
}

/**
 * An element with `.value` ("after" or "met"), `.walk` and `input` events.
 * @param {string} example a program with one backward()
 * @param {{sliders?: Record<string, import("../step/slider.js").Slider>, order?: Order, label?: string}} [options]
 */
export async function walkOrder(example, { sliders, order = "met", label = "The order of the walk" } = {}) {
  if (!(order in ORDERS)) throw new TypeError(`order is ${Object.keys(ORDERS).join(" or ")}, not ${order}`);
  let given = await recorded(example);
  /** @type {Order} */
  let now = order;
  let way = walked(given, ORDERS[now].of);
  const late = () => new Set(way.late.map(({ from, into }) => `${into}→${from}`));
  const walk = createWalk(way.trace, { step: given.steps.findIndex(({ kind }) => kind === "seed") + 1 });
  walk.late = late();
  const told = status();
  const knobs = sliders ? makeSliders(sliders, given.inputs, told) : null;
  const visits = h("p", { class: "walk-order-visits" });
  const words = h("p", { class: "walk-order-verdict", "aria-live": "polite" });
  const name = `walk-order-${(groups += 1)}`;
  const choices = Object.entries(ORDERS).map(([value, { text }]) => {
    const input = h("input", { type: "radio", name, value, checked: value === now });
    input.addEventListener("change", (event) => { event.stopPropagation(); choose(/** @type {Order} */ (value)); });
    input.addEventListener("input", (event) => event.stopPropagation());
    return h("label", {}, input, h("span", {}, text));
  });
  const graph = graphView(walk, { label: "Computational graph, walked in the chosen order" });
  const root = h("section", { class: "walk-order", "data-widget": "walk-order", "aria-label": label },
    h("fieldset", { class: "walk-order-choice" }, h("legend", {}, "Which node passes its gradient on next?"), ...choices),
    ...(knobs ? [knobs] : []), stepControl(walk, { label: "Step" }), visits, graph, words, ledger(walk), ...(knobs ? [] : [told]), problem(walk));
  stepKeys(root, walk);

  function redo() {
    way = walked(given, ORDERS[now].of);
    walk.late = late();
    walk.replace(way.trace);
    paint();
  }
  /** @param {Order} next */
  function choose(next) {
    now = next;
    for (const input of root.querySelectorAll("input")) if (input.name === name) input.checked = input.value === now;
    redo();
    root.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function paint() {
    const { state, names, step } = walk;
    attrs(root, { "data-order": now });
    const active = state.phase === "backward" ? state.node : state.phase === "seed" ? way.visits[0] : null;
    visits.replaceChildren("Passed on by: ", ...way.visits.flatMap((id, i) => [...(i ? [", then "] : []), h("span", { class: "walk-order-visit", "data-active": id === active }, names[id])]));
    const done = step === walk.trace.steps.length;
    write(words, done ? verdict(walk, way, given) : "Step to the end to see what arrives.");
    attrs(words, { "data-lost": done && way.late.length > 0 });
  }
  follow(root, walk, ["step", "trace"], paint);
  const run = live(root, {
    /** @param {Record<string, number>} inputs */
    ask: (inputs) => engine.trace({ source: given.source, inputs, key: root }),
    received: (trace) => { given = trace; redo(); },
    failed: (failure) => walk.fail(failure),
    blocked: (reason) => { if (knobs) { knobs.show(given.inputs); knobs.disabled = reason; } },
    begin: () => ({}),
  });
  knobs?.addEventListener("input", (event) => { event.stopPropagation(); run(knobs.value); });
  return Object.defineProperties(/** @type {any} */ (root), { value: { get: () => now, set: choose }, walk: { value: walk } });
}

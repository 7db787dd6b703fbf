// ⑧ A folded group as one node of the graph: what it is called, what it comes to, how much is inside, and how far inside the step is.
import { attrs, s, write } from "../../drawing/dom.js";
import { textWidth } from "../../drawing/letters.js";
import { isArray, number, spoken } from "../../maths/format.js";
import { outputs as outputsOf } from "../../trace/groups/cut.js";
import { isolated, shortened } from "../../trace/foreign.js";
import { holder } from "../../trace/groups/leaves.js";
import { rangeText, sizeText, spokenTitle, titleOf } from "../../trace/groups/titles.js";
import { CALL } from "../../trace/groups/groups.js";
import { timesOf, upTo } from "../../trace/groups/times.js";
import { gradientRow } from "../../trace/row-text.js";
import { card, datum, GRADIENT, PAD, sized, SUM, VALUE, writeRow } from "./graph-node.js";

/**
 * @typedef {import("../../trace/walk.js").Walk} Walk
 * @typedef {import("../../trace/groups/cut.js").Drawable} Drawable
 * @typedef {ReturnType<typeof import("./graph-folding.js").createFolding>} Folds
 * @typedef {import("../../engine/protocol.js").Quantity} Quantity
 */

const FOOT = 24;
const OPENER = 26;
/** From a number to another one: there is room for any. */
const LONGEST = "−0.00088 … −0.00088";
/** Of more results than this only some are looked at, spread over all. */
const MOST = 512;

/** @param {Folds} folds @param {number} group */
function results({ groups }, group) {
  const all = outputsOf(groups, group);
  const every = Math.ceil(all.length / MOST);
  return { count: all.length, some: every > 1 ? all.filter((_, i) => i % every === 0) : all };
}

/** What the program holds all of them in: "hidden" of hidden[0] and hidden[1]. @param {(string | null)[]} labels */
function together(labels) {
  const name = holder(labels[0] ?? "");
  return name && labels.every((label) => label !== null && holder(label) === name) ? name : "";
}

/** @param {Walk} walk @param {Drawable} one @param {Folds} folds @returns {import("./graph-node.js").Head} */
export function foldHeading({ trace, names }, { group }, folds) {
  const { groups } = folds;
  const at = group ?? 0;
  const { some } = results(folds, at);
  const title = titleOf(groups, at, names);
  const label = some.length === 1 ? trace.nodes[some[0]].label && names[some[0]] : isolated(together(some.map((id) => trace.nodes[id].label)));
  const head = sized(label || title, label && label !== title ? (groups.kind[at] === CALL ? `${title}(…)` : title) : "", shortened(title, 12), SUM);
  const { forward, back } = folds.inside.get(at) ?? { forward: [], back: [] };
  const most = Math.max(forward.length, back.length).toLocaleString("en");
  const foot = Math.max(textWidth(sizeText(groups, at), 12), textWidth(`step ${most} of ${most}`, 12)) + 2 * PAD + OPENER + 4;
  const numbers = some.length === 1 ? 0 : 2 * PAD + 8 + textWidth("values", 12) + textWidth(LONGEST, 11, 600);
  return { ...head, width: Math.round(Math.max(head.width, foot, numbers)), height: head.height + FOOT, captions: some.length === 1 ? undefined : ["values", "grads"] };
}

/**
 * @param {Walk} walk @param {Drawable} one @param {import("./graph-node.js").Head} head @param {{x: number, y: number}} centre @param {Folds} folds
 * @returns {import("./graph-node.js").Drawn}
 */
export function graphFold(walk, one, head, centre, folds) {
  const { groups } = folds;
  const group = one.group ?? 0;
  const { count, some } = results(folds, group);
  const only = count === 1 ? some[0] : undefined;
  const { trace, names } = walk;
  const node = only === undefined ? {} : { "data-node": only, "data-label": trace.nodes[only].label ?? "" };
  const { element, value, gradient, tooltip, captions } = card(head, centre, { ...node, "data-fold": group, role: "img" });
  const right = head.width - PAD - OPENER;
  const foot = s("text", { class: "gv-foot", x: PAD, y: head.height - 13 });
  const marks = s("text", { class: "gv-foot gv-fold-findings", x: right, y: head.height - 13 });
  const done = s("rect", { class: "gv-progress", x: 0, y: head.height - 6, height: 3, width: 0 });
  const whole = s("rect", { class: "gv-progress-whole", x: PAD, y: head.height - 6, width: right - PAD, height: 3, rx: 1.5 });
  // a small pile of cards: there is more below; it lies under the edges, so that their arrowheads stay whole
  const below = s("g", { transform: element.getAttribute("transform") }, ...[6, 3].map((away) =>
    s("rect", { class: "gv-pile", x: away, y: away, width: head.width, height: head.height, rx: 9 })));
  const [x, y] = [head.width - OPENER / 2 - 6, head.height - OPENER / 2 - 5];
  element.append(foot, marks, whole, done, s("g", { class: "gv-opener" },
    s("rect", { class: "gv-opener-reach", x: x - 20, y: y - 20, width: 40, height: 40 }),
    s("rect", { class: "gv-opener-card", x: x - OPENER / 2 + 3, y: y - OPENER / 2 + 3, width: OPENER - 6, height: OPENER - 6, rx: 5 }),
    s("path", { class: "gv-open", d: `M${x - 5} ${y}h10m-5 -5v10` })));
  const said = spokenTitle(groups, group, names);
  const size = sizeText(groups, group);
  const found = (trace.findings ?? []).filter(({ nodes }) => nodes.some((id) => folds.owner(id) === one.id)).length;
  write(tooltip, `${said}: ${size}. Double-click to open.`);
  write(marks, found ? `▲ ${found}` : "");
  const { wiped } = timesOf(trace);
  const { forward, back } = folds.inside.get(group) ?? { forward: [], back: [] };

  /** What is known of the results. @param {Quantity[]} known */
  function told(known) {
    if (known.length === 0) return "";
    if (only !== undefined) return number(known[0]);
    if (known.length < some.length || known.some(isArray)) return some.length === count ? `${known.length} of ${count}` : `${Math.round((100 * known.length) / some.length)} %`;
    return rangeText(known);
  }
  /** @type {unknown[]} */
  let painted = [];
  let counted = "";
  /** @type {[Quantity[], Quantity[]]} */
  let numbers = [[], []];
  return {
    element,
    below,
    paint() {
      const { state, hovered, step } = walk;
      const [gone, returned] = [upTo(forward, step), upTo(back, step)];
      const inside = `${gone} ${returned} ${upTo(wiped, step)}`;
      if (inside !== counted) { // else its numbers are as they were
        counted = inside;
        const known = (/** @type {(id: number) => Quantity | undefined} */ of) => /** @type {Quantity[]} */ (some.map(of).filter((each) => each !== undefined));
        numbers = [known(state.value), known(state.gradient)];
      }
      const [values, grads] = numbers;
      const within = (/** @type {number | null} */ id) => id !== null && folds.owner(id) === one.id;
      const active = state.event?.kind === "zero" ? state.event.nodes.some(within) : within(state.receiver ?? state.node);
      const giving = !active && within(state.node);
      const pointed = within(hovered);
      const now = [inside, active && state.phase, active && step, giving, pointed];
      if (now.length === painted.length && now.every((seen, i) => seen === painted[i])) return;
      painted = now;
      const way = state.phase === "forward" || state.phase === "start" ? { at: gone, of: forward.length } : { at: returned, of: back.length };
      const at = state.receiver ?? state.node;
      const inner = active && at !== null ? gradientRow(walk, at) ?? (at === state.receiver && at !== only ? [number(state.gradient(at) ?? 0)] : null) : null;
      writeRow(value, captions[0], [told(values)], head.width, VALUE);
      writeRow(gradient, captions[1], inner ?? [told(grads)], head.width, GRADIENT); // of the node inside that receives
      write(foot, active && way.of && way.at ? `step ${way.at.toLocaleString("en")} of ${way.of.toLocaleString("en")}` : size);
      attrs(whole, { visibility: way.of > 1 ? null : "hidden" });
      attrs(done, { x: PAD, width: way.of > 1 ? ((right - PAD) * way.at) / way.of : 0, "data-way": way.of === back.length && way.at === returned ? "back" : "forward" });
      const words = only === undefined ? [] : [values[0] === undefined ? "not computed yet" : `value ${spoken(values[0])}`, ...grads.map((grad) => `gradient ${spoken(grad)}`)];
      attrs(element, { "data-value": only === undefined ? values.length || null : datum(values[0]), "data-grad": only === undefined ? grads.length || null : datum(grads[0]),
        "data-active": active ? state.phase : null, "data-giving": giving, "data-hovered": pointed,
        "aria-label": [head.name, said, `${size} folded, Enter opens them`, ...(active && way.of ? [`step ${way.at} of ${way.of} inside`] : []), ...words].join(", ") });
    },
  };
}

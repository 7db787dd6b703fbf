// ⑧ In the pinned panel: move this number a little; what its gradient says will come of it stands beside what does.
import { attrs, h, whileConnected, write } from "../../drawing/dom.js";
import { engine } from "../../engine/client.js";
import { entry, isArray, number, toNumber } from "../../maths/format.js";
import { placeOf, reach, spanAt, steepest } from "../../trace/nudged.js";
import { signed } from "./graph-nudge.js";
import { nudging } from "./nudging.js";

const TURNS = 50; // of the slider, to either side
let made = 0;

/** What the two numbers say together. @param {number} predicted @param {number} true_ */
export function gapWords(predicted, true_) {
  const gap = Math.abs(true_ - predicted);
  const size = Math.max(Math.abs(true_), Math.abs(predicted));
  if (size < 1e-12) return "Nothing comes of it, as the gradient says.";
  if (gap <= 1e-6 * size) return "The two agree: here it is a straight line.";
  if (gap <= 0.5 * Math.abs(true_)) return `The curve bends: off by ${number(gap)}.`;
  return `Off by ${number(gap)}: so far from here the straight line does not reach.`;
}

/** @type {import("./graph-card.js").CardPart} */
export function cardNudge(walk, view, id) {
  const node = walk.trace.nodes[id];
  const span = spanAt(walk.trace, walk.step);
  const array = isArray(node.value);
  const shape = isArray(node.value) ? node.value.shape : [];
  if (!span.roots.length || id >= span.end || (isArray(node.value) && (!("data" in node.value) || node.value.data.length === 0 || !/float/.test(node.value.dtype ?? "float")))) return null;
  const state = nudging(walk);
  const before = state.now?.node === id ? state.now : null; // in another run
  let at = array ? before?.at ?? steepest(walk.replay, span, id) : [];
  const base = () => entry(walk.replay.at(span.seed).value(id) ?? node.value, at);
  if (!Number.isFinite(base())) return null;
  let most = reach(base());
  const names = walk.names;
  const called = () => `${names[id]}${array ? `[${at.join(", ")}]` : ""}`;
  const name = `card-nudge-${(made += 1)}`;
  const range = h("input", { type: "range", id: name, min: -TURNS, max: TURNS, step: 1, value: 0 });
  range.value = String(Math.round(((before?.by ?? 0) / most) * TURNS));
  const title = h("label", { for: name });
  const by = h("output", { for: name, class: "card-nudge-by" });
  const back = h("button", { type: "button", class: "card-nudge-back", title: "Back to what it was" }, "0");
  const which = h("select", { "aria-label": `Which entry of ${names[id]}` });
  const predicted = h("dd");
  const true_ = h("dd");
  const root = span.roots.length === 1 ? names[span.roots[0].node] : "all roots";
  const gap = h("p", { class: "card-nudge-gap" });
  const list = h("dl", {}, h("dt", {}, "gradient × change"), predicted, h("dt", {}, `${root} changes by`), true_);
  const element = h("section", { class: "card-nudge", "data-widget": "card-nudge", "aria-label": "Nudge" },
    h("div", { class: "card-nudge-head" }, title, ...(array ? [which] : []), by), h("div", { class: "card-nudge-line" }, range, back), list, gap);
  if (array) {
    const count = shape.reduce((product, length) => product * length, 1);
    which.append(...Array.from({ length: Math.min(count, 400) }, (_, k) => h("option", { value: k }, `[${placeOf(k, shape).join(", ")}]`)));
    which.value = String(at.reduce((flat, i, axis) => flat * shape[axis] + i, 0));
    which.addEventListener("change", () => {
      at = placeOf(Number(which.value), shape);
      most = reach(base());
      state.hold = { node: id, at, most };
      range.value = "0";
      state.clear();
      paint();
    });
  }
  state.hold = { node: id, at, most };
  /** By how much. */
  const moved = () => (range.valueAsNumber / TURNS) * most;
  range.addEventListener("input", () => {
    state.set(id, moved(), at);
    paint();
    const [body, own, knob] = [element.parentElement, element, range].map((one) => one?.getBoundingClientRect());
    if (element.parentElement && body && own && knob) element.parentElement.scrollTop += Math.max(0, Math.min(own.bottom - body.bottom, knob.top - body.top - 4)); // what comes of it is to be seen, and the slider, too
  });
  back.addEventListener("click", () => { range.value = "0"; state.clear(); paint(); range.focus(); });
  for (const type of ["input", "change"]) element.addEventListener(type, (event) => event.stopPropagation());
  whileConnected(element, () => {
    walk.addEventListener("nudge", paint);
    return () => walk.removeEventListener("nudge", paint);
  });

  /** @param {NonNullable<typeof state.now>} now */
  function words(now) {
    const promised = state.predicted(now);
    if (now.told === "waiting") return "The program runs once more …";
    if (now.why === "random") return "The program draws random numbers anew in each run, so that another run cannot tell.";
    if (now.told === "python" && now.why) return "This can be told of the first pass only: what was trained since is not what the program begins with.";
    if (now.told === "python") return engine.state === "failed" ? "This needs Python, which could not be started here." : "This needs Python, which is not there yet.";
    if (now.told === "failed") return `The program fails with it: ${now.why}`;
    if (now.told === "other") return "With this number the program takes another way: what the gradient says holds for the way it took.";
    const parts = [];
    if (promised === undefined) parts.push("What the gradient says is known once the steps have come to it.");
    else if (promised === null) parts.push("No gradient comes here.");
    else if (Number.isFinite(promised.change)) parts.push(gapWords(promised.change, now.true_));
    if (!now.sure) parts.push("By the recorded steps: the program itself might take another way.");
    return parts.join(" ");
  }
  function paint() {
    const { now } = state;
    const mine = now && now.node === id ? now : null;
    write(title, `Nudge ${called()}`);
    if (document.activeElement !== range) range.value = String(Math.round(((mine?.by ?? 0) / most) * TURNS)); // it may be moved in the graph
    write(by, mine ? `${number(base())} → ${number(base() + mine.by)}` : number(base()));
    attrs(range, { "aria-valuetext": mine ? `${signed(mine.by)}: ${root} changes by ${Number.isNaN(mine.true_) ? "an unknown amount" : signed(mine.true_)}` : "unchanged" });
    attrs(back, { disabled: !mine });
    const promised = mine && state.predicted(mine);
    write(predicted, !mine ? "" : promised ? `${number(promised.gradient)} × ${toNumber(mine.by) < 0 ? `(${number(mine.by)})` : number(mine.by)} = ${signed(promised.change)}` : promised === null ? "none" : "not yet");
    write(true_, !mine ? "" : Number.isNaN(mine.true_) ? "…" : signed(mine.true_));
    attrs(element, { "data-moved": mine !== null });
    write(gap, mine ? words(mine) : "Move it, and see what comes of it.");
  }
  return { element, paint };
}

// ⑧ Another pass beside the one that is shown: its graph goes through the same steps, and what differs is marked in both.
import { thousands } from "../../maths/format.js";
import { attrs, follow, h, whileConnected, write } from "../../drawing/dom.js";
import { differenceOf } from "../../trace/pass-changes.js";
import { differenceWords } from "../../trace/pass-words.js";
import { matched, samePlace } from "../../trace/series.js";
import { Walk } from "../../trace/walk.js";
import { graphView } from "../graph/graph-view.js";


/**
 * Puts the other graph into the place of the first one, beside it, as long as the walk is compared.
 * @param {Walk} walk @param {HTMLElement} place where the walk's own graph stands @param {{direction?: "right" | "down"}} [options]
 */
export function passCompare(walk, place, { direction } = {}) {
  const words = h("p", { class: "pass-compare-words", role: "status" });
  const [one, two] = ["here", "there"].map((which) => h("button", { type: "button", "data-which": which }));
  const close = h("button", { type: "button", class: "pass-compare-close", title: "Stop comparing", "aria-label": "Stop comparing" }, "×");
  const bar = h("div", { class: "pass-compare-bar" }, words, h("span", { class: "pass-compare-which", role: "group", "aria-label": "Which pass is shown" }, one, two), close);
  const beside = h("div", { class: "pass-compare-other" });
  const labels = [h("span", { class: "pass-compare-label", "data-which": "here" }), h("span", { class: "pass-compare-label", "data-which": "there" })];
  /** @type {Walk | null} */
  let other = null;
  /** @type {import("../../trace/series.js").Match | null} */
  let match = null;
  let key = "";

  /** The other walk, at the same place in its pass. */
  function sync() {
    const passes = walk.trace.passes ?? [];
    const [pass, compared] = [walk.pass, walk.compared];
    if (!other || pass === null || compared === null) return;
    if (other.trace !== walk.trace) {
      key = "";
      other.replace(walk.trace, walk.replay);
    }
    const now = `${pass} ${compared}`;
    if (now !== key || !match) {
      key = now;
      match = matched(walk.trace, passes[pass], walk.trace, passes[compared]);
      const [to, back, mine] = [match.to, match.back, other];
      walk.twin = { nodes: to, pass: compared, get state() { sync(); return mine.state; } };
      other.twin = { nodes: back, pass, get state() { return walk.state; } };
      write(words, differenceWords(walk.replay, differenceOf(walk.replay, pass, compared), pass, compared));
      for (const [element, at] of /** @type {[HTMLElement, number][]} */ ([[one, pass], [two, compared], [labels[0], pass], [labels[1], compared]])) write(element, `Pass ${thousands(at + 1)}`);
    }
    const step = samePlace(walk.trace, passes[pass], walk.step, walk.trace, passes[compared], match);
    if (other.pass !== compared) other.turnTo(compared, step);
    other.set(step);
  }
  /** Where both are laid out alike, the other shows the same part. @param {Event} event */
  function together({ target }) {
    const twin = beside.querySelector(".graph-view-scroll");
    if (!(target instanceof Element) || !twin || target === twin || !target.matches(".graph-view-scroll")) return;
    if (Math.abs(target.scrollWidth - twin.scrollWidth) + Math.abs(target.scrollHeight - twin.scrollHeight) < 3) twin.scrollTo({ left: target.scrollLeft, top: target.scrollTop, behavior: "instant" });
  }
  function open() {
    other = new Walk(walk.trace, { series: true, replay: walk.replay });
    const mine = other;
    mine.silent = true; // both do the same, and one says it
    const [hover, pin] = [mine.hover.bind(mine), walk.pin.bind(walk)];
    mine.hover = (node) => { hover(node); walk.hover(node === null ? null : match?.back.get(node) ?? null); };
    mine.pin = (node) => pin(node === null ? null : match?.back.get(node) ?? null); // what is pinned stays with the first
    beside.replaceChildren(labels[1], graphView(mine, { label: "Graph of the other pass", table: false, sentence: false, direction }));
    attrs(place, { "data-comparing": "here" });
    place.prepend(bar, labels[0]);
    place.append(beside);
    place.addEventListener("scroll", together, true);
  }
  function shut() {
    [other, match, key, walk.twin] = [null, null, "", null];
    place.removeEventListener("scroll", together, true);
    for (const element of [bar, labels[0], beside]) element.remove();
    beside.replaceChildren();
    attrs(place, { "data-comparing": null });
  }
  for (const button of [one, two]) button.addEventListener("click", () => { attrs(place, { "data-comparing": button.dataset.which }); paint(); });
  close.addEventListener("click", () => {
    walk.compare(null);
    /** @type {HTMLElement | null | undefined} */ (place.closest("[data-keys]"))?.focus({ preventScroll: true });
  });
  function paint() {
    for (const button of [one, two]) attrs(button, { "aria-pressed": String(place.dataset.comparing === button.dataset.which) });
  }
  follow(place, walk, ["compare", "trace", "pass", "step"], () => {
    if (walk.compared === null || walk.pass === null) {
      if (!other) return;
      shut();
      walk.dispatchEvent(new Event("hover")); // the marks go
      return;
    }
    const fresh = !other;
    if (!other) open();
    sync();
    other?.dispatchEvent(new Event("hover")); // its own numbers may be the same, but what they are compared with is not
    if (fresh) walk.dispatchEvent(new Event("hover"));
    paint();
  });
  whileConnected(place, () => () => { if (other) shut(); });
}

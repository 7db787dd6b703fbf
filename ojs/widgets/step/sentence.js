// ⑧ The current step in plain words: seen by everyone, announced to screen readers, silent while playing.
import { attrs, follow, h, whileConnected, write } from "../../drawing/dom.js";
import { needsWalk } from "../../trace/walk.js";
import { passTitles } from "../steps/pass-titles.js";
import { linkHover } from "./hover.js";

/** Announce what the reader stopped at, not every step a held-down key runs through. */
const SETTLED = 350;

/** @param {import("../../trace/walk.js").Walk} walk @returns {Record<import("../../trace/replay.js").Phase, string>} */
function titles(walk) {
  const { forward, backward } = passTitles(walk);
  return { start: "Start", forward, seed: backward, backward, zero: "zero_grad", update: "Update" };
}

/** @param {(string | import("../../trace/narrate.js").Ref)[]} parts */
export const linked = (parts) => parts.map((part) => (typeof part === "string" ? part : h("span", { class: "sentence-name", "data-ref": part.node }, part.name)));

/** @param {import("../../trace/walk.js").Walk} walk @returns {HTMLElement} */
export function sentence(walk) {
  needsWalk(walk, "sentence");
  const phase = h("span", { class: "sentence-phase" });
  const words = h("span", { class: "sentence-words" });
  const announced = h("span", { class: "sg-hidden", "aria-live": "polite" });
  const root = h("div", { class: "sentence", "data-widget": "sentence" }, phase, words, announced);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let last = walk.state.sentence; // what is there when the page opens is read with the page
  /** The room is kept, whatever is said: the reason gives way first, then the size, and where all that is not enough what it means: the node's panel says both. */
  function fit() {
    for (const size of ["", "why", "small", "smallest", "least"]) {
      attrs(root, { "data-fit": size || null });
      if (root.scrollHeight <= root.clientHeight) return;
    }
  }
  whileConnected(root, () => {
    const observer = new ResizeObserver(fit);
    observer.observe(root);
    return () => observer.disconnect();
  });
  follow(root, walk, ["step", "trace", "play", "flow", "twist"], () => {
    const { phase: now, said: happened, why, meant } = walk.state;
    // Of a run with a mistake in it, a gradient means nothing.
    const parts = [happened, why, walk.twist ? [] : meant].filter((part) => part.length > 0);
    const said = parts.map((part) => part.map((one) => (typeof one === "string" ? one : one.name)).join("")).join(" ");
    attrs(root, { "data-phase": now });
    write(phase, titles(walk)[now]);
    if (words.textContent !== said) {
      words.replaceChildren(...parts.flatMap((part, i) => [i ? " " : "", h("span", { class: part === meant ? "sentence-meant" : part === why ? "sentence-why" : null }, ...linked(part))]));
      fit();
    }
    clearTimeout(timer);
    if (walk.silent) last = said;
    if (!walk.playing && said !== last) timer = setTimeout(() => { last = said; write(announced, said); }, SETTLED);
  });
  linkHover(root, walk);
  return root;
}

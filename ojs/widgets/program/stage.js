// ⑧ Where the parts of a walkthrough stand: a stage of one height, whatever the program; each part scrolls inside itself, and none moves another.
import { attrs, follow, h, whileConnected } from "../../drawing/dom.js";
import { menu } from "../menu.js";

/** What stands on the stage, above it and below it. Where the page is wide the style sets the program beside the graph. */
const [ABOVE, ON, BELOW] = [["sliders", "series", "picture", "findings", "steps"], ["code", "graph", "sentence", "equation", "printed"], ["ledger", "below"]];
/** Lines of a program, and nodes of its graph, up to which less than all the room does. */
const [FEW_LINES, FEW_NODES] = [14, 12];
/** Narrower than this, in pixels, the tools are behind one button. */
const NARROW = 900;

/** Whether a walk of this trace needs no more than a small stage. @param {import("../../engine/protocol.js").Trace} trace */
export const isSmall = ({ source, nodes, passes = [], calls = [] }) => source.trimEnd().split("\n").length <= FEW_LINES && nodes.length <= FEW_NODES && nodes.length > 0 && passes.length < 2 && calls.length === 0
  && nodes.every(({ value }) => typeof value !== "object");

/**
 * @param {Record<string, (Node | string)[]>} parts what stands in each; series and findings are there for others to fill
 * @param {{lines?: number | null}} [options] lines: how many the program has, where the stage need not be higher than that
 */
export function stage(parts, { lines = null } = {}) {
  /** @param {string} name */
  const part = (name) => (parts[name]?.length || ["series", "findings"].includes(name) ? [h("div", { class: `walkthrough-${name}` }, ...(parts[name] ?? []))] : []);
  // Said here, and not asked for by the style with :has(): that would look at all of the stage again at every step.
  const there = [...ON.filter((name) => parts[name]?.length), ...(parts.code?.some((one) => one instanceof Element && one.matches(".program")) ? ["program"] : [])];
  const on = h("div", { class: "walkthrough-stage", "data-parts": there.join(" "), "data-small": lines !== null, style: lines === null ? null : `--lines: ${lines}` }, ...ON.flatMap(part));
  return h("div", { class: "walkthrough-body" }, ...ABOVE.flatMap(part), on, ...BELOW.flatMap(part));
}

/** On paper a walk is at its end, where nobody has chosen a step the page's still says the same (styles/print.scss). @param {HTMLElement} root @param {import("../../trace/walk.js").Walk} walk */
export function paper(root, walk) {
  /** @type {number | null} */
  let at = null;
  const before = () => {
    if (walk.step === walk.min) return;
    at = walk.step;
    walk.silent = true;
    walk.set(walk.max);
  };
  const after = () => {
    if (at !== null) walk.set(at);
    at = null;
    walk.silent = false;
  };
  follow(root, walk, ["step", "trace"], () => attrs(root, { "data-first": walk.step === walk.min }));
  whileConnected(root, () => {
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  });
}

/** The tools at the end of the steps' line; on a phone behind one button. @param {HTMLElement[]} tools */
export function toolbar(tools) {
  const more = menu({ label: "⋯", title: "More", content: () => [h("div", { class: "walkthrough-more" }, ...tools)] });
  const root = h("div", { class: "walkthrough-tools" }, ...tools);
  if (tools.length === 0) return root;
  whileConnected(root, () => {
    /** @type {boolean | undefined} */
    let narrow;
    const observer = new ResizeObserver(() => {
      const now = (root.closest(".walkthrough")?.clientWidth ?? NARROW) < NARROW;
      if (now === narrow) return;
      narrow = now;
      more.close();
      if (now) root.prepend(more);
      else more.replaceWith(...tools);
      for (const one of now ? tools : []) one.remove();
    });
    const widget = root.closest(".walkthrough");
    if (widget) observer.observe(widget);
    return () => observer.disconnect();
  });
  return root;
}

// ⑧ In the pinned panel: what made a node, where, its value and its gradient at this step, and what the gradient means.
import { linked } from "../step/sentence.js";
import { attrs, h, write } from "../../drawing/dom.js";
import { exact, isArray, number } from "../../maths/format.js";
import { keepsGradient } from "../../trace/kept.js";
import { expressionText } from "../../trace/names.js";
import { gradientRow, valueRow } from "../../trace/row-text.js";
import { writeCode } from "../step/code-text.js";
import { linkHover } from "../step/hover.js";

/** The line of the program that made a node, as a button that points at it. @param {import("../../trace/walk.js").Walk} walk @param {number} id @param {HTMLElement} root of the graph */
function lineOf(walk, id, root) {
  const { at } = walk.trace.nodes[id];
  const text = at ? walk.trace.source.split("\n")[at[0] - 1]?.trim() : "";
  if (!at || !text) return [];
  const button = h("button", { type: "button", class: "card-line", title: "Show it in the program" }, h("span", { class: "card-line-number" }, `line ${at[0]}`));
  button.append(writeCode(h("code"), text));
  const point = () => walk.hover(id);
  const away = () => walk.hover(null);
  for (const [type, does] of /** @type {[string, () => void][]} */ ([["pointerenter", point], ["focus", point], ["pointerleave", away], ["blur", away]])) button.addEventListener(type, does);
  button.addEventListener("click", () => {
    point();
    const lit = root.closest("[data-widget='walkthrough']")?.querySelector(".code-piece[data-hovered]");
    const frame = lit?.closest("pre");
    if (!lit || !frame) return;
    const [outer, inner] = [frame, lit].map((one) => one.getBoundingClientRect());
    frame.scrollTop += inner.top - outer.top - outer.height / 3; // inside its own frame: the page stays
    if (outer.bottom < 0 || outer.top > innerHeight) frame.scrollIntoView({ block: "nearest" });
  });
  return [button];
}

/** @type {import("./graph-card.js").CardPart} */
export function cardNumbers(walk, view, id) {
  const node = walk.trace.nodes[id];
  const [value, gradient] = [h("dd", { class: "card-value" }), h("dd", { class: "card-gradient" })];
  const meant = h("p", { class: "card-meaning" });
  const made = expressionText(walk.trace, walk.names, node) || (node.requires_grad ? "leaf" : "constant");
  const kept = keepsGradient(walk.trace, node);
  const params = Object.entries(node.params ?? {}).filter(([, given]) => given !== null && given !== false).map(([name, given]) => `${name} = ${typeof given === "object" ? JSON.stringify(given) : String(given)}`);
  const element = h("div", { class: "card-numbers" },
    h("p", { class: "card-made" }, node.op === null ? made : `= ${made}`, ...(params.length ? [h("small", {}, params.join(", "))] : [])), ...lineOf(walk, id, view.root),
    h("dl", {}, h("dt", {}, "value"), value, h("dt", {}, "gradient"), gradient), meant,
    ...(kept ? [] : [h("p", { class: "card-note" }, "After backward(), ", h("code", {}, ".grad"), " of this is None, in PyTorch and here: a Tensor that is computed passes its gradient on and keeps it only after ", h("code", {}, "retain_grad()"), ".")]));
  linkHover(element, walk);
  /** @type {unknown} */
  let said;
  return {
    element,
    paint() {
      const { state, step } = walk;
      const [known, grad] = [state.value(id), state.gradient(id)];
      write(value, valueRow(walk, id)?.join(" ") ?? (known === undefined ? "not yet" : isArray(known) ? `shape ${number(known)}` : number(known)));
      write(gradient, gradientRow(walk, id)?.join(" ") ?? (grad === undefined ? "none" : isArray(grad) ? `shape ${number(grad)}` : number(grad)));
      attrs(value, { title: known === undefined ? null : exact(known), "data-known": known !== undefined });
      attrs(gradient, { title: grad === undefined ? null : exact(grad), "data-known": grad !== undefined });
      if (said === state) return;
      said = state;
      const parts = walk.twist ? [] : walk.replay.meaning(id, step);
      if (meant.textContent !== parts.map((part) => (typeof part === "string" ? part : part.name)).join("")) meant.replaceChildren(...linked(parts));
    },
  };
}

// ⑧ Pointing at a name anywhere points at its node everywhere: elements with data-ref="<node id>".
import { attrs, follow } from "../../drawing/dom.js";

/** @param {HTMLElement} root @param {import("../../trace/walk.js").Walk} walk */
export function linkHover(root, walk) {
  /** @param {EventTarget | null} target */
  const refOf = (target) => (target instanceof Element ? target.closest("[data-ref]")?.getAttribute("data-ref") : null);
  root.addEventListener("pointerover", (event) => {
    const ref = refOf(event.target);
    walk.hover(ref ? Number(ref) : null);
  });
  root.addEventListener("pointerleave", () => walk.hover(null));
  follow(root, walk, ["hover"], () => {
    for (const one of root.querySelectorAll("[data-ref]")) attrs(one, { "data-hovered": one.getAttribute("data-ref") === String(walk.hovered) });
  });
}

// ⑧ In the pinned panel: all of an array, value and gradient side by side, and of the element one is at what it was made of.
import { attrs, h, whileConnected, write } from "../../drawing/dom.js";
import { whole } from "../../drawing/digits.js";
import { entry, isArray } from "../../maths/format.js";
import { elementName, lit } from "../../trace/lit.js";
import { pointed } from "../../trace/pointed.js";
import { arrayTable } from "./array-table.js";

/** @type {import("./graph-card.js").CardPart} */
export function cardArray(walk, view, id) {
  const node = walk.trace.nodes[id];
  if (!isArray(node.value)) return null;
  const { shape } = node.value;
  const at = pointed(walk);
  const name = walk.names[id];
  /** @param {"value" | "gradient"} which */
  const point = (which) => (/** @type {number[] | null} */ index) => at.set(index && { node: id, which, index });
  const value = arrayTable(shape, { label: name, kind: "value", point: point("value") });
  const gradient = node.requires_grad ? arrayTable(shape, { label: `${name}.grad`, kind: "gradient", point: point("gradient") }) : null;
  const said = h("p", { class: "card-array-said" });
  const element = h("div", { class: "card-array" }, h("div", { class: "card-array-tables" }, value.element, ...(gradient ? [gradient.element] : [])), said);

  function tell() {
    const { cell } = at;
    const found = lit(walk, cell);
    for (const [table, which] of /** @type {const} */ ([[value, "value"], [gradient, "gradient"]])) {
      table?.light(found?.parts.filter((part) => part.node === id && part.which === which).map(({ box }) => box) ?? [], cell?.node === id && cell.which === which ? cell.index : null);
    }
    if (!cell || cell.node !== id) return void write(said, "Point at a number, or go to it with the arrow keys, to see what it was made of.");
    const held = cell.which === "value" ? walk.state.value(id) : walk.state.gradient(id);
    const known = isArray(held) && "data" in held ? whole(/** @type {any} */ (entry(held, cell.index)), held.dtype) : "";
    const title = elementName(cell.which === "value" ? name : `${name}.grad`, cell.index);
    write(said, [known ? `${title} = ${known}` : title, found?.text].filter(Boolean).join("\n"));
  }
  whileConnected(element, () => {
    at.addEventListener("cell", tell);
    return () => {
      at.removeEventListener("cell", tell);
      if (at.cell?.node === id) at.set(null);
    };
  });
  attrs(said, { "aria-live": "polite" });
  return {
    element,
    paint() {
      value.show(walk.state.value(id));
      gradient?.show(walk.state.gradient(id));
      tell();
    },
  };
}

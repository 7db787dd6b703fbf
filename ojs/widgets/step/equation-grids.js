// ⑧ Below the symbols of a step of arrays: the arrays that meet in it, in numbers, as large as the band has room for; an element one points at says its sum.
import { attrs, h, s, write } from "../../drawing/dom.js";
import { arrayGrid } from "../../drawing/array-grid.js";
import { gridsPlan, ROOM } from "../../drawing/grids-plan.js";
import { textWidth } from "../../drawing/letters.js";
import { meets } from "../../trace/meets.js";
import { cellLights } from "./cell-lights.js";

/** What the sum of an element is written in: so large on one line, smaller on two. */
const SUM = [13, 12, 11, 10];

/** @param {import("../../drawing/grids-plan.js").Part} part @param {number | null} receiver */
function shown({ item, grid, width }, receiver) {
  if (typeof item === "string") return h("span", { class: "equation-grids-sign" }, item);
  const { array, name, node, which, turned } = item;
  const kind = which === "value" || which === "none" ? "value" : "gradient";
  const role = which === "contribution" || (which === "gradient" && node === receiver) ? "contribution" : kind;
  const label = h("span", { class: "equation-grids-name", "data-ref": node < 0 ? null : node }, name);
  if (!grid) return h("span", { class: "equation-grids-part", "data-role": role, "data-bare": true }, label);
  const drawn = arrayGrid(grid, { kind, of: node, which, turned, titles: false });
  drawn.show(array);
  const { edge } = ROOM;
  const [across, down] = [grid.width, grid.height].map((side) => side + 2 * edge / grid.scale);
  const svg = s("svg", { width: across * grid.scale, height: down * grid.scale, viewBox: `${-edge / grid.scale} ${-edge / grid.scale} ${across} ${down}` }, drawn.element);
  return h("span", { class: "equation-grids-part", "data-role": role, style: `width: ${Math.ceil(width)}px` }, label, svg);
}

/** @param {import("../../trace/walk.js").Walk} walk @param {HTMLElement} root the equation */
export function equationGrids(walk, root) {
  const element = h("div", { class: "equation-grids", "aria-hidden": "true", hidden: true }); // the sentence and the symbols say it
  const sum = h("div", { class: "equation-sum", "aria-hidden": "true", hidden: true });
  let made = "";
  /** @type {unknown} */
  let event = null;
  const lights = cellLights(walk, root, (found) => {
    attrs(root, { "data-pointed": found !== null });
    attrs(sum, { hidden: !found });
    if (!found) return;
    write(sum, found.text);
    const alone = root.getAttribute("data-grids") === "alone";
    const above = /** @type {HTMLElement} */ (alone ? element : element.previousElementSibling); // what it stands in the place of
    const lines = alone ? 1 : 2;
    const size = SUM.find((one, i) => textWidth(found.text, one) <= (i > 1 ? 0.9 * lines : 1) * sum.clientWidth) ?? SUM[SUM.length - 1];
    attrs(sum, { style: `top: ${above.offsetTop}px; height: ${alone ? ROOM.name : above.offsetHeight}px; font-size: ${size}px` });
  });

  return {
    element,
    sum,
    /** What meets in the present step, if arrays do. */
    get lines() { return meets(walk); },
    /** Whether it stands in so much room now. @param {import("../../trace/meets.js").Item[][]} lines @param {{width: number, height: number}} room */
    show(lines, room) {
      const plan = gridsPlan(lines, room);
      if (!plan) return false;
      const key = JSON.stringify([plan.beside, plan.rows.map((row) => row.map(({ item, grid, width }) => [item.name ?? item, width, grid?.size]))]);
      if (key !== made || event !== walk.state.event) {
        element.replaceChildren(...plan.rows.map((row) => h("div", { class: "equation-grids-row" }, ...row.map((part) => shown(part, walk.state.receiver)))));
        [made, event] = [key, walk.state.event];
      }
      attrs(element, { "data-beside": plan.beside, hidden: false });
      return true;
    },
    hide: () => attrs(element, { hidden: true }),
    paint: lights.paint,
  };
}

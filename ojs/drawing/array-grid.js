// ⑧ An array as SVG: cells with numbers, or a small picture; colours say sign and size. Its room is known before its numbers are.
import { attrs, s, write } from "./dom.js";
import { cellOf, indexOf, largest, level, numbersOf, placeOf } from "./array-plan.js";
import { digits, SIZE, whole } from "./digits.js";
import { textWidth } from "./letters.js";
import { isArray, number } from "../maths/format.js";

/** @typedef {import("../engine/protocol.js").Quantity} Quantity @typedef {import("./array-plan.js").Plan} Plan */
/** @typedef {ReturnType<typeof arrayGrid>} Grid */

/** @typedef {"value" | "gradient" | "contribution" | "none"} Which */

const PAD = 2;
/** @type {WeakMap<Element, any>} */
const made = new WeakMap();

/** What stands under the pointer there. @param {Element} element @returns {Grid | undefined} */
export const gridOf = (element) => made.get(element);

/**
 * @param {Plan} plan
 * @param {{x?: number, y?: number, kind: "value" | "gradient", of: number, which?: Which, turned?: boolean, titles?: boolean}} given of: the node; which: what of it, if not its value or
 *   gradient; turned: rows and columns are changed for one another here; titles: every number with all of its digits
 */
export function arrayGrid(plan, { x = 0, y = 0, kind, of, which = kind, turned = false, titles = true }) {
  const { rows, columns, size } = plan;
  const marks = s("g", { class: "gv-lit" });
  const element = s("g", { class: plan.numbers ? "gv-array" : "gv-array gv-picture", transform: `translate(${x} ${y})`, "data-kind": kind, "data-of": of, "data-which": which });
  const around = (/** @type {any[]} */ list) => (turned ? [...list.slice(0, -2), ...list.slice(-2).reverse()] : list);
  /** @type {Quantity | undefined | null} */
  let shown = null;

  /** Every cell is there from the start. */
  const cells = !plan.numbers ? [] : Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const place = placeOf(plan, row, column);
    const title = titles ? s("title") : null;
    const rect = s("rect", { ...place, rx: 2 });
    const text = s("text", { x: place.x + place.width / 2, y: place.y + place.height / 2 + size * 0.36, style: size === SIZE ? null : `font-size: ${size}px` });
    const cell = s("g", { class: "gv-cell", "data-at": `${row} ${column}`, "data-empty": true }, ...(title ? [title] : []), rect, text);
    return { cell, title, text };
  });
  const frame = s("rect", { class: "gv-frame", width: plan.width, height: plan.height, rx: 2 });
  const paths = s("g");
  element.append(...(plan.numbers ? cells.map(({ cell }) => cell) : [paths, frame]), marks);

  /** @param {import("../engine/protocol.js").NumArray} array */
  function written(array) {
    const all = numbersOf(array, plan);
    const most = largest(all);
    const room = plan.cell - 2 * PAD;
    cells.forEach(({ cell, title, text }, at) => {
      const value = all[at];
      const said = digits(value, { room, size, dtype: array.dtype });
      const wide = textWidth(said, size);
      attrs(cell, { "data-empty": null, "data-level": level(value, most) ?? "none" });
      if (wide > room || size !== SIZE) text.style.fontSize = `${wide > room ? Math.floor(size * 10 * room / wide) / 10 : size}px`;
      else text.style.fontSize = "";
      write(text, said);
      if (title) write(title, whole(value, array.dtype));
    });
  }

  /** One path a colour: a picture of a thousand cells is eleven elements. @param {import("../engine/protocol.js").NumArray} array */
  function painted(array) {
    const all = numbersOf(array, plan);
    const most = largest(all);
    /** @type {Map<string, string>} */
    const found = new Map();
    all.forEach((value, at) => {
      const place = placeOf(plan, Math.floor(at / columns), at % columns);
      const name = String(level(value, most) ?? "none");
      found.set(name, `${found.get(name) ?? ""}M${round(place.x)} ${round(place.y)}h${round(place.width)}v${round(place.height)}h${-round(place.width)}z`);
    });
    paths.replaceChildren(...[...found].map(([name, d]) => s("path", { d, "data-level": name })));
  }

  const grid = {
    element,
    plan,
    of,
    which,
    get shown() { return shown; },
    /** @param {Quantity | undefined} quantity */
    show(quantity) {
      if (quantity === shown) return;
      shown = quantity;
      const array = isArray(quantity) && String(quantity.shape) === String(plan.shape) ? quantity : null;
      attrs(element, { "data-empty": array === null });
      if (plan.numbers) {
        if (array && "data" in array) return written(array);
        const same = quantity === undefined || isArray(quantity) ? "" : number(quantity); // a program's own `w.grad = 0`
        for (const { cell, title, text } of cells) {
          attrs(cell, { "data-empty": same === "", "data-level": null });
          write(text, same);
          if (title) write(title, same);
        }
      } else if (array) painted(array);
      else paths.replaceChildren();
    },
    /** Frames elements. @param {import("../trace/sources.js").Box[]} boxes @param {string} [role] */
    light(boxes, role = "") {
      marks.append(...boxes.flatMap((box) => framed(plan, around(box))).map((place) => s("rect", { ...place, rx: 3, "data-role": role })));
    },
    dark() {
      marks.replaceChildren();
    },
    /** The element at a place in the window, and what of it is drawn there. @param {{clientX: number, clientY: number}} at @returns {import("../trace/pointed.js").Cell | null} */
    at({ clientX, clientY }) {
      if (shown === undefined || which === "none" || !plan.rows || !plan.columns) return null;
      const matrix = element.getScreenCTM()?.inverse();
      if (!matrix) return null;
      const point = new DOMPoint(clientX, clientY).matrixTransform(matrix);
      const within = (/** @type {number} */ i, /** @type {number} */ n) => Math.max(0, Math.min(n - 1, i));
      const pitch = placeOf(plan, 0, 1).x;
      const column = within(Math.floor(point.x / pitch), columns);
      let row = 0;
      while (row + 1 < rows && placeOf(plan, row + 1, 0).y <= point.y) row += 1;
      return { node: of, which, index: around(indexOf(plan, row, column)) };
    },
  };
  made.set(element, grid);
  return grid;
}

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;

/** The frames around a box: one a slice. @param {Plan} plan @param {import("../trace/sources.js").Box} box */
function framed(plan, box) {
  if (box.some(([from, to]) => to <= from)) return [];
  const leading = box.slice(0, -2);
  const slices = leading.reduce((product, [from, to]) => product * (to - from), 1);
  if (slices > 64) return [{ x: -1, y: -1, width: plan.width + 2, height: plan.height + 2 }];
  return Array.from({ length: slices }, (_, flat) => {
    const lead = leading.map(() => 0);
    for (let axis = leading.length - 1, left = flat; axis >= 0; axis -= 1) {
      const length = leading[axis][1] - leading[axis][0];
      lead[axis] = leading[axis][0] + (left % length);
      left = Math.floor(left / length);
    }
    const [first, last] = [0, 1].map((end) => cellOf(plan, [...lead, ...box.slice(-2).map(([from, to]) => (end ? to - 1 : from))]));
    const [start, end] = [placeOf(plan, ...first), placeOf(plan, ...last)];
    return { x: start.x - 0.5, y: start.y - 0.5, width: end.x + end.width - start.x + 1, height: end.y + end.height - start.y + 1 };
  });
}

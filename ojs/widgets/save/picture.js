// ⑧ The graph as it is drawn, as a picture by itself (SVG), and in pixels (PNG): its looks written into it, its letters too, and nothing of the page.
import { s } from "../../drawing/dom.js";
import { faces, themes } from "./beside.js";
import { flat } from "./flat.js";

/** @typedef {import("../../trace/walk.js").Walk} Walk @typedef {import("../program/walkthrough.js").Host} Host @typedef {{text: string, width: number, height: number}} Drawing */

/** Letters that the interface's typeface has not; the mathematical one stands in for it. */
const OTHERS = /[^\u0020-\u007e\u00a0-\u00ff\u0152\u0153–—‘’‚“”„•…′″‹›⁄€−⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵀᵢ\n]/u;
/** What no XML may hold. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** No browser paints more pixels than this at once, and none of these a side. */
const [MOST_PIXELS, MOST_SIDE] = [60e6, 16_000];
const LONGEST = 300; // letters of a title

/** @param {string} text */
const writable = (text) => text.replace(UNWRITABLE, "\ufffd");

/** @param {string} text */
const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** @param {Walk} walk @param {Host} host @param {"light" | "dark"} theme @returns {Promise<Drawing>} */
export async function drawingOf(walk, { view, name }, theme) {
  const looks = (await themes())[theme];
  const { x, y, width, height } = view.svg.viewBox.baseVal;
  if (!(width > 0 && height > 0)) throw new Error("nothing of the graph is drawn");
  // In a place of its own, with the theme's colours, so that the browser itself says what everything looks like.
  const place = /** @type {HTMLElement} */ (view.root.cloneNode(false));
  for (const one of ["data-widget", "id", "data-card"]) place.removeAttribute(one);
  Object.assign(place.style, { position: "absolute", left: "-99999px", top: "0", width: `${width}px`, height: `${height}px` });
  for (const [property, value] of Object.entries(looks)) place.style.setProperty(property, value);
  const scroll = /** @type {HTMLElement} */ (view.scroll.cloneNode(false));
  scroll.hidden = false;
  const copy = /** @type {SVGSVGElement} */ (view.svg.cloneNode(true));
  copy.removeAttribute("data-far"); // a picture can be looked at from as near as one likes
  scroll.append(copy);
  place.append(scroll);
  place.inert = true;
  document.body.append(place);
  const { drawing, families, font, background } = flat(copy, place);
  place.remove();

  const texts = [...drawing.querySelectorAll("text, title")];
  for (const one of texts) one.normalize();
  for (const one of texts) for (const child of one.childNodes) if (child.nodeType === Node.TEXT_NODE) child.nodeValue = writable(one.localName === "title" ? cut(child.nodeValue ?? "") : child.nodeValue ?? "");
  if (texts.some((one) => one.localName === "text" && OTHERS.test(one.textContent ?? ""))) families.add("Stepgrad Mathematics");
  const style = s("style", {}, `${await faces(families)}\ntext{font-variant-numeric:tabular-nums lining-nums}`);
  const title = s("title", {}, writable(cut(`${name || "Computational graph"}, step ${walk.step} of ${walk.max}`)));
  const desc = s("desc", {}, writable(cut(walk.state.sentence)));
  const whole = s("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `${x} ${y} ${width} ${height}`, width, height, role: "img", "font-family": font }, title, desc, style, s("rect", { x, y, width, height, fill: background }), ...drawing.childNodes);
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(whole)}\n`, width, height };
}

/** In pixels, twice as many as on the page where a browser can. @param {Drawing} drawing @returns {Promise<Blob>} */
export async function painted({ text, width, height }) {
  const scale = Math.min(2, MOST_SIDE / width, MOST_SIDE / height, Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image(canvas.width, canvas.height);
    image.src = address;
    await image.decode();
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser has no memory left for it");
    for (let turn = 0; turn < 2; turn += 1) { // some browsers have the letters only the second time
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      await new Promise((resolve) => { setTimeout(resolve, 30); });
    }
    return await new Promise((resolve, reject) => { canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("it is too large for this browser"))), "image/png"); });
  } finally {
    URL.revokeObjectURL(address);
  }
}

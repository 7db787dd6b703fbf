// ⑧ A drawing whose looks are written at each element, as programs read it that know no style sheet: plain attributes, and nothing that is not seen.

/** What stays of an element: where it is, and how large. */
const GEOMETRY = ["x", "y", "width", "height", "rx", "ry", "r", "cx", "cy", "d", "x1", "y1", "x2", "y2", "points", "transform", "offset", "dx", "dy", "patternUnits", "patternTransform", "gradientUnits", "clipPathUnits", "preserveAspectRatio"];
/** How it looks: what is passed on to what is inside, with what it is where nobody says it; and what is an element's own. */
const PASSED = { fill: "#000000", stroke: "none", "stroke-width": "1", "stroke-dasharray": "none", "stroke-linecap": "butt", "stroke-linejoin": "miter", "fill-rule": "nonzero", "paint-order": "normal",
  "font-family": "", "font-size": "", "font-weight": "400", "font-style": "normal", "text-anchor": "start", "letter-spacing": "normal", "dominant-baseline": "auto" };
const OWN = { opacity: "1", "clip-path": "none", mask: "none", "stop-color": "#000000" };
const LETTERS = new Set(["font-family", "font-size", "font-weight", "font-style", "text-anchor", "letter-spacing", "dominant-baseline"]);
const COLOURS = new Set(["fill", "stroke", "stop-color"]);
const SHAPES = "path, rect, circle, ellipse, line, polyline, polygon, text, image, use";

/** @param {number} part from 0 to 1 */
const hex = (part) => Math.round(Math.max(0, Math.min(1, part)) * 255).toString(16).padStart(2, "0");

/** A computed colour as any program reads it, and how much of it is seen. @param {string} value @returns {{colour: string, alpha: number}} */
export function plainColour(value) {
  const numbers = (value.match(/-?[\d.]+(?:e-?\d+)?%?/g) ?? []).map((one) => (one.endsWith("%") ? parseFloat(one) / 100 : Number(one)));
  if (value.startsWith("rgb")) {
    const [r, g, b, alpha = 1] = numbers;
    return { colour: alpha === 0 ? "none" : `#${[r, g, b].map((one) => hex(one / 255)).join("")}`, alpha };
  }
  if (value.startsWith("color(srgb")) {
    const [r, g, b, alpha = 1] = numbers;
    return { colour: alpha === 0 ? "none" : `#${[r, g, b].map(hex).join("")}`, alpha };
  }
  return { colour: value === "" ? "none" : value.replaceAll('"', ""), alpha: 1 };
}

/** The first name of a list of typefaces, and the list without those that stand in for them. @param {string} value */
function typeface(value) {
  const names = value.split(",").map((one) => one.trim().replaceAll('"', "")).filter((one) => !one.endsWith("Stand-in"));
  return { first: names[0], all: names.join(", ") };
}

/**
 * @param {SVGSVGElement} svg in the document, so that its styles are known @param {Element} ground what its background is that of
 * @returns {{drawing: SVGElement, families: Set<string>, font: string, background: string}} font: the list of typefaces that is the same for all, unless an element says otherwise
 */
export function flat(svg, ground) {
  /** @type {Set<string>} */
  const families = new Set();

  /** @param {Element} element @param {Record<string, string>} around what is passed on to it @returns {Element | null} */
  function copied(element, around) {
    const { localName, namespaceURI } = element;
    if (namespaceURI !== svg.namespaceURI || localName === "foreignObject" || localName === "script" || localName === "style") return null;
    if (localName === "title") return element.textContent ? /** @type {Element} */ (element.cloneNode(true)) : null;
    const inside = element.closest("defs") !== null;
    const style = getComputedStyle(element);
    if (!inside && (style.display === "none" || style.opacity === "0")) return null;
    const made = document.createElementNS(namespaceURI, localName);
    for (const name of GEOMETRY) if (element.hasAttribute(name)) made.setAttribute(name, element.getAttribute(name) ?? "");
    if (inside && element.id) made.id = element.id;
    const address = element.getAttribute("href");
    if (address && /^(#|data:image\/)/.test(address)) made.setAttribute("href", address);
    const now = { ...around };
    const isShape = element.matches(SHAPES);
    for (const [name, usual] of Object.entries({ ...PASSED, ...OWN })) {
      if (LETTERS.has(name) && localName !== "text" && localName !== "tspan") continue;
      if (name in PASSED && !isShape && localName !== "tspan") continue; // a group's looks are those of what is in it
      let value = style.getPropertyValue(name);
      if (name === "stop-color" && localName !== "stop") continue;
      if (COLOURS.has(name)) {
        const { colour, alpha } = plainColour(value);
        value = colour;
        if (alpha < 1 && alpha > 0) made.setAttribute(name === "stop-color" ? "stop-opacity" : `${name}-opacity`, String(Math.round(alpha * 1000) / 1000));
      } else if (name === "font-family") {
        const { first, all } = typeface(value);
        families.add(first);
        value = all;
      } else value = value.replace(/(\d)px/g, "$1").replaceAll('"', "").replace(/, /g, " ");
      if (value === (name in PASSED ? now[name] ?? usual : usual)) continue;
      made.setAttribute(name, value);
      if (name in PASSED) now[name] = value;
    }
    if (localName === "path" || localName === "rect" || localName === "circle") { // a ring that shows only with the focus, the room of a finger
      if (made.getAttribute("fill") === "none" && !made.hasAttribute("stroke") && !inside) return null;
    }
    if (isShape && style.visibility !== "visible") return null;
    for (const child of element.childNodes) {
      const one = child instanceof Element ? copied(child, now) : child.nodeType === Node.TEXT_NODE ? child.cloneNode() : null;
      if (one) made.append(one);
    }
    const isEmpty = localName === "g" && ![...made.children].some((child) => child.localName !== "title");
    return isEmpty || (localName === "text" && !made.textContent) ? null : made;
  }

  const font = typeface(getComputedStyle(svg).fontFamily).all;
  const drawing = /** @type {SVGElement} */ (copied(svg, { "font-family": font }) ?? document.createElementNS(svg.namespaceURI, "svg"));
  const { colour } = plainColour(getComputedStyle(ground).getPropertyValue("--diagram-bg").trim());
  return { drawing, families, font, background: colour };
}

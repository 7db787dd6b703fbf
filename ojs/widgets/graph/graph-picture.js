// ⑧ What is on the canvas of a graph that is seen from far away: its cards, lines and frames, as the step has them, and the colours of the theme.

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Area x, y: its corner, in the drawing's own coordinates
 * @typedef {Area & {name: string, fold: boolean, known: boolean, sent: boolean, active: string | null, lit: boolean, focused: boolean}} Card
 * @typedef {{path: Path2D, from: import("../../drawing/layout.js").Point, to: import("../../drawing/layout.js").Point, active: string | null, passed: boolean, length: number}} Line
 * @typedef {{cards: Card[], lines: Line[], hulls: import("../../drawing/layout.js").Hull[]}} Picture
 */

const VARIABLES = {
  card: "--diagram-node-fill", stroke: "--diagram-node-stroke", pending: "--diagram-pending-stroke", text: "--diagram-node-text", faint: "--diagram-pending-text", edge: "--diagram-edge", ground: "--diagram-bg",
  forward: "--forward", "forward-soft": "--forward-soft", backward: "--backward", "backward-soft": "--backward-soft", ring: "--focus-ring", font: "--diagram-font",
};
/** @typedef {Record<keyof typeof VARIABLES, string>} Colours */

/** The theme's colours, or those that the reader forces on every page. @param {Element} element @returns {Colours} */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const all = Object.fromEntries(Object.entries(VARIABLES).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]));
  if (matchMedia("(forced-colors: active)").matches) {
    for (const name of ["stroke", "pending", "text", "faint", "edge"]) all[name] = "CanvasText";
    for (const name of ["card", "ground", "forward-soft", "backward-soft"]) all[name] = "Canvas";
    for (const name of ["forward", "backward", "ring"]) all[name] = "Highlight";
  }
  return /** @type {Colours} */ (all);
}

/** What is drawn, and what the step says of it. @param {import("./graph-view.js").View} view @param {Map<string, Path2D>} paths kept as long as the drawing */
export function pictureOf(view, paths) {
  /** @type {Picture} */
  const picture = { cards: [], lines: [], hulls: view.plan?.hulls ?? [] };
  for (const { element, one, box, name } of view.nodes) {
    const { value, grad, active, hovered, member } = element.dataset;
    picture.cards.push({ ...box, name, fold: one.group !== null, known: value !== undefined, sent: grad !== undefined, active: active ?? null,
      lit: hovered !== undefined || member !== undefined, focused: element === document.activeElement });
  }
  view.plan?.edges.forEach((edge, i) => {
    const { active, passed } = view.edges[i].element.dataset;
    const path = paths.get(edge.id) ?? new Path2D(edge.path);
    paths.set(edge.id, path);
    picture.lines.push({ path, from: edge.start, to: edge.end, active: active ?? null, passed: passed !== undefined, length: edge.path.length });
  });
  return picture;
}

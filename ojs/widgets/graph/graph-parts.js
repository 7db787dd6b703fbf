// ⑧ What the parts of a graph know of each other, and which of them lie over the drawing or beside it.
import { arrayDigits } from "./array-digits.js";
import { arrayLegend } from "./array-legend.js";
import { graphCard } from "./graph-card.js";
import { graphCells } from "./graph-cells.js";
import { graphFar } from "./graph-far.js";
import { graphMap } from "./graph-map.js";
import { graphMarks } from "./graph-marks.js";
import { graphHulls } from "./graph-hulls.js";
import { graphDiffers } from "./graph-differs.js";
import { graphStretch } from "./graph-stretch.js";
import { graphNudge } from "./graph-nudge.js";
import { graphProduct } from "./graph-product.js";
import { tableTwin } from "./graph-table.js";
import { graphTwist } from "./graph-twist.js";
import { graphUpdated } from "./graph-updated.js";

/** @typedef {import("./graph-plan.js").Plan} Plan */

/**
 * What a part of the graph may ask of it and of its other parts.
 * @typedef {object} View
 * @property {HTMLElement} root the figure, in which overlays lie
 * @property {HTMLElement} scroll what is seen of the drawing, and scrolls
 * @property {SVGSVGElement} svg
 * @property {ReturnType<typeof import("./graph-zoom.js").zoomable>} zoom
 * @property {ReturnType<typeof import("./graph-folding.js").createFolding>} folding
 * @property {Plan | null} plan where everything stands, in the drawing's own coordinates
 * @property {import("./graph-pointing.js").Placed[]} nodes
 * @property {ReturnType<typeof import("./graph-edge.js").graphEdge>[]} edges
 * @property {(id: number | null) => SVGGElement | undefined} drawn what is drawn in a node's place
 * @property {(id: number | null) => import("./graph-pointing.js").Placed | undefined} placed the same, and where
 * @property {() => import("./graph-picture.js").Area[]} about where overlays say what the step is about
 * @property {(group: number) => void} open unfolds a group, in place
 * @property {(group: number) => void} close folds it again
 * @property {(after?: () => void) => void} rebuild after another folding; `after` it is drawn
 * @property {(id: number | null) => void} go to a node, near enough to read it
 *
 * A part of the graph over or beside the drawing. `built`: the drawing is another one; `paint`: the step, what is pointed at, … may be another one;
 * `moved`: another part of it is seen, or at another size; `about`: where it says what the step is about, which has to be seen.
 * @typedef {(walk: import("../../trace/walk.js").Walk, view: View) => {element?: HTMLElement, built?: () => void, paint: () => void, moved?: () => void, about?: () => import("./graph-picture.js").Area | null}} Overlay
 */

/** @type {Overlay[]} */
export const OVERLAYS = [graphHulls, graphStretch, graphFar, graphMap, arrayLegend, arrayDigits, graphCard, graphProduct, graphCells, graphUpdated, graphDiffers, graphMarks, graphTwist, graphNudge, tableTwin];

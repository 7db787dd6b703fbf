// ⑧ Which way a graph runs and how large it is drawn: so that all of it is seen where its text can be read at that size, and else as much as can be.
import { layout } from "../../drawing/layout.js";
import { layouts } from "../../drawing/layouts.js";
import { CHIP } from "./graph-edge.js";

/** Smaller than this a graph scrolls instead of shrinking: its text must stay readable. */
export const LEAST_SCALE = 0.75;
export const MARGIN = 16;
const LABEL = { width: 48, height: CHIP }; // side by side with a node, "× 2.5" needs it; longer ones bring their own width
const WIDE_LABEL = { width: 72, height: CHIP }; // side by side with each other
const MOST_HEIGHT = 1400; // where nothing bounds the height: taller than this it scrolls by itself; less is left to the page
/** More boxes than this are laid out beside the page. */
export const MANY = 60;

/** @typedef {import("../../drawing/layout.js").Layout} Layout @typedef {import("../../drawing/layout.js").Box} Box @typedef {"right" | "down"} Flow */
/**
 * @typedef {object} Given
 * @property {Flow} [direction] instead of choosing
 * @property {{width: number, height: number}} room what is seen of it at once; 0: not known yet, or not bounded
 * @property {number} [most] the height that it has, should it keep one
 * @property {{flow: Flow, nodes: Layout["nodes"]} | null} [before] where what is drawn already stands
 * @property {Flow} [kept] the way it ran in the same room, with other numbers, or folded otherwise: it turns only where much more is seen then
 * @property {Map<number, string>} [titles] of groups
 * @property {object} [asker] whose newer question makes this one void
 */
/** @typedef {Layout & {flow: Flow, scale: number, overflows: boolean, tall: number}} Plan */

/**
 * Where everything stands; a promise of it where that may take longer than a frame.
 * @param {Box[]} boxes @param {Given} given @returns {Plan | Promise<Plan>}
 */
export function graphPlan(boxes, given) {
  const { direction, before, kept, titles, asker } = given;
  /** @param {Flow} flow @returns {import("../../drawing/layout.js").Options} */
  const options = (flow) => ({ direction: flow, titles, ...(before?.flow === flow && { before: before.nodes }), ...(flow === "down" ? { label: WIDE_LABEL, space: 13 } : { label: LABEL }) });
  /** @type {Flow[]} */
  const flows = direction ? [direction] : kept === "down" ? ["down", "right"] : ["right", "down"];
  if (boxes.length > MANY && typeof Worker !== "undefined") {
    return layouts(asker ?? given, boxes, flows.map(options)).then((all) => best(all.map((one, i) => fitted(one, flows[i], given)), given));
  }
  const first = fitted(layout(boxes, options(flows[0])), flows[0], given);
  if (!flows[1] || first.fits) return first;
  return best([first, fitted(layout(boxes, options(flows[1])), flows[1], given)], given);
}

/** The first of those in which all is seen; else the one of which most is. @param {ReturnType<typeof fitted>[]} plans @param {Given} given */
function best(plans, { room, kept }) {
  const [first, other] = plans;
  if (!other || first.fits) return first;
  if (room.height === 0) return other.width < first.width ? other : first;
  return other.fits || other.seen > first.seen * (kept ? 1.5 : 1.1) ? other : first;
}

/** @param {Layout} plan @param {Flow} flow @param {Given} given */
function fitted(plan, flow, { room, most = Infinity }) {
  const [width, height] = [plan.width + 2 * MARGIN, plan.height + 2 * MARGIN];
  const across = room.width ? (room.width - 2) / width : Infinity;
  const down = room.height ? (room.height - 2) / height : Infinity;
  const whole = Math.min(1, across, down, most / height);
  const fits = whole >= LEAST_SCALE;
  // scrolled along the way it runs, a graph shows at least all of its width there
  const side = room.height ? (flow === "right" ? down : across) : Math.min(across, most / height);
  const scale = fits ? whole : Math.max(LEAST_SCALE, Math.min(1, side));
  return {
    ...plan, flow, width, height, scale, fits, seen: Math.min(1, across / LEAST_SCALE) * Math.min(1, down / LEAST_SCALE),
    overflows: !fits && (width * scale > (room.width || Infinity) || height * scale > (room.height || Math.min(MOST_HEIGHT, most + 1))),
    tall: Math.ceil(Math.min(height * scale, MOST_HEIGHT)),
  };
}

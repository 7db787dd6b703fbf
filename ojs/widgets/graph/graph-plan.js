// ⑧ Which way a graph runs and how large it is drawn: so that its text can be read, and beside what explains it where both fit.
import { layout } from "../../drawing/layout.js";
import { CHIP } from "./graph-edge.js";

/** Smaller than this a graph scrolls instead of shrinking: its text must stay readable. */
export const LEAST_SCALE = 0.75;
export const MARGIN = 16;
const LABEL = { width: 48, height: CHIP }; // side by side with a node, "× 2.5" needs it; longer ones bring their own width
const WIDE_LABEL = { width: 72, height: CHIP }; // side by side with each other
const LEAST_FRAME = 640; // from here on a tall graph has room for something beside it,
const MOST_FRAME = 900; // (with more, the style has put something there already)
const BESIDE = 0.36; // if it needs no more than this part of the width;
const MOST_BESIDE = 500; // then it shrinks a little, to be seen as a whole
const MOST_HEIGHT = 1400; // taller than this it scrolls by itself; less is left to the page

/**
 * @param {import("../../drawing/layout.js").Box[]} boxes
 * @param {{direction?: "right" | "down", room: number, frame: number, most?: number}} given room: the width it has, 0 if that is not known yet;
 *   frame: the width of what a tall graph may share its row with, 0 for nothing; most: the height that it has, should it keep one
 */
export function graphPlan(boxes, { direction, room, frame, most = Infinity }) {
  const space = room ? room - 2 * MARGIN - 2 : Infinity;
  const down = () => layout(boxes, { direction: "down", label: WIDE_LABEL, space: 13 });
  let flow = direction ?? "right";
  let plan = flow === "down" ? down() : layout(boxes, { label: LABEL });
  if (!direction && plan.width * LEAST_SCALE > space) {
    const tall = down();
    if (tall.width < plan.width) [flow, plan] = ["down", tall];
  }
  const [width, height] = [plan.width + 2 * MARGIN, plan.height + 2 * MARGIN];
  const beside = flow === "down" && frame >= LEAST_FRAME && frame < MOST_FRAME && plan.width * LEAST_SCALE <= BESIDE * space;
  const fitting = Math.min(most / height, beside ? Math.min(1, (BESIDE * space) / plan.width, MOST_BESIDE / height) : Math.min(1, space / plan.width));
  const scale = Math.max(LEAST_SCALE, fitting);
  return { ...plan, flow, width, height, beside, scale,
    overflows: plan.width * scale > space || height * scale > Math.min(MOST_HEIGHT, most + 1),
    tall: Math.ceil(Math.min(height * scale, beside ? MOST_BESIDE : MOST_HEIGHT)) };
}

// ⑧ When a graph is laid out anew: for another run, pass or room, or folded otherwise; and what is done when the new drawing is there.
import { attrs } from "../../drawing/dom.js";
import { warm } from "../../drawing/layouts.js";
import { boxing } from "./graph-boxes.js";
import { graphPlan, MANY } from "./graph-plan.js";

/** @typedef {import("./graph-plan.js").Plan} Plan @typedef {import("./graph-room.js").Room} Room */

/**
 * @param {import("../../trace/walk.js").Walk} walk @param {import("./graph-view.js").View} view
 * @param {object} does
 * @param {() => ReturnType<typeof import("./graph-drawing.js").drawing>} does.picture
 * @param {"right" | "down"} [does.direction] instead of choosing by the room
 * @param {() => void} does.built there is another drawing
 * @param {() => void} does.paint
 * @param {() => void} does.look what the step is about comes into sight
 * @param {() => void} does.orient where it is, is told
 */
export function building(walk, view, { picture, direction, built, paint, look, orient }) {
  const { root, folding } = view;
  const boxed = boxing(walk, folding);
  let shape = "";
  /** What is seen of it at once; the height only where it is given. @type {Room} */
  let room = { width: 0, height: 0 };
  /** What was opened, or folded, just now: it stays where it is. @type {number | null} */
  let atHand = null;
  /** The plan that was asked for last. */
  let asked = {};
  let waits = false;
  /** What is done when the drawing that was asked for is there. @type {(() => void) | null} */
  let then = null;

  /** @param {boolean} is */
  function wait(is) {
    waits = is;
    attrs(root, { "aria-busy": is ? "true" : null });
  }

  function build() {
    folding.update();
    const { shown, heads, boxes, known, graph } = boxed();
    const size = ` ${room.width}×${room.height}`;
    if (graph + size === shape) return waits ? undefined : folding.settle();
    const same = shape.startsWith(graph);
    shape = graph + size;
    const mine = asked = {};
    const { plan, most } = picture();
    const planned = graphPlan(boxes, { direction, room, most: room.height ? Infinity : most(room.width), before: known ? plan : null, kept: known && !same ? plan?.flow : undefined, asker: view });
    /** @param {Plan} made */
    const draw = (made) => {
      wait(false);
      folding.settle();
      picture().draw(made, shown, heads, same, room, atHand);
      built();
    };
    if (!(planned instanceof Promise)) return draw(planned);
    wait(true);
    planned.then((made) => { if (mine === asked) { draw(made); ready(); } }, () => {});
  }

  function ready() {
    paint();
    if (atHand === null) look(); // else the reader is at another place
    else orient();
    atHand = null;
    const next = then;
    then = null;
    next?.();
  }

  /** @param {() => void} [after] done when it is there */
  function rebuild(after) {
    if (after) then = after;
    build();
    if (!waits) ready();
  }

  return {
    build,
    rebuild,
    get waits() { return waits; },
    get room() { return room; },
    /** A large graph is made once, when its room is known. */
    begin() {
      if (walk.trace.nodes.length <= MANY) return build();
      warm();
      wait(true);
    },
    /** @param {Room} now */
    fit(now) {
      room = now;
      rebuild();
    },
    /** What was asked for has been dropped while it was not on the page. */
    again() { if (waits) [shape, room] = ["", { width: 0, height: 0 }]; },
    /** @param {number} id what stays where it is in the next drawing */
    hold(id) { atHand = id; },
  };
}

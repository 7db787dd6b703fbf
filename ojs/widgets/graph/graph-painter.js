// ⑧ A graph on a canvas, as one sees it from far away: cards in the colours of their state, edges as lines, names where they fit.
import { textWidth } from "../../drawing/letters.js";

const LETTERS = 12; // of names: the same at every size of the drawing
const LINE = 16;
const CROWD = 250;

/** @typedef {import("./graph-picture.js").Area} Area @typedef {import("./graph-picture.js").Card} Card @typedef {import("./graph-picture.js").Line} Line @typedef {import("./graph-picture.js").Picture} Picture @typedef {import("./graph-picture.js").Colours} Colours */

/**
 * @param {CanvasRenderingContext2D} context @param {Picture} picture @param {Colours} colours
 * @param {Area & {scale: number}} seen the part of it that fills the canvas; scale: pixels of the style for one of the drawing
 * @param {number} dense pixels of the canvas for one of the style
 * @param {boolean} named with names
 */
export function paint(context, picture, colours, seen, dense, named) {
  const { scale } = seen;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const large = dense * scale;
  context.setTransform(large, 0, 0, large, -seen.x * large, -seen.y * large);
  const pixel = 1 / scale;
  const hair = picture.lines.length > CROWD ? 1 / dense : 1; // the thinnest line there is, which is drawn much faster
  /** @param {Area} one @param {number} [margin] */
  const inside = (one, margin = 0) => one.x - margin < seen.x + seen.width && one.x + one.width + margin > seen.x && one.y - margin < seen.y + seen.height && one.y + one.height + margin > seen.y;

  context.lineWidth = pixel;
  context.strokeStyle = colours.pending;
  for (const hull of picture.hulls) if (inside(hull)) context.strokeRect(hull.x, hull.y, hull.width, hull.height);

  /** @param {(line: Line) => boolean} which @param {string} colour @param {number} width */
  const lines = (which, colour, width) => {
    context.strokeStyle = colour;
    context.lineWidth = width * pixel;
    for (const line of picture.lines) {
      const { from, to } = line;
      if (!which(line) || !inside({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) }, line.length > 400 ? 1e5 : 60)) continue;
      context.stroke(line.path);
    }
  };
  lines(({ active, passed }) => !active && !passed, colours.edge, hair);
  lines(({ active, passed }) => !active && passed, colours.backward, hair);
  lines(({ active }) => active !== null, colours.text, 3);
  lines(({ active }) => active === "forward", colours.forward, 3);
  lines(({ active }) => active === "backward", colours.backward, 3);

  const rounded = Math.min(9, 9 * Math.max(scale, 0.3));
  /** @param {Card} card @param {number} [by] */
  const shape = ({ x, y, width, height }, by = 0) => {
    context.beginPath();
    context.roundRect(x - by, y - by, width + 2 * by, height + 2 * by, rounded + by);
  };
  for (const card of picture.cards) {
    if (!inside(card, 8)) continue;
    const phase = card.active === "forward" ? "forward" : card.active === "backward" || card.active === "seed" ? "backward" : null;
    const ink = phase ? colours[phase] : card.active ? colours.text : card.sent ? colours.backward : card.known ? colours.stroke : colours.pending;
    if (card.fold) {
      shape({ ...card, x: card.x + 5, y: card.y + 5 });
      [context.fillStyle, context.strokeStyle, context.lineWidth] = [colours.card, ink, pixel];
      context.fill();
      context.stroke();
    }
    shape(card);
    context.fillStyle = phase ? colours[`${phase}-soft`] : card.sent ? colours["backward-soft"] : colours.card;
    context.fill();
    [context.strokeStyle, context.lineWidth] = [ink, (card.active ? 3 : 1) * pixel];
    context.setLineDash(card.known || card.active ? [] : [3 * pixel, 3 * pixel]);
    context.stroke();
    context.setLineDash([]);
    if (card.active && card.width * scale < 12) { // a dot that can be found
      context.beginPath();
      context.arc(card.x + card.width / 2, card.y + card.height / 2, 6 * pixel, 0, 2 * Math.PI);
      context.fillStyle = ink;
      context.fill();
    }
    if (card.lit || card.focused) {
      shape(card, 3 * pixel);
      [context.strokeStyle, context.lineWidth] = [colours.ring, 2 * pixel];
      context.stroke();
    }
  }
  if (named) names(context, picture, colours, seen, dense, inside);
}

/**
 * Names stand in their card, or, where that is too small, those of what is folded above it, if nothing else is said there.
 * @param {CanvasRenderingContext2D} context @param {Picture} picture @param {Colours} colours @param {Area & {scale: number}} seen @param {number} dense
 * @param {(one: Area) => boolean} inside
 */
function names(context, { cards, hulls }, colours, seen, dense, inside) {
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.font = `600 ${LETTERS}px ${colours.font || "sans-serif"}`;
  context.textBaseline = "middle";
  context.textAlign = "center";
  /** @type {Area[]} */
  const taken = [];
  /** @param {number} x the middle @param {number} y @param {string} name @param {string} colour @param {boolean} over something else: on a ground of its own */
  const say = (x, y, name, colour, over) => {
    const wide = textWidth(name, LETTERS, 600) + 6;
    const area = { x: x - wide / 2, y: y - LINE / 2, width: wide, height: LINE };
    if (taken.some((one) => one.x < area.x + area.width && area.x < one.x + one.width && one.y < area.y + area.height && area.y < one.y + one.height)) return;
    taken.push(area);
    if (over) {
      context.fillStyle = colours.ground;
      context.fillRect(area.x, area.y, area.width, area.height);
    }
    context.fillStyle = colour;
    context.fillText(name, x, y + 0.5);
  };
  /** @param {Area} one */
  const onScreen = ({ x, y, width, height }) => ({ x: (x - seen.x) * seen.scale, y: (y - seen.y) * seen.scale, width: width * seen.scale, height: height * seen.scale });
  for (const card of [...cards].sort((one, other) => Number(other.fold) - Number(one.fold))) {
    if (!inside(card) || !card.name) continue;
    const at = onScreen(card);
    const colour = card.known || card.active ? colours.text : colours.faint;
    if (at.width >= textWidth(card.name, LETTERS, 600) + 8 && at.height >= LINE) say(at.x + at.width / 2, at.y + at.height / 2, card.name, colour, false);
    else if (card.fold) say(at.x + at.width / 2, at.y - LINE / 2 - 1, card.name, colour, true);
  }
  for (const hull of hulls) {
    const at = onScreen(hull);
    const wide = textWidth(hull.title, LETTERS, 600) + 12;
    if (hull.title && inside(hull) && at.width >= wide && at.height >= 2 * LINE) say(Math.max(at.x, 0) + wide / 2, Math.max(at.y, 0) + LINE / 2 + 2, hull.title, colours.text, true);
  }
}

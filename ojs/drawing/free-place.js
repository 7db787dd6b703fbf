// ⑦ Pure: a free place for a sign that belongs to a line of a drawing: on the line where there is room, else beside it, covering nothing.
import { distance } from "./course.js";

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{left: number, top: number, right: number, bottom: number}} Rect
 * @typedef {{width: number, height: number, cost?: number}} Form a form that the sign can have; cost: how much further away a better form may be
 * @typedef {Rect & {form: number, leader: [Point, Point] | null}} Place form: which one; leader: from the sign to its line, where it does not lie on it
 */

/** Between a sign and what it must not touch. */
const GAP = 4;
/** How far apart places that are tried stand; how far from the line they go before any free place will do. */
const [STEP, FAR] = [6, 150];
const OFF = 16; // on the line is better than beside it, by this much
const CROSSED = 60; // a leader that runs over a card
const SOFT = 2; // each spot of another line that is covered

/** @param {Rect} one @param {Rect} other @param {number} [gap] */
export const overlap = (one, other, gap = 0) => one.left < other.right + gap && other.left < one.right + gap && one.top < other.bottom + gap && other.top < one.bottom + gap;

/** @param {Rect} outer @param {Rect} one */
const within = (outer, one) => one.left >= outer.left && one.top >= outer.top && one.right <= outer.right && one.bottom <= outer.bottom;

/** @param {Rect} rect @param {Point} point */
const holds = (rect, { x, y }) => x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom;


/** @param {Point} middle @param {Form} form @returns {Rect} */
const around = ({ x, y }, { width, height }) => ({ left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 });

/** @param {Rect} rect @returns {Point} */
const centre = (rect) => ({ x: (rect.left + rect.right) / 2, y: (rect.top + rect.bottom) / 2 });

/** The point of a rect nearest to another. @param {Rect} rect @param {Point} to @returns {Point} */
const edge = (rect, to) => ({ x: Math.max(rect.left, Math.min(rect.right, to.x)), y: Math.max(rect.top, Math.min(rect.bottom, to.y)) });

/** @param {Rect} rect @param {Point[]} line @param {Point} wanted @returns {[Point, Point] | null} */
function leaderOf(rect, line, wanted) {
  if (line.some((point) => holds(rect, point))) return null;
  let best = wanted;
  let least = Infinity;
  for (const point of line) {
    const away = distance(edge(rect, point), point) + 0.2 * distance(point, wanted); // near, and not at the line's very end
    if (away < least) [best, least] = [point, away];
  }
  return [edge(rect, best), best];
}

/** Whether a straight line runs over a rect; its own ends may touch. @param {[Point, Point]} line @param {Rect} rect */
function crosses([from, to], rect) {
  for (let i = 1; i < 12; i += 1) {
    const t = i / 12;
    if (holds(rect, { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) })) return true;
  }
  return false;
}

/**
 * The best place that covers nothing; null where there is none at all. The same is asked, the same comes back.
 * @param {object} asked
 * @param {Form[]} asked.forms the best first
 * @param {Point[]} asked.line what the sign belongs to
 * @param {Point} asked.wanted the point of it near which it should be
 * @param {Rect[]} asked.blocked what must not be covered
 * @param {Rect} asked.bounds what must not be left
 * @param {Point[]} [asked.soft] what had better not be covered
 * @returns {Place | null}
 */
export function freePlace({ forms, line, wanted, blocked, bounds, soft = [] }) {
  /** @type {Place | null} */
  let best = null;
  let least = Infinity;
  const close = nearby();
  const spots = [...line].sort((a, b) => distance(a, wanted) - distance(b, wanted));

  /** What can be touched from the line, of all that is blocked. */
  function nearby() {
    const reach = FAR + GAP + Math.max(...forms.map(({ width, height }) => Math.max(width, height)));
    const [xs, ys] = [line.map(({ x }) => x), line.map(({ y }) => y)];
    const around = { left: Math.min(...xs) - reach, top: Math.min(...ys) - reach, right: Math.max(...xs) + reach, bottom: Math.max(...ys) + reach };
    return blocked.filter((one) => overlap(one, around));
  }

  /** @param {Rect} rect @param {number} form @param {number} known what it costs at least @param {Rect[]} [taken] */
  function consider(rect, form, known, taken = close) {
    if (known >= least || !within(bounds, rect) || taken.some((one) => overlap(rect, one, GAP))) return;
    const leader = leaderOf(rect, line, wanted);
    let cost = known;
    for (const one of soft) if (holds(rect, one)) cost += SOFT;
    if (leader) {
      cost += OFF + distance(...leader);
      if (taken.some((one) => crosses(leader, one))) cost += CROSSED;
    }
    if (cost < least) [best, least] = [{ ...rect, form, leader }, cost];
  }

  forms.forEach((form, at) => {
    const own = form.cost ?? 0;
    for (const spot of spots) {
      const away = distance(spot, wanted);
      if (own + 0.5 * away >= least) break; // further along costs more
      consider(around(spot, form), at, own + 0.5 * away);
    }
    for (let d = STEP; d <= FAR; d += STEP) {
      if (own + d * 0.5 >= least) break;
      for (const spot of spots) {
        const away = distance(spot, wanted);
        if (own + 0.5 * (away + d) >= least) break;
        for (const [dx, dy] of [[0, -d], [0, d], [d, 0], [-d, 0], [d, -d], [-d, -d], [d, d], [-d, d]]) consider(around({ x: spot.x + dx, y: spot.y + dy }, form), at, own + 0.5 * (away + d));
      }
    }
  });
  return best ?? anywhere();

  /** If a rect fits anywhere, it fits somewhere pushed left and up as far as it goes: against a side of the bounds or of what is blocked. */
  function anywhere() {
    const near = blocked.filter((one) => overlap(one, bounds, GAP));
    forms.forEach((form, at) => {
      for (const left of [bounds.left, ...near.map((one) => one.right + GAP)]) {
        for (const top of [bounds.top, ...near.map((one) => one.bottom + GAP)]) {
          const rect = { left, top, right: left + form.width, bottom: top + form.height };
          consider(rect, at, (form.cost ?? 0) + distance(centre(rect), wanted), near);
        }
      }
    });
    return best;
  }
}

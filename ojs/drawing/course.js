// ⑦ Pure: where a line of a drawing runs, as points; what is near it, and what its arrowhead covers.

/** @typedef {import("./free-place.js").Point} Point @typedef {import("./free-place.js").Rect} Rect */

const HEAD = 7; // an arrowhead is a little longer

/** @param {Point} a @param {Point} b */
export const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * A path as the layout draws it ("M x y C …", cubic curves and straight lines), as points at equal distances from one another.
 * @param {string} path @param {number} [count] how many @returns {Point[]}
 */
export function course(path, count = 33) {
  /** @type {Point[]} */
  const raw = [];
  for (const [, letter, rest] of path.matchAll(/([MCL])([^MCLZ]*)/g)) {
    const all = (rest.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
    const size = letter === "C" ? 6 : 2;
    for (let i = 0; i + size <= all.length; i += size) {
      const from = raw[raw.length - 1];
      if (letter !== "C" || !from) {
        raw.push({ x: all[i], y: all[i + 1] });
        continue;
      }
      const [ax, ay, bx, by, x, y] = all.slice(i, i + 6);
      for (let k = 1; k <= 12; k += 1) {
        const [t, u] = [k / 12, 1 - k / 12];
        raw.push({ x: u ** 3 * from.x + 3 * u * u * t * ax + 3 * u * t * t * bx + t ** 3 * x, y: u ** 3 * from.y + 3 * u * u * t * ay + 3 * u * t * t * by + t ** 3 * y });
      }
    }
  }
  if (raw.length < 2) return raw;
  const reach = [0];
  for (let i = 1; i < raw.length; i += 1) reach.push(reach[i - 1] + distance(raw[i - 1], raw[i]));
  const length = reach[reach.length - 1];
  let at = 1;
  return Array.from({ length: count }, (_, i) => {
    const wanted = (length * i) / (count - 1);
    while (at < raw.length - 1 && reach[at] < wanted) at += 1;
    const part = reach[at] > reach[at - 1] ? (wanted - reach[at - 1]) / (reach[at] - reach[at - 1]) : 0;
    return { x: raw[at - 1].x + part * (raw[at].x - raw[at - 1].x), y: raw[at - 1].y + part * (raw[at].y - raw[at - 1].y) };
  });
}

/** Whether an edge's ends are anywhere near a line. @param {{start: Point, end: Point}} edge @param {Point[]} line */
export function near({ start, end }, line) {
  const [first, last] = [line[0], line[line.length - 1]];
  /** @param {"x" | "y"} axis */
  const apart = (axis) => Math.max(Math.min(start[axis], end[axis]) - Math.max(first[axis], last[axis]), Math.min(first[axis], last[axis]) - Math.max(start[axis], end[axis]));
  return apart("x") < 200 && apart("y") < 200;
}

/** The arrowhead at the node that receives: which way it went must be seen. @param {{start: Point}} edge @param {Point[]} line @returns {Rect} */
export function arrowhead({ start: { x, y } }, line) {
  const [dx, dy] = [line[1].x - x, line[1].y - y];
  const across = Math.abs(dx) > Math.abs(dy);
  const [right, down] = across ? [HEAD * Math.sign(dx), 0] : [0, HEAD * Math.sign(dy)];
  const half = across ? [0, 5] : [5, 0];
  return { left: Math.min(x, x + right) - half[0], top: Math.min(y, y + down) - half[1], right: Math.max(x, x + right) + half[0], bottom: Math.max(y, y + down) + half[1] };
}

// ⑧ The root's value from pass to pass, as a line in a slim strip: thousands of passes as the least and the greatest in each column of it.
import { attrs, s, write } from "../../drawing/dom.js";
import { number } from "../../maths/format.js";
import { bundled, courseOf, flagged, heightOf, scaleOf } from "../../trace/series.js";

const PAD = 8; // to either side and above, for the point on the line
const MOST_DOTS = 40; // passes that are points of their own
const MOST_LINES = 4; // roots of different names that are drawn apart

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/** Places that fall into different columns of three pixels: more marks would only cover one another. @param {number[]} passes @param {(pass: number) => number} x */
function apart(passes, x) {
  let last = -Infinity;
  return passes.filter((pass) => x(pass) - last >= 3 && (last = x(pass)) !== undefined);
}

/** @param {import("../../trace/walk.js").Walk} walk */
export function passCurve(walk) {
  const before = s("path", { class: "pass-curve-before" });
  const lines = s("g");
  const marks = s("g");
  const there = s("path", { class: "pass-curve-other" });
  const here = s("path", { class: "pass-curve-here" });
  const dot = s("circle", { class: "pass-curve-dot", r: 5 });
  const svg = s("svg", { class: "pass-curve", "aria-hidden": "true" }, before, there, lines, marks, here, dot);
  const [high, low, kind] = [s("text", { class: "pass-curve-tick" }), s("text", { class: "pass-curve-tick" }), s("text", { class: "pass-curve-tick" })];
  svg.append(high, low, kind);
  let [width, height, gutter] = [0, 0, 0];
  /** @type {import("../../engine/protocol.js").Trace | null} */
  let trace = null;
  /** @type {import("../../trace/series.js").Course} */
  let course = { values: new Float64Array(0), names: [], mean: false };
  /** @type {ReturnType<typeof scaleOf>} */
  let scale = null;
  /** @type {Map<number, string[]>} */
  let flags = new Map();
  /** The first run of this program, whatever numbers are set in it now: to compare with. */
  let first = { text: "", values: course.values };

  const last = () => Math.max(1, course.values.length - 1);
  /** @param {number} pass */
  const x = (pass) => gutter + PAD + (pass / last()) * (width - gutter - 2 * PAD);
  /** @param {number} value */
  const y = (value) => PAD + (scale ? 1 - heightOf(scale, value) : 0.5) * (height - 2 * PAD);

  /** @param {Float64Array} values */
  const points = (values) => bundled(values, Math.max(1, Math.floor(width - gutter - 2 * PAD)));
  /** @param {ReturnType<typeof bundled>} all */
  const pathOf = (all) => all.map(({ from, to, low: least, high: most }, at) => {
    const place = round(x((from + to) / 2));
    return `${at ? "L" : "M"}${place} ${round(y(least))}${most > least ? `L${place} ${round(y(most))}` : ""}`;
  }).join("") || null;

  /** One line, of the passes whose root has that name. @param {string | null} name */
  function line(name) {
    const all = points(name === null ? course.values : course.values.map((value, at) => (course.names[at] === name ? value : NaN)));
    const few = name === null && all.length === course.values.length && all.length <= MOST_DOTS;
    const dots = (few ? all : all.length === 1 ? all : []).map((one) => s("circle", { r: few ? 2 : 3, cx: round(x(one.from)), cy: round(y(one.low)), class: "pass-curve-point" }));
    return [s("path", { class: "pass-curve-line", d: pathOf(all) }), ...dots];
  }

  function draw() {
    if (trace !== walk.trace) {
      trace = walk.trace;
      course = courseOf(trace);
      const text = trace.source.replace(/\d[\d.e_]*/g, "0");
      if (text !== first.text) first = { text, values: course.values };
      scale = scaleOf(first.values === course.values ? course.values : [...course.values, ...first.values]);
      flags = flagged(trace);
    }
    if (width <= 0) return;
    gutter = width >= 420 ? 52 : 0;
    attrs(svg, { viewBox: `0 0 ${width} ${height}`, width, height });
    const same = first.values.length === course.values.length && first.values.every((value, at) => Object.is(value, course.values[at]));
    attrs(before, { d: same ? null : pathOf(points(first.values.slice(0, course.values.length))) });
    const names = [...new Set(course.names)];
    const several = names.length > 1 && names.length <= MOST_LINES;
    lines.replaceChildren(...(several ? names : [null]).map((name, at) => s("g", { "data-line": at }, ...line(name))));
    const lost = [...course.values].flatMap((value, pass) => (Number.isFinite(value) ? [] : [pass]));
    marks.replaceChildren(
      ...apart(lost, x).map((pass) => s("path", { class: "pass-curve-lost", d: `M${round(x(pass)) - 3} ${PAD - 3}l6 6m0 -6l-6 6` })),
      ...apart([...flags.keys()].sort((one, other) => one - other), x).map((pass) => s("path", { class: "pass-curve-flag", d: `M${round(x(pass))} ${height - 7}l3.5 6h-7z` }, s("title", {}, (flags.get(pass) ?? []).join("\n")))));
    for (const tick of [high, low, kind]) attrs(tick, { x: gutter - 4, "text-anchor": "end", hidden: gutter === 0 || !scale });
    attrs(high, { y: PAD + 7 });
    attrs(low, { y: height - PAD + 1 });
    attrs(kind, { y: height / 2 + 4 });
    const flat = scale !== null && scale.low === scale.high;
    write(high, scale && !flat ? number(Number(scale.high.toPrecision(2))) : "");
    write(low, scale && !flat ? number(Number(scale.low.toPrecision(2))) : "");
    write(kind, flat && scale ? number(Number(scale.low.toPrecision(2))) : scale?.log ? "log" : "");
  }

  return {
    element: svg,
    /** @param {number} wide @param {number} tall */
    resize(wide, tall) {
      if (wide === width && tall === height) return;
      [width, height] = [wide, tall];
      draw();
    },
    draw,
    get course() { return course; },
    get log() { return scale?.log ?? false; },
    /** What was found wrong in a pass. @param {number} pass */
    flagged: (pass) => flags.get(pass) ?? [],
    /** The pass that is nearest to a place in the picture. @param {number} at in pixels */
    nearest: (at) => Math.max(0, Math.min(course.values.length - 1, Math.round(((at - gutter - PAD) / Math.max(1, width - gutter - 2 * PAD)) * last()))),
    /** @param {number} pass @param {number | null} other the one that it is compared with */
    paint(pass, other) {
      const value = course.values[pass];
      const tall = `V${height - 1}`;
      attrs(here, { d: width ? `M${round(x(pass))} 1${tall}` : null });
      attrs(there, { d: other !== null && width ? `M${round(x(other))} 1${tall}` : null });
      attrs(dot, { cx: round(x(pass)), cy: Number.isFinite(value) ? round(y(value)) : PAD, visibility: width && Number.isFinite(value) ? null : "hidden" });
    },
  };
}

// ⑧ What a network that learns XOR answers in the pass that is shown: at every point of the plane, at the four corners; and how close the rate is to too large.
import { attrs, follow, h, s, write } from "../../drawing/dom.js";
import { exact, number, spoken } from "../../maths/format.js";
import { contour, CORNERS, diverged, moment, planeOf, runOf, spot, TARGETS, verdict } from "../../trace/xor.js";
import { needsWalk } from "../../trace/walk.js";

const SIDE = 25; // points along a side of the plane
const [LOW, HIGH] = [-0.5, 1.5];
const PLANE = 168; // pixels
const WIDE = 220; // of the curve of rate × curvature
const TALL = 92;
const MOST = 4; // where its scale ends

/** A prediction as a shade of the forward colour: none at 0, all of it at 1. @param {number} y */
const shade = (y) => `color-mix(in srgb, var(--forward) ${Math.round(70 * Math.min(1, Math.max(0, y)))}%, var(--diagram-bg))`;
/** @param {number} y a prediction */
const brief = (y) => (Math.abs(y) < 1e3 ? y.toFixed(3).replace(/^-(?=0\.000$)/, "").replace("-", "−") : number(Number(y.toPrecision(2))));
/** @param {number} place in the plane */
const across = (place) => ((place - LOW) / (HIGH - LOW)) * PLANE;

function plane() {
  const cell = PLANE / (SIDE - 1);
  const cells = Array.from({ length: SIDE * SIDE }, (_, i) => s("rect", { x: ((i % SIDE) - 0.5) * cell, y: PLANE - (Math.floor(i / SIDE) + 0.5) * cell, width: cell + 0.5, height: cell + 0.5 }));
  const line = s("path", { class: "xor-line" });
  const corners = CORNERS.map(([x, y], i) => s("g", { transform: `translate(${across(x)} ${PLANE - across(y)})` }, s("circle", { class: "xor-corner", r: 11 }), s("text", { class: "xor-corner-text", y: 4.5 }, String(TARGETS[i]))));
  const svg = s("svg", { class: "xor-plane", viewBox: `0 0 ${PLANE} ${PLANE}`, width: PLANE, height: PLANE, role: "img" }, ...cells, line, ...corners);
  return {
    element: svg,
    /** @param {import("../../trace/xor.js").Weights} weights */
    paint(weights) {
      const values = planeOf(weights, SIDE, [LOW, HIGH]);
      cells.forEach((one, i) => { one.setAttribute("fill", shade(values[i])); });
      const place = (/** @type {number} */ at) => Math.round(across(spot(at, SIDE, [LOW, HIGH])) * 10) / 10;
      const border = contour(values, SIDE, 0.5);
      attrs(line, { d: border.map(([x1, y1, x2, y2]) => `M${place(x1)} ${PLANE - place(y1)}L${place(x2)} ${PLANE - place(y2)}`).join("") || null });
      attrs(svg, { "aria-label": `The answers of the network between and around the four corners, from none (pale) to one (strong); ${border.length ? "a line where they are one half" : "none of them is one half"}` });
    },
  };
}

/** Rate × curvature in every pass, and the line that it must not stay above. */
function sharpness() {
  const [line, here, dot] = [s("path", { class: "pass-curve-line" }), s("path", { class: "pass-curve-here" }), s("circle", { class: "pass-curve-dot", r: 4 })];
  const y = (/** @type {number} */ value) => Math.round((TALL - 4 - (Math.min(MOST, value) / MOST) * (TALL - 8)) * 10) / 10;
  const svg = s("svg", { class: "xor-sharpness", viewBox: `0 0 ${WIDE} ${TALL}`, role: "img" },
    s("path", { class: "xor-limit", d: `M22 ${y(2)}H${WIDE}` }), s("text", { class: "pass-curve-tick", x: 16, y: y(2) + 4, "text-anchor": "end" }, "2"), s("text", { class: "pass-curve-tick", x: 16, y: y(0) + 2, "text-anchor": "end" }, "0"), line, here, dot);
  return {
    element: svg,
    /** @param {number[]} products @param {number} pass */
    paint(products, pass) {
      const x = (/** @type {number} */ at) => Math.round((26 + (at / Math.max(1, products.length - 1)) * (WIDE - 32)) * 10) / 10;
      attrs(line, { d: products.map((one, at) => `${at ? "L" : "M"}${x(at)} ${y(one)}`).join("") });
      attrs(here, { d: `M${x(pass)} 2V${TALL - 2}` });
      attrs(dot, { cx: x(pass), cy: y(products[pass]) });
      attrs(svg, { "aria-label": `Learning rate times curvature in every pass, and the limit of 2; here it is ${spoken(Number(products[pass].toPrecision(3)))}` });
    },
  };
}

/**
 * For walkthrough("02-autograd/xor", {picture: xorPicture}).
 * @param {import("../../trace/walk.js").Walk} walk
 * @returns {HTMLElement}
 */
export function xorPicture(walk) {
  needsWalk(walk, "xorPicture");
  const [field, steep] = [plane(), sharpness()];
  const rows = CORNERS.map((corner, i) => {
    const [answer, sign, squared] = [h("span"), h("span", { role: "img" }), h("td")];
    return { answer, sign, squared, element: h("tr", {}, h("th", { scope: "row" }, corner.join(", ")), h("td", {}, String(TARGETS[i])), h("td", { class: "xor-answer" }, answer, sign), squared) };
  });
  const heads = ["Inputs", "Target", "Answer", "Error²"].map((text) => h("th", { scope: "col" }, text));
  const [said, judged] = [h("p", { class: "xor-moment" }), h("p", { class: "xor-words", role: "status" })];
  const root = h("div", { class: "xor-picture", "data-widget": "xor-picture" }, field.element,
    h("div", { class: "xor-answers" }, h("table", { "aria-label": "The four answers" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows.map(({ element }) => element)))),
    h("figure", { class: "xor-steep" }, h("figcaption", {}, "Rate × curvature"), steep.element), h("div", { class: "xor-told" }, said, judged));
  /** @type {unknown} */
  let trace = null;
  /** @type {import("../../trace/xor.js").Run | null} */
  let run = null;
  follow(root, walk, ["trace", "pass"], () => {
    if (walk.pass === null) return;
    if (trace !== walk.trace || !run) {
      trace = walk.trace;
      run = runOf(walk.replay, Number(walk.trace.inputs.rate));
      const words = verdict(run);
      write(judged, words);
      attrs(root, { "data-outcome": diverged(run) ? "diverged" : "bounded" });
    }
    field.paint(run.weights(walk.pass));
    steep.paint(run.products, walk.pass);
    run.answers(walk.pass).forEach(({ answer, squared, right }, i) => {
      attrs(rows[i].element, { "data-right": String(right) });
      write(rows[i].answer, brief(answer));
      attrs(rows[i].answer, { title: exact(answer) });
      write(rows[i].sign, right ? " ✓" : " ✗");
      attrs(rows[i].sign, { "aria-label": right ? "right side" : "wrong side" });
      write(rows[i].squared, number(Number(squared.toPrecision(2))));
    });
    write(said, moment(run, walk.pass));
  });
  return root;
}

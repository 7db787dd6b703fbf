// ⑧ What may be saved of a walkthrough, each as a file: its name and what is in it. A bundle of its own, loaded when one is wanted.
import { sizeText, titleOf } from "../../trace/groups/titles.js";
import { dot } from "../../trace/save-dot.js";
import { latex } from "../../trace/save-latex.js";
import { stepRows } from "../../trace/save-steps.js";
import { drawingOf, painted } from "./picture.js";
import { page } from "./page.js";

/** @typedef {import("../../trace/walk.js").Walk} Walk @typedef {import("../program/walkthrough.js").Host} Host @typedef {{name: string, blob: Blob}} File */

/** Rows of a table made at once: fewer than one would notice. */
const ROWS = 4000;

/** "two_paths-step-7.svg": letters that every system allows. @param {Walk} walk @param {Host} host @param {string} ending @param {boolean} [whole] of all steps */
function called(walk, host, ending, whole = false) {
  const name = host.name.replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "walkthrough";
  return `${name}${whole ? "" : `-step-${walk.step}`}.${ending}`;
}

/** @param {BlobPart[]} parts @param {string} type */
const blob = (parts, type) => new Blob(parts, { type });

/** @param {Walk} walk @param {Host} host @param {"light" | "dark"} theme @returns {Promise<File>} */
export async function svgFile(walk, host, theme) {
  return { name: called(walk, host, "svg"), blob: blob([(await drawingOf(walk, host, theme)).text], "image/svg+xml") };
}

/** @param {Walk} walk @param {Host} host @param {"light" | "dark"} theme @returns {Promise<File>} */
export async function pngFile(walk, host, theme) {
  return { name: called(walk, host, "png"), blob: await painted(await drawingOf(walk, host, theme)) };
}

/** @param {Walk} walk @param {Host} host @returns {Promise<File>} */
export async function dotFile(walk, host) {
  const { view } = host;
  const { folding } = view;
  const title = (/** @type {number} */ group) => titleOf(folding.groups, group, walk.names);
  const text = dot(walk.replay, walk.state, {
    shown: view.nodes.map(({ one }) => one), title: `${host.name || "graph"}, step ${walk.step}`, direction: view.plan?.flow,
    around: ({ path }) => path.map((key) => ({ key, label: title(key) })),
    folded: ({ group }) => (group === null ? [] : [title(group), sizeText(folding.groups, group)]),
  });
  return { name: called(walk, host, "dot"), blob: blob([text], "text/vnd.graphviz;charset=utf-8") };
}

/** Up to this step, of the pass that is shown; of a way that is walked alone, its own. @param {Walk} walk @param {Host} host @returns {Promise<File>} */
export async function latexFile(walk, host) {
  const { only, step, pass, trace } = walk;
  const from = pass === null ? 0 : trace.passes?.[pass].start ?? 0;
  const positions = only ? only.steps.filter((one) => one <= step) : Array.from({ length: Math.max(0, step - from) }, (_, i) => from + i + 1);
  return { name: called(walk, host, "tex"), blob: blob([latex(walk.replay, positions, { title: `${host.name || "walkthrough"}, step ${step}` })], "application/x-tex;charset=utf-8") };
}

/** In pieces, between which the page lives on. @param {Walk} walk @param {Host} host @returns {Promise<File>} */
export async function csvFile(walk, host) {
  const { trace, names } = walk;
  const parts = [];
  for (let at = 0; at === 0 || at < trace.steps.length; at += ROWS) {
    parts.push(stepRows(trace, names, at, at + ROWS));
    await new Promise((resolve) => { setTimeout(resolve); });
  }
  return { name: called(walk, host, "csv", true), blob: blob(parts, "text/csv;charset=utf-8") };
}

/** @param {Walk} walk @param {Host} host @param {string | null} wire @returns {Promise<File>} */
export async function htmlFile(walk, host, wire) {
  return { name: called(walk, host, "html"), blob: blob(await page(walk, host, wire), "text/html;charset=utf-8") };
}

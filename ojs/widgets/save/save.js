// ⑧ What one sees, to take along: a menu of files. What makes them is loaded when the first one is wanted.
import { h } from "../../drawing/dom.js";
import { wireOf } from "../../engine/wires.js";
import { menu } from "../menu.js";
import { sayer } from "../said.js";

/** @typedef {typeof import("./files.js")} Files @typedef {import("../program/walkthrough.js").Host} Host @typedef {import("../../trace/walk.js").Walk} Walk */

/** @type {Promise<Files> | undefined} */
let loading;

/** Beside the bundle; the address is put together here so that esbuild leaves the file where it is. @returns {Promise<Files>} */
const load = () => (loading ??= import(new URL("./save.js", import.meta.url).href).catch((error) => { loading = undefined; throw error; }));

/** A file to the reader's disk; it comes from this page and goes nowhere else. @param {{name: string, blob: Blob}} file */
function offer({ name, blob }) {
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** What is offered: the words, what they are for, and how it is made. @type {[string, string, (files: Files, walk: Walk, host: Host) => Promise<{name: string, blob: Blob}>][]} */
const KINDS = [
  ["Picture, light (SVG)", "The graph at this step, to be scaled or edited", (files, walk, host) => files.svgFile(walk, host, "light")],
  ["Picture, dark (SVG)", "The same on a dark ground", (files, walk, host) => files.svgFile(walk, host, "dark")],
  ["Picture, light (PNG)", "The graph at this step in pixels, for anywhere", (files, walk, host) => files.pngFile(walk, host, "light")],
  ["Picture, dark (PNG)", "The same on a dark ground", (files, walk, host) => files.pngFile(walk, host, "dark")],
  ["Graph (DOT)", "For Graphviz and what reads its language", (files, walk, host) => files.dotFile(walk, host)],
  ["Derivation (LaTeX)", "Every step up to this one, as an align environment", (files, walk, host) => files.latexFile(walk, host)],
  ["Steps (CSV)", "All steps as a table, with every digit", (files, walk, host) => files.csvFile(walk, host)],
  ["Walkthrough (HTML)", "All of it in one file, which opens and steps without a network", (files, walk, host) => files.htmlFile(walk, host, wireOf(walk.trace))],
];

/** @type {import("../program/walkthrough.js").Tool} */
export function saveTool(walk, host) {
  if (globalThis.document?.documentElement.hasAttribute("data-standalone")) return null; // it is what was saved
  const say = sayer(host.root);
  /** @param {string} label @param {(files: Files) => Promise<{name: string, blob: Blob}>} make */
  async function save(label, make) {
    say("Saving…");
    try {
      offer(await make(await load()));
      say("");
    } catch (/** @type {any} */ error) {
      console.warn(error); // for whoever looks into it; readers get words
      say(`${label} could not be made: ${error instanceof TypeError ? "a part of this site did not load" : error.message}.`);
    }
  }
  return menu({
    label: "Save…", title: "Save what you see as a file",
    content: () => KINDS.map(([label, title, make]) => ({ label, title, disabled: walk.trace.nodes.length === 0, press: () => { save(label, (files) => make(files, walk, host)); } })),
  });
}

// ⑧ A whole walkthrough as one page that opens from a disk and steps: the build's page, and in it the trace and where the reader is.
import { isolated } from "../../trace/foreign.js";
import { shell } from "./beside.js";

/** @typedef {import("../../trace/walk.js").Walk} Walk @typedef {import("../program/walkthrough.js").Host} Host */

/** Text for a page. @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** JSON in which nothing ends a script or begins markup. @param {string} json */
const harmless = (json) => json.replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Whether the page is dark now. */
const isDark = () => document.body.classList.contains("quarto-dark") || document.documentElement.dataset.bsTheme === "dark";

/**
 * @param {Walk} walk @param {Host} host @param {string | null} wire as it came; null: only the page has the trace
 * @returns {Promise<string[]>} pieces of the page, for the trace may be large
 */
export async function page(walk, { name, view }, wire) {
  const { step, only, pinned, flow, trace } = walk;
  const settings = { name, step, only, pinned, flow, series: walk.wanted, opened: view.folding.state.opened, kind: wire === null ? "trace" : "wire" };
  const values = /** @type {Record<string, string>} */ ({
    TITLE: escaped(isolated(name || "Walkthrough")), THEME: isDark() ? "dark" : "light",
    SETTINGS: harmless(JSON.stringify(settings)), TRACE: harmless(wire ?? JSON.stringify(trace)),
  });
  return (await shell()).split(/\{\{(TITLE|THEME|SETTINGS|TRACE)\}\}/).map((piece, i) => (i % 2 ? values[piece] : piece));
}

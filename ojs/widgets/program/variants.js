// ⑧ Programs that differ in a line: the one that is chosen runs, and what it printed, or the error it ended in, is shown.
import { engine } from "../../engine/client.js";
import { attrs, h, scrollable, write } from "../../drawing/dom.js";
import { whenBlocked } from "../../engine/live.js";
import { recordedTable } from "../../engine/tables.js";
import { writeCode } from "../step/code-text.js";
import { missing } from "../step/printed.js";

/** What came of a program. @typedef {{output?: string, cut?: number, error?: {kind: string, message: string, line: number | null, output?: string, cut?: number}}} Outcome */

const NOTES = {
  recorded: "Recorded when the site was built. Press a button to run it here.",
  running: "Running it here …",
  live: "Computed just now by Python in your browser.",
  blocked: "Recorded when the site was built; Python could not be started here.",
};

/** The lines that the other program does not have. @param {string} source @param {string} other */
export function differing(source, other) {
  const known = new Set(other.split("\n"));
  return source.split("\n").map((line) => line.trim() !== "" && !known.has(line));
}

/**
 * An element with `.value` (the words of the one that is chosen) and `input` events.
 * @param {Record<string, string>} programs by what their buttons say: {"With the mistake": "zero", …}, of modules/…/programs/pitfall_*.py;
 *   the first is shown first, and what the others change in it is marked
 * @param {{label?: string}} [options]
 * @returns {Promise<HTMLElement & {value: string}>}
 */
export async function variants(programs, { label = "Programs that differ in a line" } = {}) {
  const names = Object.keys(programs ?? {});
  if (names.length < 2) throw new TypeError('variants needs at least two programs: {"With the mistake": "zero", "Cured": "zero_cured"}');
  /** @type {Record<string, Outcome & {source: string}>} */
  const table = await recordedTable("pitfalls");
  const found = Object.fromEntries(names.map((name) => [name, table[`pitfall_${programs[name]}`]]));
  const unknown = names.find((name) => !found[name]);
  if (unknown !== undefined) throw new TypeError(`there is no program pitfall_${programs[unknown]}.py`);
  const sourceOf = (/** @type {string} */ name) => found[name].source.trimEnd();
  let value = names[0];

  const code = h("code");
  const listing = h("pre", { class: "variants-source" }, code);
  const heading = h("p");
  const said = h("pre");
  const note = h("p");
  const result = h("div", { class: "variants-result", role: "status" }, heading, said, note);
  const buttons = names.map((name) => h("button", { type: "button" }, name));
  const root = h("section", { class: "variants", "data-widget": "variants", "data-source": "recorded", "aria-label": label },
    h("div", { class: "variants-choice", role: "group", "aria-label": label }, ...buttons), listing, result);
  scrollable(listing, "Program");
  code.style.minHeight = `${1.6 * Math.max(...names.map((name) => sourceOf(name).split("\n").length))}em`; // nothing below moves

  /** @param {Outcome} outcome @param {keyof typeof NOTES} how */
  function show(outcome, how) {
    const { error } = outcome;
    const { output = "" } = error ?? outcome;
    const [first, second] = names;
    const marks = differing(sourceOf(value), sourceOf(value === first ? second : first));
    code.replaceChildren(...sourceOf(value).split("\n").map((line, i) => h("span", { "data-differs": marks[i], "data-wrong": error?.line === i + 1 }, writeCode(h("span"), line), "\n")));
    names.forEach((name, i) => attrs(buttons[i], { "aria-pressed": String(name === value) }));
    attrs(result, { "data-failed": Boolean(error) });
    attrs(root, { "data-variant": programs[value], "data-source": how === "live" ? "live" : "recorded" });
    write(heading, error ? `It stops${error.line ? ` in line ${error.line}` : ""}: ${error.kind}` : "It prints");
    write(said, [...(output ? [output.trimEnd(), missing(error ?? outcome)] : []), ...(error ? [error.message] : [])].filter(Boolean).join("\n"));
    write(note, NOTES[how]);
  }

  /** @param {string} name */
  async function choose(name) {
    value = name;
    show(found[name], engine.state === "failed" ? "blocked" : "running");
    root.dispatchEvent(new Event("input", { bubbles: true }));
    try {
      const ran = await engine.run({ source: found[name].source, inputs: {}, want: [], key: root });
      if (value === name) show(ran, "live");
    } catch (/** @type {any} */ error) {
      if (error.why === "Superseded" || value !== name) return;
      if (error.why === "EngineFailed") show(found[name], "blocked");
      else show({ error }, "live");
    }
  }
  buttons.forEach((button, i) => button.addEventListener("click", () => choose(names[i])));
  whenBlocked(root, (blocked) => { if (!blocked && note.textContent === NOTES.blocked) show(found[value], "recorded"); });
  show(found[value], "recorded");
  return Object.defineProperty(/** @type {any} */ (root), "value", { get: () => value });
}

// ⑧ "What if…": the same program with a mistake built in, run by the engine itself; what comes of it stands beside what is right.
import { passAt } from "../../trace/series.js";
import { engine } from "../../engine/client.js";
import { attrs, h, whileConnected, write } from "../../drawing/dom.js";
import { readNumber } from "../../maths/evaluate.js";
import { number } from "../../maths/format.js";
import { drawn, lateOnes, offers, possible, titled, verdict } from "../../trace/what-if.js";
import { menu } from "../menu.js";

/** @typedef {import("../../engine/protocol.js").Mistake} Mistake */

const FAILED = "This needs Python, which could not be started here.";
const RANDOM = "The program draws random numbers anew in each run, so the two cannot be compared.";
const STARTING = "Python is starting; then the program runs once more.";

/** @type {import("./walkthrough.js").Tool} */
export function whatIf(walk, host) {
  if (!host.live || host.options?.whatIf === false) return null;
  /** What was asked for. @type {Mistake | null} */
  let wanted = null;
  let asked = {};
  let undoing = false;
  let [told, failed] = ["", false];
  let said = /** @type {unknown[]} what the words are about */ ([]);
  const words = h("span", { class: "what-if-words" });
  const off = h("button", { type: "button", class: "what-if-off" }, "Off");
  const banner = h("p", { class: "what-if", "data-widget": "what-if", role: "status", hidden: true }, words, off);
  off.addEventListener("click", () => { set(null); button.focus(); });
  const root = menu({ label: "What if…", title: "See what a mistake would come to", content });
  root.classList.add("what-if-menu");
  const button = /** @type {HTMLElement} */ (root.querySelector("button"));
  const right = () => walk.right ?? walk.replay;

  /** The operation that is chosen in the graph. */
  const chosen = () => {
    const { pinned, names } = walk;
    const { nodes } = right().trace;
    return pinned !== null && nodes[pinned] && nodes[pinned].op !== null ? { node: pinned, name: names[pinned] } : null;
  };

  /** @returns {(import("../menu.js").Choice | Node)[]} */
  function content() {
    const here = chosen();
    const choices = possible(right().trace, here?.name ?? null).map(({ kind, label, why }) => {
      const on = wanted?.kind === kind;
      const free = why === null || on;
      const text = h("span", {}, label);
      const one = h("button", { type: "button", class: "menu-choice", disabled: !free, "aria-pressed": String(on), "data-kind": kind }, text, ...(free ? [] : [h("small", {}, why ?? "")]));
      one.addEventListener("click", () => {
        root.close();
        set(on ? null : { kind, ...(kind === "detach" && { node: here?.node }) });
      });
      if (kind !== "upstream" || !free) return one;
      const input = h("input", { type: "text", inputmode: "text", size: 6, maxlength: 40, value: on ? number(wanted?.value ?? 1) : "", placeholder: "2", autocomplete: "off", spellcheck: "false", "aria-label": "What backward() begins with, instead of 1" });
      const form = h("form", { class: "what-if-upstream", novalidate: true, "data-kind": kind }, h("label", {}, "backward() begins with", input), h("button", { type: "submit" }, "Run"));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const value = readNumber(input.value || input.placeholder);
        attrs(input, { "aria-invalid": value === null ? "true" : null });
        if (value === null) return input.focus();
        root.close();
        set({ kind, value });
      });
      for (const type of ["input", "keydown"]) form.addEventListener(type, (event) => event.stopPropagation());
      return form;
    });
    if (!wanted) return choices;
    return [{ label: "Off: the program as it is", press: () => set(null) }, ...choices];
  }

  function paint() {
    attrs(banner, { hidden: !wanted, "data-failed": failed, "data-waiting": told === STARTING || told === "…" });
    attrs(root, { "data-on": wanted !== null });
    if (!wanted) return;
    const place = host.root.querySelector(".graph-view-scroll");
    if (place && banner.parentElement !== place.parentElement) place.before(banner);
    const { twist, replay } = walk;
    const question = `What if ${titled(wanted, right().names)}? `;
    if (!twist || !walk.right) return write(words, question + told);
    const pass = passAt(walk.trace.passes ?? [], walk.step);
    if (said[0] === replay && said[1] === pass) return; // every step of a pass comes to the same
    said = [replay, pass];
    write(words, `What if: ${twist.title}. ${drawn(walk.right.trace, walk.trace) ? RANDOM : verdict(walk.right, replay, walk.step, wanted.kind)}`);
  }

  /** @param {Mistake | null} mistake */
  async function set(mistake) {
    const mine = (asked = {});
    wanted = mistake;
    [told, failed] = ["", false];
    said = [];
    if (!mistake) {
      undo();
      return paint();
    }
    if (engine.state === "failed") return fail(FAILED);
    told = ["ready", "busy"].includes(engine.state) ? "…" : STARTING;
    paint();
    const base = right().trace;
    try {
      const trace = await engine.trace({ source: base.source, inputs: {}, mistake, key: banner });
      if (mine !== asked || base !== right().trace) return;
      told = "";
      walk.late = new Set(mistake.kind === "order" ? lateOnes(trace).map(({ from, into }) => `${into}→${from}`) : []);
      walk.mistake({ ...mistake, title: titled(mistake, right().names) }, trace);
      paint();
    } catch (/** @type {any} */ error) {
      if (mine !== asked || error.why === "Superseded") return;
      if (error.why === "EngineFailed") fail(FAILED);
      else if (error.why === "Stopped") set(null);
      else if (error.kind === "NotImplementedError") fail(`${error.message.replace(/^\w/, (/** @type {string} */ first) => first.toUpperCase())}.`);
      else fail(`The program fails with it: ${error.kind}: ${error.message}`);
    }
  }
  function undo() {
    walk.late = new Set();
    undoing = true;
    if (walk.twist) walk.mistake(null);
    undoing = false;
  }
  /** @param {string} why */
  function fail(why) {
    [told, failed] = [why, true];
    undo();
    paint();
  }

  /** Another run of the program, with other numbers: the mistake goes into that, too, if it still says the same. */
  function replaced() {
    if (!wanted || walk.twist) return;
    const { kind, node = -1 } = wanted;
    const { nodes } = walk.trace;
    const gone = kind === "detach" && (!nodes[node] || nodes[node].op === null);
    if (gone || (kind !== "detach" && possible(walk.trace).find((one) => one.kind === kind)?.why)) set(null);
    else set(wanted);
  }
  offers.set(walk, (mistake) => { set(mistake); });
  whileConnected(host.root, () => {
    /** @type {unknown} */
    let trace = walk.trace;
    const heard = (/** @type {Event} */ { type }) => {
      // "twist": the run with the mistake has gone, and it was not by this menu
      if (wanted && !walk.twist && !undoing && (walk.trace !== trace || type === "twist")) queueMicrotask(replaced);
      trace = walk.trace;
      paint();
    };
    for (const type of ["trace", "twist", "step", "pass"]) walk.addEventListener(type, heard);
    return () => { for (const type of ["trace", "twist", "step", "pass"]) walk.removeEventListener(type, heard); };
  });
  return root;
}

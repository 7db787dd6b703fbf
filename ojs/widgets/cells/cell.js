// ⑧ One cell of a page: its code as it was rendered or as the reader has it, what it shows now, and beside that what was rendered.
import { attrs, h, write } from "../../drawing/dom.js";
import { editor } from "../editor/editor.js";
import { graphOpener } from "./graph.js";
import { drawOutputs, rendered, textOf } from "./outputs.js";

/** @import {CellOutput} from "../../engine/protocol.js" */
/** @import {Kept} from "./kept.js" */
/** @import {Ran, Runnable, Session} from "./session.js" */

const LOST = "Python was started again: what the cells had computed is gone.";
const STOPPED = "Stopped.";
const FAILED = "It failed.";
const BEFORE = "From your last visit. Run computes it anew.";

/**
 * @param {HTMLElement} bar
 * @param {object} page
 * @param {(number: number) => string} page.named @param {() => Session} page.session @param {() => void} page.stop
 * @param {Kept} [page.kept] @param {(number: number, one: Kept) => void} page.keep @param {(number: number) => void} page.next
 * @returns {Runnable & {bar: HTMLElement, press: (button: HTMLButtonElement) => void, paint: () => void, focus: () => void}}
 */
export function cell(bar, { named, session, stop, kept, keep, next }) {
  const number = Number(bar.dataset.cell);
  const torch = bar.hasAttribute("data-torch");
  const root = /** @type {HTMLElement} */ (bar.closest(".cell"));
  const block = /** @type {HTMLElement} */ (bar.previousElementSibling);
  const code = /** @type {HTMLElement} */ (block.querySelector("pre.sourceCode code"));
  const original = (code.textContent ?? "").replace(/\n+$/, "");
  const before = [...root.querySelectorAll(":scope > .cell-output")];
  const [runButton, editButton] = [".cell-run", ".cell-edit"].map((one) => /** @type {HTMLButtonElement} */ (bar.querySelector(one)));
  const againButton = h("button", { type: "button", class: "cell-again", hidden: true }, "Run all above again");
  const said = h("span", { class: "cell-said", role: "status" });
  editButton.after(againButton);
  const live = h("div", { class: "cell-live", hidden: true });
  const compared = h("p", { class: "cell-compared" });
  const compareButton = h("button", { type: "button", class: "cell-compare", "aria-pressed": "false" }, "Show what was rendered");
  const backButton = h("button", { type: "button", class: "cell-compare" }, "Reset");
  const heading = h("p", { class: "cell-rendered", hidden: true }, torch ? "PyTorch, when the site was built" : "As rendered");
  bar.after(said, live, heading);

  /** @type {import("../editor/editor.js").Editor | null} */
  let field = null;
  /** @type {CellOutput[] | null} */
  let outputs = null;
  let ranSource = "";
  let state = "";
  let word = "";
  let fromBefore = false;
  const source = () => (field ? field.value : original);

  /** Keeps what there is to keep. */
  function store() {
    const text = source();
    keep(number, { page: original, ...(text !== original && { code: text }), ...(field && { open: true }), ...(outputs && { outputs }) });
  }

  function edit(text = original) {
    if (field) return;
    const lines = original.split("\n").length;
    field = editor({ value: text, label: bar.getAttribute("aria-label") ?? "Cell", rows: Math.max(2, lines), run: () => { run(); } });
    field.classList.add("cell-editor");
    field.addEventListener("input", () => { field?.errors([]); store(); paint(); });
    block.before(field);
    attrs(block, { hidden: true });
    wrongLine();
    paint();
  }
  function close() {
    field?.remove();
    field = null;
    attrs(block, { hidden: false });
    store();
    wrongLine();
    paint();
    editButton.focus({ preventScroll: true });
  }
  /** Back to what was rendered. */
  function reset() {
    [outputs, word, fromBefore] = [null, "", false];
    live.replaceChildren();
    close();
  }

  /** The line of the last error is marked, as long as the code is the one that ran. */
  function wrongLine() {
    const failed = ranSource === source() ? outputs?.find((one) => one.kind === "error") : undefined;
    const line = failed?.kind === "error" ? failed.error.line : null;
    [...code.querySelectorAll(":scope > span[id]")].forEach((one, i) => attrs(one, { "data-wrong": line === i + 1 }));
    field?.errors(line && failed?.kind === "error" ? [{ line, message: failed.error.message }] : []);
  }

  /** @param {CellOutput[]} list @param {boolean} [old] */
  function show(list, old = false) {
    [outputs, fromBefore] = [list, old];
    const opener = old ? null : (/** @type {{graph: number, text: string}} */ one) => graphOpener(session().name, one);
    const parts = drawOutputs(list, { named, graph: opener });
    live.replaceChildren(...parts, compared);
    const last = [...live.querySelectorAll(".cell-graph-of")].pop();
    if (last && "open" in last) /** @type {{open: () => void}} */ (last).open();
    wrongLine();
  }

  async function run({ afresh = false } = {}) {
    if (state) return;
    word = "";
    ranSource = source();
    /** @type {Ran} */
    const { failed, error } = await session().run(self, { afresh });
    if (failed) word = `Not run, for ${named(failed.number)} above it failed.`;
    else if (error) word = error.why === "Stopped" ? STOPPED : error.message;
    else if (outputs?.some((one) => one.kind === "error")) word = outputs.some((one) => one.kind === "error" && one.error.kind === "Stopped") ? STOPPED : FAILED;
    if (!error && !failed) store();
    paint();
  }

  function paint() {
    const edited = source() !== original;
    const ran = self.ran > 0;
    const outdated = ran && session().outdated(self);
    const gone = outputs !== null && !ran && !fromBefore;
    const waits = ran && source() !== ranSource;
    write(runButton, state ? "Stop" : "Run");
    attrs(runButton, { "data-stop": Boolean(state) });
    write(editButton, !field ? "Edit" : edited ? "Reset" : "Close");
    attrs(againButton, { hidden: Boolean(state) || !(outdated || (gone && session().lost)) });
    write(said, state === "waiting" ? "Waiting…" : state ? "Running…" : word || (gone && session().lost ? LOST : fromBefore ? BEFORE : waits ? "Changed since it ran." : outdated ? "A cell above has run since." : edited && !ran ? "Changed, and not run yet." : ""));
    said.classList.toggle("sg-hidden", said.textContent === FAILED); // those who see it see what it says
    const differs = difference();
    attrs(root, { "data-cell-state": state || null, "data-ran": ran, "data-edited": edited, "data-live": outputs !== null });
    attrs(live, { hidden: outputs === null });
    const both = outputs === null || torch || compareButton.getAttribute("aria-pressed") === "true";
    for (const one of before) attrs(one, { hidden: !both });
    attrs(heading, { hidden: outputs === null || !both || before.length === 0 });
    compared.replaceChildren(...(outputs === null ? [] : [`${outputs.length ? "Computed here" : "Ran here, and shows nothing"}${torch ? ", with this site's torch" : ""}. ${differs}`, ...(before.length && !torch ? [" ", compareButton] : []), ...(outputs.length || edited ? [" ", backButton] : [])]));
  }

  function difference() {
    if (outputs === null || before.length === 0) return "";
    const was = rendered(before);
    if (was === null) return "";
    return was === textOf(outputs) ? "The same as rendered." : "Not what was rendered.";
  }

  backButton.addEventListener("click", reset);
  compareButton.addEventListener("click", () => {
    const pressed = compareButton.getAttribute("aria-pressed") !== "true";
    attrs(compareButton, { "aria-pressed": String(pressed) });
    paint();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.shiftKey || !(event.target instanceof Element) || !event.target.closest(".cell-editor")) return;
    event.preventDefault();
    event.stopPropagation();
    run();
    next(number);
  }, { capture: true });

  /** @type {ReturnType<typeof cell>} */
  const self = {
    bar, number, shown: true, ran: 0, source,
    received: (list) => { ranSource = source(); word = ""; show(list); },
    turns: (now) => { state = now === "done" ? "" : now; paint(); },
    press(button) {
      if (button === runButton) state ? stop() : run();
      else if (button === againButton) run({ afresh: true });
      else if (!field) { edit(); store(); self.focus(); }
      else if (source() !== original) reset();
      else close();
    },
    paint,
    focus: () => (field ?? runButton).focus(),
  };
  if (kept && kept.page === original) {
    if (kept.code !== undefined || kept.open) edit(kept.code ?? original);
    if (kept.outputs) {
      ranSource = source();
      show(kept.outputs, true);
    }
  }
  return self;
}

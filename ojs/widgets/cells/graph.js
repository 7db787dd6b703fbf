// ⑧ Opens the walkthrough on a graph that a cell has shown.
import { engine } from "../../engine/client.js";
import { attrs, h, write } from "../../drawing/dom.js";

const LOST = "What the cells had computed is gone, for Python was started again. Run the cell to have its graph.";
const OTHER = "To record this, the cells ran once more, and this time made another value: something in them is different at every run.";

/**
 * A button, and below it the walkthrough as long as it is open.
 * @param {string} session @param {{graph: number, text: string}} shown
 * @returns {HTMLElement & {open: () => Promise<void>}}
 */
export function graphOpener(session, { graph, text }) {
  const button = h("button", { type: "button", class: "cell-step", "aria-expanded": "false" }, "Step through its graph");
  const said = h("p", { class: "cell-graph-said", role: "status" });
  const place = h("div", { class: "cell-graph outset" });
  const root = h("div", { class: "cell-graph-of" }, button, said, place);
  /** @type {HTMLElement | null} */
  let made = null;
  let asking = false;

  async function open() {
    if (asking) return;
    attrs(button, { "aria-expanded": "true" });
    if (made) return attrs(place, { hidden: false }), undefined;
    asking = true;
    write(said, "Recording its steps…");
    try {
      const [found, { walkthrough }] = await Promise.all([engine.cellGraph({ session, graph }), import("../program/walkthrough.js")]);
      if (!("trace" in found)) throw new Error(LOST);
      const label = `The graph of ${text.split("\n")[0].slice(0, 80)}`;
      made = await walkthrough({ trace: found.trace }, { computed: true, step: found.at, label });
      write(said, found.other ? OTHER : "");
      place.replaceChildren(made);
      write(button, "Hide its graph");
    } catch (/** @type {any} */ error) {
      write(said, error.why === "Superseded" ? "" : error.message);
      attrs(button, { "aria-expanded": "false" });
    } finally {
      asking = false;
    }
  }
  function close() {
    attrs(place, { hidden: true });
    attrs(button, { "aria-expanded": "false" });
    write(button, "Step through its graph");
  }
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-expanded") === "true") return close();
    open();
    if (made) write(button, "Hide its graph");
  });
  return Object.assign(root, { open });
}

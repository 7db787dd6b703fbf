// ⑧ The one Python session of a page: which cells have run in it, in which order; where cells above have not, they run first.
import { engine } from "../../engine/client.js";
import { validOutputs } from "./kept.js";

/** @import {CellOutput} from "../../engine/protocol.js" */

/**
 * A cell as the session knows it. `shown`: the page shows its code. `ran`: how many runs there had been when it ran last, 0: not in this session.
 * @typedef {object} Runnable
 * @property {number} number @property {boolean} shown @property {() => string} source @property {number} ran
 * @property {(outputs: CellOutput[]) => void} [received] @property {(state: "waiting" | "running" | "done") => void} [turns]
 */

/** What became of a run: `failed`: the cell above at which it ended; `error`: why there was none. @typedef {{failed?: Runnable, error?: any}} Ran */

const name = () => [...crypto.getRandomValues(new Uint32Array(4))].map((one) => one.toString(36)).join("");

/** Fires "change". */
export class Session extends EventTarget {
  /** @param {Runnable[]} cells in the page's order @param {Record<string, string>} files */
  constructor(cells, files) {
    super();
    this.cells = cells;
    this.files = files;
    this.name = name();
    this.begun = false;
    /** Python was started anew since cells had run. */
    this.lost = false;
    this.runs = 0;
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    engine.addEventListener("state", () => { if (this.begun && ["loading", "stopped", "failed"].includes(engine.state)) this.forget(); });
  }

  /** Nothing of what ran is there any more. */
  forget(lost = true) {
    this.begun = false;
    this.lost = lost && this.cells.some(({ ran }) => ran > 0);
    for (const cell of this.cells) cell.ran = 0;
    this.name = name();
    this.dispatchEvent(new Event("change"));
  }

  /** Whether a cell above has run since this one did, or has not run at all. @param {Runnable} cell */
  outdated(cell) {
    return cell.ran > 0 && this.above(cell).some((other) => other.ran > cell.ran);
  }

  /** @param {Runnable} cell */
  above(cell) {
    return this.cells.slice(0, this.cells.indexOf(cell));
  }

  /** Runs a cell when those that were asked for before are done. @param {Runnable} cell @param {{afresh?: boolean}} [options] afresh: all above, in a new session @returns {Promise<Ran>} */
  run(cell, { afresh = false } = {}) {
    cell.turns?.("waiting");
    const done = this.last.then(() => {
      if (afresh) this.forget(false);
      return this.runNow(cell);
    });
    this.last = done.catch(() => {});
    return done;
  }

  /** @param {Runnable} cell @param {boolean} [again] @returns {Promise<Ran>} */
  async runNow(cell, again = false) {
    let running = cell;
    try {
      engine.start(); // first, for a Python that starts later is not the one that cells have run in
      const { name: known } = this;
      for (const one of [...this.above(cell).filter(({ ran }) => ran === 0), cell]) {
        running = one;
        one.turns?.("running");
        const fresh = !this.begun;
        this.begun = true;
        const { outputs, lost } = await engine.cell({ session: known, number: one.number, source: one.source(), ...(fresh && { fresh, files: this.files }) });
        if (lost || this.name !== known) { // Python was started anew meanwhile
          if (again) return { error: { message: "Python was started anew while the cells ran. Try once more." } };
          this.forget();
          return this.runNow(cell, true);
        }
        const list = validOutputs(outputs);
        this.lost = false;
        this.runs += 1;
        one.ran = this.runs;
        one.received?.(list);
        one.turns?.("done");
        if (one !== cell && one.shown && list.some(({ kind }) => kind === "error")) return { failed: one };
      }
      return {};
    } catch (/** @type {any} */ error) {
      running.turns?.("done");
      if (error.why) return { error };
      // The program broke Python, or was too much for it: that is what the cell shows.
      running.received?.([{ kind: "error", error: { kind: error.kind, message: error.message, line: error.line } }]);
      return running === cell ? {} : { failed: running };
    } finally {
      cell.turns?.("done");
      this.dispatchEvent(new Event("change"));
    }
  }
}

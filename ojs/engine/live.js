// ⑥ Recorded first, live after: a widget's program as the build ran it, then again with the reader's numbers.
import { engine } from "./client.js";
import { attrs, whileConnected } from "../drawing/dom.js";

/** @typedef {import("./protocol.js").Trace} Trace */
/** @typedef {import("./protocol.js").ProgramError} ProgramError */
/** @typedef {Pick<ProgramError, "kind" | "message"> & Partial<ProgramError>} Failure */

const BLOCKED = "The sliders need Python, which could not be started here. The recorded steps still work.";
/** @type {Failure} */
const STOPPED = { kind: "Stopped", message: "the program was ended before it was done. The last graph stays." };

/** @param {any} error @returns {Failure} */
const failure = ({ kind, name, message, line, source, output, cut }) => ({ kind: kind ?? name, message, line, source, output, cut });

/** The trace of modules/…/examples/… @param {string} name "02-autograd/chain" @returns {Promise<Trace>} */
export async function recorded(name) {
  if (typeof name !== "string") throw new TypeError(`an example's name is text such as "02-autograd/chain", not ${String(name)}`);
  const response = await fetch(new URL(`./traces/${name}.json`, import.meta.url));
  if (!response.ok) throw new Error(`the recorded steps of ${name} could not be loaded (${response.status})`);
  return response.json();
}

/**
 * Runs once when the element is on the page and Python is there, then whenever it is called. `data-source` says which it is.
 * @template G what one run is given
 * @template T what comes of it
 * @param {HTMLElement} root
 * @param {object} does
 * @param {(given: G) => Promise<T>} does.ask engine.trace or engine.run with `key: root`
 * @param {(answer: T, given: G) => void} does.received
 * @param {(failure: Failure | null) => void} does.failed null when all is well again
 * @param {(reason: string, given?: G) => void} does.blocked Python cannot be had; nothing is given where nobody asked for a run
 * @param {() => G | null} does.begin what the first run is given; null where there is nothing to run
 * @returns {(given: G) => Promise<boolean>} whether it ran to its end
 */
export function live(root, { ask, received, failed, blocked, begin }) {
  attrs(root, { "data-source": "recorded" });
  /** @param {G} given */
  async function run(given) {
    try {
      received(await ask(given), given);
      attrs(root, { "data-source": "live" });
      failed(null);
      return true;
    } catch (/** @type {any} */ error) {
      if (error.kind === "EngineFailed") blocked(BLOCKED, given);
      else if (error.kind === "Stopped") failed({ ...failure(error), ...STOPPED });
      else if (error.kind !== "Superseded") failed(failure(error));
      return false;
    }
  }
  whileConnected(root, () => {
    const state = () => { if (engine.state === "failed") blocked(BLOCKED); };
    engine.addEventListener("state", state);
    state();
    // after the next paint: Python must not delay what is there already
    requestAnimationFrame(() => setTimeout(() => {
      const first = root.isConnected && root.dataset.source === "recorded" && engine.state !== "failed" && begin();
      if (first) run(first);
    }));
    return () => engine.removeEventListener("state", state);
  });
  return run;
}

// ⑥ Recorded first, live after: a widget's program as the build ran it, then again with the reader's numbers.
import { engine } from "./client.js";
import { attrs, whileConnected } from "./dom.js";

/** @typedef {import("./protocol.js").Trace} Trace */
/** @typedef {{kind: string, message: string, line?: number | null}} Failure */

export const BLOCKED = "The sliders need Python, which could not be started here. The recorded steps still work.";

/** The trace of modules/…/examples/… @param {string} name "02-autograd/chain" @returns {Promise<Trace>} */
export async function recorded(name) {
  if (typeof name !== "string") throw new TypeError(`an example's name is text such as "02-autograd/chain", not ${String(name)}`);
  const response = await fetch(new URL(`./traces/${name}.json`, import.meta.url));
  if (!response.ok) throw new Error(`the recorded steps of ${name} could not be loaded (${response.status})`);
  return response.json();
}

/**
 * Runs once when the element is on the page and Python is there, then whenever it is called. `data-source` says which it is.
 * @template T
 * @param {HTMLElement} root
 * @param {{ask: (inputs: Record<string, number>) => Promise<T>, received: (answer: T) => void, failed: (failure: Failure | null) => void,
 *   blocked: (reason: string) => void}} does ask: engine.trace or engine.run with `key: root`; failed: null when all is well again
 * @returns {(inputs: Record<string, number>) => Promise<void>}
 */
export function live(root, { ask, received, failed, blocked }) {
  attrs(root, { "data-source": "recorded" });
  /** @param {Record<string, number>} inputs */
  async function run(inputs) {
    try {
      received(await ask(inputs));
      attrs(root, { "data-source": "live" });
      failed(null);
    } catch (/** @type {any} */ error) {
      if (error.kind === "EngineFailed") blocked(BLOCKED);
      else if (error.kind !== "Superseded") failed({ kind: error.kind ?? error.name, message: error.message, line: error.line });
    }
  }
  whileConnected(root, () => {
    const state = () => { if (engine.state === "failed") blocked(BLOCKED); };
    engine.addEventListener("state", state);
    state();
    // after the next paint: Python must not delay what is there already
    requestAnimationFrame(() => setTimeout(() => { if (root.isConnected && root.dataset.source === "recorded" && engine.state !== "failed") run({}); }));
    return () => engine.removeEventListener("state", state);
  });
  return run;
}

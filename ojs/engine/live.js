// ⑥ Recorded first, live after: a widget's program as the build ran it, then again with the reader's numbers.
import { engine } from "./client.js";
import { attrs, whileConnected } from "../drawing/dom.js";
import { text } from "./files.js";
import { whenFree } from "./starting.js";
import { read } from "../trace/read.js";
import { keepWire } from "./wires.js";

/** @typedef {import("./protocol.js").Trace} Trace */
/** @typedef {import("./protocol.js").ProgramError} ProgramError */
/** `again` where it may come right if it is tried once more.
 * @typedef {Pick<ProgramError, "kind" | "message"> & Partial<ProgramError> & {again?: () => void}} Failure */

const BLOCKED = "The sliders need Python, which could not be started here. The recorded steps still work.";
/** @type {Failure} */
const STOPPED = { kind: "Stopped", message: "the program was ended before it was done. The last graph stays." };

/** @param {any} error @returns {Failure} */
const failure = ({ kind, name, message, line, source, output, cut }) => ({ kind: kind ?? name, message, line, source, output, cut });

/** Something that the build recorded did not come. */
export class NotLoaded extends Error {}

/** A file that the build recorded. @param {string} name @param {string} what it is, for whoever does not get it */
async function fetchedText(name, what) {
  return text(name).catch((/** @type {Error} */ { message }) => { throw new NotLoaded(`${what} could not be loaded: ${message}.`); });
}

/** The same, as JSON. @param {string} name @param {string} what @returns {Promise<any>} */
export async function fetched(name, what) {
  return JSON.parse(await fetchedText(name, what));
}

/** The trace of modules/…/examples/… @param {string} name "02-autograd/chain" @returns {Promise<Trace>} */
export async function recorded(name) {
  if (typeof name !== "string") throw new TypeError(`an example's name is text such as "02-autograd/chain", not ${String(name)}`);
  const what = `The recorded steps of ${name}`;
  const wire = await fetchedText(`traces/${name}.json`, what);
  try {
    const trace = read(JSON.parse(wire));
    keepWire(trace, wire);
    return trace;
  } catch {
    throw new NotLoaded(`${what} cannot be read.`);
  }
}

/** Tells an element on the page when Python turns out not to be had, and when it is tried for again. @param {HTMLElement} root @param {(blocked: boolean) => void} does */
export function whenBlocked(root, does) {
  let told = false;
  whileConnected(root, () => {
    const state = () => {
      const blocked = engine.state === "failed";
      if (blocked !== told) does(told = blocked);
    };
    engine.addEventListener("state", state);
    state();
    return () => engine.removeEventListener("state", state);
  });
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
 * @param {(reason: string | null, given?: G) => void} does.blocked Python cannot be had; nothing is given where nobody asked for
 *   a run; null when it is tried for again
 * @param {() => G | null} does.begin what the first run is given; null where there is nothing to run
 * @returns {(given: G) => Promise<boolean>} whether it ran to its end
 */
export function live(root, { ask, received, failed, blocked, begin }) {
  attrs(root, { "data-source": "recorded" });
  let missed = false; // the first run did not come about, and not because of the program
  /** @param {G} given @param {boolean} [first] */
  async function run(given, first = false) {
    try {
      received(await ask(given), given);
      attrs(root, { "data-source": "live" });
      failed(null);
      return true;
    } catch (/** @type {any} */ error) {
      missed ||= first && ["EngineFailed", "Stopped"].includes(error.why);
      if (error.why === "EngineFailed") blocked(BLOCKED, given);
      else if (error.why === "Stopped" && !first) failed({ ...failure(error), ...STOPPED }); // nobody here began it, or stopped it
      else if (!error.why) failed({ ...failure(error), ...(error.kind === "Not loaded" && { again: () => run(given) }) });
      return false;
    }
  }
  function start() {
    missed = engine.state === "failed";
    const first = !missed && root.isConnected && root.dataset.source === "recorded" && begin();
    if (!first) return;
    engine.wake();
    missed = engine.asks || !engine.worker;
    if (!missed) run(first, true);
  }
  whenBlocked(root, (now) => blocked(now ? BLOCKED : null));
  whileConnected(root, () => {
    const again = () => { if (missed && engine.state === "loading") start(); };
    engine.addEventListener("state", again);
    whenFree().then(start);
    return () => engine.removeEventListener("state", again);
  });
  return run;
}

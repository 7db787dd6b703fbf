// ⑧ The graph follows what is typed: each pause runs the program, unless it takes too long for that; what fails is said when the reader rests.
import { engine } from "../../engine/client.js";

/** A pause in writing, in milliseconds, after which it runs. */
const PAUSE = 300;
/** A pause after which what is wrong with a half-written line may be said. */
const REST = 1200;
/** What takes longer than this, twice (the first time something may have had to be loaded), or much longer once, runs only when Run is pressed. */
const SLOW = 1000;
/** What nobody asked for by a press may take so long, and is then ended. */
const MOST = 3000;

/** @typedef {import("../../engine/live.js").Failure} Failure */

/**
 * @param {HTMLElement & {value: string}} text where the program is written
 * @param {object} does
 * @param {(source: string) => Promise<boolean>} does.run quietly: its failure comes here first
 * @param {() => boolean} does.may whether it may run at all
 * @param {(failure: Failure) => void} does.tell
 * @param {() => void} does.changed whether it follows
 */
export function following(text, { run, may, tell, changed }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let telling;
  let slow = 0; // how many runs have been
  let busy = false;
  let typed = 0; // when
  let asked = "";
  let ended = false; // the run was ended here, for it took too long

  /** @param {number} took milliseconds */
  function took(took) {
    const was = slow > 1;
    slow = took > MOST - 100 ? 2 : took > SLOW ? slow + 1 : 0;
    if (slow > 1 !== was) changed();
  }
  async function follow() {
    const source = text.value;
    if (!text.isConnected || !may() || slow > 1 || source === asked || engine.state === "failed") return;
    if (engine.state === "recorded") engine.start();
    if (busy || engine.state !== "ready") return wait(PAUSE); // one at a time, and none behind a program that was asked for
    asked = source;
    busy = true;
    ended = false;
    const began = performance.now();
    const end = setTimeout(() => {
      ended = true;
      took(MOST);
      engine.stop();
    }, MOST);
    await run(source);
    clearTimeout(end);
    busy = false;
    if (!ended) took(performance.now() - began);
    if (text.value !== source) wait(PAUSE);
  }
  /** @param {number} pause */
  function wait(pause) {
    clearTimeout(timer);
    timer = setTimeout(follow, pause);
  }
  text.addEventListener("input", () => {
    typed = performance.now();
    clearTimeout(telling);
    wait(PAUSE);
  });
  return {
    /** Whether it waits for Run, because it takes so long. */
    get slow() { return slow > 1; },
    /** The text was set by something else than a key. */
    now() { wait(0); },
    /** A run that was asked for begins, or has taken so long. @param {number} [ms] */
    pressed(ms) {
      clearTimeout(timer);
      clearTimeout(telling);
      asked = text.value;
      if (ms !== undefined) took(ms);
    },
    /** What went wrong in a run of its own. @param {Failure} failure */
    failed(failure) {
      if (ended) return; // nobody asked for it
      const source = asked;
      clearTimeout(telling);
      telling = setTimeout(() => { if (text.value === source) tell(failure); }, Math.max(0, typed + REST - performance.now()));
    },
  };
}

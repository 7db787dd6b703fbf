// ⑦ What the reader has answered, kept in this browser only. What storage holds is not trusted, and it may be blocked.

/** Numbers as they were entered, or one program. `done`: answered rightly, or had the answer shown; "" while still at it. @typedef {{answers: string[], done: "" | "solved" | "shown"}} Answer */

/** Fired at the window when what is kept has changed: other scripts of the page have an Answers of their own. */
export const CHANGED = "stepgrad-answers";

const KEY = "stepgrad.answers.1";
const NAME = /^[\w-]{1,60}\/[\w-]{1,60}$/;
const LONGEST = 20_000; // characters: an answer may be a program

/** @param {unknown} found @returns {Answer | null} null for what this page cannot have written */
function valid(found) {
  if (typeof found !== "object" || found === null) return null;
  const { answers, done } = /** @type {Record<string, unknown>} */ (found);
  if (done !== "" && done !== "solved" && done !== "shown") return null;
  if (!Array.isArray(answers) || answers.length > 20) return null;
  if (!answers.every((one) => typeof one === "string" && one.length <= LONGEST)) return null;
  return { answers: [...answers], done };
}

/** Fires "change" and "forget". */
export class Answers extends EventTarget {
  /** @param {() => Storage} storage may throw, at any time */
  constructor(storage) {
    super();
    this.storage = storage;
    /** @type {Map<string, Answer>} */
    this.kept = new Map();
    this.read();
  }

  /** Another tab may have written since. */
  read() {
    try {
      const found = JSON.parse(this.storage().getItem(KEY) ?? "{}");
      if (typeof found !== "object" || found === null) return;
      const entries = Object.entries(found).slice(0, 500).flatMap(([name, one]) => {
        const answer = NAME.test(name) ? valid(one) : null;
        return answer ? [/** @type {const} */ ([name, answer])] : [];
      });
      this.kept = new Map(entries);
    } catch {
      // blocked, or not ours: what this page remembers itself will do
    }
  }

  write() {
    try {
      if (this.kept.size) this.storage().setItem(KEY, JSON.stringify(Object.fromEntries(this.kept)));
      else this.storage().removeItem(KEY);
    } catch {
      // blocked or full: remembered until the page is left
    }
    globalThis.dispatchEvent?.(new Event(CHANGED));
  }

  /** @param {string} name @returns {Answer | null} */
  get(name) {
    return this.kept.get(name) ?? null;
  }

  /** @param {string} name of the example: "02-autograd/ex_cube" @param {Answer} answer */
  set(name, answer) {
    this.read();
    this.kept.set(name, { answers: answer.answers.map((one) => one.slice(0, LONGEST)), done: answer.done });
    this.write();
    this.dispatchEvent(new Event("change"));
  }

  forget() {
    this.kept = new Map();
    this.write();
    this.dispatchEvent(new Event("forget"));
    this.dispatchEvent(new Event("change"));
  }
}

/** The reader's. */
export const answers = new Answers(() => globalThis.localStorage);

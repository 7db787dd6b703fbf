// ⑦ The reader's own programs, kept under names in this browser only. What storage holds is not trusted; it may be blocked or full, and other tabs write to it.
import { MAX_SOURCE } from "./link.js";

/** `held`: it came from somebody else, and was never run. @typedef {{source: string, held?: true}} Kept */

const KEY = "stepgrad.programs.1";
const MOST = 200;
const LONGEST = 60;

/** A name as it is kept: one line, without what nobody sees. @param {string} text */
export const named = (text) => text.replace(/[\p{C}\s]+/gu, " ").trim().slice(0, LONGEST).trim();

/** @param {unknown} found @returns {Kept | null} */
function valid(found) {
  if (typeof found !== "object" || found === null) return null;
  const { source, held } = /** @type {Record<string, unknown>} */ (found);
  return typeof source === "string" && source.length <= MAX_SOURCE ? { source, ...(held === true && { held }) } : null;
}

/** Why something could not be kept, in words for a reader. */
export class NotKept extends Error {}

/** Fires "change". */
export class Programs extends EventTarget {
  /** @param {() => Storage} storage may throw, at any time */
  constructor(storage) {
    super();
    this.storage = storage;
    /** @type {Map<string, Kept>} */
    this.kept = new Map();
    this.read();
  }

  /** Another tab may have written since. */
  read() {
    try {
      const found = JSON.parse(this.storage().getItem(KEY) ?? "[]");
      if (!Array.isArray(found)) return;
      this.kept = new Map(found.slice(0, MOST).flatMap((entry) => {
        const [name, one] = Array.isArray(entry) ? entry : [];
        const program = valid(one);
        return typeof name === "string" && name !== "" && named(name) === name && program ? [/** @type {const} */ ([name, program])] : [];
      }));
    } catch {
      // blocked, or not ours: what this page remembers itself will do
    }
  }

  /** @param {(all: Map<string, Kept>) => void} change on what is there now, whoever wrote it */
  change(change) {
    this.read();
    const before = new Map(this.kept);
    change(this.kept);
    try {
      if (this.kept.size > MOST) throw new NotKept(`There are ${MOST} programs already, which is as many as are kept. Delete one first.`);
      if (this.kept.size) this.storage().setItem(KEY, JSON.stringify([...this.kept]));
      else this.storage().removeItem(KEY);
    } catch (/** @type {any} */ error) {
      this.kept = before;
      if (error instanceof NotKept) throw error;
      const full = error?.name === "QuotaExceededError";
      throw new NotKept(full ? "This browser has no more room for programs of this site. Delete one, or save the walkthrough as a file." : "This browser keeps nothing for this site (a private window, or a setting). Share a link to the program instead, and keep that.");
    } finally {
      this.dispatchEvent(new Event("change"));
    }
  }

  get names() {
    return [...this.kept.keys()].sort((one, other) => one.localeCompare(other));
  }

  /** @param {string} name @returns {Kept | null} */
  get(name) {
    return this.kept.get(name) ?? null;
  }

  /** A name that no other has: "moons", "moons 2", … @param {string} wanted */
  free(wanted) {
    this.read();
    const base = named(wanted) || "Program";
    for (let nth = 1; ; nth += 1) {
      const name = nth === 1 ? base : named(`${base.slice(0, LONGEST - 5)} ${nth}`);
      if (!this.kept.has(name)) return name;
    }
  }

  /**
   * @param {string} name @param {Kept} program
   * @param {string | null} [known] the text that was kept under this name when it was opened; where another tab has kept another one since, that stays, and this one gets a name of its own
   * @returns {string} the name it has now
   */
  keep(name, program, known = null) {
    if (program.source.length > MAX_SOURCE) throw new NotKept("This program is too long to be kept.");
    this.read();
    const there = this.get(name);
    const other = there !== null && there.source !== known && there.source !== program.source;
    const under = other ? this.free(name) : name;
    this.change((all) => all.set(under, program));
    return under;
  }

  /** @param {string} name @param {string} to @returns {string} the name it has now */
  rename(name, to) {
    const program = this.get(name);
    if (!program || named(to) === name) return name;
    const under = this.free(to);
    this.change((all) => {
      all.delete(name);
      all.set(under, program);
    });
    return under;
  }

  /** @param {string} name @returns {Kept | null} what was there */
  remove(name) {
    this.read();
    const program = this.get(name);
    if (program) this.change((all) => all.delete(name));
    return program;
  }
}

/** The reader's. */
export const programs = new Programs(() => globalThis.localStorage);

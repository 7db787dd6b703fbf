// ⑧ Which calls of this graph are folded now: begins with what a reader can take in, remembers what the reader opened.
import { createFolds } from "../../trace/fold.js";

/** @param {import("../../trace/walk.js").Walk} walk */
export function createFolding(walk) {
  let { trace } = walk;
  let folds = createFolds(trace);
  /** @type {Set<number>} */
  let folded = folds.start();
  /** Calls the reader opened one by one. @type {Set<number>} */
  let opened = new Set();
  /** @type {(number | null)[]} */
  let owners = [];
  const calls = () => JSON.stringify([trace.nodes.length, trace.calls]);

  return {
    get folds() {
      return folds;
    },
    get folded() {
      return folded;
    },
    get opened() {
      return opened;
    },
    /** The walk may show another run: the same calls stay folded, unless it is another program. */
    update() {
      if (trace === walk.trace) return;
      const before = calls();
      trace = walk.trace;
      folds = createFolds(trace);
      if (calls() === before) return;
      folded = folds.start();
      opened = new Set();
    },
    shown() {
      const shown = folds.shown(folded);
      owners = trace.nodes.map(() => null);
      for (const { id, inside } of shown) for (const one of inside) owners[one] = id;
      return shown;
    },
    /** What is drawn in a node's place. @param {number | null} id */
    owner: (id) => (id === null ? null : owners[id] ?? null),
    /** @param {number} level */
    fold(level) {
      folded = folds.level(level);
      opened = new Set();
    },
    /** @param {number} call */
    open(call) {
      folded.delete(call);
      opened.add(call);
    },
    /** @param {number} call */
    close(call) {
      folded.add(call);
      for (const inner of opened) if (folds.members[call].includes(folds.members[inner][0])) opened.delete(inner);
    },
    /** The call that folding from here would fold. @param {import("../../trace/fold.js").Drawable} one */
    around: (one) => folds.path(one.id).find((call) => !folded.has(call)),
  };
}

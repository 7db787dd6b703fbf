// ⑧ The number of a walk that is being moved, what comes of it, and how one knows: from the recorded steps at once, from the program itself where Python is there.
import { engine } from "../../engine/client.js";
import { isArray } from "../../maths/format.js";
import { brought, compared, nudged, redrawn, spanAt } from "../../trace/nudged.js";

/**
 * `by` at the entry `at`. `true_`: by how much what backward() began with differs, all roots together; NaN as long as nobody knows. `predicted`: gradient × change, undefined as long as the
 * steps have not come to the gradient. `told`: "steps": by the formulas of the recorded steps; "run": by a run of the program; "waiting" for one; "python": it needs one; "other": it took another way; "failed".
 * @typedef {{node: number, by: number, at: number[], changes: Map<number, number>, true_: number, told: "steps" | "run" | "waiting" | "python" | "other" | "failed", sure: boolean, why: string}} Nudge
 */

/** A reader who drags asks for no run at every turn. */
const PAUSE = 120;
/** @type {WeakMap<object, ReturnType<typeof create>>} */
const all = new WeakMap();

/** @param {import("../../trace/walk.js").Walk} walk */
export function nudging(walk) {
  const known = all.get(walk);
  if (known) return known;
  const made = create(walk);
  all.set(walk, made);
  return made;
}

/** Fires "nudge" at the walk. @param {import("../../trace/walk.js").Walk} walk */
function create(walk) {
  /** @type {Nudge | null} */
  let now = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const tell = () => walk.dispatchEvent(new Event("nudge"));
  const span = () => spanAt(walk.trace, walk.step);

  /** @param {Map<number, number>} changes */
  const atRoots = (changes) => span().roots.reduce((sum, { node, weight }) => sum + weight * (changes.get(node) ?? 0), 0);

  /** A leaf that was trained has been moved before this pass: a run could only move what it began with. @param {number} node */
  const trained = (node) => walk.trace.steps.slice(0, span().seed).some((step) => step.kind === "update" && step.node === node);

  async function run() {
    const mine = now;
    const { trace, replay } = walk;
    if (!mine) return;
    const arrays = isArray(trace.nodes[mine.node].value);
    try {
      const moved = await engine.trace({ source: trace.source, inputs: {}, nudge: { node: mine.node, by: mine.by, ...(arrays && { index: mine.at }) }, key: walk });
      if (mine !== now || trace !== walk.trace) return;
      if (redrawn(replay, span(), moved, mine.node)) {
        now = mine.told === "steps" ? { ...mine, sure: true } : { ...mine, told: "python", why: "random" };
        return tell();
      }
      const found = compared(replay, span(), moved);
      now = found ? { ...mine, changes: found.changes, true_: atRoots(found.changes), told: "run", sure: true } : { ...mine, changes: new Map([[mine.node, mine.by]]), true_: NaN, told: "other" };
    } catch (/** @type {any} */ error) {
      if (mine !== now || error.why === "Superseded" || (error.why && mine.told === "steps")) return;
      now = { ...mine, true_: NaN, told: error.why ? "python" : "failed", why: error.why ? "" : `${error.kind}: ${error.message}` };
    }
    tell();
  }

  return {
    /** The node whose number can be taken hold of, of an array which entry, and how far it goes at most. @type {{node: number, at: number[], most: number} | null} */
    hold: null,
    get now() { return now; },
    /** @param {number} node @param {number} by @param {number[]} [at] */
    set(node, by, at = []) {
      clearTimeout(timer);
      if (by === 0 || !Number.isFinite(by)) return this.clear();
      const { changes, needs, sure } = nudged(walk.replay, span(), node, by);
      const there = ["ready", "busy"].includes(engine.state);
      const alone = trained(node) || walk.twist !== null;
      now = needs === null ? { node, by, at, changes, true_: atRoots(changes), told: "steps", sure, why: "" }
        : { node, by, at, changes: new Map([[node, by]]), true_: NaN, told: there && !alone ? "waiting" : "python", sure, why: alone ? "trained" : "" };
      if (there && !alone) timer = setTimeout(run, PAUSE);
      tell();
    },
    /** The same in another run, or another pass. */
    again() {
      if (now && now.node < walk.trace.nodes.length) this.set(now.node, now.by, now.at);
      else this.clear();
    },
    clear() {
      clearTimeout(timer);
      if (!now) return;
      now = null;
      tell();
    },
    /** What gradient × change says of it, undefined as long as the steps have not come to the gradient; null where no gradient comes. @param {Nudge} one */
    predicted({ node, by, at }) {
      const found = brought(walk.replay, span(), node, at);
      if (!found) return null;
      return found.step <= walk.step ? { gradient: found.gradient, change: found.gradient * by } : undefined;
    },
  };
}

// ⑧ Which groups of this graph are folded now: begins with what a reader can take in, remembers what the reader opened, from pass to pass and from run to run.
import { cut, insides } from "../../trace/groups/cut.js";
import { Folding } from "../../trace/groups/folding.js";
import { around, createGroups } from "../../trace/groups/groups.js";

/** @typedef {import("../../trace/groups/cut.js").Drawable} Drawable */

/** A program, whatever its numbers. @param {string} source */
const form = (source) => source.replace(/[\d.]+/g, "#");

/** @param {import("../../trace/walk.js").Walk} walk */
export function createFolding(walk) {
  /** @type {import("../../engine/protocol.js").Trace | null} */
  let trace = null;
  /** @type {number | null} */
  let pass = null;
  let folding = /** @type {Folding} */ (/** @type {unknown} */ (null));
  /** What is drawn, and what is about to be: a layout takes its time. @typedef {import("../../trace/groups/cut.js").Cut} Cut @type {Cut} */
  let now = /** @type {Cut} */ (/** @type {unknown} */ (null));
  /** @type {Cut} */
  let coming = now;
  /** @type {ReturnType<typeof insides> | null} */
  let inside = null;
  /** Those that following the step has opened. @type {Set<number>} */
  let followed = new Set();
  const active = () => walk.state.receiver ?? walk.state.node;

  function update() {
    if (trace === walk.trace && pass === walk.pass) return;
    const before = folding;
    const same = trace !== null && (trace === walk.trace || form(trace.source) === form(walk.trace.source));
    [trace, pass] = [walk.trace, walk.pass];
    const made = new Folding(createGroups(trace, pass === null ? undefined : trace.passes?.[pass].nodes));
    if (same) made.like(before);
    folding = made;
    followed = new Set();
  }
  function next() {
    coming = cut(folding.groups, folding.open);
    inside = null;
    return coming;
  }
  update();
  now = next();

  return {
    get groups() {
      return folding.groups;
    },
    /** What is open. */
    get state() {
      return folding;
    },
    /** The steps in each folded group. */
    get inside() {
      inside ??= insides(folding.groups, coming);
      return inside;
    },
    following: false,
    /** The walk may show another pass, or another run. */
    update,
    /** What is to be drawn: asked once after each change. */
    next,
    /** Now it is drawn. */
    settle: () => { now = coming; },
    /** What is drawn in a node's place. @param {number | null} id */
    owner: (id) => now.owner(id),
    /** The same, of what is drawn now, whatever is drawn later. */
    get owners() {
      return now.owner;
    },
    /** Its place among what is drawn. @param {number | null} id */
    at: (id) => now.at(id),
    /** @param {number} height */
    fold: (height) => folding.level(height),
    /** @param {number} group @returns {number[] | null} the groups that closed for it; null: there is no room */
    open: (group) => folding.unfold(group, active()),
    /** @param {number} group */
    close: (group) => folding.fold(group),
    /** Opens what a node is in. @param {number} node @returns {number[]} the groups that closed for it */
    reveal: (node) => folding.reveal(node),
    /** The group that folding from here would fold. @param {Drawable} one */
    around: (one) => one.path[one.path.length - 1],
    /** Opens what the step is in, where the reader wants that, and closes what it has left. @returns {boolean} whether anything is another one */
    follow() {
      const node = active();
      if (node === null || coming.at(node) < 0 || coming.things[coming.at(node)].group === null) return false;
      const path = around(folding.groups, folding.groups.home[node]);
      for (const group of followed) if (!path.includes(group)) folding.fold(group);
      followed = new Set([...followed].filter((group) => folding.open[group]));
      for (const group of path) if (!folding.open[group]) followed.add(group);
      folding.reveal(node);
      return true;
    },
    /** As it was when somebody saved it. @param {number[]} groups those that were open, an outer one before those in it */
    restore: (groups) => folding.restore(groups),
  };
}

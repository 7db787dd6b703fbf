// ⑦ Pure: which groups of a graph are open: to begin with as many as one can take in, and never more than can be drawn at once.
import { ALIKE, around, ARRAY, CALL, isArray, LINE, LOOP, PART, sizeOf, TURN } from "./groups.js";

/** @typedef {import("./groups.js").Groups} Groups */

/** So many things are drawn at once, at most: some two hundred. */
export const MOST_DRAWN = 220;
/** So many can be taken in to begin with. */
const START = 60;

/** What tells a group from its neighbours, however its numbers and its steps are. @param {Groups} groups @param {number} group */
function sign({ kind, ref, loop, trace: { calls = [] }, texts }, group) {
  const what = kind[group] === CALL ? calls[ref[group]].name : kind[group] === TURN ? loop[group] : kind[group] === LOOP || kind[group] === LINE ? ref[group] : kind[group] === ARRAY ? texts[ref[group]] : "";
  return `${kind[group]} ${what}`;
}

export class Folding {
  /** @param {Groups} groups */
  constructor(groups) {
    this.groups = groups;
    this.open = new Uint8Array(groups.count);
    this.open[0] = 1;
    /** When each was opened, by the reader. */
    this.times = new Float64Array(groups.count);
    this.now = 0;
    this.drawn = groups.first[1] - groups.first[0];
    this.heights = heights(groups);
    /** How many things are drawn where all groups that are no higher are folded. */
    this.counts = counts(groups, this.heights);
    this.begin();
  }

  /** How many parts a group has. @param {number} group */
  parts(group) {
    return this.groups.first[group + 1] - this.groups.first[group];
  }

  /** As little folded as a reader can take in. */
  begin() {
    const { counts: drawn } = this;
    const least = drawn.findIndex((count) => count <= START);
    this.level(least < 0 ? drawn.length - 1 : least);
  }

  /** Folds all groups that are no higher than this, and opens the others. @param {number} height */
  level(height) {
    const { groups, open, heights: high } = this;
    for (let group = 1; group < groups.count; group += 1) open[group] = high[group] > height ? 1 : 0;
    this.times.fill(0);
    this.drawn = this.counts[Math.min(height, this.counts.length - 1)];
  }

  /** Whether just those are folded. @param {number} height */
  isLevel(height) {
    for (let group = 1; group < this.groups.count; group += 1) if (this.open[group] !== (this.heights[group] > height ? 1 : 0)) return false;
    return true;
  }

  /** Whether what is in a group is drawn, or what is drawn in its place. @param {number} group */
  seen(group) {
    return around(this.groups, this.groups.parent[group]).every((one) => this.open[one]);
  }

  /**
   * Opens a group, with all around it; for which others may have to close, those first that were opened longest ago.
   * @param {number} group @param {number | null} [keep] a node that is not to be hidden: what the step is about @returns {number[] | null} those that closed; null: there is no room for it
   */
  unfold(group, keep = null) {
    const { groups, open, times } = this;
    const path = around(groups, group);
    const stay = new Set(path);
    if (keep !== null && groups.home[keep] >= 0) for (const one of around(groups, groups.home[keep])) stay.add(one);
    const more = path.reduce((sum, one) => sum + (open[one] ? 0 : this.parts(one) - 1), 0);
    if (more === 0) return [];
    /** @type {number[]} */
    const closed = [];
    /** Those that could close: none that others in it are open in. */
    const able = () => {
      const outer = new Set();
      const all = [];
      for (let one = groups.count - 1; one > 0; one -= 1) {
        if (!open[one]) continue;
        if (!outer.has(one) && !stay.has(one)) all.push(one);
        outer.add(groups.parent[one]);
      }
      return all.sort((one, other) => times[one] - times[other] || groups.depth[other] - groups.depth[one] || other - one);
    };
    for (let pool = able(); this.drawn + more > MOST_DRAWN && pool.length; pool = able()) {
      for (const one of pool) {
        if (this.drawn + more <= MOST_DRAWN) break;
        open[one] = 0;
        this.drawn -= this.parts(one) - 1;
        closed.push(one);
      }
    }
    if (this.drawn + more > MOST_DRAWN) {
      for (const one of closed.reverse()) {
        open[one] = 1;
        this.drawn += this.parts(one) - 1;
      }
      return null;
    }
    this.now += 1;
    for (const one of path) {
      if (!open[one]) open[one] = 1;
      times[one] = this.now;
    }
    this.drawn += more;
    return closed;
  }

  /** Closes it, and all in it. @param {number} group */
  fold(group) {
    const { groups, open } = this;
    for (let one = groups.last[group]; one >= group && one > 0; one -= 1) {
      if (!open[one]) continue;
      open[one] = 0;
      this.drawn -= this.parts(one) - 1;
    }
  }

  /** Draws a node itself: opens what it is in, as far as there is room. @param {number} node @returns {number[]} those that closed */
  reveal(node) {
    const path = this.groups.home[node] >= 0 ? around(this.groups, this.groups.home[node]).reverse() : [];
    const closed = [];
    for (const group of path) {
      const more = this.unfold(group, node);
      if (more === null) break;
      closed.push(...more);
    }
    return closed;
  }

  /** The open groups, the whole not counted, an outer one before those in it. */
  get opened() {
    const list = [];
    for (let group = 1; group < this.groups.count; group += 1) if (this.open[group] && this.seen(group)) list.push(group);
    return list;
  }

  /** Opens these alone, as far as there are such and there is room. @param {number[]} opened an outer one before those in it */
  restore(opened) {
    this.level(this.counts.length - 1);
    for (const group of opened) {
      if (!(group > 0 && group < this.groups.count) || this.open[group] || !this.seen(group) || this.drawn + this.parts(group) - 1 > MOST_DRAWN) continue;
      this.open[group] = 1;
      this.drawn += this.parts(group) - 1;
    }
  }

  /** The same groups are open as in another folding, as far as there are such. @param {Folding} before */
  like(before) {
    const [old, groups] = [before.groups, this.groups];
    this.level(this.counts.length - 1);
    /** @param {Groups} of @param {number} group @returns {[string, number][]} */
    const inner = (of, group) => {
      /** @type {Map<string, number>} */
      const times = new Map();
      return [...of.parts.subarray(of.first[group], of.first[group + 1])].flatMap((part) => {
        if (part < 0) return [];
        const name = sign(of, part);
        const nth = (times.get(name) ?? 0) + 1;
        times.set(name, nth);
        return [[`${name} ${nth}`, part]];
      });
    };
    /** @param {number} was @param {number} is */
    const take = (was, is) => {
      const there = new Map(inner(groups, is));
      for (const [name, part] of inner(old, was)) {
        const same = there.get(name);
        if (!before.open[part] || same === undefined || this.drawn + this.parts(same) - 1 > MOST_DRAWN) continue;
        this.open[same] = 1;
        this.times[same] = before.times[part];
        this.drawn += this.parts(same) - 1;
        take(part, same);
      }
    };
    take(0, 0);
    this.now = before.now;
  }

  /** Heights up to which all groups can be folded, the highest first; at 0 nothing is folded. At most five. @returns {number[]} */
  get levels() {
    const able = this.counts.flatMap((count, height) => (count <= MOST_DRAWN && count !== this.counts[height + 1] ? [height] : [])).reverse();
    return able.length <= 5 ? able : [...able.slice(0, 4), able[able.length - 1]];
  }
}

/** How many calls, loops and turns lie in one another in each group, itself counted: 1 for an innermost one. @param {Groups} groups */
function heights(groups) {
  const { count, parent, kind } = groups;
  const found = new Uint16Array(count).fill(1);
  for (let group = count - 1; group > 0; group -= 1) {
    if (isArray(groups, group)) continue;
    const plain = kind[parent[group]] === LINE || kind[parent[group]] === ALIKE || kind[parent[group]] === PART;
    found[parent[group]] = Math.max(found[parent[group]], found[group] + (plain ? 0 : 1));
  }
  return found;
}

/** @param {Groups} groups @param {Uint16Array} high */
function counts({ count, first }, high) {
  const inner = new Array(high[0] + 1).fill(0);
  for (let group = 1; group < count; group += 1) inner[high[group]] += first[group + 1] - first[group] - 1;
  inner[high[0]] = 0;
  const found = new Array(high[0]).fill(first[1] - first[0]);
  for (let height = high[0] - 1; height >= 0; height -= 1) found[height] = (found[height + 1] ?? found[height]) + (inner[height + 1] ?? 0);
  return found;
}

/** What a level leaves folded, by what it is called: calls, and else what there is. @param {Groups} groups @param {Uint16Array} high @param {number} height @param {(group: number) => string} name @returns {{calls: boolean, names: string[]}} the name of most nodes first */
export function namesAt(groups, high, height, name) {
  /** @type {[Map<string, number>, Map<string, number>]} */
  const sizes = [new Map(), new Map()];
  for (let group = 1; group < groups.count; group += 1) {
    if (high[group] !== height || isArray(groups, group)) continue;
    const called = name(group);
    const of = sizes[groups.kind[group] === CALL ? 1 : 0];
    of.set(called, (of.get(called) ?? 0) + sizeOf(groups, group));
  }
  const total = sizes.map((of) => [...of.values()].reduce((sum, one) => sum + one, 0));
  const calls = total[1] > 0 && total[1] >= total[0] / 2;
  const [of, all] = calls ? [sizes[1], total[1]] : [sizes[0], total[0]];
  return { calls, names: [...of].filter(([, size]) => size > all / 5).sort(([, one], [, other]) => other - one).map(([called]) => called) };
}

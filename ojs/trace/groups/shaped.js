// ⑦ Pure: of the calls and turns of a program the groups that are worth having, none with more than some forty parts.
import { ALIKE, ALL, added, CALL, LINE, LOOP, PART, TURN } from "./contexts.js";

/** @typedef {import("./contexts.js").Draft} Draft */

/** So many parts a group may have. */
export const MOST_PARTS = 40;
/** So many groups can be taken in as they are; more are put together by line, or where they are alike. */
const SOME = 12;
/** And so many operations; a loop of no more, with nothing in it but these, is a part of what is around it. */
const SHORT = 24;
/** A group of fewer operations is not worth a fold. */
const FEW = 2;

/**
 * Shapes the draft, in place.
 * @param {Draft} draft
 * @param {object} of
 * @param {(node: number) => number} of.place an operation's place in the order
 * @param {(node: number) => number} of.op a number for what the operation is
 * @param {(node: number) => number} of.line the line it was computed in; 0 where that is not known
 * @param {(group: number) => number} of.name a number for what a call or a loop is called
 * @param {(group: number) => number} of.called the line in which a call or a loop stands
 * @param {(start: number, end: number) => boolean} of.leaves whether operations have leaves of their own
 * @returns {Float64Array | number[]} of each group a number that is the same for groups of one shape
 */
export function shape(draft, { place, op, line, name, called, leaves }) {
  const { kind, start, end, items } = draft;
  /** @type {number[]} */
  const hashes = [];
  /** Loops that went round once, and short ones. @type {Set<number>} */
  const slight = new Set();
  const size = (/** @type {number} */ group) => end[group] - start[group];
  /** @param {number} item */
  const hash = (item) => (item < 0 ? op(~item) : hashes[item]);
  /** @param {number} group */
  function sign(group) {
    let found = (kind[group] + 1) * 7919 + name(group);
    for (const item of items[group]) found = Math.imul(found ^ hash(item), 0x9e3779b1) ^ (found >>> 13);
    hashes[group] = found;
  }
  /** A group of some of a group's items. @param {number} within @param {number} of @param {number} ref @param {number[]} some */
  function gathered(within, of, ref, some) {
    const [first, last] = [some[0], some[some.length - 1]];
    const group = added(draft, of, ref, within, first < 0 ? place(~first) : start[first]);
    end[group] = last < 0 ? place(~last) + 1 : end[last];
    items[group] = some;
    return group;
  }
  /** Runs of neighbours that have something in common become groups. @param {number} group @param {number} of a kind @param {number} least @param {(item: number) => number} key 0: nothing */
  function runs(group, of, least, key) {
    const all = items[group];
    /** @type {number[]} */
    const found = [];
    for (let i = 0; i < all.length;) {
      const common = key(all[i]);
      let next = i + 1;
      if (common !== 0) while (next < all.length && key(all[next]) === common) next += 1;
      if (next - i >= least && next - i < all.length) {
        const made = gathered(group, of, of === LINE ? common : 0, all.slice(i, next));
        divide(made);
        sign(made);
        found.push(made);
      } else for (let j = i; j < next; j += 1) found.push(all[j]);
      i = next;
    }
    items[group] = found;
  }
  /** No group has too many parts. @param {number} group */
  function divide(group) {
    while (items[group].length > MOST_PARTS) {
      const all = items[group];
      const levels = Math.ceil(Math.log(all.length) / Math.log(MOST_PARTS) - 1e-9);
      const most = 2 * Math.ceil(all.length ** (1 / levels) / 2); // products and sums often come in pairs
      const found = [];
      for (let i = 0; i < all.length; i += most) {
        if (i === all.length - 1) found.push(all[i]);
        else {
          const made = gathered(group, PART, i + 1, all.slice(i, i + most));
          sign(made);
          found.push(made);
        }
      }
      items[group] = found;
    }
  }

  for (let group = kind.length - 1; group >= 0; group -= 1) { // inner ones come later
    const flat = [];
    const own = items[group];
    for (const item of own) {
      const loop = item >= 0 && kind[group] === LOOP && size(group) > SHORT;
      const worth = item < 0 || (!slight.has(item) && items[item].length > 1 && (size(item) > FEW || (size(item) === FEW && (loop || (kind[item] === CALL && leaves(start[item], end[item]))))));
      if (worth) flat.push(item);
      else for (const inner of items[item]) flat.push(inner);
    }
    items[group] = flat;
    if (kind[group] === LOOP && (own.length === 1 || (size(group) <= SHORT && flat.every((item) => item < 0)))) slight.add(group);
    const [only] = flat;
    if (flat.length === 1 && only >= 0 && (kind[group] === ALL || (slight.has(group) && kind[only] === TURN) || (kind[group] === CALL && kind[only] !== CALL))) items[group] = items[only]; // a call that is one loop
    let all = items[group];
    /** @param {number} item */
    const lineOf = (item) => (item < 0 ? line(~item) : called(item));
    if (kind[group] !== LOOP) {
      const many = () => all.length > (all.every((item) => item < 0) ? SHORT : SOME);
      if (many()) runs(group, LINE, 3, lineOf);
      all = items[group];
      if (many()) runs(group, ALIKE, 4, (item) => (item >= 0 && kind[item] === PART ? 0 : hash(item)));
    }
    divide(group);
    sign(group);
  }
  return hashes;
}

// ⑦ Pure: of the leaves in one group those that the program holds together: W, and in it W[2].
import { ARRAY, PART, added } from "./contexts.js";
import { MOST_PARTS } from "./shaped.js";

/** @typedef {import("./contexts.js").Draft} Draft */

/** So many leaves are drawn each by itself. */
const SOME = 8;
/** So many make an array. */
const LEAST = 3;

/** What holds it: "W[2]" of "W[2][3]", "model.out" of "model.out.weight"; "" of what nothing holds. @param {string} name */
export function holder(name) {
  if (name.endsWith("]")) return name.slice(0, Math.max(0, name.lastIndexOf("[")));
  return name.slice(0, Math.max(0, name.lastIndexOf(".")));
}

/**
 * @param {Draft} draft @param {number} group in which they are @param {number[]} leaves
 * @param {(node: number) => string | null} label @param {string[]} texts the arrays' names, by their ref; it grows
 * @returns {number[]} what the group consists of besides its operations
 */
export function arrays(draft, group, leaves, label, texts) {
  const { items } = draft;
  /** @param {number} kind @param {number} ref @param {number[]} some */
  function gathered(kind, ref, some) {
    const made = added(draft, kind, ref, group, 0);
    items[made] = some;
    divided(made);
    return made;
  }
  /** @param {number} made */
  function divided(made) {
    const all = items[made];
    if (all.length <= MOST_PARTS) return;
    const levels = Math.ceil(Math.log(all.length) / Math.log(MOST_PARTS) - 1e-9);
    const most = Math.ceil(all.length ** (1 / levels));
    items[made] = [];
    for (let i = 0; i < all.length; i += most) items[made].push(i === all.length - 1 ? all[i] : gathered(PART, i + 1, all.slice(i, i + most)));
    divided(made);
  }
  /** @param {number} item */
  const nameOf = (item) => (item < 0 ? label(~item) ?? "" : texts[draft.ref[item]]);
  let all = leaves.map((id) => ~id);
  for (let level = 0; level < 6 && all.length > SOME; level += 1) {
    /** @type {Map<string, number[]>} */
    const held = new Map();
    let last = "";
    for (const item of all) {
      const name = nameOf(item);
      const by = holder(name) || (level === 0 && name === "" ? "\0" : `\0${(last = name)}`);
      const same = held.get(by);
      if (same) same.push(item);
      else held.set(by, [item]);
    }
    if (held.size === all.length || (level > 0 && held.size === 1)) break;
    /** @type {number[]} */
    const found = [];
    for (const [by, some] of held) {
      if (some.length < LEAST) found.push(...some);
      else {
        texts.push(by === "\0" ? "" : by);
        found.push(gathered(ARRAY, texts.length - 1, some));
      }
    }
    all = found;
  }
  if (all.length <= MOST_PARTS) return all;
  const made = gathered(PART, 1, all);
  return items[made];
}

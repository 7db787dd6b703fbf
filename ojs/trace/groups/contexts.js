// ⑦ Pure: (trace, operations in the order of time) → in which call, and in which turn of which loop, each was computed: a tree of intervals.

/**
 * @typedef {import("../../engine/protocol.js").Trace} Trace
 * @typedef {import("../../engine/protocol.js").Span} Span
 */

export const KINDS = /** @type {const} */ (["all", "call", "loop", "turn", "line", "alike", "part", "array"]);
export const [ALL, CALL, LOOP, TURN, LINE, ALIKE, PART, ARRAY] = KINDS.keys();

/** Calls and loops in one another deeper than this (a recursion) are not told apart. */
const DEEPEST = 80;

/** Groups as they are made: `items` are what each consists of, in order: a group, or ~node. @typedef {{kind: number[], ref: number[], start: number[], end: number[], parent: number[], items: number[][]}} Draft */

/** @param {Draft} draft @param {number} kind @param {number} ref @param {number} parent @param {number} start */
export function added({ kind: kinds, ref: refs, start: starts, end, parent: parents, items }, kind, ref, parent, start) {
  kinds.push(kind);
  refs.push(ref);
  parents.push(parent);
  starts.push(start);
  end.push(start);
  items.push([]);
  return kinds.length - 1;
}

/** Does `outer` contain `inner`? @param {Span} outer @param {Span} inner */
const contains = ([line, column, endLine, endColumn], inner) => (line < inner[0] || (line === inner[0] && column <= inner[1])) && (endLine > inner[2] || (endLine === inner[2] && endColumn >= inner[3]));

/** Is the one place computed after the other, in one turn of what is around them: what ends later, or contains the other? @param {Span | null} one @param {Span | null} other */
const later = (one, other) => !one || !other || one[2] > other[2] || (one[2] === other[2] && (one[3] > other[3] || (one[3] === other[3] && (one[0] < other[0] || (one[0] === other[0] && one[1] < other[1])))));

/** The loops around each place of the text, outermost first. @param {NonNullable<Trace["loops"]>} loops @returns {(at: Span | null) => number[]} */
function chainsOf(loops) {
  /** @type {Map<Span | null, number[]>} */
  const known = new Map();
  const width = (/** @type {number} */ loop) => (loops[loop].body[2] - loops[loop].body[0]) * 1e6 + loops[loop].body[3] - loops[loop].body[1];
  return (at) => {
    const found = known.get(at);
    if (found) return found;
    const chain = at ? loops.flatMap(({ body }, loop) => (contains(body, at) ? [loop] : [])).sort((one, other) => width(other) - width(one)) : [];
    known.set(at, chain);
    return chain;
  };
}

/**
 * @param {Trace} trace @param {ArrayLike<number>} ids the operations' nodes, in order
 * @returns {Draft} group 0 is all of it
 */
export function contexts({ nodes, calls = [], loops = [], turns = { loop: [], node: [] } }, ids) {
  /** @type {Draft} */
  const draft = { kind: [], ref: [], start: [], end: [], parent: [], items: [] };
  const { end, items } = draft;
  /** Groups that are open now, one in the other. */
  const open = [added(draft, ALL, 0, -1, 0)];
  /** The calls under way. base: where in `open` the call's own group stands; chain: the loops that it is in. @type {{call: number, base: number, chain: number[], last: Span | null}[]} */
  const frames = [{ call: -1, base: 0, chain: [], last: null }];
  /** Where in `frames` a call stands, from 1. */
  const depth = new Int32Array(calls.length);
  const chainOf = chainsOf(loops);
  /** When each loop turned last, by the place of the operation that came then, from 1. */
  const turned = new Int32Array(loops.length);
  let mark = 0;

  /** @param {number} length @param {number} at */
  function close(length, at) {
    while (open.length > length) end[/** @type {number} */ (open.pop())] = at;
  }
  /** @param {number} kind @param {number} ref @param {number} at */
  function begin(kind, ref, at) {
    const parent = open[open.length - 1];
    const group = open.length < DEEPEST ? added(draft, kind, ref, parent, at) : parent;
    if (group !== parent) items[parent].push(group);
    open.push(group);
  }
  /** Something happens at a place of a call's text. @param {typeof frames[number]} frame @param {Span | null} place @param {number} at @param {boolean} any a loop may have turned @param {(loop: number) => boolean} again a loop runs in calls within this one, too */
  function step(frame, place, at, any, again) {
    const chain = chainOf(place);
    if (chain !== frame.chain || any) {
      let same = 0;
      /** @param {number} loop */
      const turns = (loop) => turned[loop] === at + 1 && !(again(loop) && later(place, frame.last));
      while (same < chain.length && same < frame.chain.length && chain[same] === frame.chain[same] && !turns(chain[same])) same += 1;
      if (same < chain.length || same < frame.chain.length) {
        const within = same < chain.length && same < frame.chain.length && chain[same] === frame.chain[same];
        close(frame.base + 1 + 2 * same + (within ? 1 : 0), at);
        if (within) begin(TURN, chain[same], at);
        for (let i = within ? same + 1 : same; i < chain.length; i += 1) {
          begin(LOOP, chain[i], at);
          begin(TURN, chain[i], at);
        }
        frame.chain = chain;
      }
    }
    frame.last = place;
  }

  const never = () => false;
  for (let at = 0; at < ids.length; at += 1) {
    const { id, call = -1, at: place } = nodes[ids[at]];
    let any = false;
    for (; mark < turns.node.length && turns.node[mark] <= id; mark += 1) {
      turned[turns.loop[mark]] = at + 1;
      any = true;
    }
    let frame = frames[frames.length - 1];
    if (frame.call === call) step(frame, place, at, any, never);
    else {
      const path = /** @type {number[]} */ ([]); // of calls that begin, the innermost first
      let from = call;
      for (; from !== -1 && depth[from] === 0; from = calls[from].within ?? -1) path.push(from);
      while (frames[frames.length - 1].call !== from) {
        frame = /** @type {typeof frame} */ (frames.pop());
        depth[frame.call] = 0;
        close(frame.base, at);
      }
      frame = frames[frames.length - 1];
      /** @param {number} i of the path */
      const placeIn = (i) => (i > 0 ? calls[path[i - 1]].at : place);
      for (let i = path.length; i >= 0; i -= 1) {
        const inner = i;
        step(frame, placeIn(i), at, any, (loop) => path.slice(0, inner).some((_, j) => chainOf(placeIn(j)).includes(loop)));
        if (i === 0) break;
        const next = { call: path[i - 1], base: open.length, chain: /** @type {number[]} */ ([]), last: null };
        begin(CALL, next.call, at);
        frames.push(next);
        depth[next.call] = frames.length;
        frame = next;
      }
    }
    items[open[open.length - 1]].push(~id);
  }
  close(0, ids.length);
  return draft;
}

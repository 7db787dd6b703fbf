// ⑦ Pure: which layer each node stands on. Two ranks a layer: nodes stand on even ranks, the labels of edges on odd ones.

/** From so many layers of empty way on, a node stands where it is used instead of where it could first be: a sum's terms beside the sum. */
const FAR = 5;

/**
 * By longest path. A leaf stands next to where it is first used; so does what was computed long before anyone needs it, as long as
 * that makes no edges longer altogether.
 * @param {import("../layout.js").Box[]} boxes in an order in which every input comes first
 * @param {Map<number, number>} places of the boxes, by id
 * @returns {Int32Array}
 */
export function ranksOf(boxes, places) {
  const rank = new Int32Array(boxes.length);
  const soonest = new Int32Array(boxes.length).fill(-1);
  const uses = new Int32Array(boxes.length);
  const inputs = new Int32Array(boxes.length);
  for (let i = 0; i < boxes.length; i += 1) {
    for (const arg of boxes[i].args) {
      const from = arg === null ? undefined : places.get(arg);
      if (from === undefined) continue;
      rank[i] = Math.max(rank[i], rank[from] + 2);
      uses[from] += 1;
      inputs[i] += 1;
    }
  }
  for (let i = boxes.length - 1; i >= 0; i -= 1) { // a use comes after what it uses: it stands where it will stay
    const near = soonest[i] - 2;
    if (soonest[i] >= 0 && (inputs[i] === 0 || (near - rank[i] >= 2 * FAR && inputs[i] <= uses[i]))) rank[i] = near;
    for (const arg of boxes[i].args) {
      const from = arg === null ? undefined : places.get(arg);
      if (from !== undefined && (soonest[from] < 0 || rank[i] < soonest[from])) soonest[from] = rank[i];
    }
  }
  return rank;
}

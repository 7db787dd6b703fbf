// ⑦ Pure: in which order things stand on their layers: by where their neighbours stand, there and back a few times. What was drawn
// before keeps its order; what belongs to one group stays together.

const SWEEPS = 8;
const MANY = 20_000; // from so many places on, half of them must do

/** @typedef {import("./items.js").Items} Items */

/**
 * The mean over an item's neighbours on one side.
 * @param {Int32Array} start @param {Int32Array} list @param {Float64Array} of @param {number} i @param {number} otherwise
 */
export function mean(start, list, of, i, otherwise) {
  const [from, end] = [start[i], start[i + 1]];
  if (from === end) return otherwise;
  let sum = 0;
  for (let at = from; at < end; at += 1) sum += of[list[at]];
  return sum / (end - from);
}

/** In place; ties keep their order. @param {number[]} layer @param {Float64Array} keys @returns {boolean} whether anything moved */
function sorted(layer, keys) {
  for (let i = 1; i < layer.length; i += 1) {
    if (keys[layer[i - 1]] > keys[layer[i]]) {
      layer.sort((one, other) => keys[one] - keys[other]);
      return true;
    }
  }
  return false;
}

/**
 * @param {Items} items
 * @param {((layer: number[], keys: Float64Array) => void) | null} gather brings together on a layer what belongs together
 * @param {Float64Array | null} seen where things stood before, across; NaN for what is new
 */
export function order(items, gather, seen) {
  const { count, layers, beforeStart, before, afterStart, after } = items;
  const sort = new Float64Array(count);
  const keys = new Float64Array(count);
  if (seen) insert(items, seen);
  else for (const layer of layers) layer.forEach((one, i) => { sort[one] = (i + 0.5) / layer.length; });
  const sweeps = seen ? 0 : count < MANY ? SWEEPS : SWEEPS / 2;
  for (let sweep = 0, still = 0; sweep < sweeps && still < 2; sweep += 1) {
    const down = sweep % 2 === 0;
    const [start, list] = down ? [beforeStart, before] : [afterStart, after];
    let moved = false;
    for (let n = 0; n < layers.length; n += 1) {
      const layer = layers[down ? n : layers.length - 1 - n];
      for (const one of layer) keys[one] = mean(start, list, sort, one, sort[one]);
      if (!sorted(layer, keys)) continue;
      moved = true;
      for (let i = 0; i < layer.length; i += 1) sort[layer[i]] = (i + 0.5) / layer.length;
    }
    still = moved ? 0 : still + 1;
  }
  if (!gather) return;
  if (seen) for (const layer of layers) layer.forEach((one, i) => { sort[one] = (i + 0.5) / layer.length; });
  for (const layer of layers) gather(layer, sort);
}

/** What is new stands between what its neighbours stand between. @param {Items} items @param {Float64Array} seen */
function insert({ count, layers, beforeStart, before, afterStart, after }, seen) {
  const keys = seen.slice();
  for (let sweep = 0; sweep < 4; sweep += 1) {
    for (let n = 0; n < layers.length; n += 1) {
      for (const one of layers[sweep % 2 ? layers.length - 1 - n : n]) {
        if (!Number.isNaN(seen[one])) continue;
        let [sum, known] = [0, 0];
        for (const [start, list] of [[beforeStart, before], [afterStart, after]]) {
          for (let at = start[one]; at < start[one + 1]; at += 1) {
            if (Number.isNaN(keys[list[at]])) continue;
            sum += keys[list[at]];
            known += 1;
          }
        }
        if (known) keys[one] = sum / known;
      }
    }
  }
  for (let i = 0; i < count; i += 1) if (Number.isNaN(keys[i])) keys[i] = 0;
  for (const layer of layers) sorted(layer, keys);
}

// ⑦ Pure: where on its layer each thing stands: as near to its neighbours as the others leave room for.
import { mean } from "./order.js";

const LIGHT = 0.05;
const LONG = 80; // from so many ranks on, a little to the side at every one is a long way

/** @typedef {import("./items.js").Items} Items */

/**
 * The places nearest to what each item wants, in this order, without overlap: pools of neighbours that touch
 * share their mean (isotonic regression), which is the least-squares answer.
 * @param {Items} items @param {Uint8Array} loose what gives way to what is not @param {number} gap between two neighbours
 */
function placer({ at, across, layers }, loose, gap) {
  const longest = layers.reduce((most, layer) => Math.max(most, layer.length), 0);
  const [sums, offsets, wanted] = [0, 0, 0].map(() => new Float64Array(longest));
  const [weights, counts] = [new Float64Array(longest), new Int32Array(longest)];
  const steps = layers.map((layer) => layer.map((one, i) => (i ? (across[layer[i - 1]] + across[one]) / 2 + gap : 0)));
  return {
    wanted,
    /** @param {number} number of the layer; `wanted` is filled in */
    place(number) {
      const [layer, step] = [layers[number], steps[number]];
      let pools = 0;
      let offset = 0;
      for (let i = 0; i < layer.length; i += 1) {
        offset += step[i];
        offsets[i] = offset;
        let [weight, count] = [loose[layer[i]] ? LIGHT : 1, 1];
        let sum = (wanted[i] - offset) * weight;
        while (pools > 0 && sums[pools - 1] / weights[pools - 1] >= sum / weight) {
          pools -= 1;
          sum += sums[pools];
          weight += weights[pools];
          count += counts[pools];
        }
        sums[pools] = sum;
        weights[pools] = weight;
        counts[pools] = count;
        pools += 1;
      }
      for (let pool = 0, i = 0; pool < pools; pool += 1) {
        const middle = sums[pool] / weights[pool];
        for (let n = counts[pool]; n > 0; n -= 1, i += 1) at[layer[i]] = middle + offsets[i];
      }
    },
  };
}

/** @param {Items} items @param {number} gap @param {number} sweeps odd: the last one goes down, so that a chain is straight */
export function place(items, gap, sweeps) {
  const { at, layers, beforeStart, before, afterStart, after } = items;
  const loose = layers.length < LONG ? new Uint8Array(items.count) : looseOf(items);
  const [leadStart, lead] = leading(items, loose);
  const { wanted, place: settle } = placer(items, loose, gap);
  for (let number = 0; number < layers.length; number += 1) {
    wanted.fill(0, 0, layers[number].length);
    settle(number);
  }
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const down = sweep % 2 === 0;
    const [start, list] = down ? [leadStart, lead] : [afterStart, after];
    for (let n = 0; n < layers.length; n += 1) {
      const number = down ? n : layers.length - 1 - n;
      const layer = layers[number];
      for (let i = 0; i < layer.length; i += 1) wanted[i] = mean(start, list, at, layer[i], at[layer[i]]);
      settle(number);
    }
  }
  for (let number = 1; number < layers.length; number += 2) { // labels, last of all, stand halfway between the ends of their edges
    const layer = layers[number];
    for (let i = 0; i < layer.length; i += 1) {
      const one = layer[i];
      const [ins, outs] = [beforeStart[one + 1] - beforeStart[one], afterStart[one + 1] - afterStart[one]];
      const [low, high] = [mean(beforeStart, before, at, one, 0), mean(afterStart, after, at, one, 0)];
      wanted[i] = ins + outs ? (low * ins + high * outs) / (ins + outs) : at[one];
    }
    settle(number);
  }
}

/** Leaves, what is made of nothing but what is far away, and the bends on the way from them: they stand beside the rest. @param {Items} items */
function looseOf({ count, wires }) {
  const loose = new Uint8Array(count).fill(1);
  for (const { to, far } of wires) if (!far) loose[to] = 0;
  for (const { from, through, far } of wires) for (const one of through) loose[one] = far ? 1 : loose[from];
  return loose;
}

/**
 * What a node stands in line with: of its inputs those that were computed; a leaf's place is beside them. So a sum of many
 * terms, one after the other, runs straight on. (A short one, nicer, goes down a little at every step.)
 * @param {Items} items @param {Uint8Array} loose @returns {[Int32Array, Int32Array]}
 */
function leading({ count, beforeStart, before }, loose) {
  const start = new Int32Array(count + 1);
  const list = new Int32Array(before.length);
  let length = 0;
  for (let one = 0; one < count; one += 1) {
    const [from, end] = [beforeStart[one], beforeStart[one + 1]];
    let led = false;
    for (let i = from; i < end; i += 1) led ||= !loose[before[i]];
    for (let i = from; i < end; i += 1) if (!led || !loose[before[i]]) list[length++] = before[i];
    start[one + 1] = length;
  }
  return [start, list];
}

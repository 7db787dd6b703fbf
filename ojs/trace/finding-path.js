// ⑦ Pure: what a finding of the doctor is about, as steps to be walked alone.
import { origin, rangeOf, seedsOf, strongest, walksIn, wayOf } from "./path.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Finding} Finding
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 * @typedef {import("./replay.js").Replay} Replay
 * @typedef {import("./path.js").Way} Way
 */

/** Whether there is anything in it that is no number, or none that ends. @param {Quantity | null} quantity @returns {boolean} */
function isBad(quantity) {
  if (typeof quantity !== "object" || quantity === null) return typeof quantity === "string";
  return "data" in quantity ? quantity.data.some((one) => typeof one === "string") : Object.values(quantity.summary).some((one) => typeof one === "string");
}

/** In which pass a step lies; null where the passes are not walked one by one. @param {Trace} trace @param {number} at @param {boolean} series */
const passOf = ({ passes = [] }, at, series) => (series ? Math.max(0, passes.findIndex(({ end }) => at < end)) : null);

/**
 * The steps that show a finding, in order of time: of a gradient that is missing, the way back to where it was cut; of one that vanishes or explodes, the chain; of NaN
 * and infinity, from where they were born to where they arrive; of all else, what is meant and what led there.
 * @param {Replay} replay @param {Finding} finding @param {{series?: boolean}} [options] series: no step of another pass
 * @returns {(Way & {title: string}) | null} null: there is nothing to walk
 */
export function findingWay(replay, finding, { series = false } = {}) {
  const { trace, names } = replay;
  const places = finding.steps;
  const pass = passOf(trace, places[0] ?? 0, series);
  const [from, to] = rangeOf(trace, pass);
  const inside = places.filter((at) => at >= from && at < to);
  const name = (/** @type {number | undefined} */ id) => (id === undefined ? "it" : names[id]);
  /** @param {string} title @param {number[]} found */
  const titled = (title, found) => (found.length ? { ...wayOf(trace, found, finding.nodes), title } : null);
  if (finding.kind === "none") return titled(`the way back to where the gradient of ${name(finding.nodes[0])} ends`, [...inside, ...cut(trace, finding, from, to)]);
  if (places.length === 0) return null;
  if (finding.kind === "nan" || finding.kind === "infinity") return titled(`the way of the ${finding.kind === "nan" ? "NaN" : "infinity"}`, [...inside, ...carried(trace, finding, to)]);
  if (finding.kind === "vanishing" || finding.kind === "exploding") {
    const found = chain(trace, finding, from, to);
    return titled(`the way of the ${finding.kind} gradient`, found.length ? found : inside);
  }
  const behind = finding.nodes.length ? origin(replay, finding.nodes[0], { step: places[0] + 1, pass, all: true }) : null;
  return titled(`the way to ${name(finding.nodes[0])}`, [...inside, ...(behind?.steps ?? []).map((step) => step - 1)]);
}

/** From where backward() began, along those edges of the finding that carried anything. @param {Trace} trace @param {Finding} finding @param {number} from @param {number} to */
function cut({ steps }, { edges, nodes }, from, to) {
  const root = nodes[nodes.length - 1];
  const walks = walksIn(steps, from, to).filter((one) => !one.aside);
  const own = walks.find((one) => seedsOf(steps, one).some((at) => /** @type {import("../engine/protocol.js").SeedStep} */ (steps[at]).node === root));
  const walk = own ?? walks[walks.length - 1];
  if (!walk) return [];
  const along = new Set(edges.map(String));
  const found = seedsOf(steps, walk);
  for (let at = walk.seed; at < walk.end; at += 1) {
    const step = steps[at];
    if ((step.kind === "backward" || step.kind === "unbroadcast") && along.has(`${step.node},${step.arg}`)) found.push(at);
  }
  return found;
}

/** From the seed through every layer that the finding names, by the strongest way between them. @param {Trace} trace @param {Finding} finding @param {number} from @param {number} to */
function chain(trace, { nodes, steps: places }, from, to) {
  const { steps } = trace;
  const walk = walksIn(steps, from, to).filter(({ seed }) => seed < places[0]).pop();
  if (!walk) return [];
  const seeds = seedsOf(steps, walk);
  let sources = seeds.map((at) => /** @type {import("../engine/protocol.js").SeedStep} */ (steps[at]).node);
  const roots = sources;
  /** @type {number[]} */
  const found = [...seeds];
  let since = walk.seed;
  for (const [i, node] of nodes.entries()) {
    const until = places[i] ?? walk.end;
    const way = strongest(trace, sources, node, since, until);
    if (way === null) return [...seeds, ...(strongest(trace, roots, nodes[nodes.length - 1], walk.seed, walk.end) ?? [])]; // the largest of two layers may not hang together
    found.push(...way);
    [sources, since] = [[node], until];
  }
  return found;
}

/** One way of what is not finite, from its birth to the first leaf whose gradient it spoils; where there is none, to the last value made of it. @param {Trace} trace @param {Finding} finding @param {number} to */
function carried({ nodes, steps }, { steps: [birth], nodes: meant }, to) {
  /** The steps by which a value, and a gradient, became so. */
  const [value, grad] = [new Int32Array(nodes.length).fill(-1), new Int32Array(nodes.length).fill(-1)];
  const args = (/** @type {number} */ id) => nodes[id].args.flatMap((arg) => ("node" in arg ? [arg.node] : []));
  const spoiled = (/** @type {number} */ id, /** @type {number} */ at) => [id, ...args(id)].find((one) => value[one] >= 0 && value[one] < at);
  let last = -1; // the value that became so last
  for (let at = birth; at < to; at += 1) {
    const step = steps[at];
    const born = at === birth;
    if (step.kind === "forward" && (born || (isBad(nodes[step.node].value) && args(step.node).some((one) => value[one] >= 0)))) [value[step.node], last] = [at, step.node];
    else if ((step.kind === "backward" || step.kind === "unbroadcast") && (born || (isBad(step.contribution) && (grad[step.node] >= 0 || spoiled(step.node, at) !== undefined)))) {
      if (grad[step.input] < 0) grad[step.input] = at;
    } else if (born && (step.kind === "seed" || step.kind === "assign")) grad[step.node] = at;
    else if (step.kind === "update" && (born || (grad[step.node] >= 0 && isBad(step.after)))) [value[step.node], last] = [at, step.node];
  }
  const isSpoiledLeaf = (/** @type {number} */ id) => nodes[id].op === null && grad[id] >= 0;
  let leaf = [...meant].reverse().find(isSpoiledLeaf);
  for (let id = 0; leaf === undefined && id < nodes.length; id += 1) if (isSpoiledLeaf(id)) leaf = id;
  /** @type {number[]} */
  const found = [];
  let [node, byGrad] = leaf === undefined ? [last, false] : [leaf, true];
  for (let at = Infinity; node >= 0;) {
    const now = byGrad ? grad[node] : value[node];
    if (now < 0 || now >= at) break;
    at = now;
    found.push(at);
    const step = steps[at];
    if (step.kind === "backward" && steps[at + 1]?.kind === "unbroadcast") found.push(at + 1);
    if (at === birth || !("node" in step)) break;
    const through = step.node;
    if (step.kind === "update" || ("input" in step && grad[through] >= 0 && grad[through] < at)) [node, byGrad] = [through, true];
    else [node, byGrad] = [(step.kind === "forward" ? args(through).find((one) => value[one] >= 0 && value[one] < at) : spoiled(through, at)) ?? -1, false];
  }
  if (steps[birth].kind === "forward" && leaf !== undefined) {
    const walk = walksIn(steps, birth, to)[0];
    if (walk) found.push(...seedsOf(steps, walk));
  }
  return found.length ? found : [birth];
}

// ⑦ Pure: what two passes have different, in a sentence.
import { listed, number, thousands } from "../maths/format.js";
import { equal } from "./pass-changes.js";
import { shortened } from "./foreign.js";
import { courseOf, meanOf } from "./series.js";

const MOST = 4; // names in a sentence


/** What leaves are called, the unnamed ones last and counted. @param {number[]} nodes @param {import("./replay.js").Replay} replay */
function called(nodes, { trace, names }) {
  const named = nodes.filter((id) => trace.nodes[id].label);
  const told = named.slice(0, named.length === MOST + 1 ? MOST + 1 : MOST);
  const rest = nodes.length - told.length;
  const more = rest === 0 ? [] : [told.length ? `${thousands(rest)} more` : rest === 1 ? "1 leaf" : `${thousands(rest)} leaves`];
  return listed([...told.map((id) => shortened(names[id], 24)), ...more]);
}

/**
 * From the earlier to the later of the two.
 * @param {import("./replay.js").Replay} replay @param {import("./pass-changes.js").Difference} difference @param {number} here @param {number} there two passes, counted from 0
 */
export function differenceWords(replay, { leaves, root, only, onlyThere }, here, there) {
  const { names, mean } = courseOf(replay.trace);
  const what = leaves.length === 0 ? "No leaf differs" : `${called(leaves.map(({ node }) => node), replay)} ${leaves.length === 1 ? "differs" : "differ"}`;
  const [first, last] = here < there ? [root.here, root.there] : [root.there, root.here];
  const one = names[here] === names[there] ? `the ${mean ? "mean of " : ""}${shortened(names[here], 24)}` : "";
  const value = (/** @type {import("../engine/protocol.js").Quantity} */ quantity) => number(meanOf(quantity));
  const way = !one ? `${shortened(names[here], 24)} is ${value(root.here)}, ${shortened(names[there], 24)} ${value(root.there)}`
    : equal(root.here, root.there) ? `${one} is ${value(first)} in both` : `${one} went from ${value(first)} to ${value(last)}`;
  const apart = [[only, here], [onlyThere, there]].flatMap(([nodes, pass]) => {
    const many = /** @type {number[]} */ (nodes).length;
    return many ? [` ${many === 1 ? "1 node is" : `${thousands(many)} nodes are`} in pass ${thousands(Number(pass) + 1)} alone.`] : [];
  });
  return `${what}; ${way}.${apart.join("")}`;
}

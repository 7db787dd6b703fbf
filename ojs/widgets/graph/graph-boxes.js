// ⑧ What a layout is asked to place: of each thing that is drawn its texts and its size, which no step changes, and the room that its edges' chips need.
import { isArray } from "../../maths/format.js";
import { arrayHeading } from "./graph-array.js";
import { chipWidths } from "./graph-edge.js";
import { foldHeading } from "./graph-fold.js";
import { heading } from "./graph-node.js";
import { stretchWidths } from "./graph-stretch.js";

/** @param {import("../../trace/walk.js").Walk} walk @param {ReturnType<typeof import("./graph-folding.js").createFolding>} folding */
export function boxing(walk, folding) {
  /** How wide chips have been, by edge: a number that gets longer makes room once, and no shorter one takes it back. @type {Map<string, number>} */
  let rooms = new Map();
  let program = "";
  /** `known`: it is the program of before; else what has the same number is another node. `graph`: the same text, the same drawing. */
  return function boxed() {
    const { trace } = walk;
    const { things: shown, at } = folding.next();
    const heads = shown.map((one) => {
      const node = trace.nodes[one.id];
      return one.group !== null ? foldHeading(walk, one, folding) : isArray(node.value) ? arrayHeading(walk, node) : heading(walk, node);
    });
    const text = `${trace.nodes.length} ${trace.source.replace(/[\d.]+/g, "#")}`;
    const known = text === program;
    if (!known) [program, rooms] = [text, new Map()];
    const width = stretchWidths(walk, chipWidths(walk, (id) => shown[at(id)]?.group === null));
    const boxes = shown.map(({ id, group, path, args }, i) => ({
      id, width: heads[i].width, height: heads[i].height, args: args.map(({ from }) => from), bare: group !== null, group: path,
      chips: group !== null ? [] : args.map(({ edges: under }, arg) => {
        const edge = `${id}:${arg}`;
        if (under.length === 1 && under[0] === edge) rooms.set(edge, Math.max(width(edge), rooms.get(edge) ?? 0));
        return rooms.get(edge) ?? 0;
      }),
    }));
    const folds = shown.some(({ group }) => group !== null);
    const graph = JSON.stringify([heads, boxes, shown.map(({ group }) => group), ...(folds ? [trace.steps.length, trace.findings?.length] : [])]);
    return { shown, heads, boxes, known, graph };
  };
}

// Build side: the playground's gallery, and beside each of its examples a small still of the graph, as the widgets lay it out and fold it.
//
//   node tools/cards.mjs OUT       playground/gallery.json and assets/traces/ → OUT, as ojs/widgets/program/examples.js reads it
import { readFileSync, writeFileSync } from "node:fs";
import "./stills/browser.mjs";

const { createWalk, layout, recorded } = await import("../ojs/index.js");
const { createFolding } = await import("../ojs/widgets/graph/graph-folding.js");
const { boxing } = await import("../ojs/widgets/graph/graph-boxes.js");

/** What a card has room for: its sides are to each other as these. */
const [WIDTH, HEIGHT] = [280, 130];

/** @param {string} example */
async function picture(example) {
  const walk = createWalk(await recorded(example));
  const { boxes, shown } = boxing(walk, createFolding(walk))();
  // no text is read at this size, and none needs room
  const bare = boxes.map((box, i) => ({ ...box, ...(shown[i].group === null ? { width: 56, height: 34 } : { width: 74, height: 44 }), bare: true, chips: [] }));
  const plans = /** @type {const} */ (["right", "down"]).map((direction) => layout(bare, { direction, space: 26, gap: 16 }));
  const scale = (/** @type {{width: number, height: number}} */ one) => Math.min(WIDTH / one.width, HEIGHT / one.height);
  const { width, height, nodes } = plans[scale(plans[1]) > 1.2 * scale(plans[0]) ? 1 : 0];
  const places = new Map(boxes.map(({ id }, i) => [id, i]));
  return {
    size: [Math.ceil(width), Math.ceil(height)],
    flow: plans.findIndex((one) => one.nodes === nodes) === 0 ? "right" : "down",
    /** corner, size, and whether more is folded in it, or it is where something begins */
    nodes: bare.map((box, i) => {
      const { x, y } = /** @type {{x: number, y: number}} */ (nodes.get(box.id));
      return [Math.round(x - box.width / 2), Math.round(y - box.height / 2), Math.round(box.width), Math.round(box.height), shown[i].group !== null ? 2 : box.args.length ? 0 : 1];
    }),
    edges: boxes.flatMap(({ args }, i) => [...new Set(args)].flatMap((from) => (from !== null && places.has(from) ? [[places.get(from), i]] : []))),
  };
}

const groups = JSON.parse(readFileSync("playground/gallery.json", "utf8"));
for (const { examples } of groups) for (const one of examples) one.picture = await picture(one.example);
writeFileSync(process.argv[2], JSON.stringify(groups));
process.exit(); // a widget's timers need not run out

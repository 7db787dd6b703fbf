// Build side: what the preview pictures show, without a browser: the drawings as the widgets make them for the stills.
//
//   node tools/previews.mjs       stdin: [{example, step}], stdout: each one's graph at that step, as markup
import { readFileSync } from "node:fs";
import "./stills/browser.mjs";

const { createWalk, graphView, recorded } = await import("../ojs/index.js");

/** Without what nobody sees: names for screen readers, and a tenth of a pixel. @param {string} markup */
const seen = (markup) => markup.replace(/<title>.*?<\/title>| (?:aria-[a-z]+|role|tabindex|id)="[^"]*"/g, "")
  .replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10));

const drawn = [];
for (const { example, step } of JSON.parse(readFileSync(0, "utf8"))) {
  const graph = graphView(createWalk(await recorded(example), { step }), { table: false, sentence: false, direction: "right" });
  document.body.replaceChildren(graph);
  await new Promise((done) => setTimeout(done, 20)); // it lays itself out when it is told its room
  drawn.push(seen(String(graph.querySelector("svg")?.outerHTML)));
}
process.stdout.write(JSON.stringify(drawn), () => process.exit()); // a widget's timers need not run out

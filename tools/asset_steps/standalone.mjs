// Build side: the script of a saved page, without what it can never do there: run Python, change the program, save once more.
//   node standalone.mjs ENTRY OUT
import { build } from "esbuild";

/** What stands in for a file, by the end of its path. */
const WITHOUT = {
  "engine/client.js": 'export class EngineError extends Error {} const none = async () => { throw new EngineError("Python is not in this file"); }; export const engine = Object.assign(new EventTarget(), { state: "failed", start() {}, stop() {}, trace: none, run: none }); document.documentElement.dataset.engine = "recorded";',
  "widgets/program/program.js": "export const program = () => { throw new TypeError('a saved program is not edited'); };",
  "widgets/program/what-if.js": "export const whatIf = () => null;",
  "widgets/save/save.js": "export const saveTool = () => null;",
  "widgets/step/sliders.js": "export const sliders = () => null;",
};

/** @type {import("esbuild").Plugin} */
const without = {
  name: "without",
  setup(one) {
    one.onLoad({ filter: /\.js$/ }, ({ path }) => {
      const end = Object.keys(WITHOUT).find((name) => path.replaceAll("\\", "/").endsWith(`/ojs/${name}`));
      return end ? { contents: WITHOUT[/** @type {keyof typeof WITHOUT} */ (end)], loader: "js" } : undefined;
    });
  },
};

const [entry, outfile] = process.argv.slice(2);
await build({
  entryPoints: [entry], outfile, bundle: true, minify: true, format: "iife", charset: "utf8", legalComments: "eof", logLevel: "warning", plugins: [without],
  target: "es2022", // who can unpack it (DecompressionStream, 2023) knows these words, too
  define: { "import.meta.url": '"about:blank"' }, // it asks for no other file: what stands beside a script in a page of the site is nowhere here
});

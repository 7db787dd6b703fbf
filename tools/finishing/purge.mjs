// ⑨ page: see purge.py.  node purge.mjs SITE SHEETS
import { writeFile } from "node:fs/promises";
import { PurgeCSS } from "purgecss";

const [site, sheets] = process.argv.slice(2);
process.chdir(site);
const found = await new PurgeCSS().purge({
  content: ["**/*.html", "assets/*.js", "site_libs/**/*.js"],
  css: [sheets],
  safelist: { standard: [/^quarto-/, /^callout/, /^code-/], greedy: [/^aa-/, /tippy/] }, // what Quarto's scripts put together of parts
});
for (const { css, file } of found) await writeFile(/** @type {string} */ (file), css);

// ⑨ page: SCSS → CSS. Reads {source, loadPaths} as JSON, writes the style sheet: see tools/render/theme.py.
import {readFileSync} from "node:fs";
import {compileString, Logger} from "sass";

const {source, loadPaths} = JSON.parse(readFileSync(0, "utf8"));
// Bootstrap 5.3 still writes @import and global functions; those notices are Bootstrap's to act on.
const {css} = compileString(source, {
  loadPaths,
  style: "compressed",
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  logger: Logger.silent
});
process.stdout.write(css);

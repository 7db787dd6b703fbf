// ⑨ page: OJS blocks → JavaScript. Reads and writes JSON: see tools/render/ojs.py.
/// <reference path="../modules.d.ts" />
import {readFileSync} from "node:fs";
import {compileBlock} from "./ojs-cells.mjs";

/** @param {{source: string}} job */
function compile({source}) {
  try {
    return {cells: compileBlock(source)};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const {line, column} = /** @type {{loc?: {line: number, column: number}}} */ (error).loc ?? {line: 1, column: 0};
    return {error: {message: error.message.replace(/ *\(\d+:\d+\)$/, ""), line, column: column + 1}};
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(compile)));

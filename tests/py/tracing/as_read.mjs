// ⑤ The page's own reader of traces, for the tests in Python: node as_read.mjs answers each line, a wire, with a line, the model; Pyodide calls asThePageReads().
import { createInterface } from "node:readline";
import { read } from "../../../ojs/trace/read.js";

/** -0 is written as what Python's float() reads: JSON.stringify drops its sign. @param {string} wire as JSON */
globalThis.asThePageReads = (wire) => JSON.stringify(read(JSON.parse(wire)), (_, x) => (Object.is(x, -0) ? "-0.0" : x));

if (process.argv[1]?.endsWith("as_read.mjs")) {
  for await (const line of createInterface({ input: process.stdin })) console.log(globalThis.asThePageReads(line));
}

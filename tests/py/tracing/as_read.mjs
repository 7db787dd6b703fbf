// ⑤ The page's own reader of traces, for the tests in Python: node as_read.mjs answers each line, a wire, with a line, the model; Pyodide calls asThePageReads().
import { createInterface } from "node:readline";
import { read } from "../../../ojs/trace/read.js";
import { createReplay } from "../../../ojs/trace/replay.js";

/** The model and, in `end`, what is known of each node after the last step. -0 is written as what Python's float() reads: JSON.stringify drops its sign. @param {string} wire as JSON */
globalThis.asThePageReads = (wire) => {
  const trace = read(JSON.parse(wire));
  const replay = createReplay(trace);
  const { values, gradients } = replay.at(replay.length);
  const end = { values: Object.fromEntries(values), gradients: Object.fromEntries(gradients) };
  return JSON.stringify({ ...trace, end }, (_, x) => (Object.is(x, -0) ? "-0.0" : x));
};

if (process.argv[1]?.endsWith("as_read.mjs")) {
  for await (const line of createInterface({ input: process.stdin })) console.log(globalThis.asThePageReads(line));
}

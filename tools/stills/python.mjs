// Build side: the engine that readers get, in this process, for what no build has recorded: other inputs of an example.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mount } from "../../ojs/engine/archive.js";
import { read } from "../../ojs/trace/read.js";

const PYODIDE = fileURLToPath(new URL("../../.cache/pyodide/", import.meta.url));

/** @type {Promise<(request: string) => string> | undefined} */
let session;

async function boot() {
  /** @type {typeof import("pyodide")} */
  const { loadPyodide } = await import(`${PYODIDE}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: PYODIDE, env: { PYTHONHASHSEED: "0", HOME: "/home/pyodide" } });
  mount(python, readFileSync(`${PYODIDE}stepgrad.zip`));
  return python.pyimport("stepgrad.tracing.session").run;
}

/** @param {string} source @param {Record<string, number>} inputs @returns {Promise<import("../../ojs/engine/protocol.js").Trace>} */
export async function traced(source, inputs) {
  const run = await (session ??= boot());
  const reply = JSON.parse(run(JSON.stringify({ source, inputs })));
  if (!reply.ok) throw new Error(`${reply.error.kind}: ${reply.error.message}`);
  return read(reply.trace);
}

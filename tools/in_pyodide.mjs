// Build side: runs a Python script inside the real Pyodide, under Node, in this project's folder. The build and the tests use it.
// node tools/in_pyodide.mjs --index DIR [--package NAME]… [--on-path ARCHIVE]… [--unpack WHEEL]… [--module FILE]… -- SCRIPT [ARGUMENT]…
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { mount } from "../ojs/engine/archive.js";

const RUN = `
import os, runpy, sys
os.chdir("/project")
sys.argv = arguments.to_py()
code = 0
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as exit:
    if isinstance(exit.code, str):
        print(exit.code, file=sys.stderr)
    code = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
int(code)
`;

/** @returns {Promise<number>} the script's exit code */
async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      index: { type: "string" },
      package: { type: "string", multiple: true, default: [] },
      "on-path": { type: "string", multiple: true, default: [] },
      unpack: { type: "string", multiple: true, default: [] },
      module: { type: "string", multiple: true, default: [] }, // JavaScript that the script meets as it meets a page's
    },
  });
  if (!values.index || positionals.length === 0) throw new TypeError("--index DIR and SCRIPT are needed");
  const index = resolve(values.index);
  /** @type {typeof import("pyodide")} */
  const { loadPyodide } = await import(pathToFileURL(resolve(index, "pyodide.mjs")).href);
  const python = await loadPyodide({
    indexURL: index,
    packages: values.package,
    // The same bytes on each run, and nothing written beside the sources.
    env: { PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", HOME: "/home/pyodide" },
  });
  for (const archive of values["on-path"]) mount(python, readFileSync(archive), basename(archive));
  const extractDir = python.runPython("import site; site.getsitepackages()[0]");
  for (const wheel of values.unpack) python.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel", { extractDir });
  for (const module of values.module) await import(pathToFileURL(resolve(module)).href);
  python.mountNodeFS("/project", process.cwd());
  python.globals.set("arguments", positionals);
  return python.runPython(RUN);
}

try {
  process.exitCode = await main();
} catch (error) {
  // Node's own report would quote the failing line, which in Pyodide is a megabyte long.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

// Runs a Python script inside the real Pyodide, under Node, with this project mounted at its own path: the build and the tests use it.
// node tools/in_pyodide.mjs --index DIR [--package NAME]… [--unpack WHEEL]… SCRIPT [ARGUMENT]…
import {readFileSync} from "node:fs";
import {resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {parseArgs} from "node:util";

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    index: {type: "string"},
    package: {type: "string", multiple: true, default: []},
    unpack: {type: "string", multiple: true, default: []},
  },
});
const [script, ...rest] = positionals;
if (!values.index || !script) throw new TypeError("usage: in_pyodide.mjs --index DIR [--package NAME]… [--unpack WHEEL]… SCRIPT […]");

const index = resolve(values.index);
const {loadPyodide} = await import(pathToFileURL(resolve(index, "pyodide.mjs")).href);
const python = await loadPyodide({
  indexURL: index,
  packages: values.package,
  // The same bytes on each run, and nothing written beside the sources.
  env: {PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", HOME: "/home/pyodide"},
});
for (const wheel of values.unpack) python.unpackArchive(readFileSync(wheel), "wheel");

const project = process.cwd();
python.FS.mkdirTree("/project");
python.mountNodeFS("/project", project);
python.globals.set("arguments", python.toPy([script, ...rest]));
process.exitCode = python.runPython(`
import os, runpy, sys
os.chdir("/project")
sys.argv = arguments
code = 0
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as exit:
    if isinstance(exit.code, str):
        print(exit.code, file=sys.stderr)
    code = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
int(code)
`);

// Build side: tells Quarto which Python renders the pages, and its filters where the project is. Quarto runs this before anything else of the project (`engines` in _quarto.yml), and again
// after tools/assets.py, which has made .venv where there was none.
//
// QUARTO_PYTHON decides, if it is set; else an active environment, if it has what the pages import; else .venv. Quarto itself would find .venv only
// when it is active. An environment file cannot name it: a relative path there is one from wherever Quarto was started.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = resolve(fileURLToPath(new URL("..", import.meta.url)));
const WINDOWS = process.platform === "win32";

/** The Python of an environment, if there is one. @param {string | undefined} folder */
function pythonOf(folder) {
  const places = WINDOWS ? ["Scripts/python.exe", "python.exe"] : ["bin/python3", "bin/python"];
  return folder && places.map((place) => join(folder, place)).find((file) => existsSync(file));
}

/** @type {boolean | undefined} */
let active;

/** Whether Quarto finds by itself a Python that will do. */
function activeFits() {
  const python = pythonOf(process.env.VIRTUAL_ENV || process.env.CONDA_PREFIX);
  active ??= python !== undefined && spawnSync(python, [join(ROOT, "tools/environment.py"), "--fits"]).status === 0;
  return active;
}

// An engine that claims no page: Quarto asks those it is given for nothing else before it looks for Python.
export default {
  name: "python-of-the-project",
  defaultExt: ".qmd",
  defaultYaml: () => [],
  defaultContent: () => [],
  validExtensions: () => [],
  claimsFile: () => false,
  claimsLanguage: () => false,
  canFreeze: false,
  generatesFigures: false,
  init() {
    // Filters find the project by this. Quarto sets it later: `quarto preview PAGE` only after the page's first rendering.
    process.env.QUARTO_PROJECT_DIR ||= ROOT;
    if (process.env.QUARTO_PYTHON || activeFits()) return;
    const python = pythonOf(join(ROOT, ".venv"));
    if (python) process.env.QUARTO_PYTHON = python;
  },
  launch() {
    throw new Error("no page is rendered by this engine");
  },
};

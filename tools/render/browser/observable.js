// ⑨ page: runs a page's OJS cells with Observable's runtime, showing them the way Quarto's page runtime shows them.
import {Inspector, Library, Runtime} from "@observablehq/runtime";

/** @typedef {{pending(): void, fulfilled(value: unknown, name?: string): void, rejected(error: unknown, name?: string): void}} Observer */

const runtime = new Runtime(/** @type {any} */ (new Library()));
const main = runtime.module();

class CellInspector extends Inspector {
  /** @param {HTMLElement} node @param {HTMLElement} target @param {string} cell */
  constructor(node, target, cell) {
    super(node);
    this.node = node;
    this.target = target;
    this.cell = cell;
  }

  /** @param {unknown} value @param {string} [name] */
  fulfilled(value, name) {
    super.fulfilled(value, name);
    const inspected = this.node.firstElementChild?.classList.contains("observablehq--inspect");
    const declaration = this.target.dataset.nodetype === "declaration";
    const all = this.target.closest(".cell")?.getAttribute("data-output") === "all";
    this.node.classList.toggle("quarto-ojs-hide", Boolean(inspected && declaration && !all));
    // Quarto dresses the buttons it finds at this moment as Bootstrap's: widgets must look right with it.
    for (const button of this.node.querySelectorAll("button")) button.classList.add("btn", "btn-quarto");
    settled(this.target);
  }

  /** @param {any} error @param {string} [name] */
  rejected(error, name) {
    console.error(`OJS cell ${this.cell}: ${error}`);
    super.rejected(error, name);
    this.node.classList.remove("quarto-ojs-hide");
    this.node.replaceChildren(callout(error?.name === "RuntimeError" ? "OJS Runtime Error" : "OJS Error", String(error?.message ?? error)));
    settled(this.target);
  }
}

/** Hides an output frame when nothing in it is shown. @param {HTMLElement} target */
function settled(target) {
  const frame = target.closest(".cell-output-display");
  if (!frame) return;
  const shown = [...frame.querySelectorAll(".observablehq")].some((node) => !node.classList.contains("quarto-ojs-hide"));
  frame.classList.toggle("quarto-ojs-hide", !shown);
}

/** @param {string} heading @param {string} message */
function callout(heading, message) {
  const box = document.createElement("div");
  box.className = "callout callout-important callout-style-default observablehq--inspect";
  box.setAttribute("role", "alert");
  const title = box.appendChild(document.createElement("div"));
  title.className = "callout-header";
  title.textContent = heading;
  const body = box.appendChild(document.createElement("div"));
  body.className = "callout-body-container callout-body";
  body.appendChild(document.createElement("p")).textContent = message;
  return box;
}

/** @param {string} cell @param {boolean} hidden */
function observer(cell, hidden = false) {
  const target = document.getElementById(cell);
  if (!target) throw new Error(`The page has no element for OJS cell ${cell}.`);
  const node = target.appendChild(document.createElement("div"));
  if (hidden) node.classList.add("quarto-ojs-hide");
  return hidden ? new Inspector(node) : new CellInspector(node, target, cell);
}

/**
 * Defines one cell. `kind` is how its name was written: `x = …` and `{…}` are plain, the others are `viewof x = …` and `mutable x = …`.
 * @param {string} cell id of its output element
 * @param {"plain" | "viewof" | "mutable"} kind
 * @param {string | null} name
 * @param {string[]} inputs
 * @param {Function} body
 */
export function define(cell, kind, name, inputs, body) {
  if (kind === "viewof") {
    main.variable(observer(cell)).define(`viewof ${name}`, inputs, body);
    main.variable(observer(cell, true)).define(name, ["Generators", `viewof ${name}`], (/** @type {any} */ G, /** @type {any} */ view) => G.input(view));
  } else if (kind === "mutable") {
    main.variable().define(`initial ${name}`, inputs, body);
    main.variable(observer(cell, true)).define(`mutable ${name}`, ["Mutable", `initial ${name}`], (/** @type {any} */ M, /** @type {any} */ initial) => new M(initial));
    main.variable(observer(cell)).define(name, [`mutable ${name}`], (/** @type {any} */ mutable) => mutable.generator);
  } else {
    main.variable(observer(cell)).define(name, inputs, body);
  }
}

/**
 * Brings names of an ES module into the page; where the module cannot be loaded, every cell that uses one of them shows why.
 * @param {() => Promise<Record<string, unknown>>} load
 * @param {[name: string, alias: string][]} names
 */
export function bring(load, names) {
  const loaded = load();
  loaded.catch((error) => console.error(`OJS import failed: ${error}`));
  for (const [name, alias] of names) {
    main.define(alias, [], async () => {
      const module = await loaded;
      if (!(name in module)) throw new Error(`The imported module has no export named ${name}.`);
      return module[name];
    });
  }
}

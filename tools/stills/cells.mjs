// Build side: the OJS cells of a page, evaluated by name as Observable's runtime does, once each.
import { compileBlock } from "../render/build/ojs-cells.mjs";

const BLOCK = /^```\{ojs\}\n([\s\S]*?)^```$/gm;

/** @typedef {{code: string, line: number, value: () => Promise<unknown>}} Shown a block that shows something: its code, the line it begins at */

/**
 * @param {string} page a .qmd file's text
 * @param {Record<string, unknown>} library what an import gets
 * @returns {Shown[]}
 */
export function cellsOf(page, library) {
  /** @type {Map<string, () => Promise<unknown>>} */
  const scope = new Map();
  /** @param {string} name */
  const lookup = (name) => {
    const found = scope.get(name);
    if (!found) throw new ReferenceError(`${name} is not defined on this page`);
    return found();
  };
  return [...page.matchAll(BLOCK)].flatMap((match) => {
    const code = match[1];
    /** @type {(() => Promise<unknown>)[]} */
    const values = [];
    for (const cell of compileBlock(code)) {
      if ("from" in cell) {
        for (const [name, local] of cell.names) scope.set(local, async () => library[name]);
        continue;
      }
      /** @type {Promise<any> | undefined} */
      let made;
      const value = () => (made ??= Promise.all(cell.inputs.map(lookup)).then((inputs) => new Function(`return (${cell.code})`)()(...inputs)));
      if (cell.kind === "viewof") {
        scope.set(`viewof ${cell.name}`, value);
        scope.set(String(cell.name), async () => (await value()).value);
      } else if (cell.name) scope.set(cell.name, value);
      values.push(value);
    }
    const last = values[values.length - 1];
    return last ? [{ code, line: page.slice(0, match.index).split("\n").length, value: last }] : [];
  });
}

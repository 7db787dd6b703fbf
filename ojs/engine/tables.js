// ⑥ What the build recorded of single operations (assets/tables), and the same from the reader's own Python.
import { engine } from "./client.js";
import { fetched } from "./live.js";

/** @typedef {import("./protocol.js").Num} Num */

/** An operation along one of its arguments; null where it is not defined. locals[i] belongs to argument i.
 * @typedef {{y: (Num | null)[], locals: (Num | null)[][]}} Slice */

/** One row of the engine's table, with its slices through `at`.
 * @typedef {{name: string, symbol: string, formula: string, locals: string[], parameters: Record<string, Num>, at: number[], slices: Slice[]}} Operation */

/** @typedef {{grid: number[], operations: Operation[]}} Table */

/** A product's matrices, by rows. @typedef {Record<"A" | "B" | "C" | "dC" | "dA" | "dB", number[][]>} Product */

/** @param {string} name of a file in assets/tables, see tools/asset_steps/tabulate.py @returns {Promise<any>} */
export async function recordedTable(name) {
  return fetched(`tables/${name}.json`, `The table of ${name}`);
}

/** The value of one call of the engine, such as slices("mul", [1, 2]); a later one with the same key supersedes it.
 * @param {string} name of a function, and of the module of stepgrad.pictures it is in
 * @param {unknown[]} args
 * @param {unknown} key
 */
export async function call(name, args, key) {
  const source = `from stepgrad.pictures.${name} import ${name}\nanswer = ${name}(${args.map((arg) => JSON.stringify(arg)).join(", ")})\n`;
  const { values } = await engine.run({ source, inputs: {}, want: ["answer"], key });
  return /** @type {any} */ (values.answer);
}

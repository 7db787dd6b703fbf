// ⑤ Pure: the columns of the wire (see Column in engine/protocol.js) as something with a place for every row.

/** @typedef {import("../engine/protocol.js").Num} Num */

const PACKED = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u16: Uint16Array, u8: Uint8Array };

/** What came is no trace: a stranger's message may be anything. */
export class DamagedTrace extends TypeError {
  /** @param {string} what */
  constructor(what) {
    super(`this is not a trace that can be shown: ${what}`);
  }
}

/** @param {unknown} holds @param {string} what is wrong else @returns {asserts holds} */
export function must(holds, what) {
  if (!holds) throw new DamagedTrace(what);
}

/** @param {unknown} x @returns {x is Record<string, any>} */
export const isRecord = (x) => typeof x === "object" && x !== null && !Array.isArray(x);

/** @param {string} text base64 @returns {Uint8Array<ArrayBuffer>} */
function bytes(text) {
  const letters = atob(text);
  const made = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) made[i] = letters.charCodeAt(i);
  return made;
}

/** A column that is not sparse. @param {any} column @param {string} name @returns {ArrayLike<any>} */
export function dense(column, name) {
  if (Array.isArray(column)) return column;
  for (const [type, Numbers] of Object.entries(PACKED)) {
    const text = column?.[type];
    if (typeof text !== "string") continue;
    try {
      return new Numbers(bytes(text).buffer);
    } catch {
      throw new DamagedTrace(`the column ${name} is not whole`);
    }
  }
  throw new DamagedTrace(`${name} is no column`);
}

/**
 * The entries of a column, one a row. @param {any} given @param {number} rows @param {string} name for the error
 * @param {any} [usual] the entry of a row that a sparse column, or none at all, says nothing of @returns {ArrayLike<any>}
 */
export function column(given, rows, name, usual) {
  if (given === undefined) return new Array(rows).fill(usual);
  if (isRecord(given) && "at" in given) {
    const [at, is] = [dense(given.at, `${name}.at`), dense(given.is, `${name}.is`)];
    must(at.length === is.length, `${name} has ${is.length} entries for ${at.length} rows`);
    const all = new Array(rows).fill(usual);
    for (let i = 0; i < at.length; i += 1) {
      if (!isIndex(at[i], rows)) throw new DamagedTrace(`${name} has an entry for row ${at[i]}, of ${rows}`);
      all[at[i]] = is[i];
    }
    return all;
  }
  const all = dense(given, name);
  must(all.length === rows, `the column ${name} has ${all.length} entries, and its table ${rows} rows`);
  return all;
}

/** @param {unknown} x @param {number} end @returns {x is number} */
export const isIndex = (x, end) => Number.isInteger(x) && /** @type {number} */ (x) >= 0 && /** @type {number} */ (x) < end;

/** The same, of places in a list. @param {any} given @param {number} rows @param {string} name @param {number} end the list's length @param {number} [usual] */
export function indices(given, rows, name, end, usual) {
  const all = column(given, rows, name, usual);
  for (let i = 0; i < rows; i += 1) if (all[i] !== usual && !isIndex(all[i], end)) throw new DamagedTrace(`${name} ${i} is ${all[i]}, which is none of ${end}`);
  return all;
}

/** A number as the page's model has it, where JSON has none. @param {number} x @returns {Num} */
export const num = (x) => (Number.isFinite(x) ? x : /** @type {Num} */ (String(x)));

/** @param {unknown} x @returns {x is Num} */
export const isNum = (x) => (typeof x === "number" ? Number.isFinite(x) : x === "NaN" || x === "Infinity" || x === "-Infinity");

/**
 * A column of quantities, each as the page's model has it. @param {any} given @param {number} rows @param {string} name
 * @param {import("../engine/protocol.js").NumArray[]} arrays @param {null} [none] what may stand for no quantity
 * @returns {ArrayLike<any>}
 */
export function quantities(given, rows, name, arrays, none) {
  if (isRecord(given) && "at" in given) return column({ at: given.at, is: Array.from(quantities(given.is, dense(given.is, name).length, name, arrays, none)) }, rows, name);
  const all = column(given, rows, name);
  let asIs = all instanceof Float64Array;
  for (let i = 0; asIs && i < rows; i += 1) asIs = Number.isFinite(all[i]);
  if (asIs) return all;
  const made = new Array(rows);
  for (let i = 0; i < rows; i += 1) {
    const x = all[i];
    if (typeof x === "number") made[i] = num(x);
    else if (x === undefined || x === none || isNum(x)) made[i] = x;
    else if (Array.isArray(x) && isIndex(x[0], arrays.length)) made[i] = arrays[x[0]];
    else throw new DamagedTrace(`${name} ${i} is no quantity`);
  }
  return made;
}

// ⑧ What the reader has done to the cells of a page, in this browser only. What storage holds is not trusted, and it may be blocked.

/** @import {CellOutput} from "../../engine/protocol.js" */

/** `page`: the code that the page had then. @typedef {{page: string, code?: string, open?: boolean, outputs?: CellOutput[]}} Kept */

const PREFIX = "stepgrad.cells.1:";
const LONGEST = 200_000;
const MOST = 300;

const key = () => PREFIX + location.pathname;

/** @param {any} one @returns {CellOutput | null} null for what this page cannot have written */
export function validOutput(one) {
  if (typeof one !== "object" || one === null) return null;
  const { kind, name, text, cut, error, within } = one;
  if (kind === "stream" && typeof text === "string" && (name === "stdout" || name === "stderr")) return { kind, name, text, ...(Number.isInteger(cut) && { cut }) };
  if ((kind === "result" || kind === "graph") && typeof text === "string") return { kind, text, ...(Number.isInteger(one.graph) && { graph: one.graph }) };
  if (kind !== "error" || typeof error?.kind !== "string" || typeof error.message !== "string") return null;
  const place = within && Number.isInteger(within.cell) && Number.isInteger(within.line) && typeof within.name === "string" ? { within: { cell: within.cell, line: within.line, name: within.name } } : {};
  return { kind, error: { kind: error.kind, message: error.message, line: Number.isInteger(error.line) ? error.line : null }, ...place };
}

/** @param {unknown} list @returns {CellOutput[]} */
export const validOutputs = (list) => (Array.isArray(list) ? list.slice(0, MOST).flatMap((one) => validOutput(one) ?? []) : []);

export function hasKept() {
  try {
    return localStorage.getItem(key()) !== null;
  } catch {
    return false;
  }
}

/** By the cells' numbers. @returns {Map<number, Kept>} */
export function readKept() {
  /** @type {Map<number, Kept>} */
  const kept = new Map();
  try {
    const found = JSON.parse(localStorage.getItem(key()) ?? "{}");
    for (const [number, one] of Object.entries(found).slice(0, MOST)) {
      if (!/^\d{1,4}$/.test(number) || typeof one?.page !== "string") continue;
      kept.set(Number(number), {
        page: one.page,
        ...(typeof one.code === "string" && one.code.length <= LONGEST && { code: one.code }),
        ...(one.open === true && { open: true }),
        ...(Array.isArray(one.outputs) && { outputs: validOutputs(one.outputs) }),
      });
    }
  } catch {
    // blocked, or not ours
  }
  return kept;
}

/** @param {Map<number, Kept>} kept */
export function writeKept(kept) {
  const lasting = [...kept].filter(([, one]) => one.code !== undefined || one.open || one.outputs);
  try {
    if (lasting.length === 0) return localStorage.removeItem(key());
    const whole = JSON.stringify(Object.fromEntries(lasting));
    const short = whole.length <= LONGEST * 2 ? whole : JSON.stringify(Object.fromEntries(lasting.map(([number, { page, code, open }]) => [number, { page, code, open }])));
    localStorage.setItem(key(), short);
  } catch {
    // blocked or full: there until the page is left
  }
}

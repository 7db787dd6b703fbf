// ⑧ The graph of a program that was checked, at the row that differs where there is one.
import { walkthrough } from "../program/walkthrough.js";

/** @param {import("../../engine/protocol.js").Trace} trace @param {import("../../engine/protocol.js").CheckedRow | undefined} row @param {string} title */
export async function graphAt(trace, row, title) {
  const shown = await walkthrough({ trace }, { step: row?.step ?? 0, live: false, label: `Your graph: ${title}` });
  if (row?.of) shown.walk.turnTo(row.of - 1, row.step);
  return shown;
}

// ⑦ Pure: what is said of a program that was checked: what passed, and of the first check that did not, what was expected and what came.

/**
 * @typedef {import("../engine/protocol.js").Checked} Checked
 * @typedef {import("../engine/protocol.js").CheckedRow} CheckedRow
 * @typedef {{title: string, words?: string, pair?: [string, string], note?: string, line?: number | null, row?: CheckedRow}} Told
 *   words: in which code stands in backticks; pair: what was expected, and what came
 */

const QUANTITY = { value: "value", grad: "gradient" };

/** Text in which a backtick begins no code. @param {string} text */
const plain = (text) => text.replaceAll("`", "'");

/** How many checks a program passes. @param {number} count */
export const allPassed = (count) => (count === 1 ? "Right. It passes the check." : `Right. It passes all ${count} checks.`);

/** What a program raised. @param {{kind: string, message: string, line: number | null}} error @returns {Told} */
export function raised({ kind, message, line }, title = "") {
  if (kind === "Missing" || kind === "SystemExit") return { title, words: message.charAt(0).toUpperCase() + message.slice(1) };
  return { title, words: `${kind}${line ? `, line ${line}` : ""}: ${plain(message)}`, line };
}

/** @param {NonNullable<Checked["check"]["failed"]>} failed @returns {Told} */
export function differs(failed) {
  if (failed.error) return raised(failed.error, failed.what);
  const { what, expected, came, where, note, line, row } = failed;
  if (!row) return { title: where ? `${what}, at ${where}` : what, pair: [expected, came], note, line };
  const pass = row.of === null ? "" : ` at the end of pass ${row.of}`;
  const wrong = `row \`${plain(row.text)}\` has another ${QUANTITY[row.quantity]}${pass}.`;
  return { title: what, words: `In your graph the ${wrong}`, pair: [expected, came], note, line, row };
}

// ⑦ Pure: text that is not ours (a label, a message, a program) and may run from right to left: it must not turn what stands around it.

const RIGHT_TO_LEFT = "\\u0590-\\u061B\\u061D-\\u08FF\\uFB1D-\\uFDFF\\uFE70-\\uFEFC\\u{10800}-\\u{10FFF}\\u{1E800}-\\u{1EFFF}";
/** What nobody sees, but for the ends of lines and the tab; what tells a browser which way to write, unseen, and what ends a paragraph and with it every isolate. */
const CONTROLS = "\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069";
const FOREIGN = new RegExp(`[${RIGHT_TO_LEFT}${CONTROLS}]`, "u");
export const CONTROL = new RegExp(`[${CONTROLS}]`, "gu");
const LINE = new RegExp(`.*[${RIGHT_TO_LEFT}].*`, "gu");
const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ["\u2068", "\u2069"];

/** "U+202E" @param {string} letter */
export const code = (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** The text, as a word among others: by itself as to its direction, and with nothing unseen in it. Nearly every text is that already.
 * @param {string} text */
export function isolated(text) {
  if (!FOREIGN.test(text)) return text;
  return text.replace(CONTROL, (letter) => `⟨${code(letter)}⟩`).replace(LINE, `${FIRST_STRONG_ISOLATE}$&${POP_ISOLATE}`);
}

/** model.layers[0].weight: of such a name the end tells it from others. py/stepgrad/pictures/names.py says the same. */
const PATH = /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*|\[[^[\]]*\])+[₀-₉]*$/u;

/** The same, no longer than this; an isolate stays whole. @param {string} name as isolated() gives it @param {number} most characters */
export function shortened(name, most) {
  const whole = name.startsWith(FIRST_STRONG_ISOLATE) && name.endsWith(POP_ISOLATE);
  const letters = Array.from(whole ? name.slice(1, -1) : name);
  const text = letters.length <= most ? letters.join("") : PATH.test(letters.join("")) ? `…${letters.slice(1 - most).join("")}` : `${letters.slice(0, most - 1).join("")}…`;
  return whole ? FIRST_STRONG_ISOLATE + text + POP_ISOLATE : text;
}

/** Words of one direction with the spaces between them, and what tells a direction. */
export const TURNED = new RegExp(`[${RIGHT_TO_LEFT}][${RIGHT_TO_LEFT}\\p{M}]*(?: +[${RIGHT_TO_LEFT}\\p{M}]+)*`, "gu");
const RUNS = new RegExp(`(?<turned>${TURNED.source})|(?<control>[${CONTROLS}])`, "gu");

/** @typedef {{text: string, kind: "" | "turned" | "control"}} Run of a control, the text is its code */

/**
 * A line of code cut so that it can be shown in the order in which Python reads it: words that run from right to left each by
 * themselves, and a control by its code, so that a comment cannot show another program than the one that runs.
 * @param {string} text @returns {Run[]}
 */
export function runs(text) {
  if (!FOREIGN.test(text)) return text ? [{ text, kind: "" }] : [];
  /** @type {Run[]} */
  const found = [];
  let end = 0;
  for (const match of text.matchAll(RUNS)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), kind: "" });
    found.push(match.groups?.control ? { text: code(match[0]), kind: "control" } : { text: match[0], kind: "turned" });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), kind: "" });
  return found;
}

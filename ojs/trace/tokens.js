// ⑦ Pure: the few kinds of words that code is coloured by, as Pandoc finds them in a page's code and CodeMirror in what is being written.

/** @typedef {{from: number, to: number, kind: "keyword" | "string" | "number" | "comment"}} Token columns of a line, in UTF-16 units */

const KEYWORD = /^(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/;
const TOKEN = /(?<comment>#.*)|(?<prefix>[bfrtu]{0,2})(?:"""(?:\\[^]|[^\\])*?(?:"""|$)|'''(?:\\[^]|[^\\])*?(?:'''|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?)|(?<number>(?:0[box][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?j?))|(?<word>[\p{L}_][\p{L}\p{N}_]*)/giu;
/** In a formatted string: a brace that is one, or a value. */
const FORMATTED = /\{\{|\}\}|\{(?<value>[^{}:!]*)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g;

/** @param {string} text @param {number} [start] @returns {Token[]} */
function found(text, start = 0) {
  return [...text.matchAll(TOKEN)].flatMap((match) => {
    const { comment, prefix, number, word } = match.groups ?? {};
    const [from, to] = [start + match.index, start + match.index + match[0].length];
    if (comment !== undefined) return [{ from, to, kind: "comment" }];
    if (number !== undefined) return [{ from, to, kind: "number" }];
    if (word !== undefined) return KEYWORD.test(word) ? [{ from, to, kind: "keyword" }] : [];
    if (/[ft]/i.test(prefix)) return formatted(match[0], from);
    const begins = /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", match.index) + 1, match.index)) && /^\w*("""|''')/.test(match[0]); // a string that is a statement says what something is
    return [{ from, to, kind: begins ? "comment" : "string" }];
  });
}

/** @param {string} text @param {number} start @returns {Token[]} */
function formatted(text, start) {
  /** @type {Token[]} */
  const all = [];
  let end = 0;
  const until = (/** @type {number} */ to) => { if (to > end) all.push({ from: start + end, to: start + to, kind: "string" }); };
  for (const match of text.matchAll(FORMATTED)) {
    const value = match.groups?.value;
    if (value === undefined) continue;
    until(match.index);
    all.push(...found(value, start + match.index + 1));
    end = match.index + match[0].length;
  }
  until(text.length);
  return all;
}

/** What is to be coloured in each line of a program. @param {string} source @returns {Token[][]} */
export function tokens(source) {
  /** @type {Token[][]} */
  const lines = [];
  const all = found(source);
  let [start, next] = [0, 0];
  for (const line of source.split("\n")) {
    const end = start + line.length;
    /** @type {Token[]} */
    const here = [];
    while (next < all.length && all[next].from < end) {
      const { from, to, kind } = all[next];
      here.push({ from: Math.max(from, start) - start, to: Math.min(to, end) - start, kind });
      if (to > end) break;
      next += 1;
    }
    while (next < all.length && all[next].to <= end) next += 1;
    lines.push(here.filter(({ from, to }) => to > from));
    start = end + 1;
  }
  return lines;
}

/** Those of a stretch of the line, by its own columns. @param {Token[]} line @param {number} from @param {number} to @returns {Token[]} */
export const within = (line, from, to) => line.filter((one) => one.from < to && one.to > from).map((one) => ({ ...one, from: Math.max(one.from, from) - from, to: Math.min(one.to, to) - from }));

// ⑦ Pure: what a program would have come to, had it taken the branch of an if that it did not take.
import { evaluate } from "../maths/evaluate.js";
import { parse } from "../maths/expression.js";

/** @typedef {import("../engine/protocol.js").Trace} Trace */
/** @typedef {import("./mistakes.js").Mistake} Mistake */
/** @typedef {{line: number, text: string, inner: boolean}} Line */
/** @typedef {{lines: Line[], title: string}} Other another way through the program, and where it differs */

const HEADER = /^(if|elif|else)\b.*:$/;

/** @param {string} source @returns {Line[]} */
const linesOf = (source) => source.split("\n").map((text, i) => ({ line: i + 1, text: text.replace(/\s*#.*$/, "").trim(), inner: /^\s/.test(text) })).filter(({ text }) => text);

/** The ways that a program with an if did not go. @param {Trace} trace @returns {Other[]} */
function others(trace) {
  const lines = linesOf(trace.source);
  const first = lines.findIndex(({ text, inner }) => !inner && /^if\b/.test(text));
  if (first < 0) return [];
  /** @type {Line[][]} */
  const bodies = [];
  let end = first;
  while (end < lines.length && (lines[end].inner || (HEADER.test(lines[end].text) && (end === first || !/^if\b/.test(lines[end].text))))) {
    if (lines[end].inner) bodies[bodies.length - 1].push(lines[end]);
    else bodies.push([]);
    end += 1;
  }
  const ran = new Set(trace.nodes.flatMap(({ at }) => at?.[0] ?? []));
  const skipped = bodies.filter((body) => !body.some(({ line }) => ran.has(line)));
  if (skipped.length === bodies.length && lines.slice(first, end).some(({ text }) => text.startsWith("else"))) return []; // no telling which one ran
  const complete = lines.slice(first, end).some(({ inner, text }) => !inner && text.startsWith("else"));
  const ways = skipped.map((body) => ({ body, title: body.map(({ text }) => text).join(", then ") }));
  if (!complete && skipped.length < bodies.length) ways.push({ body: [], title: "" });
  return ways.map(({ body, title }) => ({ title, lines: [...lines.slice(0, first), ...body, ...lines.slice(end)] }));
}

/**
 * All that is named when such a program has run, or null for one that takes more than this to run.
 * @param {Line[]} lines @param {Record<string, number>} given instead of what the program says
 */
function run(lines, given) {
  /** @type {Record<string, number>} */
  const names = {};
  for (const { text } of lines) {
    if (/^(from|import)\b/.test(text)) continue;
    const last = /^(\w+)\.backward\(\)$/.exec(text)?.[1];
    if (last !== undefined) return { names, output: names[last] };
    const [, name, right] = /^(\w+) = (.+)$/.exec(text) ?? [];
    if (name === undefined) return null;
    const formula = right.replace(/^Value\((.*)\)$/, "$1").replace(/(\w+)\.(\w+)\(\)/g, "$2($1)");
    names[name] = formula !== right && name in given && right.startsWith("Value(") ? given[name] : evaluate(parse(formula), names);
  }
  return { names, output: NaN };
}

/** @param {Trace} trace @param {string} name of the value asked about @param {"value" | "gradient"} ask @returns {Generator<Mistake>} */
export function* ofBranch(trace, name, ask) {
  for (const { lines, title } of others(trace)) {
    /** @param {Record<string, number>} given */
    const outcome = (given) => {
      try {
        return run(lines, given);
      } catch {
        return null; // more than arithmetic: no mistake of this kind can be told then
      }
    };
    const there = outcome({});
    if (!there || !(name in there.names)) continue;
    const at = there.names[name];
    const step = 1e-4 * Math.max(1, Math.abs(at));
    const answer = ask === "value" ? at : ((outcome({ [name]: at + step })?.output ?? NaN) - (outcome({ [name]: at - step })?.output ?? NaN)) / (2 * step);
    const why = title ? `That would be so in the branch with ${title}, which did not run.` : "That would be so without the branch, which did run.";
    yield { kind: "branch", answer, why: `${why} The condition decides, and the graph holds only what was computed.` };
  }
}

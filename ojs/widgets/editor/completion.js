// ⑧ What is offered while one writes: the names of the program as it last ran, and those that stepgrad and torch have.
import { autocompletion, ifNotIn } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { tooltips } from "@codemirror/view";

/** By module, for Value and Tensor, and those of Python itself: names, what can be called with its parameters in parentheses. @typedef {() => Promise<Record<string, string[]>>} Table */
/** @typedef {import("@codemirror/autocomplete").CompletionContext} Context @typedef {import("@codemirror/autocomplete").CompletionResult} Result */

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** "relu(input)" @param {string} text @returns {import("@codemirror/autocomplete").Completion} */
function option(text) {
  const [label, parameters] = text.split(/(?=\()/);
  return { label, ...(parameters && parameters !== "(…)" && { detail: parameters }), type: /^\p{Lu}/u.test(label) ? "class" : parameters ? "function" : "variable" };
}

/** torch, as programs say, is stepgrad.torch. @param {string} name */
const whole = (name) => name.replace(/^(torch|micrograd)(?=\.|$)/, "stepgrad.$1");

/** What names of modules and their parts mean in a program. @param {string} source @param {Record<string, string[]>} table */
function imported(source, table) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const [, path, as] of source.matchAll(/^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?/gm)) found.set(as ?? path, whole(path));
  for (const [, path, names] of source.matchAll(/^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+\(?([\w ,]+)/gm)) {
    for (const part of names.split(",")) {
      const [name, as] = part.trim().split(/\s+as\s+/);
      if (`${whole(path)}.${name}` in table) found.set(as ?? name, `${whole(path)}.${name}`);
    }
  }
  return found;
}

/** The module that a dotted name is, if it is one. @param {string} path @param {Map<string, string>} known @param {Record<string, string[]>} table */
function module(path, known, table) {
  const parts = path.split(".");
  for (let n = parts.length; n > 0; n -= 1) {
    const start = known.get(parts.slice(0, n).join("."));
    const full = start && [start, ...parts.slice(n)].join(".");
    if (full && full in table) return full;
  }
  return null;
}

/** After a dot, and in imports. @param {Table} given @returns {(context: Context) => Promise<Result | null>} */
const members = (given) => async (context) => {
  const { text, from } = context.state.doc.lineAt(context.pos);
  const before = text.slice(0, context.pos - from);
  const word = /[\p{L}\p{N}_]*$/u.exec(before)?.[0] ?? "";
  const start = before.slice(0, before.length - word.length);
  const [, path, list] = /^\s*from\s+([\w.]+)\s+import\s+(.*)$/.exec(start) ?? [];
  const dotted = /([\p{L}_][\p{L}\p{N}_.]*|[)\]])\.$/u.exec(start)?.[1];
  if (!(path && list !== undefined) && !dotted) return null;
  const table = await given().catch(() => /** @type {Record<string, string[]>} */ ({})); // what is not there is not offered
  const result = (/** @type {string[]} */ names) => (names.length ? { from: context.pos - word.length, options: names.map(option), validFor: NAME } : null);
  if (path) return result(table[whole(path)] ?? []);
  if (/^\s*(?:from|import)\s/.test(start)) return result(Object.keys(table).filter((name) => name.startsWith(`${whole(String(dotted))}.`)).map((name) => name.slice(whole(String(dotted)).length + 1).split(".")[0]).filter((name, i, all) => all.indexOf(name) === i));
  const source = context.state.doc.toString();
  const name = module(String(dotted), imported(source, table), table);
  if (name) return result(table[name]);
  const kinds = [/\bValue\b|micrograd/.test(source) && "Value", /\bTensor\b|\btorch\b/.test(source) && "Tensor"].filter((kind) => kind !== false);
  return result([...new Map((kinds.length ? kinds : ["Value"]).flatMap((kind) => (table[kind] ?? []).map((text) => [text.split("(")[0], text]))).values()]);
};

/** By itself: a name of the program, or of Python. @param {() => Iterable<string>} names @param {Table} given @returns {(context: Context) => Promise<Result | null>} */
const words = (names, given) => async (context) => {
  const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*$/u);
  const from = word?.from ?? context.pos;
  if ((!word && !context.explicit) || context.state.sliceDoc(Math.max(0, from - 1), from) === ".") return null;
  const { Python = [] } = await given().catch(() => /** @type {Record<string, string[]>} */ ({}));
  const known = [...new Set(names())].filter((name) => NAME.test(name));
  return { from, options: [...known.map((label) => ({ label, type: "variable", boost: 1 })), ...Python.map(option)], validFor: NAME };
};

/** @param {() => Iterable<string>} names @param {Table} table */
export function completion(names, table) {
  const sources = [members(table), words(names, table)].map((source) => ({ autocomplete: ifNotIn(["String", "FormatString", "Comment"], source) }));
  return [
    autocompletion({ icons: false }),
    tooltips({ parent: document.body }), // what is around would cut them
    EditorState.languageData.of(() => sources),
  ];
}

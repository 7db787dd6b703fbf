// ⑦ Pure: the steps of a trace as a table that other programs read (CSV, RFC 4180), in pieces, for there may be a hundred thousand.
import { shortened } from "./foreign.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("../engine/protocol.js").Quantity} Quantity
 */

const COLUMNS = ["step", "pass", "kind", "node", "name", "operation", "argument", "into", "into_name", "upstream", "local", "contribution", "before", "after", "line"];
/** A name in every row of a table may cost it a thousandfold. */
const MOST_LETTERS = 120;
/** What a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell that holds words of a program. @param {string} text */
function words(text) {
  const safe = FORMULA.test(text.trimStart()) || FORMULA.test(text) ? `'${text}` : text;
  return quoted(safe);
}

/** @param {string} text */
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows of rows, as Python writes a list. @param {readonly unknown[]} data @param {number[]} shape @returns {string} */
function nested(data, [count, ...rest]) {
  if (count === undefined) return String(data[0]);
  const each = data.length / Math.max(1, count);
  return `[${Array.from({ length: count }, (_, i) => nested(data.slice(i * each, (i + 1) * each), rest)).join(", ")}]`;
}

/** A number with every digit, an array with every number; of a large one its shape and norm. @param {Quantity | null | undefined} value */
function quantity(value) {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  if ("data" in value) return quoted(nested(value.data, value.shape));
  return quoted(`shape [${value.shape.join(", ")}], norm ${value.summary.norm}`);
}

/**
 * The rows of some steps, each with its line end; the first piece begins with the names of the columns.
 * @param {Trace} trace @param {string[]} names @param {number} from @param {number} to @returns {string}
 */
export function stepRows({ nodes, steps, passes = [] }, names, from, to) {
  let text = from === 0 ? `${COLUMNS.join(",")}\r\n` : "";
  let pass = passes.findIndex(({ end }) => from < end);
  /** @param {number} id */
  const name = (id) => words(shortened(names[id], MOST_LETTERS));
  for (let at = from; at < Math.min(to, steps.length); at += 1) {
    while (pass >= 0 && pass < passes.length - 1 && at >= passes[pass].end) pass += 1;
    const step = steps[at];
    const node = "node" in step ? nodes[step.node] : null;
    const edge = "input" in step ? step : null;
    const told = step.kind === "zero" ? words(step.nodes.map((id) => shortened(names[id], MOST_LETTERS)).slice(0, 100).join(" ")) : node ? name(node.id) : "";
    const after = step.kind === "forward" ? node?.value : "after" in step ? step.after : undefined;
    text += [
      at + 1, pass >= 0 ? pass + 1 : "", step.kind, node?.id ?? "", told, node?.op ? words(node.op) : "",
      edge?.arg ?? "", edge?.input ?? "", edge ? name(edge.input) : "",
      quantity(step.kind === "backward" ? step.upstream : step.kind === "unbroadcast" ? step.wide : undefined), quantity(step.kind === "backward" ? step.local : undefined),
      quantity(edge?.contribution), quantity("before" in step ? step.before : undefined), quantity(after), node?.at?.[0] ?? "",
    ].join(",") + "\r\n";
  }
  return text;
}

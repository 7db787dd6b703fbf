// ⑤ The golden traces as the page has them: their rows (see tools/golden.py) put into columns again, and read.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { KINDS } from "../../../ojs/trace/step-tables.js";
import { read } from "../../../ojs/trace/read.js";

const FOLDER = new URL("../../golden/", import.meta.url).pathname;

/** "02-autograd/chain", … */
export const goldenNames = existsSync(FOLDER) ? readdirSync(FOLDER, { recursive: true }).map(String).filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -5)) : [];

/** What travels, of rows. */
export function columnsOf({ nodes, steps, ops, ...rest }) {
  const tables = { spans: [], constants: [], arrays: [] };
  const place = (table, thing) => tables[table].push(thing) - 1;
  const held = (x) => (x?.shape ? [place("arrays", x)] : x);
  const given = (arg) => ("node" in arg ? arg.node : -1 - place("constants", arg.const));
  const names = Object.keys(ops);
  const wire = { ...rest, ops: Object.values(ops), ...tables, steps: { kind: steps.map(({ kind }) => KINDS.indexOf(kind)) } };
  wire.nodes = {
    op: nodes.map(({ op }) => names.indexOf(op) + 1), arity: nodes.map(({ args }) => args.length), args: nodes.flatMap(({ args }) => args.map(given)),
    value: nodes.map(({ value }) => held(value)), requires_grad: nodes.map((node) => Number(node.requires_grad)), at: nodes.map(({ at }) => (at ? place("spans", at) + 1 : 0)),
    call: nodes.map(({ call }) => (call === undefined ? 0 : call + 1)), label: nodes.map(({ label }) => label),
    params: { at: nodes.flatMap(({ id, params }) => (params ? [id] : [])), is: nodes.flatMap(({ params }) => params ?? []) },
  };
  for (const kind of KINDS.slice(1)) {
    const rows = steps.filter((step) => step.kind === kind);
    const columns = new Set(rows.flatMap((row) => Object.keys(row)));
    columns.delete("kind");
    wire.steps[kind] = Object.fromEntries([...columns].map((name) => {
      const at = rows.flatMap((row, i) => (name in row ? [i] : []));
      return [name, { at, is: at.map((i) => held(rows[i][name])) }];
    }));
  }
  return wire;
}

/** @param {string} name "chain", or with its module @returns {import("../../../ojs/engine/protocol.js").Trace} */
export const golden = (name) => read(columnsOf(JSON.parse(readFileSync(`${FOLDER}${name.includes("/") ? name : `02-autograd/${name}`}.json`, "utf8"))));

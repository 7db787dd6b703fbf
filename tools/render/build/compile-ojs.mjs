// ⑨ page: OJS cells → JavaScript, with the parser Quarto builds pages with. Reads and writes JSON: see tools/render/ojs.py.
import {readFileSync} from "node:fs";
import parser from "@observablehq/parser";

/** @param {{source: string, start: number, end: number, references?: any[]}} cell */
function body(cell, replacements) {
  let text = "";
  let at = cell.body.start;
  for (const {start, end, name} of replacements) {
    text += cell.input.slice(at, start) + name;
    at = end;
  }
  return text + cell.input.slice(at, cell.body.end);
}

function compileCell(cell) {
  const line = cell.input.slice(0, cell.start).split("\n").length;
  if (cell.body?.type === "ImportDeclaration") {
    if (cell.body.injections) throw Object.assign(new SyntaxError("import … with {…} is not known to this renderer"), {loc: {line, column: 0}});
    return {
      line,
      from: cell.body.source.value,
      names: cell.body.specifiers.map((s) => {
        if (s.view || s.mutable) throw Object.assign(new SyntaxError("importing a viewof or a mutable is not known to this renderer"), {loc: {line, column: 0}});
        return [s.imported.name, s.local.name];
      })
    };
  }
  const inputs = [];
  const parameters = [];
  const replacements = [];
  for (const reference of cell.references) {
    const plain = reference.type === "Identifier";
    const prefix = plain ? "" : reference.type === "ViewExpression" ? "viewof " : "mutable ";
    const input = plain ? reference.name : prefix + reference.id.name;
    let parameter = plain ? input : `${prefix.trim()}$${reference.id.name}`;
    if (!plain) replacements.push({start: reference.start, end: reference.end, name: prefix === "mutable " ? `${parameter}.value` : parameter});
    if (!inputs.includes(input)) {
      inputs.push(input);
      parameters.push(parameter);
    }
  }
  replacements.sort((a, b) => a.start - b.start);
  const id = cell.id;
  const kind = id?.type === "ViewExpression" ? "viewof" : id?.type === "MutableExpression" ? "mutable" : "plain";
  const name = id ? (kind === "plain" ? id.name : id.id.name) : null;
  const text = body(cell, replacements);
  const block = cell.body.type === "BlockStatement" ? text : `{ return (\n${text}\n); }`;
  const code = `${cell.async ? "async " : ""}function${cell.generator ? "*" : ""} (${parameters.join(", ")}) ${block}`;
  return {line, kind, name, inputs, code, start: cell.start, end: cell.end};
}

const jobs = JSON.parse(readFileSync(0, "utf8"));
const results = jobs.map(({source}) => {
  try {
    return {cells: parser.parseModule(source).cells.map(compileCell)};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {error: {message: error.message.replace(/ *\(\d+:\d+\)$/, ""), line: error.loc?.line ?? 1, column: (error.loc?.column ?? 0) + 1}};
  }
});
process.stdout.write(JSON.stringify(results));

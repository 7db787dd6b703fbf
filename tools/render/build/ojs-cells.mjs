// ⑨ page: an OJS block → its cells as JavaScript, with the parser Quarto builds pages with.
/// <reference path="../modules.d.ts" />
import parser from "@observablehq/parser";

/** @typedef {import("@observablehq/parser").Cell} Cell */

/** @param {string} message @param {number} line */
const refusal = (message, line) => Object.assign(new SyntaxError(message), {loc: {line, column: 0}});

/** @param {Cell} cell @param {number} line */
function compileImport(cell, line) {
  if (cell.body.injections) throw refusal("import … with {…} is not known to this renderer", line);
  return {
    line,
    from: cell.body.source.value,
    names: cell.body.specifiers.map((specifier) => {
      if (specifier.view || specifier.mutable) throw refusal("importing a viewof or a mutable is not known to this renderer", line);
      return [specifier.imported.name, specifier.local.name];
    })
  };
}

/** @param {Cell} cell */
function compileCell(cell) {
  const line = cell.input.slice(0, cell.start).split("\n").length;
  if (cell.body.type === "ImportDeclaration") return compileImport(cell, line);

  // Each name the cell refers to is a parameter; `viewof x` and `mutable x` are no identifiers, so their text is replaced by one.
  const parameters = new Map();
  const replacements = [];
  for (const reference of cell.references) {
    if (reference.type === "Identifier") {
      parameters.set(reference.name, reference.name);
      continue;
    }
    const word = reference.type === "ViewExpression" ? "viewof" : "mutable";
    const parameter = `${word}$${reference.id.name}`;
    parameters.set(`${word} ${reference.id.name}`, parameter);
    replacements.push({start: reference.start, end: reference.end, text: word === "mutable" ? `${parameter}.value` : parameter});
  }
  let body = "";
  let at = cell.body.start;
  for (const {start, end, text} of replacements.sort((a, b) => a.start - b.start)) {
    body += cell.input.slice(at, start) + text;
    at = end;
  }
  body += cell.input.slice(at, cell.body.end);
  if (cell.body.type !== "BlockStatement") body = `{ return (\n${body}\n); }`;

  const kind = cell.id?.type === "ViewExpression" ? "viewof" : cell.id?.type === "MutableExpression" ? "mutable" : "plain";
  const name = cell.id ? (kind === "plain" ? cell.id.name : cell.id.id.name) : null;
  const code = `${cell.async ? "async " : ""}function${cell.generator ? "*" : ""} (${[...parameters.values()].join(", ")}) ${body}`;
  return {line, kind, name, inputs: [...parameters.keys()], code, start: cell.start, end: cell.end};
}

/** Every cell of a block; throws what the parser throws. @param {string} source */
export const compileBlock = (source) => parser.parseModule(source).cells.map((cell) => compileCell({...cell, input: source}));

"""⑨ page: cells and prose → one Markdown text with the divs Quarto gives its cells, plus the page's OJS statements."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import notebook, ojs
from .errors import RenderError
from .source import Cell, Page, Prose


@dataclass
class Woven:
    """`markdown` for Pandoc; `statements` are the OJS statements with the ids of their output elements."""

    markdown: str = ""
    statements: list[tuple[str, ojs.OjsCell]] = field(default_factory=list)


def weave(page: Page, root: Path, defaults: dict[str, Any]) -> Woven:
    """Runs and compiles the cells of a page. `defaults` is the site's `execute`; the page's own comes before it."""
    defaults = {**defaults, **(page.meta.get("execute") or {})}
    compiled = ojs.compile_page(page)
    outputs = _run_python(page, root, defaults)
    woven = Woven()
    parts: list[str] = []
    count = 0
    for index, piece in enumerate(page.pieces):
        if isinstance(piece, Prose):
            parts.append(_prose(piece, outputs.get(index, []), bool(compiled), page))
        elif piece.language == "python":
            parts.append(_python(piece, {**defaults, **piece.options}, outputs.get(index, [[]])[0]))
        else:
            count += 1
            parts.append(_ojs(piece, {**defaults, **piece.options}, compiled[piece.line], count, woven))
    woven.markdown = "\n".join(parts)
    return woven


def _run_python(page: Page, root: Path, defaults: dict[str, Any]) -> dict[int, list[list[dict[str, Any]]]]:
    """Outputs by the index of the piece: one list for a cell, one per inline expression for prose."""
    cells: list[Cell] = []
    owners: list[int] = []
    for index, piece in enumerate(page.pieces):
        if isinstance(piece, Prose):
            for match in notebook.INLINE.finditer(piece.text):
                line = piece.line + piece.text.count("\n", 0, match.start("expression"))
                cells.append(Cell("python", match["expression"].strip(), line, page.file, {}))
                owners.append(index)
        elif piece.language == "python" and {**defaults, **piece.options}.get("eval", True):
            cells.append(piece)
            owners.append(index)
    if all(isinstance(page.pieces[owner], Prose) for owner in owners):
        # Quarto starts Jupyter for a page with a {python} cell; without one, an inline expression stays as it was typed.
        if owners:
            raise RenderError(
                "an inline {python} expression needs a {python} cell on the page", page.file, cells[0].line
            )
        return {}
    results: dict[int, list[list[dict[str, Any]]]] = {}
    for owner, output in zip(owners, notebook.run(cells, root, page.file), strict=True):
        results.setdefault(owner, []).append(output)
    return results


def _prose(piece: Prose, values: list[list[dict[str, Any]]], has_ojs: bool, page: Page) -> str:
    pending = iter(values)
    for language in ("ojs", "r", "julia"):
        found = re.search(rf"(^|[^`])`\{{{language}\}}[ \t]", piece.text, re.MULTILINE)
        if found:
            line = piece.line + piece.text.count("\n", 0, found.end())
            raise RenderError(
                f"an inline {{{language}}} expression is not known to this renderer", page.file, line
            )
    if has_ojs and "${" in re.sub(r"`[^`]*`", "", piece.text):
        line = piece.line + piece.text.count("\n", 0, piece.text.find("${"))
        raise RenderError(
            "${…} in the prose of a page with OJS cells is an OJS expression in Quarto: not known to this renderer",
            page.file,
            line,
        )
    return notebook.INLINE.sub(lambda m: m["before"] + notebook.inline_value(next(pending)), piece.text)


def _python(cell: Cell, options: dict[str, Any], outputs: list[dict[str, Any]]) -> str:
    if not options.get("include", True):
        return ""
    body = [_source(cell.source, "python", options)] if options.get("echo", True) else []
    if options.get("output", True):
        body += [notebook.output_markdown(output, cell, options) for output in outputs]
    return _cell_div(options, [], "\n".join(body)) if any(body) else ""


def _ojs(
    cell: Cell, options: dict[str, Any], statements: list[ojs.OjsCell], number: int, woven: Woven
) -> str:
    output, include = options.get("output", True), options.get("include", True)
    frame = "::::: {.cell-output .cell-output-display" + ("" if output and include else " .hidden") + "}\n"
    many = len(statements) > 1
    body = [_source(cell.source, "js", options, hidden=not (options.get("echo", True) and include))]
    for index, statement in enumerate(statements, 1):
        element = f"ojs-cell-{number}-{index}" if many else f"ojs-cell-{number}"
        nodetype = "declaration" if statement.declaration else "expression"
        body.append(f'{frame}:::: {{#{element} nodetype="{nodetype}"}}\n::::\n:::::\n')
        if options.get("eval", True):
            woven.statements.append((element, statement))
    extra = [] if output and include else ["hidden"]
    return _cell_div(options, extra, "\n".join(body), 'output="all"' if output == "all" else "")


def _source(source: str, language: str, options: dict[str, Any], hidden: bool = False) -> str:
    classes = f".{language} .cell-code" + (" .hidden" if hidden else "")
    block = notebook.fenced(source.strip("\n"), f" {{{classes}}}")
    fold = options.get("code-fold", False)
    if not fold or hidden:
        return block
    summary = html.escape(str(options.get("code-summary", "Code")))
    opened = " open" if fold == "show" else ""
    return f'\n```{{=html}}\n<details class="code-fold"{opened}><summary>{summary}</summary>\n```\n\n{block}\n```{{=html}}\n</details>\n```\n'


def _cell_div(options: dict[str, Any], extra: list[str], content: str, attributes: str = "") -> str:
    classes = ["cell", *extra, *str(options.get("classes") or "").replace(".", " ").split()]
    if options.get("column", "body") != "body":
        classes.append(f"column-{options['column']}")
    label = f"#{options['label']} " if options.get("label") else ""
    return f"\n:::::: {{{label}{' '.join('.' + c for c in classes)} {attributes}}}\n{content}\n::::::\n"

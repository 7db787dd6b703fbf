"""⑨ page: OJS cells, parsed by Observable's parser when the page is built, so that an error in a cell is an error of the build."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from . import subset
from .errors import RenderError
from .node import run_script
from .source import Cell, Page


@dataclass(frozen=True)
class OjsCell:
    """One statement of an OJS block: a definition (`name`, `inputs`, `code`) or an import (`module`, `names`)."""

    line: int
    source: str
    kind: str = "plain"
    name: str | None = None
    inputs: tuple[str, ...] = ()
    code: str = ""
    module: str | None = None
    names: tuple[tuple[str, str], ...] = ()

    @property
    def declaration(self) -> bool:
        return self.name is not None or self.module is not None


def compile_page(page: Page) -> dict[int, list[OjsCell]]:
    """The statements of every OJS block of a page, by the block's line; raises RenderError for what does not parse or would ask another origin."""
    blocks = page.cells("ojs")
    if not blocks:
        return {}
    compiled = {}
    results = json.loads(run_script("compile-ojs.mjs", [{"source": block.source} for block in blocks]))
    for block, result in zip(blocks, results, strict=True):
        if "error" in result:
            error = result["error"]
            raise RenderError(
                f"this OJS cell does not parse (column {error['column']}): {error['message']}",
                block.file,
                block.line + error["line"] - 1,
            )
        compiled[block.line] = [_statement(block, cell) for cell in result["cells"]]
    _check_names(page, blocks, compiled)
    return compiled


def _statement(block: Cell, cell: dict[str, Any]) -> OjsCell:
    line = block.line + cell["line"] - 1
    if "from" in cell:
        return OjsCell(
            line, "", module=_module(block, cell["from"], line), names=tuple((n, a) for n, a in cell["names"])
        )
    source = block.source[cell["start"] : cell["end"]]
    return OjsCell(line, source, cell["kind"], cell["name"], tuple(cell["inputs"]), cell["code"])


def _module(block: Cell, path: str, line: int) -> str:
    """The imported file as a path from the project's root."""
    if not path.startswith((".", "/")):
        raise RenderError(
            f"import from {path!r} would ask another origin: import from a file of this site",
            block.file,
            line,
        )
    if not path.endswith(".js"):
        raise RenderError(
            f"import from {path!r}: this renderer knows imports of .js files only", block.file, line
        )
    parts: list[str] = []
    for part in (
        PurePosixPath(block.file.parent.as_posix()) / path.lstrip("/")
        if path.startswith(".")
        else PurePosixPath(path[1:])
    ).parts:
        if part == "..":
            if not parts:
                raise RenderError(f"import from {path!r} leaves the project", block.file, line)
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _check_names(page: Page, blocks: list[Cell], compiled: dict[int, list[OjsCell]]) -> None:
    statements = [(block, cell) for block in blocks for cell in compiled[block.line]]
    imports = [(block, cell) for block, cell in statements if cell.module]
    if imports and not any(alias == "md" for _, cell in imports for _, alias in cell.names):
        block, cell = imports[0]
        raise RenderError(
            "import md as well: Quarto draws an import through md, and its own md is fetched from another origin",
            block.file,
            cell.line,
        )
    for block, cell in imports[1:]:
        raise RenderError(
            "a page has one import cell: a second one would be drawn before md has come",
            block.file,
            cell.line,
        )
    known: dict[str, int] = {}
    for block, cell in statements:
        for name in [alias for _, alias in cell.names] if cell.module else [cell.name] if cell.name else []:
            if name in known:
                raise RenderError(
                    f"{name} is defined twice (first on line {known[name]})", block.file, cell.line
                )
            known[name] = cell.line
    for block, cell in statements:
        for name in cell.inputs:
            plain = name.split(" ")[-1]
            if plain in known or plain in subset.LOCAL_BUILTINS:
                continue
            if plain in subset.NETWORK_BUILTINS:
                raise RenderError(
                    f"Observable's built-in {plain} is fetched from another origin: import it from the site's bundle",
                    block.file,
                    cell.line,
                )
            if plain == "FileAttachment":
                raise RenderError("FileAttachment is not known to this renderer", block.file, cell.line)


def page_script(cells: list[tuple[str, OjsCell]], runtime: str, to_root: str) -> str:
    """The page's module: `cells` are (id of the output element, statement), `runtime` and `to_root` are relative URLs."""
    lines = [f'import {{bring, define}} from "{runtime}";']
    for element, cell in cells:
        if cell.module:
            url = json.dumps(f"{to_root}{cell.module}" if to_root else f"./{cell.module}")
            lines.append(f"bring(() => import({url}), {json.dumps(cell.names)});")
        else:
            lines.append(
                f"define({json.dumps(element)}, {json.dumps(cell.kind)}, {json.dumps(cell.name)}, {json.dumps(cell.inputs)}, {cell.code});"
            )
    return "\n".join(lines).replace("</script", "<\\/script")

"""⑨ page: a .qmd in pieces: front matter, prose, cells, each with the line it begins on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import subset
from .errors import RenderError
from .yaml_lines import Yaml, read_yaml

FENCE = re.compile(r"^(?P<indent>\s*)(?P<marks>`{3,}|~{3,})(?P<info>.*)$")
CELL = re.compile(r"^\{(?P<language>[A-Za-z][\w-]*)(?P<rest>[^}]*)\}\s*$")
OPTION = {"ojs": "//|", "python": "#|"}
SHORTCODE = re.compile(r"\{\{<\s*(?P<name>[\w-]+)")
INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(?P<path>\S+)\s*>\}\}\s*$")


@dataclass(frozen=True)
class Prose:
    text: str
    line: int


@dataclass(frozen=True)
class Cell:
    """An executable cell; `line` is the line of its first line of code, after the options."""

    language: str
    source: str
    line: int
    file: Path
    options: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A parsed .qmd. `file` is its path from the project's root."""

    file: Path
    meta: dict[str, Any]
    yaml: Yaml
    pieces: tuple[Prose | Cell, ...]

    def cells(self, language: str) -> list[Cell]:
        return [p for p in self.pieces if isinstance(p, Cell) and p.language == language]


def read_page(root: Path, file: Path) -> Page:
    """Reads `root`/`file`; raises RenderError at what the renderer does not know."""
    lines = (root / file).read_text("utf-8").splitlines()
    meta_end = 0
    if lines and lines[0].strip() == "---":
        meta_end = next((n for n, text in enumerate(lines[1:], 1) if text.strip() in ("---", "...")), 0)
        if not meta_end:
            raise RenderError("the front matter has no end", file, 1)
    yaml = read_yaml("\n".join(lines[1:meta_end]), file, 2)
    yaml.refuse_unknown(subset.FRONT_MATTER)
    meta = yaml.data or {}
    for key in ("title", "description"):
        if not meta.get(key):
            raise RenderError(f"a page needs a {key}", file, 1)
    start = meta_end + 1 if meta_end else 0
    return Page(file, meta, yaml, tuple(_pieces(root, file, lines[start:], start + 1)))


def _pieces(root: Path, file: Path, lines: list[str], first_line: int) -> list[Prose | Cell]:
    pieces: list[Prose | Cell] = []
    prose: list[str] = []
    prose_line = first_line
    number = 0

    def flush(next_line: int) -> None:
        nonlocal prose, prose_line
        if prose:
            pieces.append(Prose("\n".join(prose) + "\n", prose_line))
        prose, prose_line = [], next_line

    while number < len(lines):
        text, line = lines[number], first_line + number
        fence = FENCE.match(text)
        if not fence:
            include = INCLUDE.match(text)
            if include:
                flush(line + 1)
                pieces.extend(_included(root, file, include["path"], line))
            else:
                shortcode = SHORTCODE.search(re.sub(r"`[^`]*`", "", text))
                if shortcode:
                    raise RenderError(
                        f"the shortcode {shortcode['name']!r} is not known to this renderer", file, line
                    )
                prose.append(text)
            number += 1
            continue
        end = _fence_end(lines, number, fence["marks"])
        if end is None:
            raise RenderError("this code block is never closed", file, line)
        cell = CELL.match(fence["info"].strip())
        if cell:
            if fence["indent"]:
                raise RenderError("an executable cell must not be indented", file, line)
            if cell["rest"].strip():
                raise RenderError(
                    "cell options belong on their own lines (//| or #|), not in the braces", file, line
                )
            flush(first_line + end + 1)
            pieces.append(_cell(file, cell["language"], lines[number + 1 : end], line + 1))
        else:
            prose.extend(lines[number : end + 1])
        number = end + 1
    flush(0)
    return pieces


def _fence_end(lines: list[str], start: int, marks: str) -> int | None:
    close = re.compile(rf"^\s*{re.escape(marks[0])}{{{len(marks)},}}\s*$")
    return next((n for n in range(start + 1, len(lines)) if close.match(lines[n])), None)


def _included(root: Path, file: Path, name: str, line: int) -> list[Prose | Cell]:
    target = Path(name.lstrip("/")) if name.startswith("/") else file.parent / name
    if not (root / target).is_file():
        raise RenderError(f"the included file {name} does not exist", file, line)
    if INCLUDE.search((root / target).read_text("utf-8")):
        raise RenderError("an included file may not include another", target, 1)
    return _pieces(root, target, (root / target).read_text("utf-8").splitlines(), 1)


def _cell(file: Path, language: str, lines: list[str], line: int) -> Cell:
    if language not in subset.CELL_LANGUAGES:
        raise RenderError(f"a {{{language}}} cell is not known to this renderer", file, line - 1)
    mark = OPTION[language]
    count = next((n for n, text in enumerate(lines) if not text.startswith(mark)), len(lines))
    yaml = read_yaml("\n".join(text[len(mark) :].removeprefix(" ") for text in lines[:count]), file, line)
    yaml.refuse_unknown(subset.CELL_OPTIONS[language])
    source = "\n".join(lines[count:])
    if not source.strip():
        raise RenderError("this cell is empty", file, line - 1)
    return Cell(language, source, line + count, file, yaml.data or {})

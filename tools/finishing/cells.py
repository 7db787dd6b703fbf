"""⑨ page: below every `{python}` cell whose code is shown, a bar to run and to change it; what ojs/widgets/cells/ needs besides.

The room is there from the first paint, so nothing moves; without scripts it stays empty. `#| live: false` opts a cell out.
The code of cells that are not shown, for those that follow, and the files that the cells name come with the page.
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

SCRIPT = "assets/cells.js"
FENCE = re.compile(r"^(?P<marks>`{3,}|~{3,})(?P<info>.*)$")
OPTION = re.compile(r"^#\|\s*(?P<name>[\w-]+):\s*(?P<value>.*?)\s*$")
# A relative path in a text of a cell, as far as it is written there: of f"programs/pitfall_{name}.py" the beginning.
PATH = re.compile(r"""["']([\w-]+/[\w./-]*)""")
TORCH = re.compile(r"(\b|_)torch\b|\btorch_")
TORCH_NOTE = """<span class="cell-note">Run uses this site's torch, not PyTorch</span>"""
OFF = '<div class="cell-bar" data-off><span class="cell-note">Runs only where the site is built</span></div>'
MAX_FILES = 200_000  # bytes
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Cell:
    """A `{python}` cell of a page. `live`: whether it may be run in the browser."""

    source: str
    live: bool = True


def cells(text: str) -> list[Cell]:
    """Those of a .qmd, in order, without those that the build does not run either."""
    found: list[Cell] = []
    lines: list[str] = []
    marks, python = "", False
    for line in text.splitlines():
        fence = FENCE.match(line)
        if not marks:
            if fence:
                marks, python, lines = fence["marks"], fence["info"].strip() == "{python}", []
        elif fence and fence["marks"].startswith(marks) and not fence["info"].strip():
            if python:
                given = [OPTION.match(one) for one in lines]
                options = {one["name"]: one["value"] for one in given if one}
                source = "\n".join(one for one, option in zip(lines, given, strict=True) if not option)
                if options.get("eval") != "false":
                    found.append(Cell(source.strip("\n"), options.get("live") != "false"))
            marks = ""
        else:
            lines.append(line)
    return found


class Shown(HTMLParser):
    """The cells of a page whose code is shown: (its text, where the block that it stands in ends)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []
        self._starts = [0]
        for line in page.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._page = page
        self._open: list[tuple[str, str]] = []
        self._code: list[str] | None = None
        self._text = ""
        self.feed(page)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        classes = dict(attrs).get("class") or ""
        names = classes.split()
        if tag == "div" and "cell" in names:
            classes, self._text = "cell", ""
        elif (
            tag == "pre"
            and {"sourceCode", "python"} <= {*names}
            and any(one == "cell" for _, one in self._open)
        ):
            self._code = []
        self._open.append((tag, classes))

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _ in self._open):
            return
        while self._open.pop()[0] != tag:
            pass
        if tag == "pre" and self._code is not None:
            self._text, self._code = "".join(self._code), None
        elif self._text and self._open and self._open[-1][1] == "cell":
            self.found.append((self._text, self._page.index(">", self._offset()) + 1))
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code.append(data)


def finished(text: str, name: str, root: Path) -> str:
    page = root / name.replace(".html", ".qmd")
    if not page.is_file() or "cell-bar" in text:
        return text
    shown = Shown(text).found
    written = cells(page.read_text("utf-8")) if shown else []
    bars: list[tuple[int, str]] = []
    hidden: list[dict[str, object]] = []
    counted = 0
    for number, cell in enumerate(written, 1):
        place = next((i for i, (code, _) in enumerate(shown) if code.strip("\n") == cell.source), None)
        if place is not None:
            at = shown[place][1]
            del shown[: place + 1]
        if not cell.live:
            if place is not None:
                bars.append((at, OFF))
            continue
        if place is None:
            hidden.append({"number": number, "source": cell.source})
        else:
            counted += 1
            bars.append((at, _bar(number, counted, cell)))
    if not counted:
        return text
    for at, bar in reversed(bars):
        text = text[:at] + bar + text[at:]
    data = {"hidden": hidden, "files": _files(page.parent, [cell.source for cell in written if cell.live])}
    script = posixpath.relpath(SCRIPT, posixpath.dirname(name) or ".")
    block = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return text.replace(
        "</head>",
        f'<script type="application/json" id="cells-data">{block}</script>\n<script type="module" src="{script}"></script>\n</head>',
        1,
    )


def _bar(number: int, counted: int, cell: Cell) -> str:
    torch = TORCH.search(cell.source) is not None
    note = TORCH_NOTE if torch else ""
    return (
        f'<div class="cell-bar" role="group" aria-label="Cell {counted}" data-cell="{number}"{" data-torch" if torch else ""}>'
        f'<button type="button" class="cell-run">Run</button><button type="button" class="cell-edit">Edit</button>'
        f'{note}<span class="cell-number" aria-hidden="true">Cell {counted}</span></div>'
    )


def _files(folder: Path, sources: list[str]) -> dict[str, str]:
    """The text files beside the page, or in folders below, that its cells name."""
    found: dict[str, str] = {}
    for beginning in dict.fromkeys(path for source in sources for path in PATH.findall(source)):
        if ".." in beginning:
            continue
        exact = folder / beginning
        named = [exact] if exact.is_file() else [
            one for one in sorted(exact.parent.glob("*")) if str(one).startswith(str(exact)) and one.is_file()
        ]  # fmt: skip
        for file in named:
            if file.suffix in {".py", ".txt", ".csv", ".json"}:
                found[file.relative_to(folder).as_posix()] = file.read_text("utf-8")
    if sum(map(len, found.values())) > MAX_FILES:
        raise ValueError(f"the cells of {folder} name files of more than {MAX_FILES:,} characters")
    return found

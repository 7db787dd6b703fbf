"""⑨ page: what can be refused from the text of a page alone, with its line: div classes, attributes, references."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from . import subset
from .errors import RenderError
from .source import FENCE, Page, Prose

DIV = re.compile(r"^\s*:{3,}\s*(?:\{(?P<attributes>.*)\}|(?P<word>[\w-]+))\s*:*\s*$")
ATTRIBUTE = re.compile(
    r"""(?P<id>\#[\w:.-]+)|\.(?P<class>[\w-]+)|(?P<key>[\w:-]+)=(?:"[^"]*"|'[^']*'|[^\s}]+)"""
)
SPAN = re.compile(r"\]\{(?P<attributes>[^}]*)\}")
REFERENCE = re.compile(r"(?<![\w\\@/.`])@(?P<key>[A-Za-z][\w-]*)|\[[^\]]*-?@[\w-]+[^\]]*\]")


@cache
def own_classes(root: Path) -> frozenset[str]:
    """The classes that a file in styles/ gives a rule to: an author may use them, and they mean the same in Quarto."""
    text = "\n".join(p.read_text("utf-8") for p in sorted((root / "styles").glob("**/*.scss")))
    return frozenset(re.findall(r"\.(-?[A-Za-z_][\w-]*)", re.sub(r"//.*|/\*.*?\*/", "", text)))


def check_page(page: Page, root: Path) -> None:
    """Raises RenderError for the first thing in a page's prose that the renderer does not know."""
    for piece in page.pieces:
        if isinstance(piece, Prose):
            for line, text in _plain_lines(piece):
                _check_line(text, line, page.file, root)


def _plain_lines(piece: Prose) -> list[tuple[int, str]]:
    """The lines of a piece that are not code."""
    found, closing = [], None
    for number, text in enumerate(piece.text.splitlines()):
        fence = FENCE.match(text)
        if closing:
            closing = None if re.match(rf"^\s*{re.escape(closing)}+\s*$", text) else closing
        elif fence:
            closing = fence["marks"]
        else:
            found.append((piece.line + number, re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)))
    return found


def _check_line(text: str, line: int, file: Path, root: Path) -> None:
    div = DIV.match(text)
    if div:
        classes = [div["word"]] if div["word"] else []
        keys = []
        for match in ATTRIBUTE.finditer(div["attributes"] or ""):
            if match["class"]:
                classes.append(match["class"])
            elif match["key"]:
                keys.append(match["key"])
            elif re.match(
                r"#(fig|tbl|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau)-",
                match["id"],
            ):
                raise RenderError(
                    f"{match['id']} would be numbered by Quarto: cross-references are not known to this renderer",
                    file,
                    line,
                )
        _check_classes(classes, file, line, root)
        callout = any(name.startswith("callout-") for name in classes)
        for key in keys:
            if not (
                key.startswith(("data-", "aria-"))
                or key in ("role", "lang", "title")
                or (callout and key in subset.CALLOUT_ATTRIBUTES)
            ):
                raise RenderError(f"the attribute {key!r} is not known to this renderer", file, line)
        return
    for span in SPAN.finditer(text):
        _check_classes(
            [m["class"] for m in ATTRIBUTE.finditer(span["attributes"]) if m["class"]], file, line, root
        )
    reference = REFERENCE.search(text)
    if reference:
        raise RenderError(
            f"{reference[0]!r} is a citation or cross-reference: not known to this renderer", file, line
        )


def _check_classes(classes: list[str], file: Path, line: int, root: Path) -> None:
    for name in classes:
        listed = name in subset.DIV_CLASSES or name in subset.BOOTSTRAP_CLASSES
        if not listed and (name in subset.QUARTO_CLASSES or name not in own_classes(root)):
            raise RenderError(
                f"the class {name!r} is not known to this renderer (nor has styles/ a rule for it)",
                file,
                line,
            )

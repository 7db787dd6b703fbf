"""④ A place in a program's text."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

Span = tuple[
    int, int, int, int
]  # line, column, end line, end column; lines from 1, columns from 0: in characters in a trace, in bytes for Python


def span_of(node: ast.stmt | ast.expr) -> Span:
    """Where a part of the program stands, in bytes."""
    return (
        node.lineno,
        node.col_offset,
        node.end_lineno or node.lineno,
        node.end_col_offset or node.col_offset,
    )


def lines_of(source: str) -> list[str]:
    """The lines that Python counts, each with its end; str.splitlines() finds more."""
    return _LINE.findall(source) or [""]


def in_characters(span: Span, lines: Sequence[str]) -> Span:
    """A place in bytes, as Python says it, with its columns in characters."""
    line, column, end_line, end_column = span
    return line, _characters(lines[line - 1], column), end_line, _characters(lines[end_line - 1], end_column)


def _characters(text: str, offset: int) -> int:
    # Python counts columns in UTF-8 bytes
    return offset if text.isascii() else len(text.encode()[:offset].decode(errors="ignore"))

"""④ A place in a program's text."""

from __future__ import annotations

import ast

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

"""④ The loops of a program, and at which node each turn of one begins: what a page folds a large graph by."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from .record import Record
from .span import Span, span_of

TURN = "__stepgrad_turn__"  # a builtin while a program runs, see marked()

_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Loop(Record):
    """A for or while statement, or a comprehension. at: how it begins, "for x in xs" or "while x > 0"; body: what is done again and again."""

    at: Span
    body: Span


class Turns:
    """Takes down that a turn begins. loops, nodes: of each turn its loop, and the number of nodes that were there before it."""

    def __init__(self, kept: list[Any]) -> None:
        self.loops: list[int] = []
        self.nodes: list[int] = []
        self._kept, self._at = kept, -1
        self._here: set[int] = set()

    def begin(self, loop: int) -> bool:
        """A turn of that loop begins. What goes round without making anything is taken down once: it may go round for ever."""
        at = len(self._kept)
        if at != self._at:
            self._at = at
            self._here.clear()
        if loop not in self._here:
            self._here.add(loop)
            self.loops.append(loop)
            self.nodes.append(at)
        return True

    def done(self) -> list[tuple[int, int]]:
        """(loop, node) of each turn that came to something."""
        return [
            (loop, node) for loop, node in zip(self.loops, self.nodes, strict=True) if node < len(self._kept)
        ]


def marked(nodes: list[ast.AST], characters: Callable[[Span], Span]) -> list[Loop]:
    """The loops of a program, outer ones first; from now on each says when a turn of it begins.

    Of a comprehension that makes one thing a turn it says nothing: that is a row of nodes, and no turns.
    """
    found: list[Loop] = []

    def turn(at: ast.AST) -> ast.Call:
        call = ast.Call(ast.Name(TURN, ast.Load()), [ast.Constant(len(found))], [])
        for part in ast.walk(call):
            ast.copy_location(part, at)
        return call

    def add(start: Span, end: ast.expr, first: ast.stmt | ast.expr, last: ast.stmt | ast.expr) -> None:
        at = (*start[:2], *span_of(end)[2:])
        found.append(Loop(characters(at), characters((*span_of(first)[:2], *span_of(last)[2:]))))

    for node in nodes:
        match node:
            case ast.For() | ast.AsyncFor():
                mark = ast.copy_location(ast.Expr(turn(node.body[0])), node.body[0])
                add(span_of(node), node.iter, node.body[0], node.body[-1])
                node.body.insert(0, mark)
            case ast.While(test=test):
                node.test = ast.copy_location(ast.BoolOp(ast.And(), [turn(test), test]), test)
                add(span_of(node), test, test, node.body[-1])
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                first, last = (
                    (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt, node.elt)
                )
                if _long(first) or _long(last):
                    mark_ = turn(first)
                    line, column, *rest = span_of(node.generators[0].target)
                    start = (line, max(0, column - len("for ")), *rest)
                    add(start, node.generators[-1].iter, first, last)  # type: ignore[arg-type]
                    node.generators[-1].ifs.insert(0, mark_)
            case _:
                pass
    return found


def _calls(part: ast.expr) -> bool:
    return any(isinstance(one, ast.Call | _Comprehension) for one in ast.walk(part))


def _long(part: ast.expr) -> bool:
    """Whether it may make more than one thing."""
    operators = sum(isinstance(one, ast.BinOp | ast.UnaryOp) for one in ast.walk(part))
    return operators > 1 or _calls(part)

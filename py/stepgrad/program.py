"""④ A program's text: which names its values get, where in the text a value was made, which numbers can be set."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from types import CodeType

Span = tuple[
    int, int, int, int
]  # line, column, end line, end column; lines from 1, columns in characters from 0

FILENAME = "<program>"


class Program:
    """A source text, compiled. `inputs` are the leaves written `name = Value(number)`, with their numbers.

    Errors: SyntaxError; KeyError when a number is set for a leaf that the text does not have.
    """

    def __init__(self, source: str, numbers: Mapping[str, float]) -> None:
        tree = ast.parse(source, FILENAME)
        literals = dict(_literals(tree))
        unknown = sorted(numbers.keys() - literals.keys())
        if unknown:
            raise KeyError(
                f"the program has no line `{unknown[0]} = Value(number)` whose number could be set"
            )
        if numbers:
            source = _replaced(source, {literals[name]: float(number) for name, number in numbers.items()})
            tree = ast.parse(source, FILENAME)
            literals = dict(_literals(tree))
        self.source = source
        self.inputs = {name: float(ast.literal_eval(node)) for name, node in literals.items()}
        self.code = compile(tree, FILENAME, "exec")
        self._lines = source.splitlines(keepends=True) or [""]
        self._names = dict(_assigned(tree))
        self._positions: dict[CodeType, list[tuple[int | None, ...]]] = {}

    def here(self) -> tuple[Span | None, str | None]:
        """The sub-expression of the program that is being evaluated now, and the variable it is assigned to."""
        frame = sys._getframe(1)
        while frame.f_code.co_filename != FILENAME:
            if frame.f_back is None:
                return None, None
            frame = frame.f_back
        code = frame.f_code
        if code not in self._positions:
            self._positions[code] = list(code.co_positions())
        line, end_line, column, end_column = self._positions[code][frame.f_lasti // 2]
        if line is None or end_line is None or column is None or end_column is None:
            return None, None
        span = (line, column, end_line, end_column)
        return self._characters(span), self._names.get(span)

    def _characters(self, span: Span) -> Span:
        line, column, end_line, end_column = span
        return line, self._column(line, column), end_line, self._column(end_line, end_column)

    def _column(self, line: int, offset: int) -> int:
        # Python counts columns in UTF-8 bytes
        text = self._lines[line - 1]
        return offset if text.isascii() else len(text.encode()[:offset].decode(errors="ignore"))


def _span(node: ast.stmt | ast.expr) -> Span:
    return (
        node.lineno,
        node.col_offset,
        node.end_lineno or node.lineno,
        node.end_col_offset or node.col_offset,
    )


def _assigned(tree: ast.AST) -> Iterator[tuple[Span, str]]:
    """(span of an expression, the variable it is assigned to), for every assignment in the program."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[target, *_], value=value):
                yield from _pairs(target, value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield _span(value), name
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                yield _span(value), name
            case ast.AugAssign(target=ast.Name(id=name)):
                yield _span(node), name  # `c += b` makes its result at the statement's position
            case _:
                pass


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[Span, str]]:
    match target, value:
        case ast.Name(id=name), _:
            yield _span(value), name
        case (
            (ast.Tuple(elts=names) | ast.List(elts=names)),
            (ast.Tuple(elts=values) | ast.List(elts=values)),
        ):
            for one, its in zip(names, values, strict=False):
                yield from _pairs(one, its)
        case _:
            pass


def _literals(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """(name, the number's node) of each top-level line `name = Value(number, …)`."""
    for statement in tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="Value"), args=[number, *_]),
            ) if _is_number(number):
                yield name, number
            case _:
                pass


def _is_number(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=int() | float())):
            return True
        case _:
            return False


def _replaced(source: str, numbers: Mapping[ast.expr, float]) -> str:
    """`source` with the text of each literal replaced by a number, from the end so that positions stay true."""
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    for node, number in sorted(numbers.items(), key=lambda item: _span(item[0]), reverse=True):
        line, start, _, end = _span(node)
        text = lines[line - 1]
        lines[line - 1] = text[:start] + repr(number).encode() + text[end:]
    return b"".join(lines).decode()

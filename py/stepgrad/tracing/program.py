"""④ A program's text: which names its values get, where in the text a value was made, which numbers can be set."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FrameType

from .record import Record

Span = tuple[
    int, int, int, int
]  # line, column, end line, end column; lines from 1, columns in characters from 0

FILENAME = "<program>"
MAX_CALLS = 5_000  # what is called beyond that counts as part of the call around it


class Call(Record):
    """A call of one of the program's own functions that made values. `within`: the call it was made in, by index."""

    name: str
    at: Span | None
    within: int | None


class Program:
    """A source text, compiled. `inputs` are the lines `name = Value(number)` and `name = number`, with their numbers.

    Errors: SyntaxError; KeyError when a number is set for a name that has no such line.
    """

    def __init__(self, source: str, numbers: Mapping[str, float]) -> None:
        tree = ast.parse(source, FILENAME)
        literals = dict(_literals(tree))
        unknown = sorted(numbers.keys() - literals.keys())
        if unknown:
            raise KeyError(
                f"the program has no line `{unknown[0]} = Value(number)` or `{unknown[0]} = number` to set"
            )
        if numbers:
            source = _replaced(source, {literals[name]: number for name, number in numbers.items()})
            tree = ast.parse(source, FILENAME)
            literals = dict(_literals(tree))
        self.source = source
        self.inputs = {name: float(ast.literal_eval(node)) for name, node in literals.items()}
        self.code = compile(tree, FILENAME, "exec")
        self._lines = source.splitlines(keepends=True) or [""]
        self._names = dict(_assigned(tree))
        self.calls: list[Call] = []
        self._positions: dict[CodeType, list[tuple[int | None, ...]]] = {}
        self.again = False  # whether here() was asked from within the same call, of a function that is not the program's
        self._called: FrameType | None = None
        self._entered: dict[FrameType, int | None] = {}  # holds the frames, so that none is taken for another

    def here(self) -> tuple[Span | None, str | None, int | None]:
        """The sub-expression of the program that is being evaluated now, the variable it is assigned to,

        and the index in `calls` of the function call that it belongs to.
        """
        frame: FrameType | None = sys._getframe(1)
        called = frame
        while frame is not None and frame.f_code.co_filename != FILENAME:
            called, frame = frame, frame.f_back
        self.again, self._called = called is self._called, called
        if frame is None:
            return None, None, None
        span = self._span(frame)
        return span and self._characters(span), self._names.get(span) if span else None, self._call(frame)

    def finish(self) -> None:
        """Let go of the program's frames, and with them of what its variables held."""
        self._entered.clear()
        self._called = None

    def _span(self, frame: FrameType) -> Span | None:
        code = frame.f_code
        if code not in self._positions:
            self._positions[code] = list(code.co_positions())
        line, end_line, column, end_column = self._positions[code][frame.f_lasti // 2]
        if line is None or end_line is None or column is None or end_column is None:
            return None
        return line, column, end_line, end_column

    def _call(self, frame: FrameType | None) -> int | None:
        new: list[FrameType] = []
        while frame is not None and frame not in self._entered:
            new.append(frame)
            frame = _own(frame.f_back)
        call = self._entered[frame] if frame is not None else None
        for inner in reversed(new):
            code = inner.f_code
            # a comprehension's frame is no call that a reader made, and the module's is the program itself
            if frame is not None and not code.co_name.startswith("<") and len(self.calls) < MAX_CALLS:
                at = self._span(frame)
                self.calls.append(
                    Call(code.co_qualname.rpartition("<locals>.")[2], at and self._characters(at), call)
                )
                call = len(self.calls) - 1
            self._entered[inner] = call
            frame = inner
        return call

    def _characters(self, span: Span) -> Span:
        line, column, end_line, end_column = span
        return line, self._column(line, column), end_line, self._column(end_line, end_column)

    def _column(self, line: int, offset: int) -> int:
        # Python counts columns in UTF-8 bytes
        text = self._lines[line - 1]
        return offset if text.isascii() else len(text.encode()[:offset].decode(errors="ignore"))


def _own(frame: FrameType | None) -> FrameType | None:
    """The frame itself, or the nearest around it, that runs the program's own text."""
    while frame is not None and frame.f_code.co_filename != FILENAME:
        frame = frame.f_back
    return frame


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
    """(name, the number's node) of each top-level line `name = Value(number, …)` or `name = number`."""
    for statement in tree.body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="Value"), args=[number, *_]),
            ) if _is_number(number):
                yield name, number
            case ast.Assign(targets=[ast.Name(id=name)], value=number) if _is_number(number):
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
        whole = isinstance(ast.literal_eval(node), int) and float(number).is_integer()  # a count stays one
        lines[line - 1] = text[:start] + repr(int(number) if whole else float(number)).encode() + text[end:]
    return b"".join(lines).decode()

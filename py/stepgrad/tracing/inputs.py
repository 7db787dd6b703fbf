"""④ Which numbers of a program can be set, and its text with others in their places."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping

from .span import lines_of, span_of


def literals_of(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """(name, the number's node) of each top-level line `name = Value(number, …)` or `name = number`."""
    for statement in tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if _is_number(number := _given(value)):
                yield name, number
            case _:
                pass


def _given(value: ast.expr) -> ast.expr:
    """What is given to Value, or what stands there itself."""
    match value:
        case ast.Call(func=ast.Name(id="Value"), args=[number, *_]):
            return number
        case ast.Call(func=ast.Name(id="Value"), keywords=[*_, ast.keyword(arg="data", value=number)]):
            return number
        case ast.Call(func=ast.Name(id="Value"), keywords=[ast.keyword(arg="data", value=number), *_]):
            return number
        case _:
            return value


def _is_number(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=int() | float())):
            return True
        case _:
            return False


def replaced(source: str, numbers: Mapping[ast.expr, float]) -> str:
    """`source` with the text of each literal replaced by a number, from the end so that positions stay true."""
    if any(number != number for number in numbers.values()):  # noqa: PLR0124 (only a NaN differs from itself)
        raise ValueError("NaN cannot be set: there is no way to write it as a number")
    lines = [line.encode() for line in lines_of(source)]
    starts = [0, *itertools.accumulate(map(len, lines))]
    text = b"".join(lines)
    for node, number in sorted(numbers.items(), key=lambda item: span_of(item[0]), reverse=True):
        line, start, end_line, end = span_of(node)
        whole = isinstance(ast.literal_eval(node), int) and float(number).is_integer()  # a count stays one
        new = repr(int(number) if whole else float(number)).replace("inf", "1e999").encode()
        text = text[: starts[line - 1] + start] + new + text[starts[end_line - 1] + end :]
    return text.decode()

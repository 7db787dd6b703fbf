"""④ What an instruction of a program computes, as its text says it: read once, however often the instruction runs.

An operator's result is what the variable holds that it is assigned to, and its operands are what the variables hold that
stand beside it: of `y = w * x` three names are known without a look at the program's variables. What a call makes is not
so sure; that is found out as the program runs (naming.py).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..rules.scalar_table import OPERATORS, OPS, Op
from .span import Span, span_of

TRIES = 30  # a call whose operands were in no variable that often is not looked into any more

_AST = {"add": "Add", "sub": "Sub", "mul": "Mult", "truediv": "Div", "pow": "Pow", "mod": "Mod"}
_ROWS: dict[type[ast.AST], Op] = {
    getattr(ast, _AST.get(method, "FloorDiv")): OPS[name]
    for name, method in OPERATORS.items()
    if method in _AST or method == "floordiv"
} | {ast.USub: OPS["neg"]}


class Assigned(NamedTuple):
    """An expression whose value is assigned. whole: its statement. sure: whether what it computes last is its value."""

    target: ast.expr
    whole: Span
    sure: bool


class Spot:
    """One instruction. span: of the expression it computes, in bytes; at: the same in characters.

    row: the operation of Values that the text itself is, if that says names: `label` of its result, `names` of its operands.
    nodes: what it has made so far. free: whether its result is assigned to nothing; else `assigned`. looks: whether
    its operands may be in variables. grows: which operand is in the variable that gets the result, as in `s = s + x`: what it
    held at first has, perhaps, another name besides. around: a list, a dict or a comprehension that is assigned, and that
    this is computed in without a call of its own (of comprehensions newer Pythons do it so): its place in the text, and what it
    is assigned to.
    """

    __slots__ = (
        "around",
        "assigned",
        "at",
        "free",
        "grows",
        "label",
        "looks",
        "names",
        "nodes",
        "row",
        "span",
        "tries",
    )

    def __init__(self, span: Span | None, at: Span | None) -> None:
        self.span, self.at = span, at
        self.row: Op | None = None
        self.assigned: Assigned | None = None
        self.around: tuple[Span, Assigned] | None = None
        self.label: str | None = None
        self.grows: int | None = None
        self.names: tuple[str | None, ...] = ()
        self.nodes: list[int] = []
        self.free, self.looks, self.tries = True, True, TRIES


class Running:
    """A function call that the program is in. call: its index, see Node. spots: by instruction, of its code.

    calm: how naming.py stood when there was nothing for it to see here.
    """

    __slots__ = ("call", "calm", "spots")

    def __init__(self, call: int | None, spots: dict[int, Spot], calm: int = -1) -> None:
        self.call, self.spots, self.calm = call, spots, calm


class Text:
    """A program's expressions, by where they stand."""

    def __init__(self, nodes: list[ast.AST], besides: str) -> None:
        self._assigned = dict(_assigned(nodes))
        self._expressions = {
            span_of(node): node
            for node in nodes
            if isinstance(node, ast.expr | ast.AugAssign)
            and not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == besides
            )
        }

        self._around: dict[Span, tuple[Span, Assigned]] = {}
        for span, assigned in self._assigned.items():
            whole = self._expressions.get(span)
            if isinstance(whole, _DISPLAYS):
                self._around.update((inner, (span, assigned)) for inner in _inside(whole))

    def read(self, spot: Spot) -> Spot:
        """Fill in what the text says."""
        if spot.span is None:
            return spot
        spot.assigned = assigned = self._assigned.get(spot.span)
        spot.free = assigned is None
        spot.around = self._around.get(spot.span) if assigned is None else None
        expression = self._expressions.get(spot.span)
        if expression is None:
            return spot
        row: Op | None = None
        operands: Sequence[ast.expr] = ()
        match expression:
            case ast.BinOp(left=left, op=op, right=right) | ast.AugAssign(target=left, op=op, value=right):
                row, operands = _ROWS.get(type(op)), (left, right)
            case ast.UnaryOp(op=op, operand=operand):
                row, operands = _ROWS.get(type(op)), (operand,)
            case ast.Call(func=ast.Attribute(value=value, attr=name), args=args):
                row, operands = OPS.get(name), (value, *args)
                spot.looks = any(not isinstance(one, _NO_VARIABLE) for one in operands)
            case ast.Call(args=args):
                spot.looks = any(not isinstance(one, _NO_VARIABLE) for one in args)
            case _:
                pass
        if row is not None:
            label = assigned.target.id if assigned and isinstance(assigned.target, ast.Name) else None
            names = (*(one.id if isinstance(one, ast.Name) else None for one in operands),)
            if label if assigned else any(names):
                spot.row, spot.label, spot.names = row, label, names
                spot.grows = names.index(label) if label in names else None
        return spot


def _inside(whole: ast.expr) -> Iterator[Span]:
    """The expressions that are computed by the same code."""
    waiting: list[ast.AST] = [whole]
    while waiting:
        for part in ast.iter_child_nodes(waiting.pop()):
            if isinstance(part, ast.expr):
                yield span_of(part)
            if not isinstance(part, _APART):
                waiting.append(part)


_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)
_INLINE = sys.version_info >= (3, 12)  # a comprehension has no code of its own any more
_DISPLAYS = (ast.List, ast.Tuple, ast.Dict, *(_COMPREHENSIONS if _INLINE else ()))
_APART = (ast.Lambda, ast.GeneratorExp, *(() if _INLINE else _COMPREHENSIONS))

_NO_VARIABLE = ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.Constant


def _assigned(nodes: list[ast.AST]) -> Iterator[tuple[Span, Assigned]]:
    """(span of an expression, what it is assigned to), for every assignment in the program."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[target, *_], value=value):
                yield from _pairs(target, value, span_of(node))
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                yield from _pairs(target, value, span_of(node))
            case ast.AugAssign(target=target):  # `c += b` makes its result at the statement's position
                yield span_of(node), Assigned(target, span_of(node), isinstance(target, ast.Name))
            case _:
                pass


def _pairs(target: ast.expr, value: ast.expr, whole: Span) -> Iterator[tuple[Span, Assigned]]:
    several = ast.Tuple | ast.List
    if isinstance(target, several) and isinstance(value, several) and len(target.elts) == len(value.elts):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, its, whole)
    else:
        sure = isinstance(value, ast.BinOp | ast.UnaryOp) and isinstance(target, ast.Name)
        yield span_of(value), Assigned(target, whole, sure)

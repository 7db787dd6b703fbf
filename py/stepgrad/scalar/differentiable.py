"""③ Local derivatives that are Values: the rules' text once more, over Values, so that a derivative can be differentiated.

What they compute is what rules/slopes.py computes: where Python raises, what IEEE 754 says.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Mapping
from typing import Any

from ..rules.scalar_table import OPS, Op, as_lambda, evaluate
from ..rules.slopes import NOTHING, SLOPES, compile_slope, in_floats, marked
from ..rules.within import WITHIN
from .methods import result
from .node import Node
from .operands import data_of, plain

_ROWS: Mapping[str, Op] = {**OPS, **WITHIN}
_BENT = (
    "relu",
    "leaky_relu",
    "elu",
)  # in PyTorch their slopes, constants for a piece, have a history: see rules/within.py
_LEFT_OUT = OPS["where"].given([False])
_OPERATORS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow"}


def contribution(node: Any, i: int, upstream: Any) -> tuple[Any, Any]:
    """What node's gradient sends to its i-th argument, upstream × local, and that local derivative: Values or floats.

    Without what a factor of 1 makes needless; but what arrives at a leaf is its own and nobody else's, and so is what is made of
    a Value that was in the graph before.
    """
    op, a, b = node._row, node._a, node._b
    slope = _rules(node._class, op.name, *op.locals)[i](
        a, 0.0 if b is None else b, node, *op.parameters.values()
    )
    if not isinstance(slope, Node):
        if op.name in _BENT and not isinstance(upstream, Node):
            made = upstream * slope
            return result(node._class, _LEFT_OUT, made, node, made, NOTHING, None), slope
        if slope is NOTHING:
            return 0.0, slope
        if not isinstance(upstream, Node):
            return upstream * slope, slope
        if slope == 1.0 and (b if i else a)._row is not None:
            return upstream, slope
        return (_over(node._class, "neg")(upstream) if slope == -1.0 else product(upstream, slope)), slope
    if not isinstance(upstream, Node) and upstream == 1.0 and all(slope is not one for one in (a, b, node)):
        return slope, slope
    return product(upstream, slope), slope


def product(a: Any, b: Any) -> Any:
    """a × b, one of them a Value."""
    return _over((a if isinstance(a, Node) else b)._class, "mul")(a, b)


def total(before: Any, part: Any) -> Any:
    """before + part: without what a 0 makes needless, but that of two 0s one may be negative."""
    if not isinstance(before, Node) and not isinstance(part, Node):
        return before + part
    for number, other in ((before, part), (part, before)):
        if not isinstance(number, Node) and number == 0.0 and other.data != 0.0:
            return other
    return _over((before if isinstance(before, Node) else part)._class, "add")(before, part)


@functools.cache
def _rules(cls: Any, name: str, *texts: str) -> list[Callable[..., Any]]:
    """The rules of a row as functions of (a, b, y, *parameters) over Values."""
    return [_over_values(cls, text, _ROWS[name].parameters) for text in texts]


def _over_values(cls: Any, text: str, parameters: Mapping[str, Any]) -> Callable[..., Any]:
    tree = as_lambda(text, parameters)
    function: Any = tree.body
    function.body = _OverValues().visit(marked(function.body))
    rows = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)} & _ROWS.keys()
    names = {"data": data_of, "nothing": NOTHING}
    return evaluate(tree, names | {name: _over(cls, name) for name in rows})


class _OverValues(ast.NodeTransformer):
    """Operators become the rows of the table; a test looks at the numbers alone."""

    def visit_IfExp(self, node: ast.IfExp) -> ast.IfExp:
        return ast.IfExp(_Numbers().visit(node.test), self.visit(node.body), self.visit(node.orelse))

    def visit_BinOp(self, node: ast.BinOp) -> ast.Call:
        name = _OPERATORS[type(node.op)]
        return ast.Call(ast.Name(name, ast.Load()), [self.visit(node.left), self.visit(node.right)], [])

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        inner = self.visit(node.operand)
        return (
            ast.UnaryOp(node.op, inner)
            if isinstance(inner, ast.Constant)
            else ast.Call(ast.Name("neg", ast.Load()), [inner], [])
        )

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(float(node.value)) if isinstance(node.value, int) else node


class _Numbers(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Call(ast.Name("data", ast.Load()), [node], []) if node.id in {"a", "b", "y"} else node


@functools.cache
def _over(cls: Any, name: str) -> Callable[..., Any]:
    """A row as a function of Values and floats, which never raises."""
    op = _ROWS[name]
    forward = SLOPES[name] if name in SLOPES else compile_slope(in_floats(op.formula, rule=False))
    slopes: list[Callable[..., Any]] = []

    def function(*given: Any) -> Any:
        if name == "pow" and given[1].__class__ is float and given[1] == 1.0:
            return given[0]  # of a square's slope, 2 * a ** 1
        numbers = [plain(op, x) if isinstance(x, Node) else x for x in given]
        y = forward(*numbers)
        if not any(isinstance(x, Node) for x in given):
            return y
        if not slopes:
            slopes.extend(compile_slope(in_floats(text, rule=True)) for text in op.locals)
        a, b = (*numbers, 0.0)[:2]
        das = [
            slope(a, b, y) if isinstance(x, Node) and x.requires_grad else None
            for slope, x in zip(slopes, given, strict=True)
        ]
        (left, right), (da, db) = (*given, None)[:2], (*das, None)[:2]
        return result(cls, op, y, left, right, da, db)

    return function

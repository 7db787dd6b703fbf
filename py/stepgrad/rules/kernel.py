"""① A row of a table made ready to run over arrays: its forward function, its vector-Jacobian products, what to keep.

Everything is derived from the rules' text. A local derivative d becomes the product g * d, specialised where d
says so (1: g itself; 1 / b: g / b); Python's `x if test else y` becomes `where` wherever the test looks at an array;
and the arrays that a rule names are the arrays that are kept for it, no others. Of matmul, `g @ b.mT` becomes the
function (g, a, b) → matmul(g, b.mT). tensor/graph.py keeps what `keep` says, and its walk calls `rules`.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .array_table import ArrayOp
from .on_arrays import ARRAYS
from .scalar_table import Op, evaluate, names_in

Rule = Callable[..., Any]


class Kernel:
    """One operation for one kind of arguments.

    forward(*arguments, *parameters) → y
    rules[i](g, *saved) → the gradient of argument i
    keep[mask](Y, parameters, *arguments) → (edges, saved, watched) of the graph node of the result Y; bit i of mask
        says that argument i requires a gradient; watched: version counter and version, in turn, of each array saved;
        saved is a tuple where it holds something that the last walk frees, else a list
    """

    __slots__ = ("_arrays", "_holds", "_texts", "forward", "keep", "op", "rules")

    forward: Rule
    rules: tuple[Rule | None, ...]
    keep: Any

    def __init__(
        self, op: Op | ArrayOp, texts: Sequence[str | None], arrays: Sequence[str], holds: bool = False
    ) -> None:
        self.op, self._texts, self._arrays, self._holds = op, texts, arrays, holds

    def _compile(self) -> None:
        op, rules, arrays = self.op, self._texts, self._arrays
        arguments = ["arrays"] if "arrays" in names_in(op.formula) else ["a", "b"][: len(rules)]
        used = {name for text in rules if text for name in names_in(text)}
        kept = [name for name in ("a", "b", "y", "shape", "dtype", *op.parameters) if name in used]
        lower = _Lower({*arrays, "y", "condition"})
        self.forward = _function([*arguments, *op.parameters], op.formula, lower)
        self.rules = tuple(_function(["g", *kept], text, lower) if text else None for text in rules)
        freed = {"a", "b", "y", "condition", "target", *(op.parameters if self._holds else ())}
        if arguments == ["arrays"]:
            self.keep = _KeepParameters([op.parameters.index(name) for name in kept])  # type: ignore[union-attr]
        else:
            self.keep = [
                _keep(rules, kept, arrays, [*op.parameters], freed, mask) for mask in range(2 ** len(rules))
            ]


class _Later(Kernel):
    """A kernel that is compiled when one of its empty slots is asked for, and from then on a plain one.

    So the import compiles nothing. Not a __getattr__ of Kernel: a class that has one is slower at every attribute.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name not in ("forward", "keep", "rules"):
            raise AttributeError(name)
        self.__class__ = Kernel  # type: ignore[assignment]
        self._compile()
        return getattr(self, name)


def _function(parameters: Sequence[str], text: str, lower: ast.NodeTransformer) -> Rule:
    tree: ast.Expression = lower.visit(ast.parse(f"lambda {', '.join(parameters)}: {text}", mode="eval"))
    return evaluate(tree, _NAMES)


def _keep(
    rules: Sequence[str | None],
    kept: Sequence[str],
    arrays: Sequence[str],
    parameters: Sequence[str],
    freed: set[str],
    mask: int,
) -> Rule:
    # Written out as one expression for each mask, for it runs at every operation.
    holders = "AB"[: len(rules)]
    needed = {name for i, text in enumerate(rules) if text and mask >> i & 1 for name in names_in(text)}
    sources = {name: f"P[{i}]" for i, name in enumerate(parameters)}
    sources |= {"shape": "A._data.shape", "dtype": "A._data.dtype", "y": "Y._data"}
    sources |= {name: f"{name.upper()}._data" if name in arrays else name.upper() for name in "ab"}
    edges = ["A._node or A" if mask & 1 else "None", "B._node or B" if mask & 2 else "None"][: len(rules)]
    saved = [sources[name] if name in needed else "None" for name in kept]
    counted = [name.upper() for name in kept if name in needed and (name == "y" or name in arrays)]
    watched = [f"{name}._version, {name}._version[0]" for name in counted]
    parts = ["".join(f"{item}, " for item in items) for items in (edges, saved, watched)]
    kept_as = f"[{parts[1]}]" if saved and freed.isdisjoint(needed) else f"({parts[1]})"
    text = f"lambda Y, P, {', '.join(holders)}: (({parts[0]}), {kept_as}, ({parts[2]}))"
    return evaluate(ast.parse(text, mode="eval"), {})


class _KeepParameters:
    """What an operation of any number of arrays keeps: of its parameters, those its rules name."""

    def __init__(self, positions: Sequence[int]) -> None:
        self.positions = positions

    def __getitem__(self, mask: int) -> Rule:
        def keep(_: Any, parameters: Sequence[Any], *arguments: Any) -> Any:
            return edges_of(arguments, mask), [parameters[i] for i in self.positions], ()

        return keep


def edges_of(arguments: Sequence[Any], mask: int) -> tuple[Any, ...]:
    """Where gradients go: the node, or the leaf, of each argument whose bit is set."""
    return tuple((x._node or x) if mask >> i & 1 else None for i, x in enumerate(arguments))


def _times_g(local: ast.expr) -> ast.expr:
    """g * local, without the multiplications that do nothing."""
    match local:
        case ast.Constant(value=1):
            return ast.Name("g", ast.Load())
        case ast.UnaryOp(ast.USub(), inner):
            return ast.UnaryOp(ast.USub(), _times_g(inner))
        case ast.IfExp(test, yes, no):
            return ast.IfExp(test, _times_g(yes), _times_g(no))
        case ast.BinOp(above, ast.Div(), below):
            return ast.BinOp(_times_g(above), ast.Div(), below)
        case _:
            return ast.BinOp(ast.Name("g", ast.Load()), ast.Mult(), local)


# 0 of g's own dtype, with which `where` is twice as fast as with Python's
_ZERO = ast.parse("g.dtype.type(0)", mode="eval").body


def _matmul(a: Any, b: Any) -> Any:
    """a @ b; of two matrices by `dot`, which gives the same and takes a third of the time on small ones."""
    return a.dot(b) if a.ndim == 2 and b.ndim == 2 else a @ b


def _power(a: Any, n: float) -> Any:
    """a to the n; a itself, not a copy, for n = 1."""
    return a if n == 1 else a**n


def _unless(test: Any, a: Any) -> Any:
    """a, but 0 where the test holds, even if a is infinite there: by a's bits, a third of the time that `where` takes."""
    bits = f"i{a.dtype.itemsize}"
    return (a.view(bits) & (test.view("i1").astype(bits) - 1)).view(a.dtype)


_NAMES: Mapping[str, Any] = {**ARRAYS, "matmul": _matmul, "power": _power, "unless": _unless}


class _Lower(ast.NodeTransformer):
    """What arrays need, or do faster, in other words.

    `x if test else y` → `where(test, x, y)`, where the test looks at an array; in it, g * 0 is 0, and if that is x:
    `unless(test, y)`. `a @ b` → `matmul(a, b)`.
    `a ** (b - 1)` → `power(a, b - 1)` where b is a number: most are squares.
    """

    def __init__(self, arrays: set[str]) -> None:
        self.arrays = arrays

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        if self.arrays.isdisjoint(names_in(ast.unparse(node.test))):
            return node
        if ast.unparse(node.body) == "g * 0":
            return ast.Call(ast.Name("unless", ast.Load()), [node.test, self.visit(node.orelse)], [])
        branches = [_ZERO if ast.unparse(x) == "g * 0" else self.visit(x) for x in (node.body, node.orelse)]
        return ast.Call(ast.Name("where", ast.Load()), [node.test, *branches], [])

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.MatMult):
            return ast.Call(ast.Name("matmul", ast.Load()), [node.left, node.right], [])
        if isinstance(node.op, ast.Pow) and ast.unparse(node.right) == "b - 1" and "b" not in self.arrays:
            return ast.Call(ast.Name("power", ast.Load()), [node.left, node.right], [])
        return node


@functools.cache
def elementwise(op: Op, arrays: str) -> Kernel:
    """An elementwise operation; `arrays` names the arguments that are arrays, the others being plain numbers."""
    rules = [
        ast.unparse(_times_g(ast.parse(text, mode="eval").body)) if name in arrays else None
        for name, text in zip("ab", op.locals, strict=False)
    ]
    return _Later(op, rules, arrays)


@functools.cache
def of_arrays(op: ArrayOp, count: int = 0, *, holds: bool = False) -> Kernel:
    """An operation of the arrays' own table; count: how many arrays, where it takes any number.

    holds: whether its parameters are arrays that a walk frees.
    """
    if "arrays" in names_in(op.formula):
        return _Later(op, [op.rules[0].replace(", i)", f", {i})") for i in range(count)], ())
    return _Later(op, op.rules, ("a", "b"), holds)

"""③ The rules' text once more, as functions of Tensors: what they give has a history, and so can be walked back itself.

The namespace has the names of rules/on_arrays.py. Most are methods of Tensor. Some functions of plain arrays use nothing but
operators and methods that Tensors have, too: these are taken as they are, with the names in them looked up here.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

import numpy as np

from ..rules import on_arrays
from ..rules import windows as of_windows
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, elementwise, of_arrays
from ..rules.lowering import Plain, function
from ..rules.on_arrays import count, inverse, is_basic
from ..rules.scalar_table import FLOATS, Op, names_in
from ..rules.within import BENT, WITHIN
from .graph import TensorBase, result
from .on_axes import (
    cofactors,
    constant,
    expand,
    followed,
    following,
    mean,
    others,
    over,
    spread,
    steepness,
    ties,
    total,
    where,
)
from .picking import picked, placed

Rule = Callable[..., Any]


@functools.cache
def rules_of(kernel: Kernel) -> tuple[Any, ...]:
    """For each argument, the rule as a function of (g, *tensors), and the names of these in the table."""
    kernel.names  # noqa: B018 (has it compiled)
    arrays = {*kernel._arrays, "y", "condition", *kernel.rows_shared()}
    rules = tuple(text and _compiled(text, arrays, kernel) for text in kernel.texts_again())
    return tuple(rule and (_named(kernel.op.name, rule[0]), rule[1]) for rule in rules)


# What PyTorch calls what these rules give.
_TITLES = {
    "relu": "ThresholdBackward", "leaky_relu": "LeakyReluBackward", "elu": "EluBackward", "tanh": "TanhBackward",
    "sigmoid": "SigmoidBackward", "softplus": "SoftplusBackward", "gelu": "GeluBackward",
    "softmax": "SoftmaxBackwardData", "log_softmax": "LogSoftmaxBackwardData",
}  # fmt: skip


def _named(name: str, rule: Rule) -> Rule:
    title = _TITLES.get(name)
    if name in BENT:
        rule = _bent(BENT[name])

    def call(g: Any, *held: Any) -> Any:
        made = rule(g, *held)
        if made._node is not None and made is not g:
            made._node.title = f"{title}Backward0"
        return made

    return call if title else rule


def _bent(op: Op) -> Rule:
    kernel = elementwise(op, "ab")

    def call(g: Any, at: Any, *parameters: Any) -> Any:
        y = kernel.forward(g._data, at._data, *parameters)
        return result(g, kernel, y, g._requires + 2 * at._requires, parameters, (g, at))

    return call


def _compiled(text: str, arrays: set[str], kernel: Kernel) -> tuple[Rule, tuple[str, ...]]:
    needed = tuple(name for name in kernel.names if name in names_in(text))
    return function(["g", *needed], text, Plain(arrays), TENSORS), needed


def _of(name: str) -> Rule:
    """The operation of the table of scalars, of tensors and of numbers."""
    number = FLOATS.get(name)

    def call(a: Any, *more: Any) -> Any:
        if isinstance(a, TensorBase):
            return getattr(a, name)(*more)
        if more and isinstance(more[0], TensorBase):
            return getattr(constant(more[0], np.array(a, more[0]._data.dtype)), name)(*more)
        try:
            return number(a, *more)  # type: ignore[misc]
        except (ArithmeticError, ValueError):
            return float(on_arrays.ARRAYS[name](np.float64(a), *more))

    return call


def _within(op: Op) -> Rule:
    """An operation that stands in rules alone."""
    kernel = elementwise(op, "a")
    return lambda a: result(a, kernel, kernel.forward(a._data), a._requires, (), (a,))


def _row(name: str, **settings: Any) -> Rule:
    """An operation of the table of arrays: of (a, *parameters)."""
    kernel = of_arrays(ARRAY_OPS[name], **settings)

    def call(a: Any, *parameters: Any) -> Any:
        return result(a, kernel, kernel.forward(a._data, *parameters), a._requires, parameters, (a,))

    return call


_scatter_parts, _scatter = _row("scatter"), _row("scatter", holds=True)
windows, overlap, on_diagonal, diagonal = map(_row, ("windows", "overlap", "on_diagonal", "diagonal"))


def nothing(g: Any) -> Any:
    """Zeros."""
    return constant(g, np.zeros_like(g._data))


def scatter(g: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` to which g is added at `index`."""
    return (_scatter_parts if is_basic(index) else _scatter)(g, index, shape)


def take(a: Any, index: Any) -> Any:
    """a[index]"""
    return (placed if is_basic(index) else picked)(a, index)


def put(a: Any, b: float, index: Any) -> Any:
    """A copy of a, with the number b at `index`."""
    kernel = of_arrays(ARRAY_OPS["put"], holds=not is_basic(index))
    number = constant(a, np.array(b, a._data.dtype))
    y = kernel.forward(a._data, number._data, index)
    return result(a, kernel, y, a._requires, (index,), (a, number))


def part(g: Any, axis: int, bounds: tuple[int, ...], i: int) -> Any:
    """As in on_arrays."""
    return placed(g, (slice(None),) * axis + (slice(bounds[i], bounds[i + 1]),))


def layer(g: Any, axis: int, i: int) -> Any:
    """As in on_arrays."""
    return placed(g, (slice(None),) * axis + (i,))


def matvec(a: Any, b: Any) -> Any:
    """a (…, m, n) and b (…, n) → (…, m)."""
    return (a @ b.unsqueeze(-1)).squeeze(-1)


def vecmat(a: Any, b: Any) -> Any:
    """a (…, m) and b (…, m, n) → (…, n)."""
    return (a.unsqueeze(-2) @ b).squeeze(-2)


def onehot(target: Any, shape: tuple[int, ...], axis: int, dtype: Any) -> Any:
    """As in on_arrays; an array, which stands beside tensors as one without a history."""
    return on_arrays.onehot(target, shape, axis, dtype)


_AS_THEY_ARE: tuple[Any, ...] = (
    on_arrays.outer, on_arrays.centred, of_windows.columns, of_windows.filtered, of_windows.met, of_windows.unfiltered,
)  # fmt: skip
_OF_SCALARS = (
    "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "sign", "maximum", "minimum", "abs", "floor_divide", "trunc", "hypot",
    "sinh", "cosh", "log1p",
)  # fmt: skip
_inherited: dict[str, Any] = {"mean": mean, "windows": windows, "math": math, "len": len, "range": range}

TENSORS: Mapping[str, Any] = {
    **{name: _of(name) for name in _OF_SCALARS},
    **{one.__name__: FunctionType(one.__code__, {**one.__globals__, **_inherited}) for one in _AS_THEY_ARE},
    **{name: _within(op) for name, op in WITHIN.items()},
    **{function.__name__: function for function in (
        nothing, where, expand, ties, scatter, take, put, part, layer, matvec, vecmat, mean, spread, onehot, over, steepness,
        following, followed, others, cofactors, windows, overlap, on_diagonal, diagonal, count, inverse,
    )},
    "windows": windows, "overlap": overlap, "on_diagonal": on_diagonal, "diagonal": diagonal,
    "sum": total,
    "transpose": lambda a, axes: a.permute(axes),
    "reshape": lambda a, shape: a.reshape(shape),
    "tril": lambda a, diagonal: a.tril(diagonal),
    "triu": lambda a, diagonal: a.triu(diagonal),
    "log_softmax": lambda a, axis: a.log_softmax(axis),
}  # fmt: skip

"""③ The rules' text once more, as functions of Tensors: what they give has a history, and so can be walked back itself.

The namespace has the names of rules/on_arrays.py. Most are methods of Tensor. Some functions of plain arrays use nothing but
operators and methods that Tensors have, too: these are taken as they are, with the names in them looked up here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import accumulate
from types import FunctionType
from typing import Any

import numpy as np

from ..rules import on_arrays
from ..rules import windows as of_windows
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from ..rules.lowering import Plain, function
from ..rules.on_arrays import count, inverse, is_basic
from ..rules.scalar_table import FLOATS, names_in, near_normal
from .elementwise import chosen
from .graph import TensorBase, beside, result
from .picking import picked, placed

Rule = Callable[..., Any]


def rules_of(kernel: Kernel) -> Any:
    """For each argument, the rule as a function of (g, *tensors), and the names of these in the table."""
    if kernel not in _rules:
        kernel.names  # noqa: B018 (has it compiled)
        arrays = {*kernel._arrays, "y", "condition", *kernel.rows_shared()}
        _rules[kernel] = tuple(text and _compiled(text, arrays, kernel) for text in kernel.texts_again())
    return _rules[kernel]


_rules: dict[Kernel, Any] = {}


def _compiled(text: str, arrays: set[str], kernel: Kernel) -> tuple[Rule, tuple[str, ...]]:
    needed = tuple(name for name in kernel.names if name in names_in(text))
    return function(["g", *needed], text, Plain(arrays), TENSORS), needed


def constant(like: Any, array: Any) -> Any:
    """A tensor without a history, of the class of another."""
    return beside(like._class, np.asarray(array))


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


def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, else y."""
    like = x if isinstance(x, TensorBase) else y
    return chosen(like._class, condition, x, y)


def expand(g: Any, shape: tuple[int, ...], axis: Any) -> Any:
    """As in on_arrays."""
    if axis is not None and g._data.ndim != len(shape):
        g = g.reshape([1 if i in axis else n for i, n in enumerate(shape)])
    return g if g._data.shape == shape else g.expand(shape)


def ties(g: Any, a: Any, extreme: Any, axis: Any) -> Any:
    """As in on_arrays: which are the extreme ones does not depend on how large they are."""
    one = np.ones((), g._data.dtype)
    share = on_arrays.ties(np.broadcast_to(one, g._data.shape), a._data, extreme._data, axis)
    return where(constant(g, share != 0), g * constant(g, share), 0.0)


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


def total(a: Any, axis: Any) -> Any:
    """The sum; the axis stays."""
    return a.sum(axis, keepdim=True)


def mean(a: Any, axis: Any) -> Any:
    """The mean; the axes stay."""
    return a.mean(axis, keepdim=True)


def spread(centred: Any, axis: Any, eps: float) -> Any:
    """As in on_arrays: the root of the variance, scaled where the squares would not be finite."""
    with np.errstate(over="ignore"):
        if (centred._data * centred._data).max(initial=0) < math.inf:
            return (mean(centred * centred, axis) + eps).sqrt()
    largest = np.abs(centred._data).max(axis, keepdims=True)
    largest = constant(centred, np.where(largest > 0, largest, centred._data.dtype.type(1)))
    small = centred / largest
    return largest * (mean(small * small, axis) + eps / largest / largest).sqrt()


def onehot(target: Any, shape: tuple[int, ...], axis: int, dtype: Any) -> Any:
    """As in on_arrays; an array, which stands beside tensors as one without a history."""
    return on_arrays.onehot(target, shape, axis, dtype)


def over(g: Any, y: Any) -> Any:
    """As in on_arrays."""
    return where(y._data == 0, 0.0, g / y)


def steepness(a: Any, y: Any, p: float) -> Any:
    """As in on_arrays, in two factors, so that what is not finite for one element stays its own."""
    none = y._data == 0
    size = constant(y, np.where(none, 1, y._data))  # against overflow
    own = where(a._data == 0, 0.0, (a.abs() / size) ** (p - 1))
    return where(none, 0.0, own * (where(none, 1.0, y) / size) ** (1 - p))


def following(g: Any, axis: int) -> Any:
    """As in on_arrays."""
    return g.flip(axis).cumsum(axis).flip(axis)


def followed(g: Any, a: Any, axis: int) -> Any:
    """As in on_arrays; by one division where no product is 0."""
    y = a.cumprod(axis)
    if (y._data != 0).all() and np.isfinite(y._data).all():
        return following(g * y, axis) / a
    at = (slice(None),) * axis
    back = [placed(g, (*at, k)) for k in range(a._data.shape[axis])]
    for k in range(len(back) - 2, -1, -1):
        back[k] = back[k] + placed(a, (*at, k + 1)) * back[k + 1]
    return _stacked(back, axis) * _so_far(a, axis)


def concatenate(parts: list[Any], axis: int) -> Any:
    """The tensors one after the other."""
    kernel = of_arrays(ARRAY_OPS["concatenate"], len(parts))
    bounds = (0, *accumulate(one._data.shape[axis] for one in parts))
    y = kernel.forward([one._data for one in parts], axis, bounds)
    mask = sum(one._requires << i for i, one in enumerate(parts))
    return result(parts[0], kernel, y, mask, (axis, bounds), tuple(parts))


def _stacked(parts: list[Any], axis: int) -> Any:
    return concatenate([one.unsqueeze(axis) for one in parts], axis)


def _so_far(a: Any, axis: int) -> Any:
    """At every place, the product of what comes before it along an axis."""
    at = (slice(None),) * axis
    ones = constant(a, np.ones_like(a._data[(*at, slice(0, 1))]))
    return concatenate([ones, placed(a, (*at, slice(None, -1)))], axis).cumprod(axis)


def others(a: Any, axis: Any) -> Any:
    """As in on_arrays."""
    ndim = a._data.ndim
    axes = tuple(range(ndim)) if axis is None else axis
    order = (*(i for i in range(ndim) if i not in axes), *axes)
    flat = a.permute(order)
    row = flat.reshape(*flat._data.shape[: ndim - len(axes)], -1)
    at = row._data.ndim - 1
    if not row._data.shape[at]:
        return a
    product = _so_far(row, at) * _so_far(row.flip(at), at).flip(at)
    return product.reshape(flat._data.shape).permute(inverse(order))


def cofactors(a: Any) -> Any:
    """As in on_arrays: of all minors at once; where all matrices have good inverses, by these."""
    n = a._data.shape[-1]
    if n < 2:
        return constant(a, np.ones_like(a._data))
    if n > 3 and a._data.size and np.linalg.cond(a._data).max() < 1e6:
        return a.det().unsqueeze(-1).unsqueeze(-1) * a.inverse().mT
    rest = np.array([[k for k in range(n) if k != i] for i in range(n)], np.intp).reshape(n, n - 1)
    minors = picked(a, (..., rest[:, None, :, None], rest[None, :, None, :]))
    return minors.det() * constant(a, (-1.0) ** np.add.outer(range(n), range(n)).astype(a._data.dtype))


_AS_THEY_ARE: tuple[Any, ...] = (
    on_arrays.outer, on_arrays.centred, of_windows.columns, of_windows.filtered, of_windows.met, of_windows.unfiltered,
)  # fmt: skip
_OF_SCALARS = (
    "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "sign", "maximum", "minimum", "abs", "floor_divide", "trunc", "hypot",
    "sinh", "cosh", "log1p",
)  # fmt: skip
_minimum, _maximum = _of("minimum"), _of("maximum")
_inherited: dict[str, Any] = {"mean": mean, "windows": windows, "math": math, "len": len, "range": range}

TENSORS: Mapping[str, Any] = {
    **{name: _of(name) for name in _OF_SCALARS},
    **{one.__name__: FunctionType(one.__code__, {**one.__globals__, **_inherited}) for one in _AS_THEY_ARE},
    **near_normal(_of("sigmoid"), _minimum, _maximum),
    "Phi": lambda a: a.ndtr(),
    "phi": lambda a: (-0.5 * a * a).exp() * (1 / math.sqrt(2 * math.pi)),
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

"""① The namespace in which the tables' rules run over NumPy arrays, and the array operations NumPy has no word for.

Everything here takes and gives plain arrays (`g` is an upstream gradient); nothing here knows of graphs.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from .normal import Phi, erf, phi
from .scalar_table import near_normal
from .windows import WINDOWS

# An infinity or a NaN is a result like others: PyTorch does not warn of it, either. Said of our own modules alone.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"stepgrad\.(rules|tensor|optim)")

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]
Axes = tuple[int, ...] | None  # None: all of them

PLAIN = (
    256  # So many float32 may be added one after the other: the sum is then off by 2e-6 of itself at most.
)

_MANY = 4096  # from so many elements on it pays to look for the fastest way
_FLOAT32 = np.dtype(np.float32)
_sum: Any = np.add.reduce
_max: Any = np.maximum.reduce
_prod: Any = np.multiply.reduce


def sigmoid(a: Array) -> Array:
    """1 / (1 + exp(-a)), by a form in which exp never sees a large positive number."""
    e = np.exp(-np.abs(a))
    return np.where(a >= 0, 1, e) / (1 + e)


def sign(a: Array) -> Array:
    """1, 0 or −1; 0 for NaN, as in PyTorch."""
    if a.dtype.kind == "b":
        return a.copy()
    return np.where(np.isnan(a), a.dtype.type(0), np.sign(a))


def outer(u: Array, v: Array) -> Array:
    """u (…, m) and v (…, n) → u vᵀ (…, m, n)."""
    return u[..., :, None] * v[..., None, :]


def count(shape: tuple[int, ...], axis: Axes) -> int:
    """How many elements a reduction over `axis` takes together."""
    return math.prod(shape) if axis is None else math.prod(shape[i] for i in axis)


def total(a: Array, axis: Axes | int, keepdims: bool = True) -> Array:
    """The sum; as `a.sum`, without its Python-level detour, and without its errors where many float32 are added one by one."""
    if a.size <= PLAIN or a.dtype is not _FLOAT32:
        return _sum(a, axis, None, None, keepdims)
    axes = [*range(a.ndim)] if axis is None else sorted((axis,) if isinstance(axis, int) else axis)
    first, last = axes == [*range(len(axes))], axes == [*range(a.ndim - len(axes), a.ndim)]
    if (first or last) and 0 < len(axes) < a.ndim and a.size >= _MANY and a.flags.c_contiguous:
        many = count(a.shape, (*axes,))
        if many <= PLAIN:  # a product with ones, which takes a tenth of the time
            y = _ones(many).dot(a.reshape(many, -1)) if first else a.reshape(-1, many).dot(_ones(many))
            kept = [1 if i in axes else n for i, n in enumerate(a.shape) if keepdims or i not in axes]
            return y.reshape(kept)
    # NumPy adds pairwise, with an error that hardly grows, only along what lies side by side in memory
    one_by_one = not a.flags.c_contiguous if last else count(a.shape, (*axes,)) > PLAIN
    return (
        _sum(a, axis, np.float64, None, keepdims).astype(_FLOAT32)
        if one_by_one
        else _sum(a, axis, None, None, keepdims)
    )


@functools.cache
def _ones(many: int) -> Array:
    return np.ones(many, _FLOAT32)


def largest(a: Array, axis: int) -> Array:
    """The largest along an axis, which stays with length 1."""
    if axis in (-1, a.ndim - 1) and a.shape[axis] <= 32 and a.size >= _MANY and a.flags.c_contiguous:
        rows = a.reshape(-1, a.shape[axis])  # so short that NumPy is several times faster down the columns
        return _max(rows.T.copy(), 0).reshape(*a.shape[:-1], 1)
    return _max(a, axis, None, None, True)


def mean(a: Array, axis: Axes, keepdims: bool = True) -> Array:
    """The mean; NaN of nothing."""
    return total(a, axis, keepdims) / (a.size if axis is None else count(a.shape, axis))


def var(a: Array, axis: Axes, keepdims: bool, correction: float) -> Array:
    """Mean squared distance from the mean, over count − correction."""
    return _variance(a, axis, keepdims, correction).astype(a.dtype)


def std(a: Array, axis: Axes, keepdims: bool, correction: float) -> Array:
    """The root of it."""
    return np.sqrt(_variance(a, axis, keepdims, correction)).astype(a.dtype)


def _variance(a: Array, axis: Axes, keepdims: bool, correction: float) -> Array:
    # In float64, as PyTorch: the squares of float32 lie outside of its range long before their root does.
    wide = _shifted(a, axis)
    freedom = np.maximum(count(a.shape, axis) - correction, 0)
    return np.asarray(total((wide - mean(wide, axis)) ** 2, axis, keepdims) / np.float64(freedom))


def _shifted(a: Array, axis: Axes) -> Array:
    """In float64, each less the first: the mean of equal ones, however large they are, is then exact."""
    wide = a.astype(np.float64)
    return wide - wide[tuple(slice(1 if axis is None or i in axis else None) for i in range(a.ndim))]


def expand(g: Array, shape: tuple[int, ...], axis: Axes) -> Array:
    """Give every element that a reduction over `axis` took together the one value it became."""
    if axis is not None and g.ndim != len(shape):
        g = g.reshape([1 if i in axis else n for i, n in enumerate(shape)])
    out = np.empty(shape, g.dtype)
    out[...] = g
    return out


def ties(g: Array, a: Array, extreme: Array, axis: Axes) -> Array:
    """Where a is the extreme of its reduction, g over the number of places that share it; elsewhere 0. A NaN is extreme."""
    hit = (a == extreme) | ((a != a) & (extreme != extreme))  # noqa: PLR0124 (only a NaN differs from itself)
    return np.where(hit, g / total(hit, axis).astype(a.dtype), g.dtype.type(0))


def transpose(a: Array, axes: tuple[int, ...]) -> Array:
    """a with its axes in the order given."""
    return a.transpose(axes)


def inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    """The order of axes that undoes `axes`."""
    return tuple(sorted(range(len(axes)), key=axes.__getitem__))


def in_order(a: Array) -> Array:
    """a, or a copy whose elements lie in memory in the order of its axes: then view() has what it needs, as in PyTorch."""
    return np.asarray(a, order="C")


def take(a: Array, index: Any) -> Array:
    """a[index]"""
    return a[index]


def put(a: Array, b: Array | float, index: Any) -> Array:
    """A copy of a, with b at `index`."""
    out = a.copy()
    out[index] = b
    return out


def is_basic(index: Any) -> bool:
    """Whether an index names every element at most once: numbers, slices, … and None, but no arrays."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(part is None or part is ... or isinstance(part, slice | int | np.integer) for part in parts)


def scatter(g: Array, index: Any, shape: tuple[int, ...]) -> Array:
    """Zeros of `shape` to which g is added at `index`; an element named twice gets both."""
    if is_basic(index) or getattr(index, "dtype", None) == bool:
        out = np.zeros(shape, g.dtype)
        out[index] = g
        return out
    size = math.prod(shape)
    if size > 16 * g.size:  # few out of many
        out = np.zeros(shape, g.dtype)
        np.add.at(out, index, g)
        return out
    # bincount adds in float64, and in a quarter of the time that add.at takes
    places = np.arange(size).reshape(shape)[index]
    return np.bincount(places.ravel(), g.ravel(), size).astype(g.dtype).reshape(shape)


def part(g: Array, axis: int, bounds: tuple[int, ...], i: int) -> Array:
    """What of a concatenation came from its i-th piece."""
    return g[(slice(None),) * axis + (slice(bounds[i], bounds[i + 1]),)]


def layer(g: Array, axis: int, i: int) -> Array:
    """What of a stack came from its i-th piece."""
    return g[(slice(None),) * axis + (i,)]


def softmax(a: Array, axis: int) -> Array:
    """exp(a) over its sum, shifted by the maximum so that exp stays finite."""
    y = np.subtract(a, largest(a, axis), order="C")
    np.exp(y, y)
    y /= total(y, (axis,))
    return y


def log_softmax(a: Array, axis: int) -> Array:
    """The logarithm of softmax, without taking one of a number that underflowed to 0."""
    y = np.subtract(a, largest(a, axis), order="C")
    y -= np.log(total(np.exp(y), (axis,)))
    return y


def centred(a: Array, axis: Axes) -> Array:
    """a less its mean."""
    return a - mean(a, axis)


def spread(centred: Array, axis: Axes, eps: float) -> Array:
    """The root of the variance of what has the mean 0, to which eps is added; finite also where the squares are not."""
    with np.errstate(over="ignore"):
        variance = mean(centred * centred, axis)
    if _max(variance, None) < math.inf:
        return np.sqrt(variance + eps)
    largest = _max(np.abs(centred), axis, None, None, True)
    largest = np.where(largest > 0, largest, centred.dtype.type(1))
    centred = centred / largest
    return largest * np.sqrt(mean(centred * centred, axis) + eps / largest / largest)


def _at_classes(target: Array, axis: int) -> tuple[Array, ...]:
    """An index of the elements that `target` names along `axis`, one for each place along the others."""
    places = [
        np.arange(n).reshape([-1 if i == k else 1 for k in range(target.ndim)])
        for i, n in enumerate(target.shape)
    ]
    return (*places[:axis], target, *places[axis:])


def onehot(target: Array, shape: tuple[int, ...], axis: int, dtype: Any) -> Array:
    """1 at the target class along `axis`, 0 elsewhere."""
    out = np.zeros(shape, dtype)
    out[_at_classes(target, axis)] = 1
    return out


def chosen(a: Array, target: Array, axis: int) -> Array:
    """What a holds at the target class along `axis`."""
    return a[_at_classes(target, axis)]


def prod(a: Array, axis: Axes, keepdims: bool) -> Array:
    """The product."""
    return _prod(a, axis, None, None, keepdims)


def rounded(a: Array) -> Array:
    """To the nearest whole number, of two the even one; ints stay ints."""
    return np.rint(a) if a.dtype.kind == "f" else a.copy()


def over(g: Array, y: Array) -> Array:
    """g / y, but 0 where y is 0: there a root has no slope, and PyTorch's is 0."""
    return np.where(y == 0, g.dtype.type(0), g / y)


def norm(a: Array, axis: Axes, keepdims: bool) -> Array:
    """The root of the sum of the squares; of one element its size, even where its square is not a number."""
    if count(a.shape, axis) == 1:
        return _sum(np.abs(a), axis, None, None, keepdims)
    return np.sqrt(total(a * a, axis, keepdims))


def p_norm(a: Array, p: float, axis: Axes, keepdims: bool) -> Array:
    """The p-th root of the sum of the p-th powers; of one element its size."""
    if count(a.shape, axis) == 1:
        return _sum(np.abs(a), axis, None, None, keepdims)
    return total(np.abs(a) ** p, axis, keepdims) ** (1 / p)


def remainder(a: Array, b: Array | float) -> Array:
    """What is left, with the sign of b; a 0 keeps that of a, as in PyTorch."""
    if np.result_type(a, b).kind != "f":
        return np.remainder(a, b)
    left = np.fmod(a, b)
    return np.where((left != 0) & ((left < 0) != (np.asarray(b) < 0)), left + b, left)


def steepness(a: Array, y: Array, p: float) -> Array:
    """How much the p-norm y grows with the size of an element: (|a| / y) to the p − 1, but 0 for a 0."""
    return np.where((a == 0) | (y == 0), a.dtype.type(0), (np.abs(a) / y) ** (p - 1))


def logsumexp(a: Array, axis: Axes, keepdims: bool) -> Array:
    """The logarithm of the sum of the exponentials, shifted by the maximum so that they stay finite."""
    top = _max(a, axis, None, None, True, initial=-math.inf)
    top = np.where(np.isfinite(top), top, a.dtype.type(0))
    y = np.log(total(np.exp(a - top), axis, keepdims))
    return y + (top if keepdims else top.reshape(np.shape(y)))


def _so_far_in_float64(function: Any) -> Any:
    def so_far(a: Array, axis: int) -> Array:
        return (
            function(a, axis, np.float64).astype(a.dtype, "C") if a.dtype.kind == "f" else function(a, axis)
        )

    return so_far


cumsum, cumprod = _so_far_in_float64(np.cumsum), _so_far_in_float64(np.cumprod)


def _so_far(a: Array, axis: int) -> Array:
    """At every place, the product of what comes before it along an axis."""
    out = np.ones_like(a)
    at = (slice(None),) * axis
    out[(*at, slice(1, None))] = cumprod(a[(*at, slice(None, -1))], axis)
    return out


def others(a: Array, axis: Axes) -> Array:
    """For every element, the product of all the others that a reduction over `axis` takes together; right where some are 0."""
    axes = tuple(range(a.ndim)) if axis is None else axis
    last = tuple(range(a.ndim - len(axes), a.ndim))
    flat = np.moveaxis(a, axes, last)
    row = flat.reshape(*flat.shape[: a.ndim - len(axes)], -1)
    at = row.ndim - 1
    product = _so_far(row, at) * _so_far(row[..., ::-1], at)[..., ::-1]
    return np.moveaxis(product.reshape(flat.shape), last, axes)


def following(g: Array, axis: int) -> Array:
    """At every place, the sum of it and of what follows along an axis."""
    return np.flip(cumsum(np.flip(g, axis), axis), axis)


def followed(g: Array, a: Array, axis: int) -> Array:
    """The gradient of a cumulative product: of each place that has an element as a factor, the other factors."""
    back, a = np.moveaxis(g, axis, 0).copy(), np.moveaxis(a, axis, 0)
    for k in range(len(back) - 2, -1, -1):
        back[k] += a[k + 1] * back[k + 1]
    return np.moveaxis(back * _so_far(a, 0), 0, axis)


def diagonal(a: Array, offset: int, axis1: int, axis2: int) -> Array:
    """The elements whose places along two axes differ by the offset, as the last axis: a view that can be written to."""
    view = a.diagonal(offset, axis1, axis2)
    view.flags.writeable = a.flags.writeable
    return view


def on_diagonal(g: Array, shape: tuple[int, ...], offset: int, axis1: int, axis2: int) -> Array:
    """Zeros of `shape`, but g on the diagonal."""
    out = np.zeros(shape, g.dtype)
    diagonal(out, offset, axis1, axis2)[...] = g
    return out


def cofactors(a: Array) -> Array:
    """Of matrices, the determinants without row i and column j, with their signs: what each element is multiplied by in the determinant."""
    n = a.shape[-1]
    out = np.empty_like(a)
    for i, j in np.ndindex(n, n):
        rest = np.delete(np.delete(a, i, -2), j, -1)
        out[..., i, j] = (-1) ** (i + j) * np.linalg.det(rest)
    return out


def add_at(a: Array, b: Array | float, index: Any) -> Array:
    """A copy of a, with b added at `index`, as often as an element is named."""
    out = a.copy()
    np.add.at(out, index, b)
    return out


# fmt: off
ARRAYS: Mapping[str, Any] = {
    **{name: getattr(np, name) for name in (
        "exp", "log", "sqrt", "sin", "cos", "tanh", "maximum", "minimum",
        "abs", "where", "broadcast_to", "matvec", "vecmat", "concatenate", "stack", "tril", "triu", "copy",
        "floor_divide", "tan", "sinh", "cosh", "exp2", "expm1", "log2", "log10", "log1p", "hypot",
        "floor", "ceil", "trunc", "fmod", "logaddexp",
    )},
    **{function.__name__: function for function in (
        sigmoid, Phi, phi, sign, outer, count, mean, var, std, expand, ties, transpose, inverse,
        take, put, scatter, part, layer, softmax, log_softmax, centred, spread, onehot, chosen,
        over, norm, p_norm, steepness, remainder, logsumexp, others, following, followed, add_at, diagonal, on_diagonal,
        erf, cofactors,
    )},
    **WINDOWS,
    **near_normal(sigmoid, np.minimum, np.maximum),
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "round": rounded,
    "sum": total,
    "cumsum": cumsum,
    "cumprod": cumprod,
    "prod": prod,
    "max": _max,
    "min": np.minimum.reduce,
    "astype": np.ndarray.astype,
    "inv": np.linalg.inv,
    "det": np.linalg.det,
    "reshape": np.ndarray.reshape,
}
# fmt: on

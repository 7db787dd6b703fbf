"""③ What the rules of reductions and of products along axes call, over Tensors: see on_tensors.py and rules/on_arrays.py."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Any

import numpy as np

from ..rules import on_arrays
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from ..rules.on_arrays import inverse
from .elementwise import chosen
from .graph import TensorBase, beside, result
from .picking import picked, placed


def constant(like: Any, array: Any) -> Any:
    """A tensor without a history, of the class of another."""
    return beside(like._class, np.asarray(array))


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


def spread(centred: Any, axis: Any, eps: float) -> Any:
    """As in on_arrays: the root of the variance, scaled where the squares would not be finite."""
    with np.errstate(over="ignore"):
        if (centred._data * centred._data).max(initial=0) < math.inf:
            return (mean(centred * centred, axis) + eps).sqrt()
    largest = np.abs(centred._data).max(axis, keepdims=True)
    largest = constant(centred, np.where(largest > 0, largest, centred._data.dtype.type(1)))
    small = centred / largest
    return largest * (mean(small * small, axis) + eps / largest / largest).sqrt()


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


def total(a: Any, axis: Any) -> Any:
    """The sum; the axis stays."""
    return a.sum(axis, keepdim=True)


def mean(a: Any, axis: Any) -> Any:
    """The mean; the axes stay."""
    return a.mean(axis, keepdim=True)

"""② Sums, orders and statistics."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...tensor.dtypes import INT
from ...tensor.graph import TensorBase, beside
from ...tensor.parts import narrow, select
from ...tensor.picking import along
from ...tensor.shaping import axis_of
from ..functions import returned, where
from ..nodes import entitle


def _ints(input: Any, found: Any) -> Any:
    return beside(input._class, np.asarray(found, INT))


def std_mean(input: Any, *args: Any, **named: Any) -> tuple[Any, Any]:
    """Standard deviation and mean."""
    return _spread_mean(input.std, input, args, named)


def var_mean(input: Any, *args: Any, **named: Any) -> tuple[Any, Any]:
    """Variance and mean."""
    return _spread_mean(input.var, input, args, named)


def _spread_mean(spread: Any, input: Any, args: Any, named: Any) -> tuple[Any, Any]:
    dim = named.get("dim", args[0] if args and not isinstance(args[0], bool) else None)
    keepdim = named.get("keepdim", args[2] if len(args) > 2 else False)
    return spread(*args, **named), input.mean(dim, keepdim)


def nansum(input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """The sum of what is not NaN."""
    return entitle(where(input.isnan(), 0.0, input).sum(dim, keepdim, dtype=dtype), "NansumBackward0")


def nanmean(input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """The mean of what is not NaN."""
    return nansum(input, dim, keepdim, dtype=dtype) / (~input.isnan()).sum(dim, keepdim)


def aminmax(input: Any, *, dim: int | None = None, keepdim: bool = False) -> Any:
    """The smallest and the largest."""
    return returned("aminmax", ("min", "max"), input.amin(dim, keepdim), input.amax(dim, keepdim))


def cummax(input: Any, dim: int) -> Any:
    """At every place, the largest so far, and where it is: the last of equal ones."""
    return _running("cummax", input, dim, np.greater_equal)


def cummin(input: Any, dim: int) -> Any:
    """At every place, the smallest so far, and where it is: the last of equal ones."""
    return _running("cummin", input, dim, np.less_equal)


def _running(name: str, input: Any, dim: int, better: Any) -> Any:
    at = axis_of(name, dim, input._data.ndim)
    rows = np.moveaxis(np.atleast_1d(input._data), at, 0)
    best, found = np.zeros(rows.shape[1:], INT), []
    for i, row in enumerate(rows):
        now = np.take_along_axis(rows, best[None], 0)[0]
        best = np.where((better(row, now) & (now == now)) | (row != row), i, best)  # noqa: PLR0124 (NaN)
        found.append(best)
    places = np.moveaxis(np.array(found, INT).reshape(rows.shape), 0, at)
    values = along(input, places, at) if input._data.ndim else input.clone()
    return returned(name, ("values", "indices"), values, _ints(input, places.reshape(input._data.shape)))


def logcumsumexp(input: Any, dim: int) -> Any:
    """log Σ exp of what has come so far along the axis."""
    top = input.detach().amax(dim, keepdim=True)
    return (input - top).exp().cumsum(dim).log() + top


def kthvalue(input: Any, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """The k-th in order, and where it is."""
    both = input.sort(dim)
    return returned("kthvalue", ("values", "indices"), *(_at(one, dim, k - 1, keepdim) for one in both))


def _at(one: Any, dim: int, place: int, keepdim: bool) -> Any:
    if not one._data.ndim:
        return one
    found = select(one, dim, place)
    return found.unsqueeze(dim) if keepdim else found


def mode(input: Any, dim: int = -1, keepdim: bool = False) -> Any:
    """The number that is most often there, of several the smallest, and the last place where it is."""
    at = axis_of("mode", dim, input._data.ndim)
    rows = np.moveaxis(np.atleast_1d(input._data), at, -1)
    found = np.empty(rows.shape[:-1], INT)
    for place in np.ndindex(found.shape):
        numbers, counts = np.unique(rows[place], return_counts=True)
        found[place] = np.flatnonzero(rows[place] == numbers[counts.argmax()])[-1]
    if not input._data.ndim:
        return returned("mode", ("values", "indices"), input.clone(), _ints(input, 0))
    places = np.expand_dims(found, at)
    values, indices = along(input, places, at), _ints(input, places)
    both = (values, indices) if keepdim else (values.squeeze(at), indices.squeeze(at))
    return returned("mode", ("values", "indices"), *both)


def msort(input: Any) -> Any:
    """In order along the first axis."""
    return input.sort(0).values


def quantile(
    input: Any, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Any:
    """What a share q of the elements does not exceed; between two, by a straight line."""
    return _quantile(input, q, dim, keepdim, interpolation)


def _quantile(input: Any, q: Any, dim: int | None, keepdim: bool, interpolation: str) -> Any:
    shares = q._data if isinstance(q, TensorBase) else np.asarray(q, input._data.dtype)
    flat = input.reshape(-1) if dim is None else input
    at = axis_of("quantile", dim or 0, flat._data.ndim)
    ordered, last = flat.sort(at).values, flat._data.shape[at] - 1
    found = []
    for share in shares.reshape(-1).tolist():
        if not 0 <= share <= 1:
            raise RuntimeError("quantile() q values must be in the range [0, 1]")
        place = share * last
        low, high = math.floor(place), math.ceil(place)
        weight = {"lower": 0.0, "higher": 1.0, "midpoint": 0.5, "nearest": float(round(place) - low)}.get(
            interpolation, place - low
        )
        left, right = select(ordered, at, low), select(ordered, at, high)
        one = left if low == high else left + (right - left) * weight
        found.append(one.unsqueeze(at) if keepdim and dim is not None else one)
    if keepdim and dim is None:
        found = [one.reshape((1,) * input._data.ndim) for one in found]
    from ...tensor.functions import stack

    return stack(found, 0) if shares.ndim else found[0]


def nanmedian(input: Any, dim: int | None = None, keepdim: bool = False) -> Any:
    """The median of what is not NaN; of all elements."""
    if dim is not None:
        raise NotImplementedError(
            "nanmedian: over one axis it is not there; median() is, and nanmedian() of all"
        )
    return input[~input.isnan()].median()


def histc(input: Any, bins: int = 100, min: float = 0, max: float = 0) -> Any:
    """How many elements lie in each of so many stretches of one length."""
    data = input._data
    if min == max == 0 and data.size:
        min, max = float(data.min()), float(data.max())
    if min == max:
        min, max = min - 1, max + 1
    found = np.histogram(data, bins, (min, max))[0]
    return beside(input._class, found.astype(data.dtype))


def unique_consecutive(
    input: Any, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """Without what equals its neighbour in front; with it, where each element has gone, and how many have."""
    data = input._data.reshape(-1)
    new = np.concatenate([[True], data[1:] != data[:-1]]) if data.size else np.zeros(0, bool)
    made = [beside(input._class, data[new])]
    if return_inverse:
        made.append(_ints(input, (np.cumsum(new) - 1).reshape(input._data.shape)))
    if return_counts:
        made.append(_ints(input, np.diff(np.append(np.flatnonzero(new), data.size))))
    return tuple(made) if len(made) > 1 else made[0]


def searchsorted(
    sorted_sequence: Any,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Any = None,
) -> Any:
    """Where each number would have to stand in a row that is in order: before equal ones, or (right) behind them."""
    row = sorted_sequence._data
    numbers = input._data if isinstance(input, TensorBase) else np.asarray(input)
    how = side or ("right" if right else "left")
    if row.ndim == 1:
        found = np.searchsorted(row, numbers, how)
    else:
        pairs = zip(row.reshape(-1, row.shape[-1]), numbers.reshape(-1, numbers.shape[-1]), strict=True)
        found = np.array([np.searchsorted(one, some, how) for one, some in pairs]).reshape(numbers.shape)
    return beside(sorted_sequence._class, np.asarray(found, np.int32 if out_int32 else INT))


def bucketize(input: Any, boundaries: Any, *, out_int32: bool = False, right: bool = False) -> Any:
    """Between which boundaries each number lies."""
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


def diff(input: Any, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """What each element has more than the one before."""
    from ...tensor.functions import concatenate

    parts = [one for one in (prepend, input, append) if one is not None]
    made = concatenate(parts, dim) if len(parts) > 1 else input
    for _ in range(n):
        length = made._data.shape[dim]
        first, second = (
            narrow(made, dim, 0, max(length - 1, 0)),
            narrow(made, dim, min(1, length), max(length - 1, 0)),
        )
        made = second ^ first if made._data.dtype.kind == "b" else second - first
    return made


def cov(input: Any, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Any:
    """How the rows vary together: Σ (a − mean a)(b − mean b) / (count − correction)."""
    if fweights is not None or aweights is not None:
        raise NotImplementedError("cov: fweights and aweights are not there; rows and correction are")
    rows = input if input._data.ndim == 2 else input.reshape(1, -1)
    away = rows - rows.mean(1, keepdim=True)
    made = away @ away.mT / max(rows._data.shape[1] - correction, 0)
    return made if input._data.ndim == 2 else made.reshape(())


def corrcoef(input: Any) -> Any:
    """The same, over the deviations of both: from −1 to 1."""
    made = cov(input)
    if not made._data.ndim:
        return made / made
    spread = made.diagonal().sqrt()
    return (made / spread[:, None] / spread[None, :]).clamp(-1, 1)


def renorm(input: Any, p: float, dim: int, maxnorm: float) -> Any:
    """Every part along the axis made shorter, where its norm is above maxnorm."""
    axes = [i for i in range(input._data.ndim) if i != axis_of("renorm", dim, input._data.ndim)]
    sizes = (input.abs() ** p).sum(tuple(axes), keepdim=True) ** (1 / p)
    return input * where(sizes > maxnorm, maxnorm / (sizes + 1e-7), 1.0)


def trapezoid(y: Any, x: Any = None, *, dx: float = 1, dim: int = -1) -> Any:
    """The area below the line through points."""
    length = y._data.shape[dim]
    heights = narrow(y, dim, 1, length - 1) + narrow(y, dim, 0, length - 1)
    return (heights * (dx if x is None else diff(x, dim=-1 if x._data.ndim == 1 else dim))).sum(dim) / 2


trapz = trapezoid


def scatter_reduce(
    input: Any, dim: int, index: Any, src: Any, reduce: str, *, include_self: bool = True
) -> Any:
    """scatter_add(), or the product, mean, largest or smallest of what goes to a place and was there."""
    if reduce == "sum" and include_self:
        return input.scatter_add(dim, index, src)
    if reduce == "mean" and include_self:
        ones = src.detach() * 0 + 1
        return input.scatter_add(dim, index, src) / (input.detach() * 0 + 1).scatter_add(dim, index, ones)
    if reduce not in ("amax", "amin", "prod") or input._requires or src._requires:
        raise NotImplementedError(
            f"scatter_reduce: {reduce!r} is not there with gradients, or without include_self; 'sum' and 'mean' are"
        )
    ufunc = {"amax": np.maximum, "amin": np.minimum, "prod": np.multiply}[reduce]
    made = input._data.copy()
    places = list(np.ogrid[tuple(slice(n) for n in index._data.shape)])
    places[dim] = index._data
    part = src._data[tuple(slice(n) for n in index._data.shape)]
    if not include_self:
        made[tuple(places)] = {"amax": -np.inf, "amin": np.inf, "prod": 1}[reduce]
    ufunc.at(made, tuple(places), part)
    return beside(input._class, made)

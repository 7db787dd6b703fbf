"""② Pooling of torch.nn.functional: of every window the largest, which is picked, or the mean."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from ...tensor.graph import beside
from ...tensor.picking import picked
from ...tensor.reducing import must_be_floats
from .convolving import windows
from .padding import constant
from .sizes import axes_must_be, each
from .titles import give


def _count(length: int, kernel: int, stride: int, padding: int, dilation: int, ceil: bool) -> int:
    """How many windows; with `ceil` one that is only partly inside counts, too, if it begins inside."""
    room = length + 2 * padding - dilation * (kernel - 1) - 1
    count = -(-room // stride) + 1 if ceil else room // stride + 1
    return count - 1 if ceil and (count - 1) * stride >= length + padding else count


def _window(
    name: str, input: Any, n: int, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil: bool
) -> Any:
    axes_must_be(name, input, n)
    kernel, padding, dilation = each(kernel, n), each(padding, n), each(dilation, n)
    stride = kernel if stride is None or stride == [] else each(stride, n)
    if not all(stride):
        raise RuntimeError("stride should not be zero")
    for k, p, d in zip(kernel, padding, dilation, strict=True):
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if p > (d * (k - 1) + 1) // 2:
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}"
            )
    lengths = input._data.shape[-n:]
    counts = tuple(
        _count(*each_axis, ceil) for each_axis in zip(lengths, kernel, stride, padding, dilation, strict=True)
    )
    if min(counts) < 1:
        plane = input._data.shape[-n - 1]
        sizes = ["x".join(map(str, (plane, *one))) for one in (lengths, counts)]
        raise RuntimeError(
            f"Given input size: ({sizes[0]}). Calculated output size: ({sizes[1]}). Output size is too small"
        )
    return kernel, stride, padding, dilation, counts


def chosen(input: Any, places: Any, n: int) -> Any:
    """The elements at these places of every plane, which has n axes, counted through it."""
    shape = input._data.shape
    size, lead = math.prod(shape[-n:]), shape[:-n]
    planes = np.arange(math.prod(lead)).reshape(*lead, *(1,) * n) * size
    return picked(input.reshape(-1), (planes + places,))


def _largest(data: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, counts: Any) -> Any:
    """Where the largest of every window is, counted through the plane; of equal ones the first."""
    n = len(kernel)
    lengths = data.shape[-n:]
    steps = [math.prod(lengths[i + 1 :]) for i in range(n)]
    best = np.full((*data.shape[:-n], *counts), -math.inf if data.dtype.kind == "f" else 0, data.dtype)
    places = np.full(best.shape, -1)
    for offset in itertools.product(*map(range, kernel)):
        into: list[Any] = []
        outof: list[Any] = []
        here: Any = np.zeros((1,) * n, int)
        for i, (o, d, p, s) in enumerate(zip(offset, dilation, padding, stride, strict=True)):
            begin = o * d - p  # where the first window has this place
            low = max(0, -(begin // s))
            high = min(counts[i], (lengths[i] - 1 - begin) // s + 1)
            into.append(slice(low, high))
            outof.append(slice(begin + low * s, begin + (high - 1) * s + 1 if high > low else 0, s))
            along = (begin + np.arange(low, high) * s) * steps[i]
            here = here + along.reshape([-1 if k == i else 1 for k in range(n)])
        if any(one.stop <= one.start for one in into):
            continue
        value, top, where = data[(..., *outof)], best[(..., *into)], places[(..., *into)]
        better = (value > top) | (where < 0) | (value != value)  # noqa: PLR0124 (a NaN wins)
        np.copyto(top, value, where=better)
        np.copyto(where, here, where=better)
    return places


def _max_of(n: int) -> Any:
    def max_pool(
        input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:  # fmt: skip
        window = _window(f"max_pool{n}d", input, n, kernel_size, stride, padding, dilation, ceil_mode)
        places = _largest(input._data, *window)
        y = chosen(input, places, n)
        return (y, beside(input._class, places)) if return_indices else y

    return documented(
        max_pool, f"max_pool{n}d",
        "The largest of every window over the last axes; the first of equal ones gets the gradient. stride: kernel_size, "
        "if None. return_indices: also where they are, counted through the plane. Errors: RuntimeError.",
    )  # fmt: skip


def average(n: int) -> Any:
    """The mean pooling of n axes."""

    def avg_pool(
        input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
        count_include_pad: bool = True, divisor_override: int | None = None,
    ) -> Any:  # fmt: skip
        must_be_floats(f"avg_pool{n}d", input)
        kernel, step, pad, ones, counts = _window(
            f"avg_pool{n}d", input, n, kernel_size, stride, padding, 1, ceil_mode
        )
        lengths = input._data.shape[-n:]
        ends = [
            (p, max((m - 1) * s + k - length - p, 0))
            for p, m, s, k, length in zip(pad, counts, step, kernel, lengths, strict=True)
        ]
        around = any(map(any, ends))
        if around:
            input = constant(input, [(0, 0)] * (input._data.ndim - n) + ends, 0)
        seen = windows(input, kernel, step, ones)
        seen = (
            seen[(..., *(slice(m) for m in counts), *(slice(None),) * n)]
            if seen._data.shape[-2 * n : -n] != counts
            else seen
        )
        axes = tuple(range(-n, 0))
        if not around and divisor_override is None:
            return seen.mean(axes)
        if divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        total = seen.sum(axes)
        if divisor_override is not None:
            return total / divisor_override
        sizes: Any = 1
        for i, (m, s, k, p, length) in enumerate(zip(counts, step, kernel, pad, lengths, strict=True)):
            begin = np.arange(m) * s - p
            end = np.minimum(begin + k, length + p)
            if not count_include_pad:
                begin, end = np.maximum(begin, 0), np.minimum(end, length)
            sizes = sizes * (end - begin).reshape([-1 if j == i else 1 for j in range(n)])
        return total / beside(input._class, sizes.astype(input._data.dtype))

    return documented(
        avg_pool, f"avg_pool{n}d",
        "The mean of every window over the last axes. stride: kernel_size, if None. count_include_pad: whether the zeros of "
        "the padding count; divisor_override: what to divide by. Errors: RuntimeError.",
    )  # fmt: skip


def _lp_of(n: int) -> Any:
    def lp_pool(
        input: Any, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
    ) -> Any:
        kernel = each(kernel_size, n)
        mean = average(n)(input**norm_type, kernel, stride, 0, ceil_mode)
        return ((mean.sign() * mean.abs().relu()) * math.prod(kernel)) ** (1.0 / norm_type)

    return documented(lp_pool, f"lp_pool{n}d", "(Σ x^p)^(1/p) of every window over the last axes.")


def _unpool_of(n: int) -> Any:
    def max_unpool(
        input: Any,
        indices: Any,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        output_size: Any = None,
    ) -> Any:
        kernel, pad = each(kernel_size, n), each(padding, n)
        step = kernel if stride is None else each(stride, n)
        lead, lengths = input._data.shape[:-n], input._data.shape[-n:]
        usual = [(m - 1) * s - 2 * p + k for m, s, p, k in zip(lengths, step, pad, kernel, strict=True)]
        wanted = usual if output_size is None else list(output_size)[-n:]
        zeros = beside(input._class, np.zeros((*lead, math.prod(wanted)), input._data.dtype))
        flat = zeros.scatter(-1, indices.reshape(*lead, -1), input.reshape(*lead, -1))
        return flat.reshape(*lead, *wanted)

    return documented(
        max_unpool, f"max_unpool{n}d", "Zeros, but what max_pool picked at the places it was picked from."
    )


def documented(function: Any, name: str, words: str) -> Any:
    """The function under this name, with these words."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = words
    return function


max_pool1d, max_pool2d, max_pool3d = (_max_of(n) for n in (1, 2, 3))
avg_pool1d, avg_pool2d, avg_pool3d = (average(n) for n in (1, 2, 3))
lp_pool1d, lp_pool2d, lp_pool3d = (_lp_of(n) for n in (1, 2, 3))
max_unpool1d, max_unpool2d, max_unpool3d = (_unpool_of(n) for n in (1, 2, 3))

__all__ = [f"{kind}_pool{n}d" for kind in ("max", "avg", "lp") for n in (1, 2, 3)] + [
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
]
give(globals())

"""② Convolutions of torch.nn.functional: each the row "conv" of the array table, or its other way round, a product and the row "overlap"."""

from __future__ import annotations

import math
from typing import Any

from ...rules.array_table import ARRAY_OPS
from ...rules.kernel import of_arrays
from ...tensor.graph import result
from .padding import constant
from .sizes import axes_must_be, batched, each
from .titles import give

_conv, _overlap, _windows = (of_arrays(ARRAY_OPS[name]) for name in ("conv", "overlap", "windows"))


def windows(input: Any, kernel: Any, stride: Any, dilation: Any) -> Any:
    """(…, *S) → (…, *positions, *kernel): what every window sees. Not a view for others to keep."""
    window = (kernel, stride, dilation)
    y = _windows.forward(input._data, window)
    return result(input, _windows, y, input._requires, (window,), (input,))


def overlap(input: Any, shape: Any, kernel: Any, stride: Any, dilation: Any) -> Any:
    """(…, *positions, *kernel) → `shape`: what every window has, added where it is."""
    window = (kernel, stride, dilation)
    y = _overlap.forward(input._data, shape, window)
    return result(input, _overlap, y, input._requires, (shape, window), (input,))


def _same(kernel: Any, dilation: Any) -> list[tuple[int, int]]:
    """The padding at both ends with which there are as many windows as places; of an odd number, one more at the end."""
    totals = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    return [(total // 2, total - total // 2) for total in totals]


def ends_of(padding: Any, kernel: Any, stride: Any, dilation: Any) -> list[tuple[int, int]]:
    n = len(kernel)
    if padding == "same":
        if any(step != 1 for step in stride):
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        return _same(kernel, dilation)
    if isinstance(padding, str):
        if padding != "valid":
            raise RuntimeError(f"Invalid padding string: '{padding}'")
        return [(0, 0)] * n
    return [(p, p) for p in each(padding, n)]


def _check(name: str, n: int, input: Any, weight: Any, bias: Any, how: str, depth: int, out: int) -> None:
    axes_must_be(name, input, n)
    shape, size = [*input._data.shape], [*weight._data.shape]
    if len(size) != n + 2:
        raise RuntimeError(
            f"expected a weight with {n + 2} axes in {name}, but got a weight of size {size} and an input of size {shape}"
        )
    if input._data.dtype != weight._data.dtype:
        raise RuntimeError(f"Input type ({input.dtype}) and weight type ({weight.dtype}) should be the same")
    if shape[-n - 1] != depth:
        raise RuntimeError(
            f"Given {how}, weight of size {size}, expected input{shape} to have {depth} channels, "
            f"but got {shape[-n - 1]} channels instead"
        )
    if bias is not None and bias._data.shape != (out,):
        raise RuntimeError(
            f"Given weight of size {size}, expected bias to be 1-dimensional with {out} elements, but got bias of size "
            f"{[*bias._data.shape]} instead"
        )


def _added(y: Any, bias: Any, n: int) -> Any:
    return y if bias is None else y + bias.reshape(-1, *(1,) * n)


def _of(n: int) -> Any:
    name = f"conv{n}d"

    def conv(
        input: Any,
        weight: Any,
        bias: Any = None,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Any:
        depth = weight._data.shape[1] * groups if weight._data.ndim > 1 else 0
        _check(name, n, input, weight, bias, f"groups={groups}", depth, weight._data.shape[0])
        filters = weight._data.shape
        if groups < 1 or filters[0] % groups:
            raise RuntimeError(
                f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size "
                f"[{[*filters]}] instead"
            )
        kernel, stride, dilation = filters[2:], each(stride, n), each(dilation, n)
        if min(stride) < 1:
            raise RuntimeError("non-positive stride is not supported")
        if min(dilation) < 1:
            raise RuntimeError("non-positive dilation is not supported")
        ends = ends_of(padding, kernel, stride, dilation)
        if min(map(min, ends)) < 0:
            raise RuntimeError("negative padding is not supported")

        def filtered(x: Any) -> Any:
            if any(any(pair) for pair in ends):
                x = constant(x, [(0, 0), (0, 0), *ends], 0)
            lengths, spans = (
                x._data.shape[2:],
                [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)],
            )
            if any(span > length for span, length in zip(spans, lengths, strict=True)):
                raise RuntimeError(
                    f"Calculated padded input size per channel: ({' x '.join(map(str, lengths))}). Kernel size: "
                    f"({' x '.join(map(str, spans))}). Kernel size can't be greater than actual input size"
                )
            parameters = ((kernel, stride, dilation), groups, filters)
            y = _conv.forward(x._data, weight._data, *parameters)
            out = result(x, _conv, y, x._requires + 2 * weight._requires, parameters, (x, weight))
            return _added(out, bias, n)

        return batched(input, n + 2, filtered)

    conv.__name__ = conv.__qualname__ = name
    conv.__doc__ = (
        f"Every window of input (N, C, {'…' * n}) times every filter of weight (O, C / groups, …), summed, plus bias (O). "
        "padding: ints, 'valid' (0) or 'same'. Errors: RuntimeError for shapes that do not fit."
    )
    return conv


def _transposed(n: int) -> Any:
    name = f"conv_transpose{n}d"

    def conv_transpose(
        input: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, output_padding: Any = 0,
        groups: int = 1, dilation: Any = 1,
    ) -> Any:  # fmt: skip
        size = weight._data.shape
        _check(
            name, n, input, weight, bias, "transposed=1", size[0], size[1] * groups if len(size) > 1 else 0
        )
        kernel, stride, dilation = size[2:], each(stride, n), each(dilation, n)
        padding, more = each(padding, n), each(output_padding, n)
        if any(m >= max(s, d) for m, s, d in zip(more, stride, dilation, strict=True)):
            raise RuntimeError("output padding must be smaller than either stride or dilation")

        def spread(x: Any) -> Any:
            many, positions = len(x._data), x._data.shape[2:]
            count = math.prod(positions)
            depth, out = size[0] // groups, size[1]
            filters = weight.reshape(groups, depth, -1).mT
            seen = (filters @ x.reshape(many, groups, depth, count)).reshape(
                many, groups * out, *kernel, *positions
            )
            seen = seen.permute(0, 1, *range(2 + n, 2 + 2 * n), *range(2, 2 + n))
            lengths = [
                (m - 1) * s + d * (k - 1) + 1
                for m, k, s, d in zip(positions, kernel, stride, dilation, strict=True)
            ]
            y = overlap(seen, (many, groups * out, *lengths), kernel, stride, dilation)
            if any(padding) or any(more):
                ends = [(-p, m - p) for p, m in zip(padding, more, strict=True)]
                y = constant(y, [(0, 0), (0, 0), *ends], 0)
                y = y if y._data.flags.c_contiguous else y.contiguous()
            return _added(y, bias, n)

        return batched(input, n + 2, spread)

    conv_transpose.__name__ = conv_transpose.__qualname__ = name
    conv_transpose.__doc__ = (
        "What a convolution with these filters does to gradients: every element of input (N, C, …) times every filter of "
        "weight (C, O / groups, …), added up where the filter's window is, plus bias (O)."
    )
    return conv_transpose


conv1d, conv2d, conv3d = (_of(n) for n in (1, 2, 3))
conv_transpose1d, conv_transpose2d, conv_transpose3d = (_transposed(n) for n in (1, 2, 3))


__all__ = ["conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d"]
give(globals())

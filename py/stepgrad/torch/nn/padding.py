"""② Padding of torch.nn: more places round a tensor, with a number in them or what lies inside."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ...rules.array_table import ARRAY_OPS
from ...rules.kernel import of_arrays
from ...tensor.graph import beside, result
from ...tensor.picking import placed
from .module import Module
from .sizes import of_axes
from .titles import give

_put = of_arrays(ARRAY_OPS["put"])
# PyTorch's words → NumPy's, and how much more than the axis's length is too much
_MODES = {"reflect": ("reflect", 0), "replicate": ("edge", None), "circular": ("wrap", 1)}


def pad(input: Any, pad: Any, mode: str = "constant", value: float | None = None) -> Any:
    """More places at both ends of the last axes: pad is (left, right) of the last one, then of the one before it, …; less, if negative.

    mode: "constant" puts `value` (0) there; "reflect" what lies as far inside, the edge itself left out; "replicate" the
    edge; "circular" what lies at the other end. Errors: RuntimeError; NotImplementedError for another mode.
    """
    widths, ndim = [operator.index(n) for n in pad], input._data.ndim
    if len(widths) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(widths) > 2 * ndim:
        raise RuntimeError(
            f"Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(widths)} and input of dimension {ndim}"
        )
    ends = [(0, 0)] * ndim
    for i in range(len(widths) // 2):
        ends[ndim - 1 - i] = (widths[2 * i], widths[2 * i + 1])
    if mode == "constant":
        return constant(input, ends, 0 if value is None else value)
    if mode not in _MODES:
        raise NotImplementedError("Unrecognised padding mode " + mode)
    if len(widths) // 2 not in (ndim - 1, ndim - 2):
        raise NotImplementedError(
            f"Padding size {len(widths)} is not supported for {ndim}D input tensor.\nSupported combinations for non-constant "
            "padding:\n  - 2D or 3D input: padding size = 2 (pads last dimension)\n  - 3D or 4D input: padding size = 4 (pads "
            "last 2 dimensions)\n  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"
        )
    how, more = _MODES[mode]
    for at, (left, right) in enumerate(ends):
        length = input._data.shape[at]
        if more is not None and max(left, right) >= length + more:
            raise RuntimeError(
                "Padding value causes wrapping around more than once."
                if more
                else f"Argument #4: Padding size should be less than the corresponding input dimension, but got: padding "
                f"({left}, {right}) at dimension {at} of input {[*input._data.shape]}"
            )
        if length + left + right < (0 if mode == "circular" else 1):
            raise RuntimeError(
                f"input (W: {length}) is too small. Calculated output W: {length + left + right}"
            )
        if left or right:
            places, less = np.arange(length), slice(max(-left, 0), length - max(-right, 0))
            places = places[less] if mode == "circular" else places  # what is cut off does not come round
            places = np.pad(places, (max(left, 0), max(right, 0)), how)  # type: ignore[call-overload]
            if mode != "circular":
                places = places[max(-left, 0) : len(places) - max(-right, 0)]
            input = placed(input, (slice(None),) * at + (places,))
    return input


def constant(input: Any, ends: Any, value: float) -> Any:
    """`value` in so many more places at both ends of every axis."""
    if any(left < 0 or right < 0 for left, right in ends):
        shape = input._data.shape
        input = input[tuple(slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(shape, ends, strict=True))]
        ends = [(max(a, 0), max(b, 0)) for a, b in ends]
    data = input._data
    inside = tuple(slice(a, a + n) for n, (a, _) in zip(data.shape, ends, strict=True))
    if min((n + a + b for n, (a, b) in zip(data.shape, ends, strict=True)), default=0) < 0:
        raise RuntimeError(f"pad: the padding {ends} leaves nothing of the shape {data.shape}")
    y = np.full([n + a + b for n, (a, b) in zip(data.shape, ends, strict=True)], value, data.dtype)
    round_it = beside(input._class, y)
    return result(
        round_it, _put, _put.forward(y, data, inside), 2 * input._requires, (inside,), (round_it, input)
    )


class _Pad(Module):
    """More places at both ends of the last axes; padding: an int, or (left, right) of the last, then of the one before it, …."""

    axes, mode, value = 1, "constant", 0.0

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = (padding,) * 2 * self.axes if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Any) -> Any:
        """The input with more places round it."""
        return pad(input, self.padding, self.mode, self.value if self.mode == "constant" else None)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"{self.padding}"


class _ConstantPad(_Pad):
    __doc__ = _Pad.__doc__

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"padding={self.padding}, value={self.value}"


def _modules(kind: str, mode: str) -> list[Any]:
    return of_axes(_Pad, __name__, kind=kind, mode=mode)


ConstantPad1d, ConstantPad2d, ConstantPad3d = of_axes(_ConstantPad, __name__)
ZeroPad1d, ZeroPad2d, ZeroPad3d = _modules("ZeroPad", "constant")
ReflectionPad1d, ReflectionPad2d, ReflectionPad3d = _modules("ReflectionPad", "reflect")
ReplicationPad1d, ReplicationPad2d, ReplicationPad3d = _modules("ReplicationPad", "replicate")
CircularPad1d, CircularPad2d, CircularPad3d = _modules("CircularPad", "circular")

__all__ = [
    "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d", "ReflectionPad1d",
    "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d", "ZeroPad1d", "ZeroPad2d",
    "ZeroPad3d", "pad",
]  # fmt: skip
give(globals())

"""② The same numbers arranged otherwise, in torch.nn: shuffled pixels and channels, windows as columns and back."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .convolving import overlap, windows
from .module import Module
from .padding import constant
from .sizes import batched, each
from .titles import give


def pixel_shuffle(input: Any, upscale_factor: int) -> Any:
    """(…, C · r², H, W) → (…, C, H · r, W · r)"""
    *lead, c, h, w = input._data.shape
    r = upscale_factor
    if c % (r * r):
        raise RuntimeError(
            f"pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
            f"input.size(-3)={c} is not divisible by {r * r}"
        )
    n = len(lead)
    parts = input.reshape(*lead, c // (r * r), r, r, h, w)
    return parts.permute(*range(n + 1), n + 3, n + 1, n + 4, n + 2).reshape(*lead, c // (r * r), h * r, w * r)


def pixel_unshuffle(input: Any, downscale_factor: int) -> Any:
    """(…, C, H · r, W · r) → (…, C · r², H, W)"""
    *lead, c, h, w = input._data.shape
    r = downscale_factor
    if h % r or w % r:
        raise RuntimeError(
            f"pixel_unshuffle expects height and width to be divisible by downscale_factor, but {h} x {w} is not by {r}"
        )
    n = len(lead)
    parts = input.reshape(*lead, c, h // r, r, w // r, r)
    return parts.permute(*range(n + 1), n + 2, n + 4, n + 1, n + 3).reshape(*lead, c * r * r, h // r, w // r)


def channel_shuffle(input: Any, groups: int) -> Any:
    """The channels of (N, C, …) dealt out to the groups in turn."""
    many, c, *rest = input._data.shape
    return input.reshape(many, groups, c // groups, *rest).transpose(1, 2).reshape(many, c, *rest)


def unfold(input: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """What every window over (N, C, H, W) sees, as columns: (N, C · places, windows)."""
    kernel, step, pad, spread = (each(one, 2) for one in (kernel_size, stride, padding, dilation))

    def columns(x: Any) -> Any:
        if any(pad):
            x = constant(x, [(0, 0), (0, 0), *((p, p) for p in pad)], 0)
        many, c = x._data.shape[:2]
        seen = windows(x, kernel, step, spread).permute(0, 1, 4, 5, 2, 3)
        y = seen.reshape(many, c * math.prod(kernel), -1)
        return y.clone() if np.may_share_memory(y._data, x._data) else y

    return batched(input, 4, columns)


def fold(
    input: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    """The columns (N, C · places, windows) added up where their windows are: (N, C, *output_size)."""
    kernel, step, pad, spread = (each(one, 2) for one in (kernel_size, stride, padding, dilation))
    lengths = [n + 2 * p for n, p in zip(each(output_size, 2), pad, strict=True)]
    counts = [
        (n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(lengths, kernel, step, spread, strict=True)
    ]
    depth, found = input._data.shape[-2:]
    if depth % math.prod(kernel):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={depth} and kernel_size={kernel}."
        )
    if found != math.prod(counts):
        raise RuntimeError(
            f"Given output_size={each(output_size, 2)}, kernel_size={kernel}, dilation={spread}, padding={pad}, "
            f"stride={step}, expected size of input's dimension 2 to match the calculated number of sliding blocks "
            f"{counts[0]} * {counts[1]} = {math.prod(counts)}, but got input.size(2)={found}."
        )

    def added(x: Any) -> Any:
        many, c = len(x._data), depth // math.prod(kernel)
        seen = x.reshape(many, c, *kernel, *counts).permute(0, 1, 4, 5, 2, 3)
        y = overlap(seen, (many, c, *lengths), kernel, step, spread)
        return constant(y, [(0, 0), (0, 0), *((-p, -p) for p in pad)], 0) if any(pad) else y

    return batched(input, 3, added)


def _module(name: str, function: Callable[..., Any], settings: dict[str, Any], shown: str) -> Any:
    """A module that calls a function with its settings; one without a default must be given. shown: its extra_repr."""

    def __init__(self: Any, *given: Any, **named: Any) -> None:
        super(made, self).__init__()
        values = {**settings, **dict(zip(settings, given, strict=False)), **named}
        missing = [key for key, value in values.items() if value is ...]
        if missing or len(values) > len(settings) or len(given) > len(settings):
            raise TypeError(
                f"{name}: its settings are {', '.join(settings)}; {', '.join(missing) or 'no others'} needed"
            )
        self.__dict__.update(values)

    def forward(self: Any, input: Any) -> Any:
        return function(input, *(getattr(self, key) for key in settings))

    def extra_repr(self: Any) -> str:
        return shown.format(**{key: getattr(self, key) for key in settings})

    names = {"__init__": __init__, "forward": forward, "extra_repr": extra_repr, "__doc__": function.__doc__}
    made: Any = type(name, (Module,), {**names, "__module__": __name__})
    return made


PixelShuffle = _module(
    "PixelShuffle", pixel_shuffle, {"upscale_factor": ...}, "upscale_factor={upscale_factor}"
)
PixelUnshuffle = _module(
    "PixelUnshuffle", pixel_unshuffle, {"downscale_factor": ...}, "downscale_factor={downscale_factor}"
)
ChannelShuffle = _module("ChannelShuffle", channel_shuffle, {"groups": ...}, "groups={groups}")
_WINDOW = "kernel_size={kernel_size}, dilation={dilation}, padding={padding}, stride={stride}"
_SETTINGS = {"kernel_size": ..., "dilation": 1, "padding": 0, "stride": 1}
Unfold = _module("Unfold", unfold, _SETTINGS, _WINDOW)
Fold = _module("Fold", fold, {"output_size": ..., **_SETTINGS}, "output_size={output_size}, " + _WINDOW)

__all__ = [
    "ChannelShuffle", "Fold", "PixelShuffle", "PixelUnshuffle", "Unfold", "channel_shuffle", "fold", "pixel_shuffle", "pixel_unshuffle",
    "unfold",
]  # fmt: skip
give(globals())

"""② What makes planes larger or smaller in torch.nn: interpolation, shuffled pixels, windows as columns and back."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...tensor.picking import placed
from . import pools
from .convolving import overlap, windows
from .module import Module
from .padding import constant
from .sizes import batched, each

_AXES = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}
_ALIGNED = ("linear", "bilinear", "bicubic", "trilinear")


def interpolate(
    input: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Any:
    """The last axes of input (N, C, …) with other lengths: `size`, or as many times as many as `scale_factor` says.

    mode: nearest, nearest-exact, linear, bilinear, trilinear, bicubic or area; each but the first two is a product with a
    matrix for every axis. align_corners: whether the first and last places stay where they are. Errors: ValueError;
    NotImplementedError.
    """
    n = input._data.ndim - 2
    if align_corners is not None and mode not in _ALIGNED:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    if antialias:
        raise NotImplementedError("interpolate: antialias=True is not there; it is there without")
    lengths = input._data.shape[2:]
    if (size is None) == (scale_factor is None):
        raise ValueError(
            "either size or scale_factor should be defined"
            if size is None
            else "only one of size or scale_factor should be defined"
        )
    if mode not in (*_ALIGNED, "nearest", "nearest-exact", "area") or _AXES.get(mode, n) != n:
        raise NotImplementedError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {n + 2}D) for the modes: nearest | linear | "
            f"bilinear | bicubic | trilinear | area | nearest-exact (got {mode})"
        )
    given: list[float | None] = [None] * n
    if size is None:
        factors = [
            float(f) for f in (scale_factor if isinstance(scale_factor, tuple | list) else [scale_factor] * n)
        ]
        counts = [math.floor(length * f) for length, f in zip(lengths, factors, strict=True)]
        if not recompute_scale_factor and mode != "area":
            given = [1 / f for f in factors]
    else:
        counts = [int(m) for m in (size if isinstance(size, tuple | list) else [size] * n)]
    if mode == "area":
        return getattr(pools, f"adaptive_avg_pool{n}d")(input, tuple(counts))
    for i, (length, count, scale) in enumerate(zip(lengths, counts, given, strict=True)):
        step = np.float32(length / count if scale is None else scale)
        at = np.arange(count).astype(np.float32)
        if mode.startswith("nearest"):
            places = np.floor((at + np.float32(0.5 if mode == "nearest-exact" else 0)) * step).astype(int)
            input = placed(input, (slice(None),) * (i + 2) + (np.minimum(places, length - 1),))
            continue
        if align_corners:
            source = at * np.float32((length - 1) / (count - 1) if count > 1 else 0)
        else:
            source = (at + np.float32(0.5)) * step - np.float32(0.5)
        taps = _cubic(source) if mode == "bicubic" else _linear(np.maximum(source, 0))
        matrix = np.zeros((count, length), np.float32)
        for place, share in taps:
            np.add.at(matrix, (np.arange(count), np.clip(place, 0, length - 1)), share)
        input = pools.along_axis(input, matrix, i - n)
    return input


def _linear(source: Any) -> list[Any]:
    low = np.floor(source).astype(int)
    return [(low, 1 - (source - low)), (low + 1, source - low)]


def _cubic(source: Any) -> list[Any]:
    """Keys' cubic convolution, with the parameter −0.75."""
    low = np.floor(source).astype(int)
    t, a = source - low, -0.75

    def near(x: Any) -> Any:
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x: Any) -> Any:
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return [(low - 1, far(t + 1)), (low, near(t)), (low + 1, near(1 - t)), (low + 2, far(2 - t))]


def upsample(
    input: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Any:
    """See interpolate()."""
    return interpolate(input, size, scale_factor, mode, align_corners)


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


class Upsample(Module):
    """Planes of another size; see interpolate()."""

    def __init__(
        self, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.size, self.mode, self.align_corners = size, mode, align_corners
        many = isinstance(scale_factor, tuple)
        self.scale_factor = (
            tuple(map(float, scale_factor)) if many else float(scale_factor) if scale_factor else None
        )
        self.recompute_scale_factor = recompute_scale_factor

    def forward(self, input: Any) -> Any:
        """See interpolate()."""
        return interpolate(
            input, self.size, self.scale_factor, self.mode, self.align_corners, self.recompute_scale_factor
        )

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        how = f"size={self.size}" if self.scale_factor is None else f"scale_factor={self.scale_factor}"
        return f"{how}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """Upsample(mode="nearest")"""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """Upsample(mode="bilinear", align_corners=True)"""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


__all__ = [
    "ChannelShuffle", "Fold", "PixelShuffle", "PixelUnshuffle", "Unfold", "Upsample", "UpsamplingBilinear2d",
    "UpsamplingNearest2d", "channel_shuffle", "fold", "interpolate", "pixel_shuffle", "pixel_unshuffle", "unfold", "upsample",
]  # fmt: skip

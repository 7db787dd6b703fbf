"""② Interpolation in torch.nn: planes with more places, or fewer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...tensor.picking import placed
from . import adapting
from .module import Module
from .titles import give

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
        return getattr(adapting, f"adaptive_avg_pool{n}d")(input, tuple(counts))
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
        input = adapting.along_axis(input, matrix, i - n)
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


__all__ = ["Upsample", "UpsamplingBilinear2d", "UpsamplingNearest2d", "interpolate", "upsample"]
give(globals())

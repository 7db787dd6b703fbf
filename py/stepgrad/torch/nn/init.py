"""② torch.nn.init: numbers for parameters to begin with, drawn in PyTorch's order, so that a seed gives PyTorch's own."""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ...mode import switched
from ...tensor.graph import beside
from .. import random
from .warning import warn


def _filling(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that gives an array as one that puts it into the tensor, and gives that; no graph learns of it."""

    @functools.wraps(function)
    def fill(tensor: Any, *args: Any, **named: Any) -> Any:
        data = function(tensor, *args, **named)
        if data is not None:
            with switched(grad=False):
                tensor.copy_(beside(tensor._class, np.asarray(data, tensor._data.dtype)))
        return tensor

    return fill


def calculate_gain(nonlinearity: str, param: Any = None) -> float:
    """By what a nonlinearity makes the deviation smaller, and by what the weights before it are to be larger."""
    if nonlinearity == "leaky_relu":
        if isinstance(param, bool) or not isinstance(param, int | float | None):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    gains = {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4, "linear": 1, "sigmoid": 1}
    gains.update({f"conv{kind}{n}d": 1 for kind in ("", "_transpose") for n in (1, 2, 3)})
    if nonlinearity not in gains:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return gains[nonlinearity]


def _calculate_fan_in_and_fan_out(tensor: Any) -> tuple[int, int]:
    shape = tensor._data.shape
    if len(shape) < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    places = math.prod(shape[2:])
    return shape[1] * places, shape[0] * places


def _calculate_correct_fan(tensor: Any, mode: str) -> int:
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode.lower()} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode.lower() == "fan_out"]


@_filling
def uniform_(tensor: Any, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Any:
    """Uniformly from a to b."""
    return random.uniform(tensor._data, generator, a, b)


@_filling
def normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Any:
    """From the normal distribution."""
    return random.gaussian(tensor._data, generator, mean, std)


@_filling
def trunc_normal_(
    tensor: Any, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None
) -> Any:
    """From the normal distribution between a and b; what falls outside is drawn again."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect."
        )
    data = tensor._data
    inside = (math.erf((b - mean) / std / math.sqrt(2)) - math.erf((a - mean) / std / math.sqrt(2))) / 2
    if inside > 0.3:
        kept = random.gaussian(data, generator, mean, std)
        low, high = data.dtype.type(a), data.dtype.type(b)
        while (outside := (kept < low) | (kept > high)).any():
            kept = np.where(outside, random.gaussian(data, generator, mean, std), kept)
        return kept
    peak = (
        -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    )  # drawn uniformly, and kept as often as is likely
    kept, waiting = None, np.ones(data.shape, bool)
    while waiting.any():
        drawn = random.uniform(data, generator, a, b)
        kept = drawn if kept is None else np.where(waiting, drawn, kept)
        likely = ((drawn - data.dtype.type(mean)) / data.dtype.type(std)) ** 2 * data.dtype.type(
            -0.5
        ) - data.dtype.type(peak)
        with np.errstate(divide="ignore"):
            waiting &= np.log(random.uniform(data, generator)) > likely
    return kept


@_filling
def constant_(tensor: Any, val: float) -> Any:
    """One number everywhere."""
    return np.full(tensor._data.shape, val, tensor._data.dtype)


@_filling
def ones_(tensor: Any) -> Any:
    """Ones."""
    return np.ones(tensor._data.shape)


@_filling
def zeros_(tensor: Any) -> Any:
    """Zeros."""
    return np.zeros(tensor._data.shape)


@_filling
def eye_(tensor: Any) -> Any:
    """Ones on the diagonal, else zeros."""
    if tensor._data.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return np.eye(*tensor._data.shape)


@_filling
def dirac_(tensor: Any, groups: int = 1) -> Any:
    """Filters of a convolution that give as many channels as they are, unchanged."""
    shape = tensor._data.shape
    if len(shape) not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if shape[0] % groups:
        raise ValueError("dim 0 must be divisible by groups")
    out, each = np.zeros(shape), shape[0] // groups
    for group in range(groups):
        for i in range(min(each, shape[1])):
            out[(group * each + i, i, *(n // 2 for n in shape[2:]))] = 1
    return out


def xavier_uniform_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Uniformly, so that signals keep their size forward and back. Source: Glorot and Bengio (2010)."""
    bound = math.sqrt(3.0) * gain * math.sqrt(2.0 / sum(_calculate_fan_in_and_fan_out(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """From the normal distribution, so that signals keep their size forward and back. Source: Glorot and Bengio (2010)."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(_calculate_fan_in_and_fan_out(tensor))), generator)


def _kaiming(tensor: Any, a: float, mode: str, nonlinearity: str) -> float | None:
    if 0 in tensor._data.shape:
        warn("Initializing zero-element tensors is a no-op")
        return None
    return calculate_gain(nonlinearity, a) / math.sqrt(_calculate_correct_fan(tensor, mode))


def kaiming_uniform_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Any:
    """Uniformly, so that signals keep their size through rectifiers. Source: He et al. (2015), arXiv:1502.01852."""
    std = _kaiming(tensor, a, mode, nonlinearity)
    return tensor if std is None else uniform_(tensor, -math.sqrt(3.0) * std, math.sqrt(3.0) * std, generator)


def kaiming_normal_(
    tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Any:
    """From the normal distribution, so that signals keep their size through rectifiers. Source: He et al. (2015)."""
    std = _kaiming(tensor, a, mode, nonlinearity)
    return tensor if std is None else normal_(tensor, 0.0, std, generator)


@_filling
def orthogonal_(tensor: Any, gain: float = 1, generator: Any = None) -> Any:
    """Rows (or columns, if there are fewer) of length 1, at right angles. Source: Saxe et al. (2013), arXiv:1312.6120."""
    data = tensor._data
    if data.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if not data.size:
        return None
    rows = data.shape[0]
    flat = random.gaussian(np.empty((rows, data.size // rows), data.dtype), generator)
    wide = rows < flat.shape[1]
    q, r = np.linalg.qr(flat.T if wide else flat)
    q = q * np.sign(np.diagonal(r))
    return (q.T if wide else q).reshape(data.shape) * data.dtype.type(gain)


@_filling
def sparse_(tensor: Any, sparsity: float, std: float = 0.01, generator: Any = None) -> Any:
    """From the normal distribution, but a share of each column is 0."""
    if tensor._data.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor._data.shape
    out = random.gaussian(tensor._data, generator, 0.0, std)
    for column in range(columns):
        out[random.randperm(rows)._data[: math.ceil(sparsity * rows)], column] = 0
    return out


def _deprecated(function: Callable[..., Any]) -> Callable[..., Any]:
    new = function.__name__

    def old(*args: Any, **named: Any) -> Any:
        warnings.warn(
            f"`nn.init.{new[:-1]}` is now deprecated in favor of `nn.init.{new}`.",
            FutureWarning,
            stacklevel=2,
        )
        return function(*args, **named)

    old.__name__, old.__doc__ = new[:-1], f"The name that {new}() had."
    return old


# fmt: off
uniform, normal, constant, eye, dirac, sparse = (_deprecated(f) for f in (uniform_, normal_, constant_, eye_, dirac_, sparse_))
xavier_uniform, xavier_normal, kaiming_uniform, kaiming_normal, orthogonal = (
    _deprecated(f) for f in (xavier_uniform_, xavier_normal_, kaiming_uniform_, kaiming_normal_, orthogonal_)
)
# fmt: on

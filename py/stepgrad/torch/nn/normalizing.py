"""② Normalization of torch.nn.functional: the row "normalize" of the array table over this or that axis, then weight and bias."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from ...rules.on_arrays import mean as mean_of
from ...rules.on_arrays import var as var_of
from ...tensor.losses import normalized
from ...tensor.reducing import must_be_floats
from ..types import Size
from .convolving import windows
from .padding import constant
from .titles import give


def _scaled(y: Any, weight: Any, bias: Any, shape: tuple[int, ...] | None = None) -> Any:
    """y · weight + bias, along the axes that `shape` gives them; y itself is kept by its node, and is nobody's to change."""
    if weight is not None:
        y = y * (weight if shape is None else weight.reshape(shape))
    if bias is not None:
        return y + (bias if shape is None else bias.reshape(shape))
    return y if weight is not None else y.clone()


def _channels(input: Any) -> tuple[int, ...] | None:
    """The shape in which one number for each channel stands beside the input."""
    ndim = input._data.ndim
    return None if ndim == 2 else (1, -1, *(1,) * (ndim - 2))


def _more_than_one(size: Any) -> None:
    if math.prod(size) // (size[1] or 1) == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {Size(size)}")


def batch_norm(
    input: Any,
    running_mean: Any,
    running_var: Any,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """Every channel of input (N, C, …) shifted and scaled to mean 0 and variance 1, then times weight (C) plus bias (C).

    training: by the batch's own mean and variance, of which running_mean and running_var, if given, take in the part
    `momentum`; else by these two. Errors: ValueError for one value per channel; RuntimeError.
    Source: Ioffe, Szegedy (2015), arXiv:1502.03167.
    """
    data = must_be_floats("batch_norm", input)._data
    if data.ndim < 2:
        raise RuntimeError(f"batch_norm: expected at least 2 axes, but the shape is {data.shape}")
    if training:
        _more_than_one(data.shape)
    for name, one in (
        ("running_mean", running_mean),
        ("running_var", running_var),
        ("weight", weight),
        ("bias", bias),
    ):
        if one is not None and one._data.shape != data.shape[1:2]:
            raise RuntimeError(f"{name} should contain {data.shape[1]} elements not {one._data.size}")
    axes, shape = (0, *range(2, data.ndim)), _channels(input)
    if training:
        if running_mean is not None:
            _take_in(running_mean, mean_of(data, axes, False), momentum)
            _take_in(running_var, var_of(data, axes, False, 1), momentum)
        return _scaled(normalized(input, axes, eps), weight, bias, shape)
    if running_mean is None or running_var is None:
        raise RuntimeError("Expected running_mean and running_var to be defined when training=False")
    if shape is not None:
        running_mean, running_var = running_mean.reshape(shape), running_var.reshape(shape)
    return _scaled((input - running_mean) * (running_var + eps).rsqrt(), weight, bias, shape)


def _take_in(running: Any, new: Any, momentum: float) -> None:
    """running ← (1 − momentum) · running + momentum · new, beside the graph."""
    running._data *= 1 - momentum
    running._data += momentum * new
    running._changed()


def instance_norm(
    input: Any,
    running_mean: Any = None,
    running_var: Any = None,
    weight: Any = None,
    bias: Any = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """As batch_norm, but by the mean and variance of every channel of every input alone. Source: arXiv:1607.08022."""
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    data = must_be_floats("instance_norm", input)._data
    if math.prod(data.shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 spatial element when training, got input size {Size(data.shape)}"
        )
    axes = tuple(range(2, data.ndim))
    if running_mean is not None:
        _take_in(running_mean, mean_of(data, axes, False).mean(0), momentum)
        _take_in(running_var, var_of(data, axes, False, 1).mean(0), momentum)
    return _scaled(normalized(input, axes, eps), weight, bias, _channels(input))


def _last_axes(input: Any, normalized_shape: Any, **parameters: Any) -> tuple[int, ...]:
    if not isinstance(normalized_shape, tuple | list):
        raise TypeError(
            f"layer_norm(): argument 'normalized_shape' (position 2) must be tuple of ints, not {type(normalized_shape).__name__}"
        )
    shape = tuple(operator.index(n) for n in normalized_shape)
    own = input._data.shape
    if not shape:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    for name, one in parameters.items():
        if one is not None and one._data.shape != shape:
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape {[*one._data.shape]} and "
                f"normalized_shape = {[*shape]}"
            )
    if len(own) < len(shape) or own[len(own) - len(shape) :] != shape:
        raise RuntimeError(
            f"Given normalized_shape={[*shape]}, expected input with shape [*, {', '.join(map(str, shape))}], but got input "
            f"of size{[*own]}"
        )
    return tuple(range(len(own) - len(shape), len(own)))


def layer_norm(
    input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    """input shifted and scaled to mean 0 and variance 1 over its last axes, of the lengths normalized_shape; times weight plus bias.

    Errors: RuntimeError. Source: Ba, Kiros, Hinton (2016), arXiv:1607.06450.
    """
    axes = _last_axes(input, normalized_shape, weight=weight, bias=bias)
    return _scaled(normalized(must_be_floats("layer_norm", input), axes, eps), weight, bias)


def rms_norm(input: Any, normalized_shape: Any, weight: Any = None, eps: float | None = None) -> Any:
    """input over the root of its mean square over its last axes, times weight; eps: the distance from 1 to the next float, if None.

    Errors: RuntimeError. Source: Zhang, Sennrich (2019), arXiv:1910.07467.
    """
    axes = _last_axes(input, normalized_shape, weight=weight)
    least = float(np.finfo(must_be_floats("rms_norm", input)._data.dtype).eps) if eps is None else eps
    y = input * (input.square().mean(axes, keepdim=True) + least).rsqrt()
    return y if weight is None else y * weight


def group_norm(input: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    """The channels of input (N, C, …) in so many groups, each shifted and scaled; then times weight (C) plus bias (C).

    Errors: ValueError; RuntimeError. Source: Wu, He (2018), arXiv:1803.08494.
    """
    shape = input._data.shape
    if len(shape) < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {len(shape)}")
    many, channels, *rest = shape
    _more_than_one((many * channels // num_groups, num_groups, *rest))
    if channels % num_groups:
        raise RuntimeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape {[*shape]} and "
            f"num_groups={num_groups}"
        )
    y = normalized(must_be_floats("group_norm", input).reshape(many, num_groups, -1), (2,), eps)
    return _scaled(y.reshape(shape), weight, bias, _channels(input))


def local_response_norm(
    input: Any, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Any:
    """input / (k + alpha · mean of the squares of `size` neighbouring channels) ^ beta. Errors: ValueError."""
    ndim = input._data.ndim
    if ndim < 3:
        raise ValueError(f"Expected 3D or higher dimensionality input (got {ndim} dimensions)")
    squares = input.square().movedim(1, -1)
    wide = constant(squares, [(0, 0)] * (ndim - 1) + [(size // 2, (size - 1) // 2)], 0)
    means = windows(wide, (size,), (1,), (1,)).mean(-1).movedim(-1, 1)
    return input / (means * alpha + k) ** beta


def normalize(input: Any, p: float = 2.0, dim: Any = 1, eps: float = 1e-12) -> Any:
    """input over its norm along `dim`, which is taken to be at least eps."""
    return input / input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)


__all__ = [
    "batch_norm", "group_norm", "instance_norm", "layer_norm", "local_response_norm", "normalize", "rms_norm",
]  # fmt: skip
give(globals())

"""② The larger operations of nn.functional, each one row of the table or a few in a row: normalize, cross entropy, embedding."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import math
import operator
import warnings
from typing import Any

import numpy as np

from ..errors import KindError, PlaceError, ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from .faults import fault
from .graph import TensorBase, beside, result
from .joining import where
from .picking import along, outside
from .reducing import must_be_floats
from .tensor import Tensor

_normalize, _cross_entropy = of_arrays(ARRAY_OPS["normalize"]), of_arrays(ARRAY_OPS["cross_entropy"])
_embedding = of_arrays(ARRAY_OPS["embedding"], holds=True)


def layer_norm(
    x: Tensor, normalized_shape: Any, weight: Any, bias: Any, eps: float, axes: int | None
) -> Tensor:
    """See functions.layer_norm."""
    if normalized_shape is None or isinstance(normalized_shape, TensorBase | np.ndarray):
        if isinstance(bias, int):  # written before there was normalized_shape: weight, bias, axes
            axes, bias = bias, None
        weight, bias = (weight, bias) if normalized_shape is None else (normalized_shape, weight)
        axes = 1 if axes is None else axes
        if not 1 <= axes <= x.ndim:
            raise ShapeError(f"layer_norm: there are no {axes} last axes in the shape {x.shape}")
        shape = x.shape[x.ndim - axes :]
    else:
        many = isinstance(normalized_shape, tuple | list)
        shape = tuple(operator.index(n) for n in (normalized_shape if many else (normalized_shape,)))
        if not shape or x.shape[x.ndim - len(shape) :] != shape or len(shape) > x.ndim:
            raise ShapeError(
                f"layer_norm: the last axes must have the lengths {shape}, but the shape is {x.shape}"
            )
    for name, parameter in (("weight", weight), ("bias", bias)):
        if parameter is not None and parameter.shape != shape:
            raise ShapeError(f"layer_norm: {name} has the shape {parameter.shape}, but the axes have {shape}")
    y = normalized(must_be_floats("layer_norm", x), tuple(range(x.ndim - len(shape), x.ndim)), eps)
    if weight is not None:
        y = y * weight
    if bias is not None:
        return y + bias
    return y if weight is not None else y.clone()  # what is kept of y is nobody else's to change


def normalized(x: Tensor, axes: tuple[int, ...], eps: float) -> Tensor:
    """x shifted and scaled to mean 0 and variance 1 over these axes."""
    if not x._data.size:
        return x.clone()
    parameters = (axes, eps)
    return result(x, _normalize, _normalize.forward(x._data, *parameters), x._requires, parameters, (x,))


def _whole(name: str, index: Any, below: int) -> Any:
    """A copy of an array of ints from 0 to `below` − 1."""
    made = np.array(index._data if isinstance(index, TensorBase) else index)
    if made.dtype.kind not in "iu" and made.size:
        raise fault(
            KindError,
            "target kind" if name == "cross_entropy" else "rows kind",
            f"{name}: expected an array of ints, got {made.dtype}",
            dtype=made.dtype,
        )
    made = made.astype(np.intp)
    if (wrong := outside(made, below)) is not None:
        raise fault(
            PlaceError,
            "target" if name == "cross_entropy" else "row",
            f"{name}: an index must be from 0 to {below - 1}, got {wrong}",
            wrong=wrong,
        )
    return made


def embedding(index: Any, weight: Tensor) -> Tensor:
    """See functions.embedding."""
    if weight.ndim != 2:
        raise ShapeError(f"embedding: the weight must have two axes, but its shape is {weight.shape}")
    rows = _whole("embedding", index, weight.shape[0])
    return result(weight, _embedding, weight._data[rows], weight._requires, (rows,), (weight,))


def cross_entropy(
    input: Tensor, target: Any, weight: Any, ignore_index: int, reduction: str, label_smoothing: float
) -> Tensor:
    """See functions.cross_entropy."""
    shape = input.shape
    if not input.ndim or (not input.size and not shape[1 if input.ndim > 1 else 0]):
        raise ShapeError(f"cross_entropy: there are no scores to choose from in the shape {shape}")
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"cross_entropy: label_smoothing must be between 0 and 1, got {label_smoothing}")
    axis = 1 if input.ndim > 1 else 0
    must_be_floats("cross_entropy", input)
    if weight is not None and np.shape(weight) != (shape[axis],):
        raise ShapeError(
            f"cross_entropy: weight must hold one number for each of {shape[axis]} classes, but its shape is {np.shape(weight)}"
        )
    given = target._data if isinstance(target, TensorBase) else np.asarray(target)
    if given.dtype.kind == "f" and (given.shape == shape or given.size):
        return _of_shares(input, target, given.shape, axis, weight, reduction, label_smoothing)
    if given.shape != shape[:axis] + shape[axis + 1 :]:
        raise fault(
            ShapeError,
            "batch",
            f"cross_entropy: targets of shape {given.shape} do not fit scores of shape {shape}",
            rows=(shape or (1,))[0],
            targets=(given.shape or (1,))[0],
        )
    kept = given != ignore_index
    classes = _whole("cross_entropy", np.where(kept, given, 0), shape[axis])
    if label_smoothing or weight is not None:
        return _of_classes(input, classes, kept, axis, weight, reduction, label_smoothing)
    parameters = (classes, axis)
    y = _cross_entropy.forward(input._data, *parameters)
    losses = result(input, _cross_entropy, y, input._requires, parameters, (input,))
    if kept.all():
        return reduced("cross_entropy", losses, reduction) if losses.ndim or reduction == "none" else losses
    if reduction == "mean":
        return losses[kept].mean()
    return reduced("cross_entropy", where(kept, losses, 0.0), reduction)


def _of_classes(
    input: Tensor, classes: Any, kept: Any, axis: int, weight: Any, reduction: str, smoothing: float
) -> Tensor:
    """With weights for the classes, or with a part of every target spread over all of them."""
    logs = input.log_softmax(axis)
    weights = (
        np.ones(input.shape[axis], input._data.dtype)
        if weight is None
        else np.asarray(Tensor(weight).detach())
    )
    counted = np.where(kept, weights[classes], 0).astype(input._data.dtype)
    picked = along(logs, np.expand_dims(classes, axis), axis).squeeze(axis)
    losses = -picked * beside(input._class, counted) * (1 - smoothing)
    if smoothing:
        each = weights.reshape([-1 if i == axis else 1 for i in range(input.ndim)])
        spread_out = -(logs * beside(input._class, each)).sum(axis) * (smoothing / input.shape[axis])
        losses = losses + spread_out * beside(input._class, kept.astype(input._data.dtype))
    if reduction == "mean":
        return losses.sum() / float(counted.sum())
    return reduced("cross_entropy", losses, reduction)


def _of_shares(
    input: Tensor, target: Any, shape: Any, axis: int, weight: Any, reduction: str, smoothing: float
) -> Tensor:
    """The target gives every class its probability."""
    if shape != input.shape:
        raise ShapeError(
            f"cross_entropy: the probabilities have the shape {shape}, but the scores have {input.shape}"
        )
    if smoothing:
        target = target * (1 - smoothing) + smoothing / shape[axis]
    logs = input.log_softmax(axis)
    if weight is not None:
        each = np.asarray(Tensor(weight).detach()).reshape(
            [-1 if i == axis else 1 for i in range(input.ndim)]
        )
        logs = logs * beside(input._class, each.astype(input._data.dtype))
    if reduction == "mean":
        return -(logs * target).sum() * (shape[axis] / math.prod(shape))
    return reduced("cross_entropy", -(logs * target).sum(axis), reduction)


def reduced(name: str, losses: Tensor, reduction: str) -> Tensor:
    """The losses as they are ("none"), their sum or their mean. Errors: ValueError for another word."""
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{name}: reduction must be 'none', 'mean' or 'sum', got {reduction!r}")
    return losses if reduction == "none" else losses.mean() if reduction == "mean" else losses.sum()


def mse_loss(input: Tensor, target: Any, reduction: str) -> Tensor:
    """See functions.mse_loss."""
    if np.shape(target) != input.shape:
        warnings.warn(
            f"mse_loss: the target has the shape {np.shape(target)}, but the input has {input.shape}; broadcasting makes more "
            "errors of them than there are numbers, which is rarely what is wanted",
            stacklevel=3,
        )
    return reduced("mse_loss", (input - target) ** 2, reduction)

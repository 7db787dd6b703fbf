"""② The larger operations of nn.functional, each one row of the table: normalize, cross entropy, embedding."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..errors import ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from .graph import result
from .tensor import Tensor

_normalize, _cross_entropy, _embedding = (
    of_arrays(ARRAY_OPS[name]) for name in ("normalize", "cross_entropy", "embedding")
)


def normalize(x: Tensor, axes: int, eps: float) -> Tensor:
    """See functions.layer_norm."""
    if not 1 <= axes <= x.ndim or not x.size:
        raise ShapeError(
            f"layer_norm: there is nothing to normalise over the last {axes} axes of the shape {x.shape}"
        )
    parameters = (tuple(range(x.ndim - axes, x.ndim)), eps)
    y = _normalize.forward(x._data, *parameters)
    return result(x, _normalize, y, x._requires, parameters, (x,))


def _whole(name: str, index: Any, below: int) -> Any:
    """A copy of an array of ints from 0 to `below` − 1."""
    if isinstance(index, Tensor):
        raise TypeError(f"{name}: expected an array of ints, got a Tensor, which holds floats")
    made = np.array(index)
    if made.dtype.kind not in "iu" and made.size:
        raise TypeError(f"{name}: expected an array of ints, got {made.dtype}")
    made = made.astype(np.intp)
    if made.size and not 0 <= made.min() <= made.max() < below:
        wrong = made.min() if made.min() < 0 else made.max()
        raise IndexError(f"{name}: an index must be from 0 to {below - 1}, got {wrong}")
    return made


def embedding(index: Any, weight: Tensor) -> Tensor:
    """See functions.embedding."""
    if weight.ndim != 2:
        raise ShapeError(f"embedding: the weight must have two axes, but its shape is {weight.shape}")
    rows = _whole("embedding", index, weight.shape[0])
    return result(weight, _embedding, weight._data[rows], weight._requires, (rows,), (weight,))


def cross_entropy(logits: Tensor, target: Any) -> Tensor:
    """See functions.cross_entropy."""
    shape = logits.shape
    if not logits.ndim or not logits.size:
        raise ShapeError(f"cross_entropy: there are no scores to choose from in the shape {shape}")
    axis = 1 if logits.ndim > 1 else 0
    given = target._data if isinstance(target, Tensor) else np.asarray(target)
    if given.dtype.kind == "f":
        if given.shape != shape:
            raise ShapeError(
                f"cross_entropy: the probabilities have the shape {given.shape}, but the scores have {shape}"
            )
        share = shape[axis] / math.prod(shape)
        return -(logits.log_softmax(axis) * target).sum() * share
    if given.shape != shape[:axis] + shape[axis + 1 :]:
        raise ShapeError(f"cross_entropy: targets of shape {given.shape} do not fit scores of shape {shape}")
    parameters = (_whole("cross_entropy", target, shape[axis]), axis)
    y = _cross_entropy.forward(logits._data, *parameters)
    losses = result(logits, _cross_entropy, y, logits._requires, parameters, (logits,))
    return losses.mean() if losses.ndim else losses

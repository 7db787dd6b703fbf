"""② The losses of torch.nn.functional for classes: of one class out of many, of several at a time, of yes or no."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...rules.array_table import ARRAY_OPS
from ...rules.kernel import of_arrays
from ...tensor import losses as ours
from ...tensor.graph import beside, result
from ...tensor.picking import along
from .activating import logsigmoid
from .checks import floats, kind_of, must_be_tensor
from .reducing import legacy, must_be_a_word, reduced
from .titles import give

_bce = of_arrays(ARRAY_OPS["binary_cross_entropy"])


def _classes(input: Any, target: Any, weight: Any, ignore_index: int) -> tuple[int, Any, Any]:
    """The axis of the classes, the targets, and which of them count. Errors: in PyTorch's words, of targets that do not fit."""
    given, shape = target._data, input._data.shape
    if not shape:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    axis = 1 if len(shape) > 1 else 0
    if axis and given.shape[:1] != shape[:1]:
        many = given.shape[0] if given.ndim else 0
        raise ValueError(f"Expected input batch_size ({shape[0]}) to match target batch_size ({many}).")
    if given.dtype != np.int64 and given.dtype != np.uint8:
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {kind_of(target)}")
    if not axis and given.ndim == 1 and given.size != 1:
        raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {given.size}")
    if not axis and given.ndim < 2:
        given = given.reshape(())
    if given.shape != shape[:axis] + shape[axis + 1 :]:
        if len(shape) < 3:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        raise RuntimeError(f"Expected target size {[shape[0], *shape[2:]]}, got {[*given.shape]}")
    kept = given != ignore_index
    outside = kept & ((given < 0) | (given >= shape[axis]))
    if outside.any():
        raise IndexError(f"Target {int(given[outside].flat[0])} is out of bounds.")
    if weight is not None and weight._data.shape != (shape[axis],):
        raise RuntimeError(
            f"weight tensor should be defined either for all {shape[axis]} classes or no classes but got weight tensor of "
            f"shape: {[*weight._data.shape]}"
        )
    return axis, given, kept


def nll_loss(
    input: Any, target: Any, weight: Any = None, size_average: Any = None, ignore_index: int = -100, reduce: Any = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """−input at the target, of an input of log probabilities: their mean, their sum, or one by one.

    input: (C), (N, C) or (N, C, …); target: class numbers of the same shape without C. weight: what each class counts, and a
    mean is a weighted one. Where a target is ignore_index there is no loss. Errors: ValueError, IndexError, RuntimeError.
    """
    reduction = legacy(size_average, reduce, reduction)
    must_be_a_word(reduction)
    must_be_tensor("nll_loss_nd", "target", 2, target)
    floats("nll_loss", "nll_loss_out_frame", input)
    axis, classes, kept = _classes(input, target, weight, ignore_index)
    places = np.expand_dims(np.where(kept, classes, 0).astype(np.intp), axis)
    kind = input._data.dtype
    counts = (np.ones(input._data.shape[axis], kind) if weight is None else weight._data)[
        places.squeeze(axis)
    ]
    counts = np.where(kept, counts, 0).astype(kind)
    losses = -along(input, places, axis).squeeze(axis)
    if weight is not None or not kept.all():
        losses = losses.masked_fill(beside(input._class, ~kept), 0.0) * beside(input._class, counts)
    if reduction == "mean":
        return losses.sum() / float(counts.sum())
    return reduced(losses, reduction)


def cross_entropy(
    input: Any, target: Any, weight: Any = None, size_average: Any = None, ignore_index: int = -100, reduce: Any = None,
    reduction: str = "mean", label_smoothing: float = 0.0,
) -> Any:  # fmt: skip
    """−log softmax(input) at the target: their mean, their sum, or one by one ("none").

    input: (C), (N, C) or (N, C, …) with scores for C classes; target: class numbers, int64 of the same shape without C, or
    probabilities, floats of the same shape. Errors: ValueError, IndexError, RuntimeError.
    """
    reduction = legacy(size_average, reduce, reduction)
    must_be_a_word(reduction)
    must_be_tensor("cross_entropy_loss", "target", 2, target)
    last = "lastdim_" if input.dim() < 3 else ""
    floats("cross_entropy_loss", f"log_softmax_{last}kernel_impl", input)
    if target._data.dtype.kind != "f" or target._data.shape != input._data.shape:
        target = _classes(input, target, weight, ignore_index)[1]
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    return ours.cross_entropy(input, target, weight, ignore_index, reduction, label_smoothing)


def binary_cross_entropy(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """−(target · log(input) + (1 − target) · log(1 − input)) for probabilities; no logarithm counts as less than −100."""
    reduction = legacy(size_average, reduce, reduction)
    must_be_a_word(reduction)
    a, b = input._data, target._data
    if a.shape != b.shape:
        raise ValueError(
            f"Using a target size ({target.size()}) that is different to the input size ({input.size()}) is deprecated. "
            "Please ensure they have the same size."
        )
    if a.dtype != b.dtype:
        raise RuntimeError(f"Found dtype {kind_of(target)} but expected {kind_of(input)}")
    floats("binary_cross_entropy", "binary_cross_entropy", input)
    if not ((a >= 0) & (a <= 1)).all():
        raise RuntimeError("all elements of input should be between 0 and 1")
    mask = input._requires + 2 * target._requires
    losses = result(input, _bce, _bce.forward(a, b), mask, (), (input, target))
    return reduced(losses if weight is None else losses * weight, reduction)


def binary_cross_entropy_with_logits(
    input: Any, target: Any, weight: Any = None, size_average: Any = None, reduce: Any = None, reduction: str = "mean",
    pos_weight: Any = None,
) -> Any:  # fmt: skip
    """binary_cross_entropy of sigmoid(input), finite for every input. pos_weight: what a target of 1 counts."""
    reduction = legacy(size_average, reduce, reduction)
    must_be_a_word(reduction)
    if target._data.shape != input._data.shape:
        raise ValueError(f"Target size ({target.size()}) must be the same as input size ({input.size()})")
    floats("binary_cross_entropy_with_logits", "log_sigmoid_cpu", input)
    if target._data.dtype.kind != "f":
        raise RuntimeError(
            f"result type {kind_of(input)} can't be cast to the desired output type {kind_of(target)}"
        )
    below = (-input).softplus(1, math.inf)
    if pos_weight is not None:
        below = ((pos_weight - 1) * target + 1) * below
    losses = (1 - target) * input + below
    return reduced(losses if weight is None else losses * weight, reduction)


def multilabel_soft_margin_loss(
    input: Any,
    target: Any,
    weight: Any = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """binary_cross_entropy_with_logits, averaged over the classes first."""
    reduction = legacy(size_average, reduce, reduction)
    losses = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        losses = losses * weight
    losses = losses.sum(-1) / input.size(-1)
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid")
    return reduced(losses, reduction)


def multi_margin_loss(
    input: Any, target: Any, p: int = 1, margin: float = 1.0, weight: Any = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """max(0, margin − the target's score + another's) to the power p, the mean over the classes, its own left out."""
    reduction = legacy(size_average, reduce, reduction)
    must_be_a_word(reduction)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.dim() != 1:
        raise ValueError("weight must be one-dimensional")
    rows = input.reshape(-1, input.size(-1))
    classes = target.reshape(-1)
    own = rows.gather(1, classes.unsqueeze(1))
    losses = (margin - own + rows).clamp_min(0)
    losses = losses if p == 1 else losses * losses
    if weight is not None:
        losses = losses * weight[classes].unsqueeze(1)
    losses = losses.scatter(1, classes.unsqueeze(1), 0.0).sum(1) / rows.size(1)
    return reduced(losses if input.dim() > 1 else losses.squeeze(0), reduction)


def multilabel_margin_loss(
    input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """max(0, 1 − a target's score + the score of what is no target), the mean over the classes; a row of targets ends at −1."""
    reduction = legacy(size_average, reduce, reduction)
    must_be_a_word(reduction)
    rows, given = input.reshape(-1, input.size(-1)), target._data.reshape(-1, target._data.shape[-1])
    there = np.cumprod(given >= 0, 1).astype(bool)
    is_target = np.zeros(rows._data.shape, bool)
    at, place = np.nonzero(there)
    is_target[at, given[at, place]] = True
    own = rows.gather(1, beside(input._class, np.where(there, given, 0)))
    apart = (1 - own.unsqueeze(2) + rows.unsqueeze(1)).clamp_min(0)
    counted = there[:, :, None] & ~is_target[:, None, :]
    losses = apart.masked_fill(beside(input._class, ~counted), 0.0).sum((1, 2)) / rows.size(1)
    return reduced(losses if input.dim() > 1 else losses.squeeze(0), reduction)


__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
]
give(globals())

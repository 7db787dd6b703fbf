"""② The losses of torch.nn.functional that compare numbers: with a target, or with each other."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .checks import kind_of
from .distances import pairwise_distance
from .reducing import legacy, must_be_a_word, reduced, sizes_should_be_one
from .titles import give
from .warning import warn


def _weighted(losses: Any, input: Any, weight: Any, reduction: str, mean_of_weights: bool = True) -> Any:
    """The reduction, if each loss counts as much as its weight says."""
    if weight is None:
        return reduced(losses, reduction)
    if weight._data.shape != input._data.shape:
        raise ValueError("Weights and input must have the same size.")
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'.")
    losses = losses * weight
    if reduction == "mean" and mean_of_weights:
        return losses.sum() / weight.sum()
    return reduced(losses, reduction)


def mse_loss(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """(input − target)², their mean, or their sum. Warns where the shapes differ."""
    sizes_should_be_one(input, target)
    reduction = legacy(size_average, reduce, reduction)
    return _weighted((input - target).square(), input, weight, reduction)


def l1_loss(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    weight: Any = None,
) -> Any:
    """|input − target|, their mean, or their sum. Warns where the shapes differ."""
    sizes_should_be_one(input, target)
    reduction = legacy(size_average, reduce, reduction)
    return _weighted((input - target).abs(), input, weight, reduction)


def smooth_l1_loss(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Any:
    """(input − target)² / (2 beta) where they are nearer than beta, else |input − target| − beta / 2."""
    sizes_should_be_one(input, target)
    reduction = legacy(size_average, reduce, reduction)
    apart = input - target
    far = apart.abs()
    if beta == 0:
        return reduced(far, reduction)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    return reduced((apart * apart * 0.5 / beta).where(far < beta, far - 0.5 * beta), reduction)


def huber_loss(
    input: Any, target: Any, reduction: str = "mean", delta: float = 1.0, weight: Any = None
) -> Any:
    """(input − target)² / 2 where they are nearer than delta, else delta · (|input − target| − delta / 2)."""
    sizes_should_be_one(input, target)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    if target._data.dtype != input._data.dtype:
        raise RuntimeError(f"Found dtype {kind_of(target)} but expected {kind_of(input)}")
    apart = input - target
    far = apart.abs()
    losses = (apart * apart * 0.5).where(far < delta, (far - 0.5 * delta) * delta)
    return _weighted(losses, input, weight, reduction, mean_of_weights=False)


def poisson_nll_loss(
    input: Any, target: Any, log_input: bool = True, full: bool = False, size_average: Any = None, eps: float = 1e-8,
    reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """How unlikely `target` events are where `input` are expected (or exp(input)): input − target · log(input)."""
    reduction = legacy(size_average, reduce, reduction)
    must_be_a_word(reduction)
    losses = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        many = target * target.log() - target + (target * (2 * math.pi)).log() * 0.5
        losses = losses + many.masked_fill(target <= 1, 0.0)
    return reduced(losses, reduction)


def gaussian_nll_loss(
    input: Any, target: Any, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Any:
    """How unlikely the target is, if it is normal around the input: (log var + (input − target)² / var) / 2."""
    if isinstance(var, float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        var = input.detach() * 0 + var
    elif (var._data < 0).any():
        raise ValueError("var has negative entry/entries")
    if var.size() != input.size():
        if input.size()[:-1] == var.size():
            var = var.unsqueeze(-1)
        elif (
            input.ndim != var.ndim
            or sum(b for a, b in zip(input.size(), var.size(), strict=True) if a != b) != 1
        ):
            raise ValueError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid")
    var = var + (
        var.detach().clamp(min=eps) - var.detach()
    )  # not below eps, with the gradient as if it were as it is
    losses = (var.log() + (input - target).square() / var) * 0.5
    if full:
        losses = losses + 0.5 * math.log(2 * math.pi)
    return reduced(losses, reduction)


def kl_div(
    input: Any,
    target: Any,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Any:
    """target · (log target − input), of an input that is a logarithm: how far the input is from the target.

    "batchmean": their sum over the length of the first axis.
    """
    if size_average is None and reduce is None and reduction == "mean":
        warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
            "'mean' will be changed to behave the same as 'batchmean' in the next major release."
        )
    reduction = legacy(size_average, reduce, reduction)
    if log_target:
        losses = target.exp() * (target - input)
    else:
        losses = target * target.masked_fill(target <= 0, 1.0).log() - target * input
    if reduction == "batchmean":
        return losses.sum() / input.size(0) if input.dim() else losses
    return reduced(losses, reduction)


def margin_ranking_loss(
    input1: Any, input2: Any, target: Any, margin: float = 0, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """max(0, margin − target · (input1 − input2)): target 1 where the first is to be the larger one, else −1."""
    reduction = legacy(size_average, reduce, reduction)
    if not input1.dim() == input2.dim() == target.dim():
        raise RuntimeError(
            f"margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: {input1.size()}, "
            f"input2: {input2.size()}, target: {target.size()} "
        )
    return reduced((-target * (input1 - input2) + margin).clamp_min(0), reduction)


def hinge_embedding_loss(
    input: Any,
    target: Any,
    margin: float = 1.0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """The input where the target is 1; max(0, margin − input) where it is −1."""
    reduction = legacy(size_average, reduce, reduction)
    apart = (margin - input).clamp_min(0).masked_fill(target == 1, 0.0)
    return reduced(apart + input.masked_fill(target == -1, 0.0), reduction)


def soft_margin_loss(
    input: Any, target: Any, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """log(1 + exp(−target · input)), finite where exp overflows."""
    reduction = legacy(size_average, reduce, reduction)
    return reduced((-target * input).softplus(1, math.inf), reduction)


def cosine_embedding_loss(
    input1: Any, input2: Any, target: Any, margin: float = 0, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Any:  # fmt: skip
    """1 − cos where the target is 1; max(0, cos − margin) where it is −1; cos is of the angle between the inputs."""
    reduction = legacy(size_average, reduce, reduction)
    if target.dim() > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if input1.dim() != target.dim() + 1 or input2.dim() != target.dim() + 1:
        shown = [str([*one._data.shape]) for one in (input1, input2)]
        raise RuntimeError(
            f"{target.dim()}D target tensor expects {target.dim() + 1}D input tensors, but found inputs with sizes "
            f"{shown[0]} and {shown[1]}."
        )
    lengths = (input1.square().sum(-1) + 1e-12) * (input2.square().sum(-1) + 1e-12)
    cos = (input1 * input2).sum(-1) / lengths.sqrt()
    losses = (1 - cos).masked_fill(target != 1, 0.0) + (cos - margin).clamp_min(0).masked_fill(
        target != -1, 0.0
    )
    return reduced(losses, reduction)


def triplet_margin_loss(
    anchor: Any, positive: Any, negative: Any, margin: float = 1.0, p: float = 2, eps: float = 1e-6, swap: bool = False,
    size_average: Any = None, reduce: Any = None, reduction: str = "mean",
) -> Any:  # fmt: skip
    """max(0, margin + the distance from anchor to positive − that to negative). Source: Balntas et al. (2016)."""
    reduction = legacy(size_average, reduce, reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    return triplet_margin_with_distance_loss(
        anchor, positive, negative, distance_function=lambda a, b: pairwise_distance(a, b, p, eps), margin=margin, swap=swap,
        reduction=reduction,
    )  # fmt: skip


def triplet_margin_with_distance_loss(
    anchor: Any, positive: Any, negative: Any, *, distance_function: Callable[[Any, Any], Any] | None = None,
    margin: float = 1.0, swap: bool = False, reduction: str = "mean",
) -> Any:  # fmt: skip
    """As triplet_margin_loss, with any distance."""
    must_be_a_word(reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.dim() == positive.dim() == negative.dim():
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {anchor.dim()}D, positive {positive.dim()}D, and negative {negative.dim()}D inputs"
        )
    distance = distance_function or pairwise_distance
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    return reduced((margin + near - far).clamp_min(0), reduction)


__all__ = [
    "cosine_embedding_loss",
    "gaussian_nll_loss",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "margin_ranking_loss",
    "mse_loss",
    "poisson_nll_loss",
    "smooth_l1_loss",
    "soft_margin_loss",
    "triplet_margin_loss",
    "triplet_margin_with_distance_loss",
]
give(globals())

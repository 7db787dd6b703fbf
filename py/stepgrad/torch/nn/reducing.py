"""② What the losses of torch.nn share: what becomes of the loss of each element, and sizes that differ."""

from __future__ import annotations

from typing import Any

from .warning import warn


def legacy(size_average: Any, reduce: Any, reduction: str) -> str:
    """The word for what was said in two booleans. Warns of them."""
    if size_average is None and reduce is None:
        return reduction
    word = "none" if reduce is False else "sum" if size_average is False else "mean"
    warn(f"size_average and reduce args will be deprecated, please use reduction='{word}' instead.")
    return word


def reduced(losses: Any, reduction: str) -> Any:
    """The losses as they are ("none"), their sum or their mean. Errors: ValueError for another word."""
    if reduction == "mean":
        return losses.mean() if losses._data.ndim else losses
    if reduction == "elementwise_mean":
        warn("reduction='elementwise_mean' is deprecated. Please use reduction='mean' instead.")
        return losses.mean()
    if reduction == "sum":
        return losses.sum() if losses._data.ndim else losses
    must_be_a_word(reduction)
    return losses


def must_be_a_word(reduction: str) -> None:
    """Errors: ValueError unless it says what is done with the losses."""
    if reduction not in ("none", "mean", "sum", "elementwise_mean"):
        raise ValueError(f"{reduction} is not a valid value for reduction")


def sizes_should_be_one(input: Any, target: Any) -> None:
    """Warns where they are not."""
    if not hasattr(target, "size"):
        raise AttributeError(f"{type(target).__name__!r} object has no attribute 'size'")
    if target._data.shape != input._data.shape:
        warn(
            f"Using a target size ({target.size()}) that is different to the input size ({input.size()}). This will likely "
            "lead to incorrect results due to broadcasting. Please ensure they have the same size."
        )

"""② What is written as a function rather than as a method: `where`, joining, and the losses and layers of nn.functional.

NumPy is imported by the functions of tensors alone, so that scalars do without it. `dim` is PyTorch's word for `axis`; either will do.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import ShapeError
from ..scalar.value import Value

if TYPE_CHECKING:
    from .tensor import Tensor


def where(condition: Any, x: Any, y: Any) -> Any:
    """x where `condition` holds, else y; gradients flow to what was taken.

    Of Values with a bool; of Tensors (or numbers beside one) with an array of booleans, the three broadcast together.
    """
    if isinstance(x, Value) or isinstance(y, Value):
        return Value.where(x, y, bool(condition))  # type: ignore[attr-defined]
    from .joining import where

    return where(condition, x, y)


def maximum(x: Any, y: Any) -> Any:
    """The larger of two, element by element; at a tie each gets half of the gradient. One of them may be a number."""
    return _of_two("maximum", x, y)


def minimum(x: Any, y: Any) -> Any:
    """The smaller of two, element by element; at a tie each gets half of the gradient. One of them may be a number."""
    return _of_two("minimum", x, y)


def _of_two(name: str, x: Any, y: Any) -> Any:
    if isinstance(x, Value):
        return getattr(x, name)(y)
    if isinstance(y, Value):
        return getattr(y, f"_r{name}")(x)
    if hasattr(x, name):
        return getattr(x, name)(y)
    if hasattr(y, name):
        return getattr(y, name)(x)  # of two that are not the same the order does not matter
    raise TypeError(f"{name}: expected a Value or a Tensor, got {type(x).__name__} and {type(y).__name__}")


def concatenate(tensors: Sequence[Tensor], axis: int = 0, *, dim: int | None = None) -> Tensor:
    """The tensors one after the other along an axis; their other axes have the same lengths. Errors: ShapeError."""
    from .joining import concatenate

    return concatenate(tensors, axis if dim is None else dim)


def stack(tensors: Sequence[Tensor], axis: int = 0, *, dim: int | None = None) -> Tensor:
    """The tensors, all of one shape, beside each other along a new axis. Errors: ShapeError."""
    from .joining import stack

    return stack(tensors, axis if dim is None else dim)


cat = concatenate


def softmax(x: Tensor, axis: Any = None, *, dim: Any = None) -> Tensor:
    """exp(x) / Σ exp(x) along one axis."""
    return x.softmax(axis, dim=dim)


def log_softmax(x: Tensor, axis: Any = None, *, dim: Any = None) -> Tensor:
    """log(softmax(x)) along one axis, finite where softmax underflows."""
    return x.log_softmax(axis, dim=dim)


def mse(x: Tensor, target: Tensor) -> Tensor:
    """The mean of (x − target)². Errors: ShapeError where the shapes differ: (N, 1) beside (N) would give N² errors."""
    if tuple(x.shape) != tuple(target.shape):
        raise ShapeError(f"mse: the shapes {tuple(x.shape)} and {tuple(target.shape)} differ")
    return ((x - target) ** 2).mean()


def layer_norm(
    x: Tensor, weight: Tensor | None = None, bias: Tensor | None = None, axes: int = 1, eps: float = 1e-5
) -> Tensor:
    """x shifted and scaled to mean 0 and variance 1 over its last `axes` axes, then times weight plus bias.

    weight, bias: of the shape of these axes, or None. eps is added to the variance. Source: Ba, Kiros, Hinton, "Layer
    Normalization" (2016), arXiv:1607.06450.
    """
    from .losses import normalize

    y = normalize(x, axes, eps)
    for name, parameter in (("weight", weight), ("bias", bias)):
        if parameter is not None and parameter.shape != x.shape[x.ndim - axes :]:
            raise ShapeError(
                f"layer_norm: {name} has the shape {parameter.shape}, but the axes have {x.shape[x.ndim - axes :]}"
            )
    if weight is not None:
        y = y * weight
    return y if bias is None else y + bias


def cross_entropy(logits: Tensor, target: Any) -> Tensor:
    """The mean of −log softmax(logits) at the target.

    logits: (C), (N, C) or (N, C, …) with scores for C classes; target: class numbers, an array of ints of the same shape
    without C, or probabilities, an array or tensor of the same shape. Errors: ShapeError; IndexError for a class that
    is not there; TypeError.
    """
    from .losses import cross_entropy

    return cross_entropy(logits, target)


def embedding(index: Any, weight: Tensor) -> Tensor:
    """Row index[…] of weight (V, D) for each entry of an array of ints: its shape, with D behind. Errors: IndexError, TypeError."""
    from .losses import embedding

    return embedding(index, weight)

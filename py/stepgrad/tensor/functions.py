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


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """x where `condition` holds, else y; gradients flow to what was taken.

    Of Values with a bool; of Tensors or numbers with a tensor or an array of booleans, the three broadcast together.
    Without x and y: the places where it holds, a tensor of ints for each axis.
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


def concatenate(tensors: Sequence[Tensor], dim: int = 0, *, axis: int | None = None) -> Tensor:
    """The tensors one after the other along an axis; their other axes have the same lengths. Errors: ShapeError."""
    from .joining import concatenate

    return concatenate(tensors, dim if axis is None else axis)


def stack(tensors: Sequence[Tensor], dim: int = 0, *, axis: int | None = None) -> Tensor:
    """The tensors, all of one shape, beside each other along a new axis. Errors: ShapeError."""
    from .joining import stack

    return stack(tensors, dim if axis is None else axis)


cat = concat = concatenate


def einsum(equation: str, *operands: Any) -> Tensor:
    """The sum of products that an equation such as "ij,jk->ik" says; see tensor/products.py."""
    from .products import einsum

    return einsum(equation, *operands)


def softmax(input: Tensor, dim: Any = None, *, dtype: Any = None, axis: Any = None) -> Tensor:
    """exp(input) / Σ exp(input) along one axis."""
    return input.softmax(dim, dtype, axis=axis)


def log_softmax(input: Tensor, dim: Any = None, *, dtype: Any = None, axis: Any = None) -> Tensor:
    """log(softmax(input)) along one axis, finite where softmax underflows."""
    return input.log_softmax(dim, dtype, axis=axis)


def mse(x: Tensor, target: Tensor) -> Tensor:
    """The mean of (x − target)². Errors: ShapeError where the shapes differ: (N, 1) beside (N) would give N² errors."""
    if tuple(x.shape) != tuple(target.shape):
        raise ShapeError(f"mse: the shapes {tuple(x.shape)} and {tuple(target.shape)} differ")
    return ((x - target) ** 2).mean()


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """(input − target)², their mean, or their sum. As PyTorch, it warns where the shapes differ; `mse` refuses."""
    from .losses import mse_loss

    return mse_loss(input, target, reduction)


def layer_norm(
    input: Tensor,
    normalized_shape: Any = None,
    weight: Any = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    *,
    axes: int | None = None,
) -> Tensor:
    """input shifted and scaled to mean 0 and variance 1 over its last axes, then times weight plus bias.

    normalized_shape: the lengths of these axes, as in PyTorch. Without it, `axes` says how many they are (1), and weight
    and bias may come in its place. weight, bias: of the shape of these axes, or None. eps is added to the variance.
    Source: Ba, Kiros, Hinton, "Layer Normalization" (2016), arXiv:1607.06450.
    """
    from .losses import layer_norm

    return layer_norm(input, normalized_shape, weight, bias, eps, axes)


def cross_entropy(
    input: Tensor,
    target: Any,
    weight: Any = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """−log softmax(input) at the target: their mean, their sum, or one by one ("none").

    input: (C), (N, C) or (N, C, …) with scores for C classes; target: class numbers, ints of the same shape without C, or
    probabilities, floats of the same shape. weight: what each class counts, and a mean is a weighted one. Where a target is
    ignore_index there is no loss. label_smoothing: how much of each target is spread over all classes.
    Errors: ShapeError; IndexError for a class that is not there; TypeError.
    """
    from .losses import cross_entropy

    return cross_entropy(input, target, weight, ignore_index, reduction, label_smoothing)


def embedding(input: Any, weight: Tensor) -> Tensor:
    """Row input[…] of weight (V, D) for each entry of an array of ints: its shape, with D behind. Errors: IndexError, TypeError."""
    from .losses import embedding

    return embedding(input, weight)

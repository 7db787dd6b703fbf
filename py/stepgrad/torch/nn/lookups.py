"""② Functions of torch.nn.functional that look up rows, multiply by weights, or leave out elements at random."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...mode import switched
from ...tensor import losses as ours
from ...tensor.graph import beside
from ...tensor.joining import stack
from ...tensor.picking import outside
from .. import random
from .activating import in_its_place
from .checks import kind_of, must_be_tensor
from .titles import give
from .warning import warn


def linear(input: Any, weight: Any, bias: Any = None) -> Any:
    """input @ weight.T + bias; weight is (out_features, in_features), or (in_features). Errors: RuntimeError."""
    must_be_tensor("linear", "input", 1, input)
    a, b = input._data, weight._data
    if not a.ndim or a.dtype is not b.dtype or a.shape[-1] != b.shape[-1]:
        _no_product(input, weight, bias)
    y = input @ weight.T
    return y if bias is None else y + bias


def _no_product(input: Any, weight: Any, bias: Any) -> None:
    a, b = input._data, weight._data
    if not a.ndim or not b.ndim:
        raise RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {a.ndim}D and {b.ndim}D"
        )
    if a.shape[-1] != b.shape[-1]:
        rows = math.prod(a.shape[:-1])
        columns = b.shape[0] if b.ndim > 1 else 1
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({rows}x{a.shape[-1]} and {b.shape[-1]}x{columns})"
        )
    if bias is None:
        names = [{"Long": "long int"}.get(kind_of(one), kind_of(one).lower()) for one in (input, weight)]
        raise RuntimeError(f"expected m1 and m2 to have the same dtype, but got: {names[0]} != {names[1]}")
    raise RuntimeError(
        f"mat1 and mat2 must have the same dtype, but got {kind_of(input)} and {kind_of(weight)}"
    )


def bilinear(input1: Any, input2: Any, weight: Any, bias: Any = None) -> Any:
    """input1 · weight[k] · input2 for every k; weight is (out, in1, in2)."""
    rows1, rows2 = (one.reshape(-1, one.size(-1)) for one in (input1, input2))
    each = [((rows1 @ weight[k]) * rows2).sum(-1) for k in range(weight.size(0))]
    y = stack(each, -1).reshape(*input1._data.shape[:-1], weight.size(0))
    return y if bias is None else y + bias


def one_hot(tensor: Any, num_classes: int = -1) -> Any:
    """For every int a row that is 1 at its place, else 0. num_classes: how long; as long as need be, if it is −1."""
    data = tensor._data
    if data.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if not data.size and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    if data.size and data.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(data.max()) + 1
    if data.size and data.max() >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return beside(tensor._class, (data[..., None] == np.arange(num_classes)).astype(np.int64, "C"))


# rows


def _must_be_places(input: Any, weight: Any) -> None:
    must_be_tensor("embedding", "indices", 2, input)
    places = input._data
    if places.dtype.kind not in "iu" or places.dtype.itemsize < 4:
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"{input.type()} instead (while checking arguments for embedding)"
        )
    if outside(places, weight._data.shape[0]) is not None:
        raise IndexError("index out of range in self")


def embedding(
    input: Any, weight: Any, padding_idx: int | None = None, max_norm: float | None = None, norm_type: float = 2.0,
    scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Any:  # fmt: skip
    """Row input[…] of weight (V, D) for each of an array of ints: its shape, with D behind.

    padding_idx: the row that gets no gradient. max_norm: rows that are longer are shortened, in the weight itself.
    sparse is of no effect: gradients are whole arrays. Errors: IndexError; RuntimeError.
    """
    _must_be_places(input, weight)
    many = weight._data.shape[0]
    if padding_idx is not None:
        if not -many <= padding_idx < many:
            raise AssertionError("Padding_idx must be within num_embeddings")
        padding_idx %= many
    if max_norm is not None:
        _shorten(weight, np.unique(input._data), max_norm, norm_type)
    if scale_grad_by_freq and weight._requires:
        counts = np.bincount(input._data.ravel(), minlength=many)[input._data][..., None].astype(
            weight._data.dtype
        )
        y = ours.embedding(input, weight)
        share = y / beside(weight._class, counts)
        y = share + (y - share).detach()
    else:
        y = ours.embedding(input, weight)
    if padding_idx is None or not weight._requires or not (padded := input._data == padding_idx).any():
        return y
    return y.detach().where(beside(weight._class, padded[..., None]), y)


def _shorten(weight: Any, rows: Any, max_norm: float, norm_type: float) -> None:
    lengths = np.linalg.norm(weight._data[rows], norm_type, -1)
    long = rows[lengths > max_norm]
    factors = max_norm / (lengths[lengths > max_norm] + 1e-7)
    if long.size:
        with switched(grad=False):
            weight[long] = beside(
                weight._class, (weight._data[long] * factors[:, None]).astype(weight._data.dtype)
            )


def embedding_bag(
    input: Any, weight: Any, offsets: Any = None, max_norm: float | None = None, norm_type: float = 2,
    scale_grad_by_freq: bool = False, mode: str = "mean", sparse: bool = False, per_sample_weights: Any = None,
    include_last_offset: bool = False, padding_idx: int | None = None,
) -> Any:  # fmt: skip
    """Rows of weight, summed ("sum"), averaged ("mean") or the largest of each ("max"), bag by bag.

    input: a matrix, a bag each row; or a vector, with the places where bags begin as `offsets`.
    """
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' "
            f"(got mode='{mode}'). Please open a feature request on GitHub."
        )
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type "
                + str(type(offsets))
            )
        bounds = [*range(0, input.numel() + 1, input.size(1))] if input.size(1) else [0] * (input.size(0) + 1)
    elif input.dim() == 1:
        if offsets is None:
            raise ValueError("offsets has to be a 1D Tensor but got None")
        if offsets.dim() != 1:
            raise ValueError("offsets has to be a 1D Tensor")
        bounds = offsets.tolist() + ([] if include_last_offset else [input.numel()])
        if bounds and bounds[0] != 0:
            raise RuntimeError(
                f"offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got {bounds[0]}"
            )
    else:
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.dim()}")
    flat = input.reshape(-1)
    rows = embedding(flat, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq)
    if per_sample_weights is not None:
        rows = rows * per_sample_weights.reshape(-1).unsqueeze(1)
    kept = (
        np.ones(flat._data.shape, bool) if padding_idx is None else flat._data != padding_idx % weight.size(0)
    )
    bags = []
    for begin, end in itertools.pairwise(bounds):
        bag = rows[np.arange(begin, end)[kept[begin:end]]]
        if not bag.size(0):
            bags.append(beside(weight._class, np.zeros(weight._data.shape[1], weight._data.dtype)))
        else:
            bags.append(bag.amax(0) if mode == "max" else bag.sum(0) if mode == "sum" else bag.mean(0))
    return stack(bags) if bags else rows[:0]


# left out at random


def _probability(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def _kept(input: Any, p: float, shape: Any) -> Any:
    """What each element is multiplied by: 0, or as much more as the others are missing."""
    like = np.zeros(shape, input._data.dtype)
    if p == 1:
        return beside(input._class, like)
    return beside(input._class, (random.tosses(like, None, 1 - p) / (1 - p)).astype(like.dtype))


def dropout(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
    """In training, each element is 0 with probability p, and the others are larger by 1 / (1 − p). Reproducible, but not PyTorch's own numbers."""
    _probability(p)
    if not training or p == 0:
        return input
    scale = _kept(input, p, input._data.shape)
    return in_its_place(input, "dropout", lambda x: x * scale, inplace)


def _of_channels(axes: int) -> Callable[..., Any]:
    name = f"dropout{axes}d"

    def dropped(input: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
        _probability(p)
        n = input.dim()
        if axes == 1 and n not in (2, 3):
            raise RuntimeError(
                f"dropout1d: Expected 2D or 3D input, but received a {n}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
            )
        if n not in (axes + 1, axes + 2):
            warn(
                f"{name}: Received a {n}-D input to {name}, which is deprecated and will result in an error in a future release. To retain the behavior and silence this warning, please use dropout instead. Note that {name} exists to provide channel-wise dropout on inputs with {axes} spatial dimensions, a channel dimension, and an optional batch dimension (i.e. {axes + 1}D or {axes + 2}D inputs)."
            )
        if not training or p == 0:
            return input
        batched = 1 if n == axes + 1 and axes in (1, 3) else 2
        shape = input._data.shape[:batched] + (1,) * (n - batched)
        scale = _kept(input, p, shape)
        return in_its_place(input, name, lambda x: x * scale, inplace)

    dropped.__name__ = dropped.__qualname__ = name
    dropped.__doc__ = f"As dropout(), whole channels of {axes} axes at a time."
    return dropped


dropout1d, dropout2d, dropout3d = (_of_channels(axes) for axes in (1, 2, 3))
_ALPHA = 1.7580993408473766  # what selu tends to, far below 0, without the sign


def _alpha(input: Any, p: float, shape: Any) -> Any:
    """What is dropped becomes −_ALPHA, and all is shifted and scaled so that mean and variance stay."""
    if p == 1:
        return input * 0
    kept = random.tosses(np.empty(shape, input._data.dtype), None, 1 - p)
    a = 1 / np.sqrt((_ALPHA**2 * p + 1) * (1 - p))
    offset = ((kept - 1) * (_ALPHA * a) + _ALPHA * a * p).astype(kept.dtype)
    return input * beside(input._class, (kept * a).astype(kept.dtype)) + beside(input._class, offset)


def alpha_dropout(input: Any, p: float = 0.5, training: bool = False, inplace: bool = False) -> Any:
    """dropout() for selu: mean and variance stay. Source: Klambauer et al. (2017), arXiv:1706.02515."""
    _probability(p)
    if not training or p == 0:
        return input
    return in_its_place(input, "alpha_dropout", lambda x: _alpha(x, p, x._data.shape), inplace)


def feature_alpha_dropout(input: Any, p: float = 0.5, training: bool = False, inplace: bool = False) -> Any:
    """alpha_dropout(), whole channels at a time."""
    _probability(p)
    if not training or p == 0:
        return input
    shape = input._data.shape[:2] + (1,) * (input.dim() - 2)
    return in_its_place(input, "alpha_dropout", lambda x: _alpha(x, p, shape), inplace)


__all__ = [
    "alpha_dropout",
    "bilinear",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "embedding",
    "embedding_bag",
    "feature_alpha_dropout",
    "linear",
    "one_hot",
]
give(globals())

"""② Products of vectors and matrices by their other names."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from ...tensor import products
from ...tensor.graph import TensorBase
from ..nodes import entitle


def _plus(self: Any, product: Any, beta: float, alpha: float) -> Any:
    product = product if alpha == 1 else product * alpha
    return product + (self if beta == 1 else self * beta)


def addmv(input: Any, mat: Any, vec: Any, *, beta: float = 1, alpha: float = 1) -> Any:
    """beta · input + alpha · (mat @ vec)"""
    return entitle(_plus(input, mat.mv(vec), beta, alpha), "AddmvBackward0")


def addr(input: Any, vec1: Any, vec2: Any, *, beta: float = 1, alpha: float = 1) -> Any:
    """beta · input + alpha · vec1 vec2ᵀ"""
    return entitle(_plus(input, vec1.outer(vec2), beta, alpha), "AddrBackward0")


def baddbmm(input: Any, batch1: Any, batch2: Any, *, beta: float = 1, alpha: float = 1) -> Any:
    """beta · input + alpha · (batch1 @ batch2), for stacks of matrices."""
    return entitle(_plus(input, batch1.bmm(batch2), beta, alpha), "BaddbmmBackward0")


def addbmm(input: Any, batch1: Any, batch2: Any, *, beta: float = 1, alpha: float = 1) -> Any:
    """beta · input + alpha · Σ batch1 @ batch2"""
    return _plus(input, batch1.bmm(batch2).sum(0), beta, alpha)


def ger(input: Any, vec2: Any) -> Any:
    """As outer()."""
    return input.outer(vec2)


def vdot(input: Any, other: Any) -> Any:
    """As dot()."""
    return input.dot(other)


def chain_matmul(*matrices: Any) -> Any:
    """The product of several matrices."""
    return functools.reduce(lambda a, b: a @ b, matrices)


def matrix_power(input: Any, n: int) -> Any:
    """The product of a matrix with itself, n times; of its inverse, for n below 0."""
    from .. import linalg

    if n < 0:
        return matrix_power(linalg.inv(input), -n)
    if not n:
        return input * 0 + input.new_tensor(np.eye(input._data.shape[-1]))
    half = matrix_power(input, n // 2) if n > 1 else None
    square = half @ half if half is not None else None
    return input if square is None else square @ input if n % 2 else square


def kron(input: Any, other: Any) -> Any:
    """Every element of one times the whole of the other."""
    dims = max(input._data.ndim, other._data.ndim)
    a, b = (one.reshape((1,) * (dims - one._data.ndim) + one._data.shape) for one in (input, other))
    wide = a.reshape([n for length in a._data.shape for n in (length, 1)])
    tall = b.reshape([n for length in b._data.shape for n in (1, length)])
    made = (wide * tall).reshape([n * m for n, m in zip(a._data.shape, b._data.shape, strict=True)])
    return entitle(made, "UnsafeViewBackward0")


def cross(input: Any, other: Any, dim: int | None = None) -> Any:
    """The vector product along an axis of length 3: the first there is, unless said."""
    if dim is None:
        dim = next((i for i, n in enumerate(input._data.shape) if n == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
    if input._data.shape[dim] != 3 or other._data.shape[dim] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {input._data.shape[dim]} and {other._data.shape[dim]}"
        )
    made = input.roll(-1, dim) * other.roll(1, dim) - input.roll(1, dim) * other.roll(-1, dim)
    return entitle(made, "LinalgCrossBackward0")


def tensordot(a: Any, b: Any, dims: Any = 2) -> Any:
    """The sum of products over the last axes of one and the first of the other, or over the axes named."""
    if isinstance(dims, TensorBase):
        dims = dims.tolist()
    if isinstance(dims, int):
        dims = [*range(a._data.ndim - dims, a._data.ndim)], [*range(dims)]
    ours, theirs = ([one] if isinstance(one, int) else [*one] for one in dims)
    ours, theirs = [i % a._data.ndim for i in ours], [i % b._data.ndim for i in theirs]
    left = [i for i in range(a._data.ndim) if i not in ours]
    right = [i for i in range(b._data.ndim) if i not in theirs]
    shape = [a._data.shape[i] for i in left] + [b._data.shape[i] for i in right]
    many = math.prod(a._data.shape[i] for i in ours)
    return (a.permute(*left, *ours).reshape(-1, many) @ b.permute(*theirs, *right).reshape(many, -1)).reshape(
        shape
    )


def einsum(equation: str, *operands: Any) -> Any:
    """The sum of products that an equation such as "ij,jk->ik" says."""
    return products.einsum(equation, *operands)


def dist(input: Any, other: Any, p: float = 2) -> Any:
    """The p-norm of the difference."""
    return (input - other).norm(p)


def cdist(x1: Any, x2: Any, p: float = 2.0, compute_mode: str | None = None) -> Any:
    """The p-norm of the difference of every row of one and every row of the other."""
    return entitle((x1.unsqueeze(-2) - x2.unsqueeze(-3)).norm(p, -1), "CdistBackward0")


def pdist(input: Any, p: float = 2.0) -> Any:
    """The p-norm of the difference of every two rows."""
    rows, columns = np.triu_indices(input._data.shape[0], 1)
    return (input[rows] - input[columns]).norm(p, -1)

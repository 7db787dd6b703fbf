"""② torch.linalg: norms, inverses and determinants with gradients; what else NumPy has, of tensors that need none."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..tensor.graph import beside
from . import functions, words
from .absent import absent, public
from .more.products import chain_matmul, cross, matrix_power, vdot
from .nodes import entitle

LinAlgError = words.LinAlgError


def inv(A: Any) -> Any:
    """The inverse of a matrix, or of each in a stack. Errors: RuntimeError of a singular one."""
    return A.inverse()


def det(A: Any) -> Any:
    """The determinant of a matrix, or of each in a stack."""
    return A.det()


def slogdet(A: Any) -> Any:
    """The sign of the determinant, and the logarithm of its size."""
    found = A.det()
    return functions.returned("linalg_slogdet", ("sign", "logabsdet"), found.sign(), found.abs().log())


def solve(A: Any, B: Any) -> Any:
    """X with A @ X = B."""
    return entitle(A.inverse() @ B, "LinalgSolveExBackward0")


def multi_dot(tensors: Any) -> Any:
    """The product of several matrices."""
    return chain_matmul(*tensors)


def vecdot(x: Any, y: Any, *, dim: int = -1) -> Any:
    """The sum of the products along an axis."""
    return (x * y).sum(dim)


def vector_norm(x: Any, ord: float = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """(Σ |x|^ord)^(1/ord), of all elements, or along axes."""
    return x.norm(ord, dim, keepdim, dtype)


def matrix_norm(
    A: Any, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Any:
    """Of matrices: "fro", the root of the sum of squares; 1 and inf, the largest sum of a column or a row."""
    rows, columns = (axis % A._data.ndim for axis in dim)
    if ord == "fro":
        return A.norm(2, (rows, columns), keepdim, dtype)
    if ord not in (1, -1, math.inf, -math.inf):
        raise NotImplementedError(f"matrix_norm: ord={ord!r} is not there; 'fro', 1, -1, inf and -inf are")
    summed, other = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = A.abs().sum(summed, keepdim=True)
    made = sums.amax(other, keepdim=True) if ord > 0 else sums.amin(other, keepdim=True)
    return made if keepdim else made.squeeze((rows, columns))


def norm(A: Any, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """vector_norm() of all elements or along one axis; matrix_norm() with an `ord` and two axes."""
    if ord is not None and (
        isinstance(ord, str)
        or (dim is None and A._data.ndim == 2)
        or (isinstance(dim, tuple | list) and len(dim) == 2)
    ):
        return matrix_norm(A, ord, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    return vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def diagonal(A: Any, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """The elements of the diagonals of matrices."""
    return A.diagonal(offset, dim1, dim2)


def _by_numpy(name: str, fields: tuple[str, ...] = ()) -> Callable[..., Any]:
    function = getattr(np.linalg, name)

    def of_numpy(A: Any, *args: Any, **named: Any) -> Any:
        if A._requires:
            raise NotImplementedError(
                f"linalg.{name}: it has no gradient here; detach() the tensor, if you need none"
            )
        found = function(A._data, *(getattr(one, "_data", one) for one in args), **named)
        if not fields:
            return beside(A._class, np.asarray(found))
        return functions.returned(
            f"linalg_{name}", fields, *(beside(A._class, np.asarray(one)) for one in found)
        )

    of_numpy.__name__, of_numpy.__doc__ = name, f"As NumPy's linalg.{name}; without gradients."
    return of_numpy


eigvalsh, pinv, matrix_rank, cholesky = map(_by_numpy, ("eigvalsh", "pinv", "matrix_rank", "cholesky"))
eigh = _by_numpy("eigh", ("eigenvalues", "eigenvectors"))
svd = _by_numpy("svd", ("U", "S", "Vh"))
qr = _by_numpy("qr", ("Q", "R"))


def svdvals(A: Any) -> Any:
    """The singular values; without gradients."""
    return svd(A)[1]


__all__ = ["cross", "matrix_power", "vdot"]


def __getattr__(name: str) -> Any:
    raise absent("torch.linalg", name, public(globals()))

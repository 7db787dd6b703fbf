"""② What may become a tensor or stand beside one, and what is said of arrays that do not go together."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ShapeError
from ..mode import mode
from .dtypes import FLOAT, dtype_of
from .faults import fault
from .graph import Array, TensorBase

FAILURES = (
    ValueError,
    MemoryError,
    OverflowError,
    TypeError,
)  # of NumPy, at shapes, sizes and dtypes it cannot do


def array_of(data: Any, dtype: Any = None) -> Array:
    """A fresh array of the dtype asked for; else of float32, or of float64 where `data` is an array of float64."""
    if dtype is not None:
        dtype = dtype_of("Tensor", dtype)
    if isinstance(data, TensorBase):
        data = array_copied(data)
    try:
        try:
            given = np.asarray(data)
        except RuntimeError:
            given = np.asarray(_numbers(data))
    except ValueError:
        raise ShapeError("Tensor: the rows of the nested list have different lengths") from None
    if given.dtype.kind not in "fiub" and given.size:
        raise TypeError(f"Tensor: expected numbers, got {type(data).__name__} {data!r:.60}")
    if dtype is None:
        wide = isinstance(data, np.ndarray | np.generic) and given.dtype == np.float64
        dtype = dtype_of("Tensor", np.float64) if wide else FLOAT
    return np.array(given, dtype=dtype, order="C")


def _numbers(data: Any) -> Any:
    """Nested lists with the tensors in them as arrays, even if they require a gradient: it ends here, as in PyTorch."""
    if isinstance(data, TensorBase):
        return array_copied(data)
    return [_numbers(one) for one in data] if isinstance(data, list | tuple) else data


def array_copied(tensor: TensorBase) -> Array:
    """The array of a tensor that another is made of: a copy has no history."""
    if mode.recorder is not None:
        mode.recorder.read(tensor, "a copy")
    return tensor._data


def operand(name: str, other: Any, cls: Any) -> Any:
    """What may stand beside a tensor: a tensor; an array, which becomes one of class `cls` (a copy); else a Python number."""
    if isinstance(other, TensorBase):
        return other
    if isinstance(other, bool):
        return other
    if isinstance(other, float | int):
        return float(other) if isinstance(other, float) else int(other)  # of no class of its own
    if isinstance(other, np.ndarray) and other.ndim:
        return cls(other, dtype=None if other.dtype.kind == "f" and other.dtype.itemsize < 8 else other.dtype)
    if isinstance(other, np.ndarray | np.generic) and other.dtype.kind in "fiub":
        return other.item()
    raise fault(
        TypeError,
        "operand",
        f"{name}: expected a Tensor, a number or an array, got {type(other).__name__} {other!r:.60}",
        name=name,
        given=other,
    )


def factor(other: Any, like: Any) -> Any:
    """What may stand beside a tensor in a matrix product: as `operand`, but no number; an array of ints in the tensor's dtype."""
    if isinstance(other, np.ndarray) and other.dtype.kind in "iub":
        return type(like)._class(other, dtype=like._data.dtype)
    made = operand("matmul", other, type(like)._class)
    if not isinstance(made, TensorBase):
        raise fault(
            TypeError,
            "not a factor",
            f"matmul: expected a Tensor or an array, got the number {made!r}",
            name="matmul",
            given=made,
        )
    return made


def refusal(name: str, args: Sequence[Any], error: Exception) -> Exception:
    """What NumPy could not do, said by the operation's name and the shapes."""
    if isinstance(error, MemoryError):
        return MemoryError(f"{name}: there is no memory for the result of {_shapes(args)}: {error}")
    if isinstance(error, OverflowError):
        return OverflowError(f"{name}: {_shapes(args)} cannot be combined: {error}")
    if isinstance(error, TypeError):
        dtypes = " and ".join(
            str(arg.dtype) if isinstance(arg, np.ndarray) else f"{arg!r:.40}" for arg in args
        )
        return fault(
            RuntimeError,
            "kinds",
            f"{name}: this cannot be done with {dtypes}: {error}",
            name=name,
            dtypes=[np.asarray(arg).dtype for arg in args],
        )
    if "broadcast" in str(error):
        return fault(
            ShapeError,
            "broadcast",
            f"{name}: the shapes {_shapes(args)} do not broadcast to one shape",
            shapes=[np.shape(arg) for arg in args],
        )
    if "negative integer powers" in str(error):
        return RuntimeError("Integers to negative integer powers are not allowed.")
    return ShapeError(f"{name}: {_shapes(args)} cannot be combined: {error}")


def no_product(a: Array, b: Array, error: Exception) -> Exception:
    """Why there is no matrix product of a and b."""
    if isinstance(error, MemoryError):
        return refusal("matmul", (a, b), error)
    if not a.ndim or not b.ndim:
        return fault(
            ShapeError,
            "product",
            f"matmul: each factor needs at least one axis, but the shapes are {a.shape} and {b.shape}",
            a=a.shape,
            b=b.shape,
        )
    inner, outer = a.shape[-1], b.shape[-2] if b.ndim > 1 else b.shape[0]
    if inner != outer:
        return fault(
            ShapeError,
            "product",
            f"matmul: the shapes {a.shape} and {b.shape} do not fit: the inner lengths {inner} and {outer} differ",
            a=a.shape,
            b=b.shape,
        )
    return fault(
        ShapeError,
        "product",
        f"matmul: the shapes {a.shape} and {b.shape} do not fit: their leading axes do not broadcast",
        a=a.shape,
        b=b.shape,
    )


def _shapes(args: Sequence[Any]) -> str:
    """What took part, in words for messages: an array's shape, else the number itself."""
    return " and ".join(str(arg.shape) if isinstance(arg, np.ndarray) else f"{arg!r:.40}" for arg in args)

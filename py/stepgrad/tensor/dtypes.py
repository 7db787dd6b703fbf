"""② Which dtypes tensors hold, and in which one an operation is done: PyTorch's rules, where NumPy's differ.

NumPy makes float64 of ints beside float32, and of a quotient of ints; PyTorch stays with float32. A tensor without axes
widens one that has some only to another kind: from booleans over ints to floats.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

from typing import Any

import numpy as np

FLOAT = np.dtype(np.float32)  # what numbers become that come without a dtype
INT = np.dtype(np.int64)
BOOL = np.dtype(np.bool)
DTYPES = (
    BOOL,
    *(
        np.dtype(name)
        for name in ("uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")
    ),
)
KINDS = {"b": 0, "u": 1, "i": 1, "f": 2}  # from narrow to wide


def dtype_of(who: str, dtype: Any) -> np.dtype[Any]:
    """A dtype of ours from whatever names it. Errors: TypeError for what a tensor cannot hold."""
    try:
        inside = getattr(dtype, "dtype", None)  # of PyTorch's word for it, see torch/types.py
        if dtype is int:
            dtype = "int64"  # NumPy's own int has 32 bits in the browser
        found = inside if isinstance(inside, np.dtype) else np.dtype(dtype)
    except TypeError:
        found = None
    if found not in DTYPES or found is None:
        from .faults import fault

        raise fault(
            TypeError,
            "dtype",
            f"{who}: a Tensor holds booleans, ints or floats of up to 64 bits, not {dtype!r:.40}; its dtype must be one of "
            f"{', '.join(map(str, DTYPES))}",
            given=dtype,
        )
    return DTYPES[DTYPES.index(found)]  # the one object, in this machine's byte order


def _wider(a: Any, b: Any) -> Any:
    """The dtype of two of equal rank; beside a float, an int does not widen it."""
    if (a.kind == "f") != (b.kind == "f"):
        return a if a.kind == "f" else b
    return np.promote_types(a, b)


def common_dtype(*operands: Any) -> np.dtype[Any]:
    """The dtype in which arrays and Python numbers are computed together: of those with axes first, then of those without, then of numbers."""
    ranks: list[Any] = [None, None, None]
    for x in operands:
        if isinstance(x, np.ndarray):
            at, dtype = (0 if x.ndim else 1), x.dtype
        else:
            at, dtype = 2, BOOL if isinstance(x, bool) else INT if isinstance(x, int) else FLOAT
        ranks[at] = dtype if ranks[at] is None else _wider(ranks[at], dtype)
    given = [dtype for dtype in ranks if dtype is not None]
    return max(given, key=lambda dtype: KINDS[dtype.kind])  # the first of equal ones


def floating(dtype: Any) -> np.dtype[Any]:
    """Itself, if it is of floats, else the usual one: what an exponential of ints is in."""
    return dtype if dtype.kind == "f" else FLOAT

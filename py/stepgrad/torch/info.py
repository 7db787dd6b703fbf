"""② What a program asks about tensors, dtypes and the machine, and settings that change nothing here."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..tensor import dtypes
from ..tensor.casting import _OF_TYPE
from ..tensor.dtypes import dtype_of
from ..tensor.graph import TensorBase
from .types import OF_ARRAYS


def is_tensor(obj: Any) -> bool:
    """Whether it is a tensor."""
    return isinstance(obj, TensorBase)


def is_storage(obj: Any) -> bool:
    """There are none here."""
    return False


def is_complex(input: Any) -> bool:
    """There are no complex numbers here."""
    return False


is_conj = is_neg = is_inference = is_complex


def is_nonzero(input: Any) -> bool:
    """Whether the one element is other than 0."""
    return bool(input)


def is_same_size(input: Any, other: Any) -> bool:
    """Whether both have one shape."""
    return bool(input._data.shape == other._data.shape)


def is_signed(input: Any) -> bool:
    """Whether there are negative numbers among its kind."""
    return bool(input._data.dtype.kind in "fi")


def get_default_dtype() -> Any:
    """What floats become that come without a dtype."""
    return OF_ARRAYS[dtypes.FLOAT]


def set_default_dtype(d: Any) -> None:
    """What floats become that come without a dtype. Errors: TypeError for what is not of floats."""
    kind = dtype_of("set_default_dtype", d)
    if kind.kind != "f":
        raise TypeError("only floating-point types are supported as the default type")
    dtypes.FLOAT = kind


def set_default_tensor_type(t: Any) -> None:
    """As set_default_dtype(), by the name of a type."""
    name = t if isinstance(t, str) else f"torch.{t.__name__}"
    set_default_dtype(_OF_TYPE[name])


def result_type(tensor1: Any, tensor2: Any) -> Any:
    """In which dtype two are computed together."""
    return OF_ARRAYS[
        dtypes.common_dtype(
            *(one._data if isinstance(one, TensorBase) else one for one in (tensor1, tensor2))
        )
    ]


def promote_types(type1: Any, type2: Any) -> Any:
    """In which dtype tensors of two are computed together."""
    return OF_ARRAYS[
        dtypes.common_dtype(*(np.empty(1, dtype_of("promote_types", one)) for one in (type1, type2)))
    ]


def can_cast(from_: Any, to: Any) -> bool:
    """Whether the kind of numbers of one fits into the other: booleans, ints, floats."""
    first, second = dtype_of("can_cast", from_), dtype_of("can_cast", to)
    if second.kind == "u" and first.kind == "i":
        return False
    return dtypes.KINDS[first.kind] <= dtypes.KINDS[second.kind]


class finfo:
    """What floats of a dtype can be."""

    def __init__(self, type: Any = None) -> None:
        kind = dtypes.FLOAT if type is None else dtype_of("finfo", type)
        if kind.kind != "f":
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
            )
        found = np.finfo(kind)
        self.dtype, self.bits = str(kind), found.bits
        self.max, self.min, self.eps = float(found.max), float(found.min), float(found.eps)
        self.tiny = self.smallest_normal = float(found.smallest_normal)
        self.resolution = float(found.resolution)

    def __repr__(self) -> str:
        shown = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        return f"finfo({', '.join(f'{name}={getattr(self, name):g}' for name in shown)}, dtype={self.dtype})"


class iinfo:
    """What ints of a dtype can be."""

    def __init__(self, type: Any) -> None:
        kind = dtype_of("iinfo", type)
        if kind.kind not in "iu":
            raise TypeError(
                "torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'"
            )
        found = np.iinfo(kind)
        self.dtype, self.bits, self.max, self.min = str(kind), found.bits, int(found.max), int(found.min)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


# settings that change nothing: there is one thread, and what is computed is always the same


def _kept(name: str, value: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    held = [value]

    def get() -> Any:
        return held[0]

    def put(given: Any, **_: Any) -> None:
        held[0] = given

    get.__name__, put.__name__ = f"get_{name}", f"set_{name}"
    return get, put


get_num_threads, set_num_threads = _kept("num_threads", 1)
get_num_interop_threads, set_num_interop_threads = _kept("num_interop_threads", 1)
get_float32_matmul_precision, set_float32_matmul_precision = _kept("float32_matmul_precision", "highest")
are_deterministic_algorithms_enabled, use_deterministic_algorithms = _kept("deterministic", False)


def set_flush_denormal(mode: bool) -> bool:
    """Not here."""
    return False


def get_default_device() -> Any:
    """There is one."""
    from .tensor import CPU

    return CPU


def typename(obj: Any) -> str:
    """What its type is called."""
    if isinstance(obj, TensorBase):
        return str(obj.type())  # type: ignore[attr-defined]
    return f"{type(obj).__module__}.{type(obj).__qualname__}" if not isinstance(obj, type) else obj.__name__


def compile(model: Any = None, **_: Any) -> Any:
    """What it is given: there is nothing to compile it to."""
    return model if model is not None else lambda function: function


def scalar_tensor(value: Any, *, dtype: Any = None, **_: Any) -> Any:
    """A tensor without axes."""
    from .creating import tensor

    return tensor(value, dtype=get_default_dtype() if dtype is None else dtype)

"""② The methods of Tensor that give the same numbers in another dtype, or new tensors of its own; copies, and pickles."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from ..mode import mode
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from .dtypes import DTYPES, dtype_of
from .faults import fault
from .graph import T, TensorBase, beside, plain, result
from .operands import array_of

_cast, _clone = of_arrays(ARRAY_OPS["cast"]), of_arrays(ARRAY_OPS["clone"])
# what PyTorch calls the type of a tensor of each dtype
_TYPES = dict(
    zip(
        (str(dtype) for dtype in DTYPES),
        ("Bool", "Byte", "Char", "Short", "Int", "Long", "Half", "Float", "Double"),
        strict=True,
    )
)
_OF_TYPE = {f"torch.{name}Tensor": dtype for dtype, name in _TYPES.items()}


def astype(self: T, dtype: Any) -> T:
    """In the other dtype; itself, if it has it already. Gradients are cast back; through ints and booleans none flows."""
    dtype = dtype_of("astype", dtype)
    if self._data.dtype is dtype:
        return self
    with np.errstate(invalid="ignore", over="ignore"):  # what an infinity is as an int is nobody's business
        y = self._data.astype(dtype)
    return result(self, _cast, y, self._requires and dtype.kind == "f", (dtype,), (self,))


def to(
    self: T,
    *where: Any,
    dtype: Any = None,
    device: Any = None,
    copy: bool = False,
    non_blocking: bool = False,
    **_: Any,
) -> T:
    """In the dtype that is given, or that of a tensor; there is no device but the CPU. Itself, if that is what it is."""
    for one in where:
        if isinstance(one, TensorBase):
            dtype = one._data.dtype
        elif isinstance(one, bool) or one is None:
            continue
        elif _is_device(one):
            device = one
        else:
            dtype = one
    must_be_cpu("to", device)
    made = self if dtype is None else astype(self, dtype)
    return clone(made) if copy and made is self else made


def _is_device(one: Any) -> bool:
    return str(one).partition(":")[0] in ("cpu", "cuda", "mps", "xpu", "meta")


def must_be_cpu(name: str, device: Any) -> None:
    """Errors: RuntimeError for another device."""
    if device is not None and str(device).partition(":")[0] != "cpu":
        raise fault(
            RuntimeError,
            "device",
            f"{name}: there is no device {str(device)!r} here; all tensors are on the CPU",
            name=str(device).partition(":")[0],
        )


def cpu(self: T) -> T:
    """Itself: there is no other device."""
    return self


def as_type(dtype: str) -> Any:
    """A method without arguments for one dtype: long(), float(), …"""

    def method(self: T) -> T:
        return astype(self, dtype)

    method.__doc__ = f"In {dtype}."
    return method


def type_(self: T, dtype: Any = None, non_blocking: bool = False) -> Any:
    """What PyTorch calls its type ("torch.FloatTensor"); with a dtype, or the name of a type, in that dtype."""
    if dtype is None:
        return f"torch.{_TYPES[str(self._data.dtype)]}Tensor"
    if isinstance(dtype, str):
        return astype(self, _OF_TYPE.get(dtype, dtype))
    return astype(self, getattr(dtype, "of", dtype))  # of a class for tensors of one dtype


def type_as(self: T, other: TensorBase) -> T:
    """In the dtype of the other."""
    return astype(self, other._data.dtype)


def clone(self: T, *, memory_format: Any = None) -> T:
    """A copy, through which gradients flow."""
    return result(self, _clone, self._data.copy(), self._requires, (), (self,))


def contiguous(self: T, *, memory_format: Any = None) -> T:
    """Itself, if its elements lie in order, else a copy in which they do."""
    if self._data.flags.c_contiguous:
        return self
    return result(self, _clone, np.ascontiguousarray(self._data), self._requires, (), (self,))


def is_contiguous(self: TensorBase) -> bool:
    """Whether its elements lie in order, without gaps."""
    return bool(self._data.flags.c_contiguous)


def filled(value: float | None) -> Any:
    """A method that makes a tensor of a shape in this dtype: new_zeros(2, 3), new_full((2, 3), 1.5)."""

    def method(
        self: TensorBase,
        *size: Any,
        fill_value: Any = None,
        dtype: Any = None,
        device: Any = None,
        requires_grad: bool = False,
    ) -> Any:
        must_be_cpu("new", device)
        number: Any = value
        if value is None:
            *size, number = (*size, fill_value) if fill_value is not None else size  # type: ignore[assignment]
        shape = size[0] if len(size) == 1 and isinstance(size[0], tuple | list) else size
        kind = self._data.dtype if dtype is None else dtype_of("new", dtype)
        return beside(self._class, np.full(tuple(shape), number, kind)).requires_grad_(requires_grad)

    return method


def new_tensor(
    self: TensorBase, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Any:
    """A tensor of these numbers in this dtype."""
    must_be_cpu("new_tensor", device)
    return beside(self._class, array_of(data, dtype or self._data.dtype)).requires_grad_(requires_grad)


# copies and pickles


def deep_copied(self: Any, memo: dict[int, Any]) -> Any:
    """A leaf of the same class, numbers, gradient and attributes. Errors: RuntimeError for a result, whose graph it cannot have."""
    if not self.is_leaf:
        raise fault(
            RuntimeError,
            "deepcopy",
            "deepcopy: only leaves can be copied so; detach() a result, or clone() it to keep its history",
        )
    out = memo[id(self)] = plain(type(self), self._data.copy())
    out._requires, out.label = self._requires, self.label
    out._grad = copy.deepcopy(self._grad, memo)
    if mode.recorder is not None:
        mode.recorder.copied(out, self, "deepcopy()")
    out.__dict__.update(copy.deepcopy(free_attributes(self), memo))
    return out


def reduced(self: Any, protocol: Any = None) -> Any:
    """What is pickled: numbers, whether a gradient is required, and attributes; not gradient and history."""
    requires = self._requires
    return restored, (type(self), self._data, requires, self.label, free_attributes(self))


def free_attributes(self: Any) -> dict[str, Any]:
    """What a program has added to a tensor."""
    return {
        name: held for name, held in self.__dict__.items() if name != "_told"
    }  # hooks stay where they are


def restored(cls: Any, data: Any, requires: bool, label: str | None, more: dict[str, Any]) -> Any:
    """A tensor from what was pickled."""
    out = plain(cls, np.asarray(data, dtype_of("pickle", data.dtype)))
    out._requires, out.label = requires, label
    out.__dict__.update(more)
    return out

"""② The methods of Tensor that give its numbers as an array, as Python's numbers, or as text. No gradient flows through them."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import OneElementError
from ..mode import mode
from .backward import array_in
from .faults import fault
from .graph import Array, TensorBase, plain
from .shaping import axis_of


def numpy(self: TensorBase, *, force: bool = False) -> Array:
    """The array itself, not a copy. Errors: RuntimeError where a gradient is required, for changes would go unseen."""
    if self._requires and not force:
        raise fault(RuntimeError, "numpy", "numpy: this tensor requires a gradient; use t.detach().numpy()")
    if mode.recorder is not None:
        mode.recorder.read(self, "numpy()")
    return self._data


def as_array(self: TensorBase, dtype: Any = None, copy: bool | None = None) -> Array:
    """What NumPy asks for. Errors: as of `numpy`."""
    return np.array(numpy(self), dtype=dtype, copy=copy)


def wrapped(self: TensorBase, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
    """What NumPy's functions make of a tensor is one again."""
    return plain(self._class, np.asarray(array))


def through_numpy(self: TensorBase, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """NumPy's functions of tensors: of their arrays. Errors: as of `numpy`."""
    of_shapes = function in (np.shape, np.ndim, np.size)
    return function(*_arrays(args, of_shapes), **_arrays(kwargs, of_shapes))


def _arrays(given: Any, force: bool) -> Any:
    if isinstance(given, TensorBase):
        return numpy(given, force=force)
    if isinstance(given, dict):
        return {name: _arrays(one, force) for name, one in given.items()}
    return type(given)(_arrays(one, force) for one in given) if type(given) in (list, tuple) else given


def item(self: TensorBase) -> Any:
    """The one element as a float, an int or a bool. Errors: RuntimeError where there are more, or none."""
    if self._data.size != 1:
        raise fault(
            RuntimeError,
            "item",
            f"item: a tensor of shape {self._data.shape} has {self._data.size} elements, not one",
            size=self._data.size,
        )
    if mode.recorder is not None:
        mode.recorder.read(self, "item()")
    return self._data.item()


def as_float(self: TensorBase) -> float:
    """float(t), and what the functions of `math` ask for."""
    return float(_single(self))


def as_int(self: TensorBase) -> int:
    """int(t): towards zero."""
    return int(_single(self))


def as_complex(self: TensorBase) -> complex:
    """complex(t)"""
    return complex(_single(self))


def as_index(self: TensorBase) -> int:
    """What range(t) and list[t] ask for. Errors: TypeError, unless it is one int."""
    if self._data.size != 1 or self._data.dtype.kind == "f":
        raise fault(TypeError, "as index", "index: only a tensor of one int can be an index")
    return int(self._data.item())


def as_bool(self: TensorBase) -> bool:
    """Whether the one element is other than 0. Errors: RuntimeError where there are more, or none."""
    if self._data.size != 1:
        raise fault(
            RuntimeError,
            "bool",
            f"bool: a tensor of shape {self._data.shape} has {self._data.size} elements, and so no truth value; use any() or all()",
            size=self._data.size,
        )
    return bool(self._data.item())


def _single(self: TensorBase) -> Any:
    if self._data.size != 1:
        raise fault(
            OneElementError,
            "number",
            f"item: a tensor of shape {self._data.shape} has {self._data.size} elements; only one can be converted to a number",
        )
    if mode.recorder is not None:
        mode.recorder.read(self, "float()")
    return self._data.item()


def formatted(self: TensorBase, spec: str) -> str:
    """f"{t:.3f}" of one element. Errors: TypeError where there are more."""
    if self._data.size == 1 and (spec or not self._data.ndim):
        return format(self._data.item(), spec)
    if spec:
        raise TypeError(
            f"format: unsupported format string {spec!r} for a tensor of shape {self._data.shape}; only one element can have one"
        )
    return str(self)


def tolist(self: TensorBase) -> Any:
    """The numbers as nested lists."""
    if mode.recorder is not None:
        mode.recorder.read(self, "tolist()")
    return self._data.tolist()


def contains(self: TensorBase, number: Any) -> bool:
    """number in t: whether an element equals it. Errors: RuntimeError for what is neither a number nor a tensor."""
    if isinstance(number, TensorBase):
        return bool((self._data == number._data).any())
    if isinstance(number, float | int | np.number | np.bool):
        return bool((self._data == number).any())
    raise RuntimeError(
        f"in: a tensor has numbers in it, and may be asked for a number or a tensor, not {number!r:.60}"
    )


def text(self: TensorBase) -> str:
    """As PyTorch shows it, with the operation that it came from; with gradient and label, if there are any."""
    parts = [np.array2string(self._data, separator=", ", prefix="Tensor(")]
    if self._data.ndim and (not self._data.size or self._data.size > 1000):
        parts.append(f"shape={self._data.shape}")
    if self._data.dtype not in (np.float32, np.bool):
        parts.append(f"dtype={self._data.dtype}")
    if self._node is not None:
        parts.append(f"from={self._node.kernel.op.name}")
    elif self._requires:
        parts.append("requires_grad=True")
    if self._requires and (self._node is None or self._grad is not None):
        grad = array_in(self._grad)
        shown = None if grad is None else np.array2string(grad, separator=", ", prefix="grad=")
        parts.append(f"grad={shown}")
    if self.label is not None:
        parts.append(f"label={self.label!r}")
    return f"Tensor({', '.join(parts)})"


class Count(int):
    """How many elements: a number, as NumPy has it; called, the shape, or the length of one axis, as PyTorch has it."""

    shape: tuple[int, ...]

    def __call__(self, dim: int | None = None) -> Any:
        return self.shape if dim is None else self.shape[axis_of("size", dim, len(self.shape))]


def size(self: TensorBase) -> Count:
    """How many elements; size() is the shape, size(dim) the length of one axis."""
    count = Count(self._data.size)
    count.shape = self._data.shape
    return count

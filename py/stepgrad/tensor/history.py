"""② The methods of Tensor that change its place in the graph: whether gradients flow here, are kept, are forgotten."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from numpy import array, generic, ndarray

from ..errors import ShapeError
from ..mode import mode
from .graph import T, TensorBase, accumulate, beside, plain
from .operands import array_of


def requires_grad_(self: T, requires_grad: bool = True) -> T:
    """Set requires_grad, and give the tensor itself. Errors: RuntimeError where only a leaf's may be changed, and of ints."""
    if self._node is not None and not requires_grad:
        raise RuntimeError(
            "requires_grad: it can be changed only for a leaf; use detach() to cut the graph here"
        )
    if requires_grad:
        must_be_floating(self._data.dtype)
    self._requires = bool(requires_grad)
    return self


def must_be_floating(dtype: Any) -> None:
    """Errors: RuntimeError for ints and booleans, through which no gradient flows."""
    if dtype.kind != "f":
        raise RuntimeError(
            f"requires_grad: only tensors of floating point numbers can require gradients, not of {dtype}"
        )


def retain_grad(self: TensorBase) -> None:
    """Let `backward()` fill `grad` of this result too, as it does for leaves. Errors: RuntimeError without a gradient."""
    if not self._requires:
        raise RuntimeError("retain_grad: this tensor does not require a gradient")
    if self._node is not None:
        self._node.told = _retaining(weakref.ref(self), self._node.told)


def _retaining(tensor: Any, before: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    def told(g: Any) -> Any:
        if before is not None:
            g = before(g)
        one = tensor()
        if one is not None:  # its last name may have gone
            accumulate(one, array(g))
        return g

    return told


def zero_grad(self: TensorBase) -> None:
    """Forget the gradient: the next `backward()` starts from nothing."""
    set_grad(self, None)


def get_grad(self: TensorBase) -> Any:
    """The gradient as a Tensor, the same one each time; None where no walk has left one."""
    held = self._grad
    if held.__class__ is ndarray:
        held = self._grad = beside(self._class, held)
    return held


def set_grad(self: TensorBase, value: Any) -> None:
    """self.grad = value: None, a Tensor of this shape and dtype, which is kept as it is, or an array, which is copied.

    Errors: TypeError; ShapeError; RuntimeError for a Tensor of another dtype, and for the tensor itself.
    """
    if value is None:
        before, self._grad = self._grad, None
        if mode.recorder is not None and before is not None:
            mode.recorder.zero(self)
        return
    if isinstance(value, ndarray | generic):
        value = beside(self._class, array_of(value, self._data.dtype))
    if not isinstance(value, TensorBase):
        raise TypeError(
            f"grad: expected a Tensor, an array or None, got {type(value).__name__} {value!r:.60}"
        )
    if value is self:
        raise RuntimeError("grad: a tensor cannot be its own gradient")
    if value._data.shape != self._data.shape:
        raise ShapeError(
            f"grad: the gradient has the shape {value._data.shape}, but the tensor has {self._data.shape}"
        )
    if value._data.dtype != self._data.dtype:
        raise RuntimeError(
            f"grad: the gradient must have the tensor's dtype {self._data.dtype}, not {value._data.dtype}"
        )
    self._grad = value
    if mode.recorder is not None:
        mode.recorder.aside(value)


def detach(self: T) -> T:
    """The same storage as a leaf through which no gradient flows."""
    out: T = plain(self._class, self._data)
    out._version = self._version
    if mode.recorder is not None:
        mode.recorder.leaf(out)
    return out

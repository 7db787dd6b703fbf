"""② The methods of Tensor that change its place in the graph: whether gradients flow here, are kept, are forgotten."""

from __future__ import annotations

import weakref

from ..mode import mode
from .graph import T, TensorBase


def requires_grad_(self: T, requires_grad: bool = True) -> T:
    """Set requires_grad, and give the tensor itself. Errors: RuntimeError where only a leaf's may be changed."""
    if self._node is not None and not requires_grad:
        raise RuntimeError(
            "requires_grad: it can be changed only for a leaf; use detach() to cut the graph here"
        )
    self._requires = bool(requires_grad)
    return self


def retain_grad(self: TensorBase) -> None:
    """Let `backward()` fill `grad` of this result too, as it does for leaves. Errors: RuntimeError without a gradient."""
    if not self._requires:
        raise RuntimeError("retain_grad: this tensor does not require a gradient")
    if self._node is not None:
        self._node.retained = weakref.ref(self)


def zero_grad(self: TensorBase) -> None:
    """Forget the gradient: the next `backward()` starts from nothing."""
    before, self.grad = self.grad, None
    if mode.recorder is not None and before is not None:
        mode.recorder.zero(self)


def detach(self: T) -> T:
    """The same storage as a leaf through which no gradient flows."""
    out: T = object.__new__(self._class)
    out._data, out._version = self._data, self._version
    out._requires = False
    out._node = out.grad = out.label = None
    if mode.recorder is not None:
        mode.recorder.leaf(out)
    return out

"""② PyTorch's Tensor: ours, with what it says of itself in PyTorch's words. Whatever is computed is computed by ours."""

from __future__ import annotations

from typing import Any

from ..mode import mode
from ..tensor import written
from ..tensor.graph import plain
from ..tensor.history import must_be_floating
from ..tensor.methods import Methods
from ..tensor.shaping import axis_of
from ..tensor.tensor import Stale as OurStale
from ..tensor.tensor import Tensor as Ours
from .nodes import grad_fn
from .printing import text_of
from .types import OF_ARRAYS, Size, device

CPU = device("cpu")


class Tensor(Ours):
    """An array with a gradient, as PyTorch has it; made by tensor(), zeros(), randn(), … and by operations."""

    __slots__ = ()
    __module__ = "torch"

    shape = property(lambda self: Size(self._data.shape), doc="The length of every axis.")
    dtype = property(lambda self: OF_ARRAYS[self._data.dtype], doc="Of what kind the numbers are.")
    device = property(lambda self: CPU, doc="Where it is: there is no other place.")

    grad_fn = property(
        lambda self: grad_fn(self._node), doc="The node of the graph that made this; None of a leaf."
    )

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        return text_of(self)

    def __format__(self, spec: str) -> str:
        if not self._data.ndim and self.__class__ in (Tensor, Stale):
            return format(self._data.item(), spec)
        return object.__format__(self, spec)

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the length of one axis."""
        shape = self._data.shape
        return Size(shape) if dim is None else shape[axis_of("size", dim, len(shape))]


class Stale(OurStale, Tensor):
    """See tensor.Stale."""

    __slots__ = ()


Stale.__name__ = Stale.__qualname__ = Tensor.__name__
Tensor._class, Tensor._stale = Tensor, Stale
written.inherit(Tensor, Ours, Methods)


def leaf(data: Any, requires_grad: bool = False) -> Tensor:
    """A tensor that a program made by hand, over an array that is not copied."""
    out: Tensor = plain(Tensor, data)
    if requires_grad:
        must_be_floating(data.dtype)
        out._requires = True
    if mode.recorder is not None:
        mode.recorder.leaf(out)
    return out

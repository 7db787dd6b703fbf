"""② PyTorch's Tensor: ours, with what it says of itself in PyTorch's words. Whatever is computed is computed by ours."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..mode import mode
from ..tensor import written
from ..tensor.backward import leave
from ..tensor.casting import must_be_cpu, reduced, restored
from ..tensor.dtypes import FLOAT
from ..tensor.graph import plain
from ..tensor.methods import Methods
from ..tensor.operands import array_of
from ..tensor.shaping import axis_of
from ..tensor.tensor import Stale as OurStale
from ..tensor.tensor import Tensor as Ours
from .gradients import backward
from .nodes import GradFn, grad_fn
from .printing import text_of
from .types import OF_ARRAYS, Size, device
from .words import WORDS

CPU = device("cpu")


class Tensor(Ours):
    """An array with a gradient, as PyTorch has it; made by tensor(), zeros(), randn(), … and by operations."""

    __slots__ = ()
    __module__ = "torch"
    __engine__ = "stepgrad"  # whose class it is, whatever it is called
    _words = WORDS

    def __init__(
        self,
        *data: Any,
        requires_grad: bool = False,
        dtype: Any = None,
        device: Any = None,
        label: str | None = None,
    ) -> None:
        must_be_cpu("Tensor", device)
        if len(data) == 1 and not isinstance(data[0], int):
            given = data[0]
            made = array_of(given, FLOAT if dtype is None else dtype)
        else:  # PyTorch takes ints for a shape
            made = np.zeros(data or (0,), FLOAT if dtype is None else dtype)
        Ours.__init__(self, made, requires_grad, dtype=made.dtype, label=label)

    shape = property(lambda self: Size(self._data.shape), doc="The length of every axis.")
    dtype = property(lambda self: OF_ARRAYS[self._data.dtype], doc="Of what kind the numbers are.")
    device = property(lambda self: CPU, doc="Where it is: there is no other place.")

    grad_fn = property(
        lambda self: grad_fn(self._node), doc="The node of the graph that made this; None of a leaf."
    )

    def backward(
        self,
        gradient: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add d(self)/d(leaf) × `gradient` to the `grad` of every leaf this depends on, or of `inputs` alone."""
        data = self._data
        if gradient is inputs is None and self._requires and data.size == 1 and not create_graph:
            leave([(self, np.ones(data.shape, data.dtype))], bool(retain_graph))
        else:
            backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def __reduce_ex__(self, protocol: Any = None) -> Any:
        _, (cls, *rest) = reduced(self)
        return _restored, (PICKLED.get(cls, cls), *rest)

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


# What stands for a class in a pickle: its name might be that of the real package's.
PICKLED: dict[Any, str] = {Tensor: "Tensor"}


def _restored(cls: Any, *rest: Any) -> Any:
    return restored(next((one for one, name in PICKLED.items() if name == cls), cls), *rest)


class Stale(OurStale, Tensor):
    """See tensor.Stale."""

    __slots__ = ()


Stale.__name__ = Stale.__qualname__ = Tensor.__name__
Tensor._class, Tensor._stale = Tensor, Stale
GradFn.tensors = Tensor
PICKLED[Stale] = "Tensor"
written.inherit(Tensor, Ours, Methods)


def leaf(data: Any, requires_grad: bool = False) -> Tensor:
    """A tensor that a program made by hand, over an array that is not copied."""
    out: Tensor = plain(Tensor, data)
    if requires_grad:
        if data.dtype.kind != "f":
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        out._requires = True
    if mode.recorder is not None:
        mode.recorder.leaf(out)
    return out

"""② Tensor: an array that remembers where it came from; PyTorch's semantics over NumPy.

The way from `a @ b` to the products that are its gradients is five files long. `__matmul__`, below, takes a row of
rules/array_table.py, where text says what is computed and what the gradients are; rules/kernel.py makes functions of
the text; graph.py leaves a node with what they need, and the walk in backward.py calls them. Every operation goes this way.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..errors import ShapeError
from ..mode import mode
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from . import backward, casting, elementwise, history, indexing, inplace, methods, reading, shaping, written
from .comparing import bitwise, comparison, inverted
from .elementwise import binary, reflected, unary
from .faults import fault
from .graph import Array, TensorBase, beside, result
from .history import must_be_floating
from .inplace import in_place, updating
from .methods import Methods
from .operands import array_of, factor, no_product
from .views import renewed, requires

_matmul, _matvec, _vecmat, _dot = (
    of_arrays(ARRAY_OPS[name]) for name in ("matmul", "matvec", "vecmat", "dot")
)


def _product(a: Array, b: Array) -> Kernel:
    """The row of the table for vectors, and for stacks of matrices."""
    if a.ndim == 1:
        return _dot if b.ndim == 1 else _vecmat
    return _matvec if b.ndim == 1 else _matmul


class Tensor(Methods):
    """An array with a gradient.

    data: numbers, nested lists or an array (always copied); float32 unless it is an array of float64, or `dtype` says:
    floats of 16 to 64 bits, ints, or booleans. requires_grad: whether gradients flow here; a result requires one when any
    of its inputs does. grad: a Tensor of the same shape after `backward()`, None before. label: a name for graphs.
    Errors: ShapeError for ragged lists; TypeError for what is not numbers, and for other dtypes; RuntimeError where ints
    shall require a gradient.
    """

    __slots__ = ()
    __array_priority__ = 1000  # `array * tensor` comes to Tensor.__rmul__
    __hash__ = object.__hash__  # by identity, though `==` compares elements

    def __init__(
        self, data: Any, requires_grad: bool = False, *, dtype: Any = None, label: str | None = None
    ) -> None:
        self._data = array_of(data, dtype)
        if requires_grad:
            must_be_floating(self._data.dtype)
        self._requires = requires_grad
        self._node = self._grad = None
        self._counter = [0]
        self.label = label
        if mode.recorder is not None:
            mode.recorder.leaf(self)

    def __matmul__(self, other: Any) -> Tensor:
        """The matrix product: (…, m, k) @ (…, k, n) → (…, m, n), the leading axes broadcast; a vector is a row or column."""
        if other.__class__ is not self.__class__ and not isinstance(other, TensorBase):
            other = factor(other, self)
        a, b = self._data, other._data
        if a.dtype is not b.dtype and (self._words or not a.dtype.kind == b.dtype.kind == "f"):
            raise fault(
                RuntimeError,
                "product kinds",
                f"matmul: both factors must have one dtype, but they have {a.dtype} and {b.dtype}",
                a=a.dtype,
                b=b.dtype,
            )
        if (
            a.ndim > 2
            and b.ndim == 2
            and mode.recorder is None
            and a.size
            and b.size
            and a.shape[-1] == b.shape[0]
        ):
            rows = shaping.folded(
                self, (-1, a.shape[-1]), self._counter
            )  # one product of matrices, not a stack of them
            product: Tensor = rows @ other
            out = shaping.folded(product, (*a.shape[:-1], b.shape[-1]), [0])
            if out._node is not None:
                out._node.title = "UnsafeViewBackward0"  # as in torch/nodes.py
            return out
        kernel = _matmul if a.ndim == 2 and b.ndim == 2 else _product(a, b)
        try:
            y = kernel.forward(a, b)
        except (ValueError, MemoryError) as error:
            raise no_product(a, b, error) from None
        return result(self, kernel, y, self._requires + 2 * other._requires, (), (self, other))

    def __rmatmul__(self, other: Any) -> Tensor:
        made: Tensor = factor(other, self)
        return made @ self

    def backward(
        self,
        gradient: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Add d(self)/d(leaf) × `gradient` to the `grad` of every leaf this depends on.

        gradient: an array of this shape; may be left out (it is 1) only for a single element. The graph is freed,
        unless `retain_graph`. create_graph: the gradients get a history, so that they can be walked back from, and the graph
        is retained. inputs: the only leaves that get theirs. Errors: RuntimeError when no gradient is required,
        when there are several elements and no gradient, when the graph was freed or what it needs was changed in place;
        ShapeError. Nothing is changed then.
        """
        if not self._requires:
            raise fault(
                RuntimeError,
                "no gradient",
                "backward: this tensor does not require a gradient and has no history to walk",
            )
        shape, dtype = self._data.shape, self._data.dtype
        if gradient is None and self._data.size != 1:
            raise fault(
                RuntimeError,
                "several",
                f"backward: a tensor of shape {shape} needs a gradient of that shape; only a single number needs none",
            )
        seed = np.array(1, dtype, ndmin=len(shape)) if gradient is None else array_of(gradient, dtype)
        if seed.shape != shape:
            raise fault(
                ShapeError,
                "gradient shape",
                f"backward: the gradient has the shape {seed.shape}, but the tensor has {shape}",
                gradient=seed.shape,
                shape=shape,
            )
        if create_graph:
            from .higher import leave

            same = isinstance(gradient, TensorBase) and gradient._data.dtype is dtype
            leave(
                [(self, gradient if same else beside(self._class, seed))],
                retain_graph in (None, True),
                inputs,
            )
        else:
            backward.backward(self, seed, bool(retain_graph), inputs)

    # fmt: off
    matmul              = __matmul__
    __add__             = binary("add")
    __sub__             = binary("sub")
    __mul__             = binary("mul")
    __truediv__         = binary("div")
    __pow__             = binary("pow")
    __floordiv__        = binary("floor_divide")
    __mod__             = binary("remainder")
    __divmod__          = elementwise.quotient_and_remainder
    __radd__            = reflected("add")
    __rsub__            = reflected("sub")
    __rmul__            = reflected("mul")
    __rtruediv__        = reflected("div")
    __rpow__            = reflected("pow")
    __rfloordiv__       = reflected("floor_divide")
    __rmod__            = reflected("remainder")
    __rdivmod__         = elementwise.remainder_reflected
    __neg__             = unary("neg")
    __abs__             = unary("abs")
    __round__           = elementwise.round
    __eq__              = comparison("==", operator.eq)
    __ne__              = comparison("!=", operator.ne)
    __lt__              = comparison("<", operator.lt)
    __le__              = comparison("<=", operator.le)
    __gt__              = comparison(">", operator.gt)
    __ge__              = comparison(">=", operator.ge)
    __and__, __rand__   = bitwise("and", np.bitwise_and)
    __or__, __ror__     = bitwise("or", np.bitwise_or)
    __xor__, __rxor__   = bitwise("xor", np.bitwise_xor)
    __lshift__, __rlshift__ = bitwise("left shift", np.left_shift)
    __rshift__, __rrshift__ = bitwise("right shift", np.right_shift)
    __invert__          = inverted
    __iadd__            = updating("add")
    __isub__            = updating("sub")
    __imul__            = updating("mul")
    __itruediv__        = updating("div")
    __ipow__            = in_place("pow")
    __ifloordiv__       = in_place("floor_divide")
    __imod__            = in_place("remainder")
    __iand__, __ior__, __ixor__ = in_place("__and__"), in_place("__or__"), in_place("__xor__")
    __getitem__         = indexing.getitem
    __setitem__         = inplace.setitem
    __iter__            = indexing.rows
    __len__             = indexing.length
    __contains__        = reading.contains
    __float__           = reading.as_float
    __int__             = reading.as_int
    __complex__         = reading.as_complex
    __index__           = reading.as_index
    __bool__            = reading.as_bool
    __format__          = reading.formatted
    __repr__            = reading.text
    __array__           = reading.as_array
    __array_wrap__      = reading.wrapped
    __array_function__  = reading.through_numpy
    __deepcopy__        = casting.deep_copied
    __reduce_ex__       = casting.reduced

    data = property(inplace.get_data, inplace.set_data, doc="The numbers as a Tensor over the same storage. What is done to it goes round the graph.")
    grad = property(history.get_grad, history.set_grad, doc="The gradient, a Tensor of this shape, or None. May be assigned, and changed in place.")
    requires_grad = property(operator.attrgetter("_requires"), history.set_requires_grad, doc="Whether gradients flow here. May be set on a leaf.")
    grad_fn = property(operator.attrgetter("_node"), doc="The node of the graph that made this; None of a leaf.")
    is_leaf = property(lambda self: self._node is None, doc="Whether this was made by hand (or needs no gradient), not by an operation that is tracked.")
    retains_grad = property(history.retains_grad, doc="Whether backward() fills the grad of this result, too.")
    shape = property(operator.attrgetter("_data.shape"), doc="The length of every axis.")
    dtype = property(operator.attrgetter("_data.dtype"), doc="Of what kind the numbers are.")
    ndim = property(operator.attrgetter("_data.ndim"), doc="How many axes.")
    size = property(reading.size, doc=reading.size.__doc__)
    itemsize = property(operator.attrgetter("_data.itemsize"), doc="How many bytes an element takes.")
    device = property(lambda self: "cpu", doc="Where it is: there is no other place.")
    is_cuda = property(lambda self: False, doc="Whether it is on a graphics card: never.")
    T = property(shaping.reversed_axes, doc="All axes reversed; of a matrix, its transpose.")
    mT = property(shaping.adjoint, doc="The last two axes exchanged.")
    # fmt: on

    def __pos__(self) -> Tensor:
        return self


class Stale(Tensor):
    """A view whose history is out of date (views.py): it gets one, and is a Tensor again, when its place in the graph is asked for."""

    __slots__ = ()
    _node = property(lambda self: renewed(self)._node)
    _requires = property(requires)


Stale.__name__ = Stale.__qualname__ = Tensor.__name__
Tensor._class, Tensor._stale = Tensor, Stale
methods.install(Tensor)
# two matrices, as nearly always, are a case of their own for written.py
vars(Tensor)["__matmul__"].__dict__.update(
    kernels={"ab": _matmul}, only=" and a.ndim == 2 and other._data.ndim == 2", formula="a.dot(b)"
)
written.install(Tensor, Methods)

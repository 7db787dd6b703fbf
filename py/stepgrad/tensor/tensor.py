"""② Tensor: an array that remembers where it came from; PyTorch's semantics over NumPy.

The way from `a @ b` to the products that are its gradients is four files long. `__matmul__`, below, takes a row of
rules/array_table.py, where text says what is computed and what the gradients are; rules/kernel.py makes functions of
the text; graph.py leaves a node with what they need, and its walk calls them. Every operation goes this way.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..errors import ShapeError
from ..mode import mode
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import Kernel, of_arrays
from ..rules.scalar_table import OPS
from . import elementwise, graph, history, indexing, inplace, reading, reducing, shaping
from .elementwise import binary, reflected, unary, with_parameters
from .graph import Array, TensorBase, result
from .inplace import updating
from .operands import array_of, factor, no_product
from .reading import comparison

_matmul, _matvec, _vecmat, _dot = (
    of_arrays(ARRAY_OPS[name]) for name in ("matmul", "matvec", "vecmat", "dot")
)


def _product(a: Array, b: Array) -> Kernel:
    """The row of the table for vectors, and for stacks of matrices."""
    if a.ndim == 1:
        return _dot if b.ndim == 1 else _vecmat
    return _matvec if b.ndim == 1 else _matmul


class Tensor(TensorBase):
    """An array with a gradient.

    data: numbers, nested lists or an array (always copied); float32 unless it is an array of float64, or `dtype` says.
    requires_grad: whether gradients flow here; a result requires one when any of its inputs does.
    grad: an array of the same shape after `backward()`, None before. label: a name for graphs.
    Errors: ShapeError for ragged lists; TypeError for what is not numbers, and for other dtypes.
    """

    __slots__ = ()
    __array_ufunc__ = None  # `array * tensor` comes to Tensor.__rmul__
    __hash__ = object.__hash__  # by identity, though `==` compares elements

    def __init__(
        self, data: Any, requires_grad: bool = False, *, dtype: Any = None, label: str | None = None
    ) -> None:
        self._data = array_of(data, dtype)
        self._requires = requires_grad
        self._node = self.grad = None
        self._version = [0]
        self.label = label
        if mode.recorder is not None:
            mode.recorder.leaf(self)

    def __matmul__(self, other: Any) -> Tensor:
        """The matrix product: (…, m, k) @ (…, k, n) → (…, m, n), the leading axes broadcast; a vector is a row or column."""
        if other.__class__ is not self.__class__:
            other = factor(other, Tensor)
        a, b = self._data, other._data
        kernel = _matmul if a.ndim == 2 and b.ndim == 2 else _product(a, b)
        try:
            y = kernel.forward(a, b)
        except (ValueError, MemoryError) as error:
            raise no_product(a, b, error) from None
        return result(self, kernel, y, self._requires + 2 * other._requires, (), (self, other))

    def __rmatmul__(self, other: Any) -> Tensor:
        made: Tensor = factor(other, Tensor)
        return made @ self

    def backward(self, gradient: Any = None, *, retain_graph: bool = False) -> None:
        """Add d(self)/d(leaf) × `gradient` to the `grad` of every leaf this depends on.

        gradient: an array of this shape; may be left out (it is 1) only for a single element. The graph is freed,
        unless `retain_graph`. Errors: RuntimeError when no gradient is required, when there are several elements and
        no gradient, when the graph was freed or what it needs was changed in place; ShapeError. Nothing is changed then.
        """
        if not self._requires:
            raise RuntimeError("backward: this tensor does not require a gradient and has no history to walk")
        shape, dtype = self._data.shape, self._data.dtype
        if gradient is None and self._data.size != 1:
            raise RuntimeError(
                f"backward: a tensor of shape {shape} needs a gradient of that shape; only a single number needs none"
            )
        if gradient is None:
            seed = np.full(shape, 1, dtype) if shape else dtype.type(1)
        else:
            seed = array_of(gradient, dtype)
        if seed.shape != shape:
            raise ShapeError(f"backward: the gradient has the shape {seed.shape}, but the tensor has {shape}")
        graph.backward(self, seed, retain_graph)

    # fmt: off
    # the operators, from rules/scalar_table.py; exp, sin and whatever else it has are added below
    add  = __add__      = binary("add")
    sub  = __sub__      = binary("sub")
    mul  = __mul__      = binary("mul")
    div  = __truediv__  = binary("div")
    pow  = __pow__      = binary("pow")
    __radd__            = reflected("add")
    __rsub__            = reflected("sub")
    __rmul__            = reflected("mul")
    __rtruediv__        = reflected("div")
    __rpow__            = reflected("pow")
    __floordiv__        = binary("floor_divide")
    __rfloordiv__       = reflected("floor_divide")
    __mod__             = binary("remainder")
    __rmod__            = reflected("remainder")
    neg  = __neg__      = unary("neg")
    abs  = __abs__      = unary("abs")
    clip = clamp        = with_parameters("clip")
    astype              = elementwise.astype

    # many elements become one, by rules/array_table.py, as all that follows
    matmul              = __matmul__
    sum                 = reducing.sum
    mean                = reducing.mean
    max = amax          = reducing.max
    min = amin          = reducing.min
    var                 = reducing.var
    argmax              = reducing.argmax
    argmin              = reducing.argmin
    softmax             = reducing.softmax
    log_softmax         = reducing.log_softmax

    # another shape, or a part
    reshape = view      = shaping.reshape
    flatten             = shaping.flatten
    squeeze             = shaping.squeeze
    unsqueeze           = shaping.unsqueeze
    permute             = shaping.permute
    transpose           = shaping.transpose
    swapaxes            = shaping.transpose
    expand              = shaping.expand
    broadcast_to        = shaping.expand
    __getitem__         = indexing.getitem
    __iter__            = indexing.rows
    __len__             = indexing.length

    # in place
    add_ = __iadd__     = updating("add")
    sub_ = __isub__     = updating("sub")
    mul_ = __imul__     = updating("mul")
    div_ = __itruediv__ = updating("div")
    pow_ = __ipow__     = updating("pow")
    copy_               = inplace.copy_
    fill_               = inplace.fill_
    zero_               = inplace.zero_
    __setitem__         = inplace.setitem

    # its place in the graph
    requires_grad_      = history.requires_grad_
    retain_grad         = history.retain_grad
    zero_grad           = history.zero_grad
    detach              = history.detach

    # plain numbers
    numpy               = reading.numpy
    __array__           = reading.as_array
    item = __float__    = reading.item
    tolist              = reading.tolist
    __repr__            = reading.text
    __eq__              = comparison("==", operator.eq)
    __ne__              = comparison("!=", operator.ne)
    __lt__              = comparison("<", operator.lt)
    __le__              = comparison("<=", operator.le)
    __gt__              = comparison(">", operator.gt)
    __ge__              = comparison(">=", operator.ge)
    # fmt: on

    data = property(
        operator.attrgetter("_data"),
        inplace.set_data,
        doc="The numbers as an array. What is done to it goes round the graph; `t.data -= step` counts as a change in place.",
    )

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of every axis."""
        return self._data.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64."""
        return self._data.dtype

    @property
    def ndim(self) -> int:
        """How many axes."""
        return self._data.ndim

    @property
    def size(self) -> int:
        """How many elements."""
        return self._data.size

    @property
    def T(self) -> Tensor:
        """All axes reversed; of a matrix, its transpose."""
        return self.transpose()

    @property
    def mT(self) -> Tensor:
        """The last two axes exchanged."""
        return self.transpose(-2, -1)

    @property
    def requires_grad(self) -> bool:
        """Whether gradients flow here. May be set on a leaf."""
        return self._requires

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        self.requires_grad_(value)

    @property
    def is_leaf(self) -> bool:
        """Whether this was made by hand (or needs no gradient), not by an operation that is tracked."""
        return self._node is None

    def clone(self) -> Tensor:
        """A copy, through which gradients flow."""
        return self * 1

    def __bool__(self) -> bool:
        return bool(self.item())

    def __pos__(self) -> Tensor:
        return self


Tensor._class = Tensor
for _name in OPS:  # what the table has besides: exp, sin, …; `where` is a function
    if _name not in vars(Tensor) and _name != "where":
        setattr(Tensor, _name, elementwise.method(_name))

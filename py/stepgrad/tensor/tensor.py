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
from . import elementwise, graph, history, indexing, inplace, picking, reading, reducing, shaping
from .elementwise import binary, comparison, reflected, unary
from .graph import Array, TensorBase, result
from .history import must_be_floating
from .inplace import updating
from .operands import array_of, factor, no_product
from .views import renewed

_matmul, _matvec, _vecmat, _dot, _clone = (
    of_arrays(ARRAY_OPS[name]) for name in ("matmul", "matvec", "vecmat", "dot", "clone")
)


def _product(a: Array, b: Array) -> Kernel:
    """The row of the table for vectors, and for stacks of matrices."""
    if a.ndim == 1:
        return _dot if b.ndim == 1 else _vecmat
    return _matvec if b.ndim == 1 else _matmul


class Tensor(TensorBase):
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
        self._version = [0]
        self.label = label
        if mode.recorder is not None:
            mode.recorder.leaf(self)

    def __matmul__(self, other: Any) -> Tensor:
        """The matrix product: (…, m, k) @ (…, k, n) → (…, m, n), the leading axes broadcast; a vector is a row or column."""
        if other.__class__ is not self.__class__ and not isinstance(other, TensorBase):
            other = factor(other, self)
        a, b = self._data, other._data
        if a.dtype is not b.dtype and not a.dtype.kind == b.dtype.kind == "f":
            raise RuntimeError(
                f"matmul: both factors must have one dtype, but they have {a.dtype} and {b.dtype}"
            )
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
        self, gradient: Any = None, retain_graph: bool = False, create_graph: bool = False, inputs: Any = None
    ) -> None:
        """Add d(self)/d(leaf) × `gradient` to the `grad` of every leaf this depends on.

        gradient: an array of this shape; may be left out (it is 1) only for a single element. The graph is freed,
        unless `retain_graph`. inputs: the only leaves that get theirs. Errors: RuntimeError when no gradient is required,
        when there are several elements and no gradient, when the graph was freed or what it needs was changed in place;
        ShapeError. Nothing is changed then.
        """
        if create_graph:
            raise NotImplementedError(
                "backward: create_graph=True, which derivatives of derivatives need, is not there yet"
            )
        if not self._requires:
            raise RuntimeError("backward: this tensor does not require a gradient and has no history to walk")
        shape, dtype = self._data.shape, self._data.dtype
        if gradient is None and self._data.size != 1:
            raise RuntimeError(
                f"backward: a tensor of shape {shape} needs a gradient of that shape; only a single number needs none"
            )
        seed = np.array(1, dtype, ndmin=len(shape)) if gradient is None else array_of(gradient, dtype)
        if seed.shape != shape:
            raise ShapeError(f"backward: the gradient has the shape {seed.shape}, but the tensor has {shape}")
        graph.backward(self, seed, bool(retain_graph), inputs)

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
    __divmod__          = elementwise.quotient_and_remainder
    __rdivmod__         = elementwise.remainder_reflected
    neg  = __neg__      = unary("neg")
    abs  = __abs__      = unary("abs")
    clip = clamp        = elementwise.clip
    round               = elementwise.round
    where               = elementwise.where
    astype              = elementwise.astype

    # many elements become one, by rules/array_table.py, as all that follows
    matmul              = __matmul__
    sum                 = reducing.sum
    mean                = reducing.mean
    max                 = reducing.max
    min                 = reducing.min
    amax                = reducing.amax
    amin                = reducing.amin
    var                 = reducing.var
    std                 = reducing.std
    norm                = reducing.norm
    prod                = reducing.prod
    cumsum              = reducing.cumsum
    cumprod             = reducing.cumprod
    logsumexp           = reducing.logsumexp
    all                 = reducing.all
    any                 = reducing.any
    count_nonzero       = reducing.count_nonzero
    argmax              = reducing.argmax
    argmin              = reducing.argmin
    softmax             = reducing.softmax
    log_softmax         = reducing.log_softmax

    # another shape, or a part
    reshape             = shaping.reshape
    view                = shaping.view
    flatten             = shaping.flatten
    ravel               = shaping.flatten
    squeeze             = shaping.squeeze
    unsqueeze           = shaping.unsqueeze
    permute             = shaping.permute
    transpose           = shaping.transpose
    swapaxes            = shaping.transpose
    t                   = shaping.t
    expand              = shaping.expand
    expand_as           = shaping.expand_as
    broadcast_to        = shaping.expand
    unbind              = indexing.unbind
    gather              = picking.gather
    take_along_dim      = picking.take_along_dim
    index_select        = picking.index_select
    scatter             = picking.scatter
    scatter_add         = picking.scatter_add
    index_add           = picking.index_add
    index_copy          = picking.index_copy
    index_fill          = picking.index_fill
    sort                = picking.sort
    argsort             = picking.argsort
    topk                = picking.topk
    flip                = picking.flip
    nonzero             = picking.nonzero
    __getitem__         = indexing.getitem
    __iter__            = indexing.rows
    __len__             = indexing.length
    __contains__        = reading.contains

    tril                = shaping.tril
    triu                = shaping.triu

    # in place
    add_ = __iadd__     = updating("add")
    sub_ = __isub__     = updating("sub")
    mul_ = __imul__     = updating("mul")
    div_ = __itruediv__ = updating("div")
    pow_ = __ipow__     = inplace.in_place("pow")
    copy_               = inplace.copy_
    fill_               = inplace.fill_
    zero_               = inplace.zero_
    __setitem__         = inplace.setitem

    # its place in the graph
    requires_grad_      = history.requires_grad_
    retain_grad         = history.retain_grad
    zero_grad           = history.zero_grad
    detach              = history.detach
    grad                = property(history.get_grad, history.set_grad, doc="The gradient, a Tensor of this shape, or None. May be assigned, and changed in place.")
    data                = property(inplace.get_data, inplace.set_data, doc="The numbers as a Tensor over the same storage. What is done to it goes round the graph.")

    # plain numbers
    size                = property(reading.size, doc=reading.size.__doc__)
    numpy               = reading.numpy
    __array__           = reading.as_array
    __array_wrap__      = reading.wrapped
    __array_function__  = reading.through_numpy
    item                = reading.item
    tolist              = reading.tolist
    __float__           = reading.as_float
    __int__             = reading.as_int
    __complex__         = reading.as_complex
    __index__           = reading.as_index
    __bool__            = reading.as_bool
    __format__          = reading.formatted
    __repr__            = reading.text
    eq = __eq__         = comparison("==", operator.eq)
    ne = __ne__         = comparison("!=", operator.ne)
    lt = __lt__         = comparison("<", operator.lt)
    le = __le__         = comparison("<=", operator.le)
    gt = __gt__         = comparison(">", operator.gt)
    ge = __ge__         = comparison(">=", operator.ge)
    # fmt: on

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of every axis."""
        return self._data.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of what kind the numbers are."""
        return self._data.dtype

    @property
    def ndim(self) -> int:
        """How many axes."""
        return self._data.ndim

    @property
    def T(self) -> Tensor:
        """All axes reversed; of a matrix, its transpose."""
        return shaping.reversed_axes(self)

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
        if not isinstance(value, bool):
            raise RuntimeError(f"requires_grad: it must be a bool, got {value!r:.40}")  # noqa: TRY004 (PyTorch's)
        self.requires_grad_(value)

    @property
    def is_leaf(self) -> bool:
        """Whether this was made by hand (or needs no gradient), not by an operation that is tracked."""
        return self._node is None

    def clone(self) -> Tensor:
        """A copy, through which gradients flow."""
        return result(self, _clone, self._data.copy(), self._requires, (), (self,))

    def __pos__(self) -> Tensor:
        return self


class Stale(Tensor):
    """A view whose history is out of date (views.py): it gets one, and is a Tensor again, when its place in the graph is asked for."""

    __slots__ = ()
    _node = property(lambda self: renewed(self)._node)
    _requires = property(lambda self: renewed(self)._requires)


Stale.__name__ = Stale.__qualname__ = Tensor.__name__
Tensor._class, Tensor._stale = Tensor, Stale
for _name in OPS:  # what the table has besides: exp, sin, …; `where` is a function
    if _name not in vars(Tensor) and _name != "where":
        setattr(Tensor, _name, elementwise.method(_name))

"""② Tensor: an array that remembers where it came from; PyTorch's semantics over NumPy."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import operator
import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import numpy as np

from ..errors import ShapeError
from ..mode import mode
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from . import result as results
from .backward import backward_arrays
from .elementwise import methods
from .inplace import InPlace
from .reading import Reading
from .reducing import Reducing
from .result import result
from .shaping import Shaping

DTYPES = (np.dtype(np.float32), np.dtype(np.float64))

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[np.floating[Any]]]
    Plain: TypeAlias = float | np.ndarray[Any, Any]
    Operand: TypeAlias = "Tensor | Plain"


def _array(data: Any, dtype: Any) -> Array:
    """A fresh array of float32 (float64 where `data` is an array of float64) or of the dtype asked for."""
    if dtype is not None and np.dtype(dtype) not in DTYPES:
        raise TypeError(
            f"Tensor: dtype must be float32 or float64, not {np.dtype(dtype)}; indices are arrays of ints, not Tensors"
        )
    if isinstance(data, results.TensorBase):
        data = data._data
    try:
        given = np.asarray(data)
    except ValueError:
        raise ShapeError("Tensor: the rows of the nested list have different lengths") from None
    if given.dtype.kind not in "fiub" and given.size:
        raise TypeError(f"Tensor: expected numbers, got {type(data).__name__} {data!r:.60}")
    if dtype is None:
        wide = isinstance(data, np.ndarray | np.generic) and given.dtype == np.float64
        dtype = np.float64 if wide else np.float32
    return np.array(given, dtype=np.dtype(dtype).newbyteorder("="), order="C")


class Tensor(Shaping, Reducing, InPlace, Reading):
    """An array with a gradient.

    data: numbers, nested lists or an array (always copied); float32 unless it is an array of float64, or `dtype` says.
    requires_grad: whether gradients flow here; a result requires one when any of its inputs does.
    grad: an array of the same shape after `backward()`, None before. label: a name for graphs.
    Errors: ShapeError for ragged lists; TypeError for what is not numbers, and for other dtypes.
    """

    __slots__ = ()
    __array_ufunc__ = None  # `array * tensor` comes to Tensor.__rmul__

    def __init__(
        self, data: Any, requires_grad: bool = False, *, dtype: Any = None, label: str | None = None
    ) -> None:
        self._data = _array(data, dtype)
        self._requires = requires_grad
        self._node = self.grad = None
        self._version = [0]
        self.label = label
        if mode.recorder is not None:
            mode.recorder.leaf(self)

    def _set_data(self, value: Any) -> None:
        if value is self._data:
            self._changed()
            return
        array = _array(value, self._data.dtype)
        if array.shape != self._data.shape:
            raise ShapeError(
                f"data: the tensor has the shape {self._data.shape}, but the new data has {array.shape}"
            )
        self._data, self._version = array, [0]

    data = property(
        operator.attrgetter("_data"),
        _set_data,
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
    def requires_grad(self) -> bool:
        """Whether gradients flow here. May be set on a leaf."""
        return self._requires

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if self._node is not None and not value:
            raise RuntimeError(
                "requires_grad: it can be changed only for a leaf; use detach() to cut the graph here"
            )
        self._requires = bool(value)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set requires_grad, and give the tensor itself."""
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether this was made by hand (or needs no gradient), not by an operation that is tracked."""
        return self._node is None

    def retain_grad(self) -> None:
        """Let `backward()` fill `grad` of this result too, as it does for leaves. Errors: RuntimeError without a gradient."""
        if not self._requires:
            raise RuntimeError("retain_grad: this tensor does not require a gradient")
        if self._node is not None:
            self._node.retained = weakref.ref(self)

    def backward(self, gradient: Any = None, *, retain_graph: bool = False) -> None:
        """Add d(self)/d(leaf) × `gradient` to the `grad` of every leaf this depends on.

        gradient: an array of this shape; may be left out (it is 1) only for a single element. The graph is freed,
        unless `retain_graph`. Errors: RuntimeError when no gradient is required, when there are several elements and
        no gradient, when the graph was freed or what it needs was changed in place; ShapeError. Nothing is changed then.
        """
        if not self._requires:
            raise RuntimeError("backward: this tensor does not require a gradient and has no history to walk")
        if gradient is not None:
            seed = _array(gradient, self._data.dtype)
            if seed.shape != self._data.shape:
                raise ShapeError(
                    f"backward: the gradient has the shape {seed.shape}, but the tensor has {self._data.shape}"
                )
        elif self._data.size == 1:
            seed = (
                np.full(self._data.shape, 1, self._data.dtype)
                if self._data.ndim
                else self._data.dtype.type(1)
            )
        else:
            raise RuntimeError(
                f"backward: a tensor of shape {self._data.shape} needs a gradient of that shape; only a single number needs none"
            )
        backward_arrays(self, seed, retain_graph)

    def zero_grad(self) -> None:
        """Forget the gradient: the next `backward()` starts from nothing."""
        before, self.grad = self.grad, None
        if mode.recorder is not None and before is not None:
            mode.recorder.zero(self)

    def detach(self) -> Tensor:
        """The same storage as a leaf through which no gradient flows."""
        out = object.__new__(Tensor)
        out._data, out._version = self._data, self._version
        out._requires = False
        out._node = out.grad = out.label = None
        if mode.recorder is not None:
            mode.recorder.leaf(out)
        return out

    def clone(self) -> Tensor:
        """A copy, through which gradients flow."""
        return self * 1

    def astype(self, dtype: Any) -> Tensor:
        """In the other dtype, float32 or float64; gradients are cast back."""
        if np.dtype(dtype) not in DTYPES:
            raise TypeError(f"astype: a Tensor holds float32 or float64, not {np.dtype(dtype)}")
        if self._data.dtype == dtype:
            return self
        kernel = of_arrays(ARRAY_OPS["cast"])
        made: Tensor = result(kernel, self._data.astype(dtype), self._requires, (np.dtype(dtype),), (self,))
        return made

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __pos__(self) -> Self:
        return self

    if TYPE_CHECKING:  # what the table gives, installed below

        def __add__(self, other: Operand) -> Tensor: ...
        def __sub__(self, other: Operand) -> Tensor: ...
        def __mul__(self, other: Operand) -> Tensor: ...
        def __truediv__(self, other: Operand) -> Tensor: ...
        def __pow__(self, other: Operand) -> Tensor: ...
        def __radd__(self, other: Plain) -> Tensor: ...
        def __rsub__(self, other: Plain) -> Tensor: ...
        def __rmul__(self, other: Plain) -> Tensor: ...
        def __rtruediv__(self, other: Plain) -> Tensor: ...
        def __rpow__(self, other: Plain) -> Tensor: ...
        def __neg__(self) -> Tensor: ...
        def __abs__(self) -> Tensor: ...
        def __getattr__(self, name: str) -> Callable[..., Tensor]: ...


for _name, _method in methods().items():
    setattr(Tensor, _name, _method)
Tensor.clamp = Tensor.clip  # type: ignore[attr-defined]
results.tensor_class = Tensor

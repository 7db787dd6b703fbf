"""② The methods of Tensor that change its numbers in place.

A change is counted, so that a walk which needs what was there before says so instead of being wrong. A leaf that
requires a gradient allows changes under no_grad only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import ShapeError
from ..mode import mode, switched
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from ..rules.scalar_table import OPS
from .dtypes import KINDS
from .elementwise import named
from .faults import fault
from .graph import T, TensorBase, changes, count, new, plain, result
from .indexing import getitem, is_basic, steps_of
from .operands import FAILURES, array_of, operand, refusal
from .shaping import reshape
from .views import become, keep_what_was, must_be_changeable

_put, _cast = of_arrays(ARRAY_OPS["put"]), of_arrays(ARRAY_OPS["cast"])
_put_at = of_arrays(ARRAY_OPS["put"], holds=True)
_UFUNCS = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "pow": np.power}


# The operations that have a twin with an underscore, besides the operators'.
METHODS = (
    *(name for name, op in OPS.items() if len(op.locals) == 1 or name in ("remainder", "floor_divide", "fmod", "hypot", "atan2")),
    "pow", "add", "sub", "div", "clamp", "clamp_min", "clamp_max", "addcmul", "addcdiv", "lerp", "logit", "nan_to_num",
    "masked_fill", "scatter", "scatter_add", "index_add", "index_copy", "index_fill", "tril", "triu", "cumsum", "cumprod",
    "logical_not", "logical_and", "logical_or", "logical_xor",
)  # fmt: skip


def _tracked(self: TensorBase, name: str, other: Any) -> bool:
    """Whether the graph must learn of the change. Errors: RuntimeError where it cannot."""
    if not mode.grad or not (self._requires or (isinstance(other, TensorBase) and other._requires)):
        return False
    must_be_changeable(name, self)
    return True


def _become(self: T, name: str, new: Any) -> T:
    """Take the numbers of `new`, and its history where the graph must learn of it. Errors: ShapeError, RuntimeError."""
    data = self._data
    if new._data.shape != data.shape:
        raise fault(
            ShapeError,
            "broadcast",
            f"{name}: the result has the shape {new._data.shape}, but the tensor has {data.shape}",
            shapes=[data.shape, new._data.shape],
        )
    _must_fit(name, new._data.dtype, data)
    _must_be_its_own(name, data)
    if new._requires:
        if new._data.dtype is not data.dtype:
            keep_what_was(new, self)
            cast = new._data.astype(data.dtype)
            new = result(new, _cast, cast, new._requires, (data.dtype,), (new,))
        become(self, new)
    else:
        data[...] = new._data
        self._changed()
    return self


def _must_fit(name: str, dtype: Any, data: Any) -> None:
    if KINDS[dtype.kind] > KINDS[data.dtype.kind]:
        raise fault(
            RuntimeError,
            "result kind",
            f"{name}: the result is of {dtype}, which does not fit into {data.dtype}",
            made=dtype,
            held=data.dtype,
        )


def _must_be_its_own(name: str, data: Any) -> None:
    if not data.flags.writeable:
        raise fault(
            RuntimeError,
            "shown twice",
            f"{name}: elements of this tensor are shown more than once (expand), and so cannot be changed in place; clone() it first",
        )


def get_data(self: TensorBase) -> Any:
    """The numbers as a Tensor of its own, over the same storage; what is done to it goes round the graph, and is not counted."""
    out = new(self._class)  # as in `beside`, written out: every step of a training comes here
    out._data = self._data
    out._counter = [0]
    out._grad = out.label = out._node = None
    out._requires = False
    if mode.recorder is not None:
        mode.recorder.aside(out)
        mode.recorder.copied(out, self, ".data")
    return out


def set_data(self: TensorBase, value: Any) -> None:
    """self.data = value: a Tensor, whose storage is shared from then on, or an array or list, which is copied.

    `t.data -= step` comes here, too, with the storage that is there. Errors: TypeError; ShapeError for an array of another shape.
    """
    if isinstance(value, TensorBase):
        if value._data is self._data:
            return
        if self._requires and value._data.dtype.kind != "f":
            raise RuntimeError(f"data: a tensor that requires a gradient cannot hold {value._data.dtype}")
        self._data, self._counter = value._data, [0]
        return
    if not isinstance(value, np.ndarray | np.generic | list | tuple):
        raise fault(
            TypeError,
            "data",
            f"data: expected a Tensor or an array, got {type(value).__name__} {value!r:.60}",
            given=value,
        )
    array = array_of(value, self._data.dtype)
    if array.shape != self._data.shape:
        raise ShapeError(
            f"data: the tensor has the shape {self._data.shape}, but the new data has {array.shape}"
        )
    self._data, self._counter = array, [0]


def updating(op: str) -> Callable[..., Any]:
    """An operator as a method that puts the result in the place of the left one: `+=`."""
    name, ufunc = f"{op} in place", _UFUNCS[op]

    def method(self: T, other: Any) -> T:
        if isinstance(other, TensorBase):
            number = other._data
            tracked = mode.grad and (self._requires or other._requires)
        else:
            number = other = operand(name, other, self._class)
            if isinstance(other, TensorBase):
                number = other._data
            tracked = mode.grad and self._requires
        if tracked:
            must_be_changeable(name, self)
            return _become(self, name, getattr(self, op)(other))
        data = self._data
        try:
            ufunc(data, number, data)
        except FAILURES as error:
            _must_be_its_own(name, data)
            raise refusal(name, (data, number), error) from None
        self._counter[0] += 1  # as `_changed`
        changes.last = count()
        return self

    return named(method, f"{op}_")


def in_place(op: str) -> Callable[..., Any]:
    """Any operation whose result has the tensor's shape, as a method that puts it in the tensor's place."""
    name = f"{op} in place"

    def method(self: T, *given: Any, **named: Any) -> T:
        if _tracked(self, name, next((x for x in given if isinstance(x, TensorBase) and x._requires), None)):
            return _become(self, name, getattr(self, op)(*given, **named))
        with switched(grad=False):
            return _become(self, name, getattr(self, op)(*given, **named))

    method.__doc__ = f"As {op}(), but the result takes the place of the tensor itself."
    return named(method, f"{op}_")


def setitem(self: T, index: Any, value: Any) -> None:
    """self[index] = value, broadcast to what the index picks. Errors: ShapeError, IndexError; RuntimeError where the graph could not learn of it."""
    value = operand("put", value, self._class)
    steps = (index,) if index.__class__ is int else steps_of(index)
    if isinstance(value, TensorBase) and _is_there(self, steps, value):
        return
    for step in steps[:-1]:
        self = getitem(self, step)
    index, data = steps[-1], self._data
    tracked = _tracked(self, "fill" if index is ... else "put", value)
    try:
        value = _without_leading_ones(data, index, value)
        if isinstance(value, TensorBase) and value._data.dtype is not data.dtype and not is_basic(index):
            _must_be_of_its_kind(index, value, data)
        number = value._data if isinstance(value, TensorBase) else np.asarray(value).astype(data.dtype)
        if tracked:
            changed = _put.forward(data, number, index)
        else:
            _must_be_its_own("put", data)
            data[index] = number
    except IndexError as error:
        raise fault(
            IndexError,
            "index",
            f"put: this does not fit the shape {data.shape}: {error}",
            shape=data.shape,
            error=str(error),
            index=index,
        ) from None
    except FAILURES as error:
        raise fault(
            ShapeError,
            "broadcast" if index is ... else "put",
            f"put: this does not fit the shape {data.shape}: {error}",
            sizes=np.shape(data[index]),
            shape=np.shape(value),
            shapes=(data.shape, np.shape(value)),
        ) from None
    if tracked:
        source = value if isinstance(value, TensorBase) else plain(self._class, number)
        kernel = _put if is_basic(index) else _put_at
        mask = self._requires + 2 * source._requires
        _become(self, "put", result(self, kernel, changed, mask, (index,), (self, source)))
    else:
        self._changed()


def _must_be_of_its_kind(index: Any, value: TensorBase, data: Any) -> None:
    """Errors: RuntimeError for another dtype, unless it is one number for a mask, as in PyTorch."""
    if value._data.size != 1 or not getattr(index, "dtype", None) == bool:
        raise RuntimeError(
            f"put: what is written must have the tensor's dtype {data.dtype}, not {value._data.dtype}"
        )


def _is_there(self: TensorBase, steps: Any, value: TensorBase) -> bool:
    """Whether value is the view that the index gives: what `y[0] += 1` ends with, after the view was changed."""
    view = getattr(value, "_view", None)
    if view is None or len(steps) > 1:
        return False
    base, before, _ = getattr(self, "_view", None) or (self, (), "")
    *way, (kernel, parameters) = view[1]
    if view[0] is not base or tuple(way) != before or kernel.op.name != "index" or not is_basic(steps[0]):
        return False
    return bool(parameters == (steps[0],))


def _without_leading_ones(data: Any, index: Any, value: Any) -> Any:
    """value without axes of length 1 in front that what the index picks does not have."""
    shape = value._data.shape if isinstance(value, TensorBase) else ()
    if not shape or shape[0] != 1:
        return value
    most = np.ndim(data[index])
    while len(shape) > most and shape[0] == 1:
        shape = shape[1:]
    return value if shape == value._data.shape else reshape(value, shape)


def copy_(self: T, other: Any, non_blocking: bool = False) -> T:
    """Take the numbers of `other`, broadcast to this shape. Errors: ShapeError, also for more axes, even of length 1."""
    if isinstance(other, TensorBase) and other._data.ndim > self._data.ndim:
        raise ShapeError(f"copy_: the shape {other._data.shape} does not broadcast to {self._data.shape}")
    setitem(self, ..., other)
    return self


def fill_(self: T, value: float) -> T:
    """Make every element `value`."""
    setitem(self, ..., value)
    return self


def zero_(self: T) -> T:
    """Make every element 0."""
    return fill_(self, 0)

"""② Tensors made by hand: tensor(), zeros(), arange(), eye(), … with PyTorch's keywords."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..tensor import dtypes
from ..tensor.dtypes import INT, dtype_of
from ..tensor.graph import TensorBase
from ..tensor.indexing import getitem
from ..tensor.operands import array_copied
from .making import lengths, making, must_be_cpu, must_be_dtype
from .tensor import Tensor, leaf


def tensor(
    data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False
) -> Tensor:
    """A tensor of numbers, nested lists or an array, which are copied: ints in int64, booleans in bool, floats in the default dtype."""
    must_be_cpu("tensor", device)
    must_be_dtype("tensor", dtype)
    if isinstance(data, TensorBase):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            UserWarning,
            2,
        )
    return leaf(array_from(data, dtype).copy(), requires_grad)


def array_from(data: Any, dtype: Any = None) -> Any:
    """An array of what tensor() takes; not copied, where it is one of the dtype. Errors: as tensor()."""
    wanted = None if dtype is None else dtype_of("tensor", dtype)
    if isinstance(data, TensorBase):
        given = array_copied(data)
        return given if wanted is None else given.astype(wanted, copy=False)
    if isinstance(data, np.ndarray | np.generic):
        kind = wanted or dtype_of("tensor", data.dtype)
        return np.asarray(data, kind)
    flat: list[Any] = []
    shape = _shape_of(data, flat)
    if wanted is None:
        kinds = {kind for one in flat for kind in (_kind_of(one),)}
        wanted = (
            (dtypes.FLOAT if not kinds or "f" in kinds else INT if "i" in kinds else dtypes.BOOL)
            if not kinds & {"other"}
            else dtypes.common_dtype(*(np.asarray(one) for one in flat))
        )
    if wanted.kind in "iu":
        flat = [int(one) for one in flat]
    try:
        made = np.array(flat, wanted)
    except OverflowError:
        raise _overflow(flat, wanted) from None
    return made.reshape(shape)


def _overflow(flat: list[Any], wanted: Any) -> Exception:
    if any(not -(2**63) <= one < 2**63 for one in flat):
        return ValueError("Overflow when unpacking long long")
    return RuntimeError(f"value cannot be converted to type {wanted} without overflow")


def _kind_of(one: Any) -> str:
    if isinstance(one, np.float64):
        return "other"
    if isinstance(one, bool | np.bool):
        return "b"
    if isinstance(one, int | np.integer):
        return "i"
    return "f" if isinstance(one, float) else "other"


def _shape_of(data: Any, flat: list[Any], dims: int = 0) -> tuple[int, ...]:
    """The shape of nested lists, whose numbers are appended to `flat`. Errors: ValueError for ragged ones, TypeError, RuntimeError."""
    if isinstance(data, TensorBase | np.ndarray):
        array = array_copied(data) if isinstance(data, TensorBase) else data
        if isinstance(data, TensorBase) and array.size != 1 and array.ndim:
            raise ValueError("only one element tensors can be converted to Python scalars")
        flat += [*array.ravel()] if isinstance(data, np.ndarray) else array.ravel().tolist()
        return array.shape if isinstance(data, np.ndarray) else ()
    if isinstance(data, float | int | np.generic):
        flat.append(data)
        return ()
    if isinstance(data, str | dict | set) or not hasattr(data, "__len__") or not hasattr(data, "__getitem__"):
        if data is None:
            raise RuntimeError("Could not infer dtype of NoneType")
        if isinstance(data, str):
            raise TypeError(f"new(): invalid data type {type(data).__name__!r}")
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    shapes = [_shape_of(data[i], flat, dims + 1) for i in range(len(data))]
    for one in shapes[1:]:
        if one != shapes[0]:
            if len(one) != len(shapes[0]) and (not one or not shapes[0]):
                wrong = type(data[shapes.index(one)]).__name__
                raise TypeError(f"not a sequence of numbers of one shape at dim {dims + 1} (got {wrong})")
            raise ValueError(f"expected sequence of length {shapes[0][0]} at dim {dims + 1} (got {one[0]})")
    return (len(shapes), *(shapes[0] if shapes else ()))


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """A tensor of the data; itself, if it is one, and over the array itself, if it is an array of that dtype."""
    must_be_cpu("as_tensor", device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    return leaf(array_from(data, dtype))


asarray = as_tensor


_BACKWARDS = (
    "At least one stride in the given numpy array is negative, and tensors with negative strides are not currently supported. "
    "(You can probably work around this by making a copy of your array  with array.copy().) "
)


def from_numpy(ndarray: Any) -> Tensor:
    """A tensor over the array itself: what changes in one changes in the other. Errors: TypeError."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    if any(n > 1 and step < 0 for n, step in zip(ndarray.shape, ndarray.strides, strict=True)):
        raise ValueError(_BACKWARDS)
    return leaf(np.asarray(ndarray, dtype_of("from_numpy", ndarray.dtype)))


def _filled(name: str, value: float) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """A function that makes a tensor of a shape, and the one that makes it in the shape of another."""

    def of_size(*size: Any, dtype: Any = None, **named: Any) -> Any:
        if "size" in named:
            size = (named.pop("size"),)
        return np.full(lengths(name, size), value, dtypes.FLOAT if dtype is None else dtype)

    def of_like(input: Any, *, dtype: Any = None) -> Any:
        return np.full_like(input._data, value, input._data.dtype if dtype is None else dtype)

    of_size.__name__ = of_size.__qualname__ = name
    of_like.__name__ = of_like.__qualname__ = f"{name}_like"
    of_size.__doc__ = f"A tensor of a shape, filled with {value}."
    of_like.__doc__ = f"A tensor filled with {value}, in the shape and dtype of another."
    return making(of_size), making(of_like)


zeros, zeros_like = _filled("zeros", 0)
ones, ones_like = _filled("ones", 1)
empty, empty_like = _filled("empty", 0)


@making
def full(size: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    """A tensor of a shape, filled with a number, in whose kind it is."""
    return np.full(
        lengths("full", (size,)), _number(fill_value), dtype or array_from(_number(fill_value)).dtype
    )


@making
def full_like(input: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    """A tensor filled with a number, in the shape and dtype of another."""
    return np.full_like(input._data, _number(fill_value), input._data.dtype if dtype is None else dtype)


def _number(value: Any) -> Any:
    return value._data.item() if isinstance(value, TensorBase) else value


@making
def arange(*bounds: Any, start: Any = 0, end: Any = None, step: Any = 1, dtype: Any = None) -> Any:
    """arange(start = 0, end, step = 1): the numbers from start on, each a step further, before end."""
    if len(bounds) == 1 and end is None:
        end = bounds[0]
    elif bounds:
        start, end, step = (*bounds, *(start, end, step)[len(bounds) :])
    start, end, step = _number(start), _number(end), _number(step)
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    if dtype is None:
        dtype = INT if all(isinstance(one, int) for one in (start, end, step)) else dtypes.FLOAT
    count = (
        -(-(end - start) // step)
        if dtype.kind != "f" and isinstance(end - start, int)
        else math.ceil((end - start) / step)
    )
    return (start + np.arange(count) * step).astype(dtype)


def _ends(name: str, given: Any, dtype: Any) -> Any:
    return [_number(one) for one in given], dtypes.FLOAT if dtype is None else dtype


@making
def linspace(start: Any, end: Any, steps: int, *, dtype: Any = None) -> Any:
    """So many numbers from start to end, with the same distance between them; counted from both ends, as PyTorch does."""
    (start, end), kind = _ends("linspace", (start, end), dtype)
    return _spaced("linspace", start, end, steps, kind)


def _spaced(name: str, start: Any, end: Any, steps: int, kind: Any) -> Any:
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    if steps == 1:
        return np.array([start], kind)
    places = np.arange(steps)
    if kind.kind == "f" and kind.itemsize >= 4:
        wide = kind.type
        step = (wide(end) - wide(start)) / wide(max(steps - 1, 1))
        # multiplied and added with one rounding, as processors do it
        more = np.float64 if kind.itemsize == 4 else np.longdouble
        left = more(wide(start)) + more(step) * places
        right = more(wide(end)) - more(step) * (steps - 1 - places)
    else:
        step = (end - start) / max(steps - 1, 1)
        left, right = start + step * places, end - step * (steps - 1 - places)
    return np.where(places < steps // 2, left, right).astype(kind)


@making
def logspace(start: Any, end: Any, steps: int, base: float = 10.0, *, dtype: Any = None) -> Any:
    """base to the power of each number of linspace()."""
    (start, end), kind = _ends("logspace", (start, end), dtype)
    return (float(base) ** _spaced("logspace", start, end, steps, np.dtype(np.float64))).astype(kind)


@making
def eye(n: int, m: int | None = None, *, dtype: Any = None) -> Any:
    """The matrix with ones on its diagonal."""
    for name, length in (("n", n), ("m", 0 if m is None else m)):
        if length < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {length}")
    return np.eye(n, n if m is None else m, dtype=dtypes.FLOAT if dtype is None else dtype)


@making
def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None) -> Any:
    """Where the elements on and below a diagonal are: rows, and columns."""
    return np.array(np.tril_indices(row, offset, col), dtype or INT)


@making
def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None) -> Any:
    """Where the elements on and above a diagonal are: rows, and columns."""
    return np.array(np.triu_indices(row, offset, col), dtype or INT)


def _window(name: str, first: float, second: float) -> Callable[..., Any]:
    def window(window_length: int, periodic: bool = True, *, dtype: Any = None) -> Any:
        around = max(window_length - (not periodic), 1)
        made = first - second * np.cos(2 * math.pi * np.arange(window_length) / around)
        return made.astype(dtype or dtypes.FLOAT)

    window.__name__ = window.__qualname__ = name
    window.__doc__ = "A wave, up and down again."
    return making(window)


hann_window, hamming_window = _window("hann_window", 0.5, 0.5), _window("hamming_window", 0.54, 0.46)


# made of tensors


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Any, ...]:
    """The vectors, each along an axis of its own, all expanded to one shape."""
    vectors = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], tuple | list) else tensors
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    swapped = indexing == "xy" and len(vectors) > 1
    order = [1, 0, *range(2, len(vectors))] if swapped else [*range(len(vectors))]
    shape = [vectors[i]._data.size for i in order]
    grids = []
    for i, one in enumerate(vectors):
        at = order.index(i)
        grids.append(one.reshape([-1 if axis == at else 1 for axis in range(len(vectors))]).expand(shape))
    return tuple(grids)


def cartesian_prod(*tensors: Any) -> Any:
    """All ways to take one element of each vector."""
    from ..tensor.functions import stack

    if len(tensors) == 1:
        return tensors[0]
    return stack([grid.reshape(-1) for grid in meshgrid(*tensors, indexing="ij")], 1)


def combinations(input: Any, r: int = 2, with_replacement: bool = False) -> Any:
    """All ways to take r elements of a vector."""
    import itertools

    ways = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    places = np.array([*ways(range(input._data.size), r)], np.int64).reshape(-1, r)
    return getitem(input, leaf(places)) if r else input[:0]


def set_default_device(device: Any) -> None:
    """There is one."""
    must_be_cpu("set_default_device", device)

"""② Methods of Tensor that are made of others: each is a line or two, and its gradient comes of itself."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..errors import PlaceError, ShapeError
from .dtypes import INT, floating
from .elementwise import unary
from .faults import fault
from .graph import TensorBase, beside, found
from .operands import refusal
from .shaping import axis_of

# arithmetic with PyTorch's further arguments


def add(self: Any, other: Any, *, alpha: float = 1) -> Any:
    """self + alpha · other"""
    return self + (other if alpha == 1 else other * alpha)


def sub(self: Any, other: Any, *, alpha: float = 1) -> Any:
    """self − alpha · other"""
    return self - (other if alpha == 1 else other * alpha)


def div(self: Any, other: Any, *, rounding_mode: str | None = None) -> Any:
    """self / other; rounding_mode: "floor" and "trunc" make whole numbers of it."""
    if rounding_mode not in (None, "floor", "trunc"):
        raise RuntimeError(f"div: rounding_mode must be None, 'trunc' or 'floor', got {rounding_mode!r}")
    if rounding_mode == "floor":
        return self // other
    if rounding_mode is None:
        return self / other
    y = self.trunc_divide(other)
    whole = self._data.dtype.kind != "f" and (other if isinstance(other, int) else _dtype(other).kind != "f")
    return y.to(self._data.dtype) if whole else y


def _dtype(other: Any) -> Any:
    return other._data.dtype if isinstance(other, TensorBase) else np.asarray(other).dtype


def addcmul(self: Any, tensor1: Any, tensor2: Any, *, value: float = 1) -> Any:
    """self + value · tensor1 · tensor2"""
    return self + (tensor1 if value == 1 else tensor1 * value) * tensor2


def addcdiv(self: Any, tensor1: Any, tensor2: Any, *, value: float = 1) -> Any:
    """self + value · tensor1 / tensor2"""
    return self + (tensor1 if value == 1 else tensor1 * value) / tensor2


def lerp(self: Any, end: Any, weight: Any) -> Any:
    """A part of the way from self to end."""
    return self + (end - self) * weight


def clamp_min(self: Any, min: Any) -> Any:
    """Not below `min`."""
    return self.clamp(min=min)


def clamp_max(self: Any, max: Any) -> Any:
    """Not above `max`."""
    return self.clamp(max=max)


_logit = unary("logit")


def logit(self: Any, eps: float | None = None) -> Any:
    """log(self / (1 − self)); eps keeps self away from 0 and 1."""
    return _logit(self if eps is None else self.clamp(eps, 1 - eps))


def nan_to_num(self: Any, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Any:
    """With other numbers in the place of NaN and the infinities; the largest there are, unless said."""
    if self._data.dtype.kind != "f":
        return self.clone()
    most = float(np.finfo(self._data.dtype).max)
    y = self.masked_fill(isnan(self), nan)
    y = y.masked_fill(self == math.inf, most if posinf is None else posinf)
    return y.masked_fill(self == -math.inf, -most if neginf is None else neginf)


# masks


def test(name: str) -> Any:
    """A test of every element, by NumPy's function: isnan(), isfinite(), …"""
    function = getattr(np, name)

    def method(self: Any) -> Any:
        return found(self, np.asarray(function(self._data)), f"{name}()")

    method.__name__, method.__doc__ = name, f"Where {name[2:]} holds."
    return method


isnan = test("isnan")


def logical(name: str) -> Any:
    """Of every element, whether it is other than 0, combined: logical_and(), …"""
    function = getattr(np, name)

    def method(self: Any, *other: Any) -> Any:
        return found(
            self, np.asarray(function(self._data, *(_array(one) for one in other))), f"{name}()", *other
        )

    method.__name__, method.__doc__ = name, f"{name.removeprefix('logical_')}, of what is other than 0."
    return method


def _array(other: Any) -> Any:
    return other._data if isinstance(other, TensorBase) else np.asarray(other)


def isclose(self: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """Where |self − other| ≤ atol + rtol · |other|."""
    try:
        return beside(self._class, np.asarray(np.isclose(self._data, _array(other), rtol, atol, equal_nan)))
    except ValueError as error:
        raise refusal("isclose", (self._data, _array(other)), error) from None


def allclose(self: Any, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether |self − other| ≤ atol + rtol · |other| everywhere."""
    return bool(isclose(self, other, rtol, atol, equal_nan)._data.all())


def equal(self: Any, other: Any) -> bool:
    """Whether shape and numbers are the same."""
    if not isinstance(other, TensorBase):
        raise TypeError(f"equal(): argument 'other' (position 2) must be Tensor, not {type(other).__name__}")
    return self._data.shape == other._data.shape and bool((self._data == other._data).all())


def masked_fill(self: Any, mask: Any, value: Any) -> Any:
    """With `value` where the mask holds."""
    if not isinstance(mask, TensorBase | np.ndarray):
        raise TypeError(f"masked_fill: the mask must be a tensor of booleans, got {type(mask).__name__}")
    number: Any = value
    if isinstance(value, TensorBase):
        if value._data.ndim:
            raise RuntimeError(
                f"masked_fill: the value must be one number, but its shape is {value._data.shape}"
            )
        number = value if value._requires else value._data.item()
    elif self._data.dtype.kind != "f" and not np.isfinite(value):
        raise RuntimeError(f"masked_fill: {value} is no {self._data.dtype}")
    if not isinstance(number, TensorBase):
        number = self._data.dtype.type(number).item() if self._data.dtype.kind != "f" else float(number)
    if _array(mask).dtype != np.bool:
        raise fault(
            RuntimeError,
            "mask kind",
            f"masked_fill: the mask must be made of booleans, not of {_array(mask).dtype}",
            dtype=_array(mask).dtype,
        )
    return self.where(~_array(mask), number)


def masked_select(self: Any, mask: Any) -> Any:
    """The elements where the mask holds, in a row; the two broadcast together."""
    shape = np.broadcast_shapes(self._data.shape, _array(mask).shape)
    return self.expand(shape)[np.broadcast_to(_array(mask), shape)]


# by order


def trace(self: Any) -> Any:
    """The sum of a matrix's diagonal. Errors: ShapeError."""
    if self._data.ndim != 2:
        ours = f"trace: expected a matrix, but the shape is {self._data.shape}"
        raise fault(ShapeError, "trace", ours, ndim=self._data.ndim)
    return self.diagonal().sum()


def median(self: Any, dim: int | None = None, keepdim: bool = False) -> Any:
    """The middle one in order, of two the lower, equal ones sharing the gradient; over an axis with its place, as max() has it."""
    if dim is None:
        flat = self.reshape(-1)
        if not flat._data.size:
            return flat.sum() / 0
        middle = median(flat.detach(), 0).values._data
        return flat[(flat._data == middle) | (np.isnan(middle) & np.isnan(flat._data))].max()
    at = axis_of("median", dim, self._data.ndim)
    ordered = self.sort(at)
    if not self._data.ndim:
        return ordered
    length = self._data.shape[at]
    if not length:
        raise PlaceError(f"median: the shape {self._data.shape} has no elements along axis {at}")
    nans = np.isnan(self._data).sum(at, keepdims=True)  # sorted, they are the last ones
    place = beside(self._class, np.where(nans > 0, length - nans, (length - 1) // 2))
    both = [one.gather(at, place) for one in ordered]
    return type(ordered)(*(one if keepdim else one.squeeze(at) for one in both))


def unique(
    self: Any,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements in order; with it, where each element is among them, and how often each is there."""
    parts = np.unique(self._data, return_inverse=True, return_counts=True, axis=dim)
    asked = (True, return_inverse, return_counts)
    made = [
        beside(self._class, np.asarray(one) if i == 0 else np.asarray(one, INT))
        for i, (one, wanted) in enumerate(zip(parts, asked, strict=True))
        if wanted
    ]
    return made[0] if len(made) == 1 else tuple(made)


def bincount(self: Any, weights: Any = None, minlength: int = 0) -> Any:
    """How often each of the ints 0, 1, 2, … is there; or the sum of their weights."""
    if (
        self._data.ndim != 1
        or self._data.dtype.kind not in "iu"
        or (self._data.size and self._data.min() < 0)
    ):
        raise fault(RuntimeError, "bincount", "bincount: expected a vector of ints that are not negative")
    counted = np.bincount(self._data, None if weights is None else _array(weights), minlength)
    return beside(self._class, counted.astype(INT if weights is None else floating(_array(weights).dtype)))


# what it is


def numel(self: Any) -> int:
    """How many elements."""
    return int(self._data.size)


def dim(self: Any) -> int:
    """How many axes."""
    return int(self._data.ndim)


def stride(self: Any, dim: int | None = None) -> Any:
    """How many elements lie between neighbours along each axis."""
    steps = tuple(n // self._data.itemsize for n in self._data.strides)
    return steps if dim is None else steps[dim]


def element_size(self: Any) -> int:
    """How many bytes an element takes."""
    return int(self._data.itemsize)


def is_floating_point(self: Any) -> bool:
    """Whether it holds floats."""
    return bool(self._data.dtype.kind == "f")

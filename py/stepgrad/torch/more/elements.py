"""② Element by element, and of the bits of ints; and what is done to the tensor itself."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from ...mode import mode
from ...tensor.graph import TensorBase, beside
from ...tensor.inplace import copy_, setitem
from ...tensor.views import must_be_changeable


def _data(one: Any) -> Any:
    return one._data if isinstance(one, TensorBase) else np.asarray(one)


def _told(name: str, symbol: Any) -> Any:
    def function(input: Any, other: Any) -> Any:
        return symbol(input, other)

    function.__name__, function.__doc__ = name, "Bit by bit."
    return function


bitwise_and, bitwise_or, bitwise_xor = (
    _told(f"bitwise_{name}", getattr(operator, f"{name}_" if name != "xor" else name))
    for name in ("and", "or", "xor")
)
bitwise_left_shift = _told("bitwise_left_shift", operator.lshift)
bitwise_right_shift = _told("bitwise_right_shift", operator.rshift)


def bitwise_not(input: Any) -> Any:
    """Every bit inverted; of booleans, not."""
    return ~input


def positive(input: Any) -> Any:
    """Itself."""
    return +input


def signbit(input: Any) -> Any:
    """Where a number is negative, −0.0 included."""
    return beside(input._class, np.asarray(np.signbit(input._data)))


def rsub(input: Any, other: Any, *, alpha: float = 1) -> Any:
    """other − alpha · input"""
    return other - (input if alpha == 1 else input * alpha)


def fmax(input: Any, other: Any) -> Any:
    """The larger of two, of equal ones the first; a number, where the other is NaN."""
    return input.where((input >= other) | other.isnan(), other)


def fmin(input: Any, other: Any) -> Any:
    """The smaller of two, of equal ones the first; a number, where the other is NaN."""
    return input.where((input <= other) | other.isnan(), other)


def copysign(input: Any, other: Any) -> Any:
    """The size of one with the sign of the other."""
    return input.abs() * beside(
        input._class, np.asarray(np.copysign(input._data.dtype.type(1), _data(other)))
    )


def xlogy(input: Any, other: Any) -> Any:
    """input · log(other), and 0 where input is 0."""
    from ..functions import where

    none = (input == 0) & ((other <= 0) | (other == math.inf))
    return input * where(none, 1.0, other).log() + 0.0  # no −0.0


def sinc(input: Any) -> Any:
    """sin(π·input) / (π·input), and 1 at 0."""
    from ..functions import where

    angle = where(input == 0, 1.0, input * math.pi)
    near = 1 - (input * math.pi).square() / 6  # for the derivatives at 0
    return where(input == 0, near, angle.sin() / angle)


def deg2rad(input: Any) -> Any:
    """Degrees as radians."""
    return input * (math.pi / 180)


def rad2deg(input: Any) -> Any:
    """Radians as degrees."""
    return input * (180 / math.pi)


def float_power(input: Any, exponent: Any) -> Any:
    """The power, in float64."""
    return input.double() ** (exponent.double() if hasattr(exponent, "double") else exponent)


def heaviside(input: Any, values: Any) -> Any:
    """0 below 0, 1 above, and `values` at 0."""
    return beside(input._class, np.heaviside(input._data, _data(values)).astype(input._data.dtype))


def logaddexp2(input: Any, other: Any) -> Any:
    """log₂(2^input + 2^other)"""
    scale = math.log(2)
    return (input * scale).logaddexp(other * scale) / scale


def gcd(input: Any, other: Any) -> Any:
    """The greatest common divisor."""
    return beside(input._class, np.asarray(np.gcd(input._data, _data(other))))


def lcm(input: Any, other: Any) -> Any:
    """The least common multiple."""
    return beside(input._class, np.asarray(np.lcm(input._data, _data(other))))


def isreal(input: Any) -> Any:
    """Everywhere: there are no complex numbers here."""
    return beside(input._class, np.ones(input._data.shape, bool))


def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Any:
    """Which elements are among those to be tested for."""
    like = elements if isinstance(elements, TensorBase) else test_elements
    return beside(like._class, np.isin(_data(elements), _data(test_elements), invert=invert))


def conj(input: Any) -> Any:
    """Itself: there are no complex numbers here."""
    return input


resolve_conj = resolve_neg = conj


# what is done to the tensor itself


def _shaped_in_place(name: str) -> Any:
    def method(self: Any, *args: Any, **named: Any) -> Any:
        if mode.grad and self._requires:
            must_be_changeable(name, self)
        made = getattr(self, name)(*args, **named)
        self._data, self._node = made._data, made._node
        if hasattr(self, "_view") and hasattr(made, "_view"):
            self._view = made._view
        if mode.recorder is not None:
            mode.recorder.becomes(self, made)
        return self

    method.__name__, method.__doc__ = f"{name}_", f"As {name}(), of the tensor itself."
    return method


squeeze_, unsqueeze_, t_, transpose_, swapaxes_, swapdims_ = (
    _shaped_in_place(name) for name in ("squeeze", "unsqueeze", "t", "transpose", "swapaxes", "swapdims")
)


def resize_(self: Any, *size: Any, memory_format: Any = None) -> Any:
    """Another shape for the elements that are there, which become more or fewer."""
    shape = size[0] if len(size) == 1 and isinstance(size[0], tuple | list) else size
    if self._requires:
        raise RuntimeError("cannot resize variables that require grad")
    self._data = np.resize(self._data, tuple(shape)) if self._data.size else np.zeros(shape, self._data.dtype)
    return self


def fill_diagonal_(self: Any, fill_value: float, wrap: bool = False) -> Any:
    """Make every element of the diagonal this number."""
    places = np.arange(min(self._data.shape))
    setitem(self, (places,) * self._data.ndim, fill_value)
    return self


def set_(self: Any, source: Any) -> Any:
    """Show what the source shows, from now on."""
    self.data = source
    return self


def apply_(self: Any, callable: Any) -> Any:
    """Put in the place of each element what a function gives for it."""
    made = [callable(one) for one in self._data.ravel().tolist()]
    return copy_(self, beside(self._class, np.array(made, self._data.dtype).reshape(self._data.shape)))


def erfc(input: Any) -> Any:
    """1 − erf(input)"""
    return 1 - input.erf()

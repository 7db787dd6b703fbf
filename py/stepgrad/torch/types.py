"""② What PyTorch's tensors say of themselves: Size, dtype, device. They print as PyTorch's do."""

from __future__ import annotations

from typing import Any

import numpy as np

from .words import no_device


class Size(tuple[int, ...]):
    """The length of every axis: a tuple that knows how many elements that makes."""

    __slots__ = ()
    __module__ = "torch"

    def __reduce__(self) -> Any:
        return _size, (tuple(self),)

    def numel(self) -> int:
        """How many elements."""
        count = 1
        for length in self:
            count *= length
        return count

    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return Size(found) if isinstance(index, slice) else found

    def __add__(self, other: Any) -> Any:
        return Size(tuple.__add__(self, other))

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"

    __str__ = __repr__


class dtype:
    """Of what kind the numbers are; one object each. `of_arrays` is NumPy's word for it, which NumPy itself finds as `dtype`."""

    __slots__ = ("dtype", "is_floating_point", "itemsize", "name")
    __module__ = "torch"

    def __init__(self, name: str) -> None:
        self.name, self.dtype = name, np.dtype(name)
        self.is_floating_point = self.dtype.kind == "f"
        self.itemsize = self.dtype.itemsize

    is_complex = False

    @property
    def is_signed(self) -> bool:
        """Whether there are negative numbers among them."""
        return self.dtype.kind in "fi"

    def __reduce__(self) -> Any:
        return _named, (self.name,)

    def __repr__(self) -> str:
        return f"torch.{self.name}"


def _named(name: str) -> dtype:
    return DTYPES[name]


def _size(lengths: Any) -> Size:
    return Size(lengths)


def _device(text: str) -> device:
    return device(text)


NAMES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")
DTYPES = {name: dtype(name) for name in NAMES}
OF_ARRAYS = {one.dtype: one for one in DTYPES.values()}


PLACES = ("cpu", "cuda", "mps", "xpu", "meta", "hpu", "xla", "mtia", "hip", "vulkan")


class device:
    """Where tensors are: all are on the CPU, and to ask for another place fails. Errors: RuntimeError for what is none."""

    __slots__ = ("index", "type")
    __module__ = "torch"

    def __init__(self, type: Any = "cpu", index: int | None = None) -> None:
        kind, _, number = str(getattr(type, "type", type)).partition(":")
        if kind not in PLACES:
            raise no_device(type)
        self.type, self.index = kind, int(number) if number else index

    def __reduce__(self) -> Any:
        return _device, (str(self),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        return f"device(type={self.type!r}{'' if self.index is None else f', index={self.index}'})"

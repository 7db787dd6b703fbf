"""② What all functions share that make tensors of nothing: PyTorch's keywords, and sizes in their many ways."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ..tensor.dtypes import dtype_of
from ..tensor.inplace import copy_
from .tensor import Tensor, leaf
from .types import device
from .words import kind_of, no_place


def must_be_cpu(name: str, place: Any) -> None:
    """Errors: AssertionError, RuntimeError for another device."""
    if (
        place is not None
        and isinstance(place, int | str | device)
        and (isinstance(place, int) or device(place).type != "cpu")
    ):
        raise no_place("cuda" if isinstance(place, int) else device(place).type)


def must_be_dtype(name: str, dtype: Any) -> None:
    """Errors: TypeError for NumPy's, and for the name of one."""
    if isinstance(dtype, str | np.dtype) or (isinstance(dtype, type) and issubclass(dtype, np.generic)):
        raise TypeError(f"{name}(): argument 'dtype' must be torch.dtype, not {kind_of(dtype)}")


def making(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that gives an array as one that makes a tensor, with the keywords that all of them have."""
    name = function.__name__

    @functools.wraps(function)
    def make(
        *args: Any,
        out: Any = None,
        dtype: Any = None,
        layout: Any = None,
        device: Any = None,
        requires_grad: bool = False,
        pin_memory: bool = False,
        memory_format: Any = None,
        **named: Any,
    ) -> Tensor:
        must_be_cpu(name, device)
        must_be_dtype(name, dtype)
        if dtype is None and out is not None:
            dtype = out._data.dtype
        data = function(*args, dtype=None if dtype is None else dtype_of(name, dtype), **named)
        return leaf(data, requires_grad) if out is None else written_to(out, plain_of(data))

    return make


def plain_of(data: Any) -> Tensor:
    """A tensor that no trace shows."""
    from ..tensor.graph import beside

    made: Tensor = beside(Tensor, data)
    return made


def written_to(out: Any, made: Any) -> Any:
    """The tensor given as `out=`, holding what was made; in another shape than before, if need be."""
    if out._data.shape != made._data.shape:
        out.data = plain_of(made._data.astype(out._data.dtype))
        return out
    return copy_(out, made)


def lengths(name: str, size: tuple[Any, ...]) -> tuple[int, ...]:
    """A shape from numbers, or from a list of them. Errors: TypeError for what is no int, RuntimeError for negative ones."""
    if not size:
        raise TypeError(f'{name}() missing 1 required positional arguments: "size"')
    if len(size) == 1 and isinstance(size[0], tuple | list):
        size = tuple(size[0])
    try:
        shape = tuple(operator.index(n) for n in size)
    except TypeError:
        at, wrong = next((i, n) for i, n in enumerate(size) if not hasattr(n, "__index__"))
        how = f"not {kind_of(wrong)}" if not at else f"but found element of type {kind_of(wrong)} at pos {at}"
        raise TypeError(f"{name}(): argument 'size' (position 1) must be tuple of ints, {how}") from None
    for n in shape:
        if n < 0:
            if name in ("zeros", "ones", "full"):
                raise RuntimeError(f"{name}: Dimension size must be non-negative.")
            raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {[*shape]}")
    return shape

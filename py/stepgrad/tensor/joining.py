"""② Several tensors made one: joined, or chosen from."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from ..rules.on_arrays import in_order
from .casting import astype
from .dtypes import common_dtype
from .elementwise import chosen
from .faults import fault
from .graph import TensorBase, result
from .operands import operand
from .shaping import axis_of
from .tensor import Tensor


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """See functions.py."""
    if x is None and y is None:
        test: Any = condition if isinstance(condition, TensorBase) else Tensor(condition)
        return test.nonzero(as_tuple=True)
    return chosen(_class(condition, x, y), condition, x, y)


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """See functions.py."""
    parts = _tensors("concatenate", tensors)
    if len({part.ndim for part in parts}) > 1:  # PyTorch lets an empty tensor join anything
        parts = [part for part in parts if part.shape != (0,)]
    if not all(part.ndim for part in parts):
        raise fault(
            ShapeError, "join numbers", "concatenate: tensors without axes cannot be joined; use stack()"
        )
    at = axis_of("concatenate", axis, parts[0].ndim)
    lengths = [part.shape[at] if at < part.ndim else 0 for part in parts]
    return _joined("concatenate", parts, (at, (0, *itertools.accumulate(lengths))))


def stack(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """See functions.py."""
    parts = _tensors("stack", tensors)
    return _joined("stack", parts, (axis_of("stack", axis, parts[0].ndim + 1),))


def _tensors(name: str, given: Sequence[Any]) -> list[Tensor]:
    if isinstance(given, Tensor) or not isinstance(given, Sequence):
        raise TypeError(f"{name}: expected a list of tensors, got {type(given).__name__}")
    if not given:
        raise fault(ShapeError, "no list", f"{name}: expected a list of at least one tensor", name=name)
    made = [operand(name, one, _class(*given)) for one in given]
    if any(not isinstance(one, Tensor) for one in made):
        raise TypeError(f"{name}: expected tensors, got a number among them")
    dtype = made[0]._data.dtype
    if any(one._data.dtype is not dtype for one in made):
        dtype = common_dtype(*(one._data for one in made))
        made = [astype(one, dtype) for one in made]
    return made


def _class(*given: Any) -> Any:
    """What tensors are made of what stands beside these: of their own class."""
    return next((one._class for one in given if isinstance(one, TensorBase)), Tensor)


def _joined(name: str, parts: list[Tensor], parameters: tuple[Any, ...]) -> Tensor:
    kernel = of_arrays(ARRAY_OPS[name], len(parts))
    try:
        y = in_order(kernel.forward([part._data for part in parts], *parameters))
    except (ValueError, MemoryError) as error:
        shapes = ", ".join(str(part.shape) for part in parts)
        raise fault(
            ShapeError,
            "join",
            f"{name}: the shapes {shapes} do not fit along axis {parameters[0]}: {error}",
            name=name,
            shapes=[part._data.shape for part in parts],
            axis=parameters[0],
        ) from None
    mask = sum(1 << i for i, part in enumerate(parts) if part._requires)
    return result(parts[0], kernel, np.asarray(y), mask, parameters, tuple(parts))

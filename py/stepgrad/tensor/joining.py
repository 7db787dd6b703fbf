"""② Several tensors made one."""

# mypy: disable-error-code="no-any-return"
# (NumPy's operators are typed as Any)

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import ShapeError
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import of_arrays
from .elementwise import operand
from .result import TensorBase, result
from .shaping import axis_of

if TYPE_CHECKING:
    from .tensor import Tensor


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """See functions.py."""
    parts = _tensors("concatenate", tensors)
    at = axis_of("concatenate", axis, parts[0].ndim)
    lengths = [part.shape[at] if at < part.ndim else 0 for part in parts]
    return _joined("concatenate", parts, (at, (0, *itertools.accumulate(lengths))))


def stack(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """See functions.py."""
    parts = _tensors("stack", tensors)
    return _joined("stack", parts, (axis_of("stack", axis, parts[0].ndim + 1),))


def _tensors(name: str, given: Sequence[Any]) -> list[Any]:
    if isinstance(given, TensorBase) or not isinstance(given, Sequence) or not given:
        raise TypeError(f"{name}: expected a list of at least one tensor")
    made = [operand(name, one) for one in given]
    if any(not isinstance(one, TensorBase) for one in made):
        raise TypeError(f"{name}: expected tensors, got a number among them")
    return made


def _joined(name: str, parts: list[Any], parameters: tuple[Any, ...]) -> Any:
    kernel = of_arrays(ARRAY_OPS[name], len(parts))
    try:
        y = kernel.forward([part._data for part in parts], *parameters)
    except (ValueError, MemoryError) as error:
        shapes = ", ".join(str(part.shape) for part in parts)
        raise ShapeError(
            f"{name}: the shapes {shapes} do not fit along axis {parameters[0]}: {error}"
        ) from None
    mask = sum(1 << i for i, part in enumerate(parts) if part._requires)
    return result(kernel, np.asarray(y), mask, parameters, tuple(parts))

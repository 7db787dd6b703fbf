"""④ How steep an activation is, unit by unit, over a whole batch: what the doctor asks of dead and of saturated units.

Of a small array a trace has every number, and this can wait until somebody asks; of a large one it is noted as it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .record import Record

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 4_096  # units: of more nothing is noted


class Units(Record):
    """Of each unit: its largest slope in the batch, as a share of the largest there is, and its inputs' mean and deviation."""

    rows: int
    slopes: tuple[float, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]


def _sigmoid(a: Any) -> Any:
    import numpy as np

    return 0.5 + 0.5 * np.tanh(0.5 * a)


def _bent(a: Any, factor: float) -> Any:
    """Of a · sigmoid(factor · a), which for 1.702 is nearly gelu."""
    share = _sigmoid(factor * a)
    return abs(share * (1 + factor * a * (1 - share)))


def _clipped(a: Any, y: Any, params: Mapping[str, Any]) -> Any:
    return (a >= params.get("low", a)) & (a <= params.get("high", a))


def _elu(a: Any, y: Any, params: Mapping[str, Any]) -> Any:
    import numpy as np

    return np.exp(np.minimum(a, 0))


SLOPES: dict[str, Callable[[Any, Any, Mapping[str, Any]], Any]] = {
    "relu": lambda a, y, params: y > 0,
    "maximum": lambda a, y, params: y > 0,  # with 0, which whoever asks has looked at
    "clip": _clipped,
    "tanh": lambda a, y, params: 1 - y * y,
    "sigmoid": lambda a, y, params: 4 * y * (1 - y),
    "gelu": lambda a, y, params: _bent(a, 1.702),
    "gelu_tanh": lambda a, y, params: _bent(a, 1.702),
    "silu": lambda a, y, params: _bent(a, 1.0),
    "elu": _elu,
    "softplus": lambda a, y, params: _sigmoid(a),
}


def units(name: str, a: NDArray[Any], y: NDArray[Any], params: Mapping[str, Any], axis: int | None) -> Units:
    """Of an operation's input and result. axis: along which the units lie; None for one unit, and nothing but a batch."""
    import numpy as np

    with np.errstate(all="ignore"):
        a = a.astype(float)
        slope = np.asarray(SLOPES[name](a, y.astype(float), params), float)
        if axis is None:
            slope, a = slope.reshape(-1, 1), a.reshape(-1, 1)
        else:
            slope = np.moveaxis(slope, axis, -1).reshape(-1, y.shape[axis])
            a = np.moveaxis(a, axis, -1).reshape(-1, y.shape[axis])
        found = slope.max(0), a.mean(0), a.std(0)
    return Units(len(a), *(tuple(one.tolist()) for one in found))


def noted(
    op: Any, values: tuple[Any, ...], y: Any, params: Mapping[str, Any], convolved: bool
) -> Units | None:
    """Of an operation on arrays as it takes place; None where there is nothing to note, such as of what is no activation."""
    if op.name not in SLOPES or not y.size or (op.name == "maximum" and any(values[1].ravel())):
        return None
    if values[0].shape != y.shape or y.ndim < 2:
        return None
    axis = 1 if convolved or y.ndim > 3 else y.ndim - 1
    return units(op.name, values[0], y, params, axis) if y.shape[axis] <= MOST else None

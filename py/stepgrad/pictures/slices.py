"""④ What a picture of one operation needs: its result and its local derivatives along each of its arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..rules.scalar_table import OPS, Op
from ..scalar.value import Value
from ..tracing.wire import number

STEPS_PER_UNIT = 10
GRID = [i / STEPS_PER_UNIT for i in range(-4 * STEPS_PER_UNIT, 4 * STEPS_PER_UNIT + 1)]
START = (1.2, 2.0)
BETWEEN = (0.5, 0.5)  # for what is not defined there: asin, acos, …
# Where the usual parameters would make the picture a straight line.
PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "clip": {"low": -1.0, "high": 1.0},
    "leaky_relu": {"slope": 0.1},
}


def slices(name: str, at: Sequence[float]) -> list[dict[str, Any]]:
    """For each argument of an operation: `y` and `locals` over GRID, the other argument staying where `at` says.

    locals[i] is ∂y/∂(argument i). Numbers have seven digits; None stands where the operation is not defined.
    Errors: KeyError for a name that is not in the table.
    """
    op = OPS[name]
    return [_slice(op, [[*at[:i], x, *at[i + 1 : op.arity]] for x in GRID]) for i in range(op.arity)]


def table() -> dict[str, Any]:
    """Every row of the table with its slices through START, for the build."""
    rows = [
        {
            "name": op.name,
            "symbol": op.symbol,
            "formula": op.formula,
            "locals": op.locals,
            "parameters": {
                key: value if isinstance(value, bool) else number(float(value))
                for key, value in _parameters(op).items()
            },
            "at": at,
            "slices": slices(op.name, at),
        }
        for op, at in ((op, _start(op)) for op in OPS.values())
    ]
    return {"grid": GRID, "operations": rows}


def _start(op: Op) -> Sequence[float]:
    at = START[: op.arity]
    return BETWEEN[: op.arity] if _at(op, at) is None else at


def _parameters(op: Op) -> Mapping[str, Any]:
    return {**op.parameters, **PARAMETERS.get(op.name, {})}


def _slice(op: Op, points: Sequence[Sequence[float]]) -> dict[str, Any]:
    found = [_at(op, point) for point in points]
    return {
        "y": [None if one is None else one[0] for one in found],
        "locals": [[None if one is None else one[1 + i] for one in found] for i in range(op.arity)],
    }


def _at(op: Op, point: Sequence[float]) -> list[float | str] | None:
    try:
        result = getattr(Value, op.name)(*(Value(x) for x in point), **_parameters(op))
    except ArithmeticError:
        return None
    return [_short(x) for x in (result.data, result._da, result._db)[: 1 + op.arity]]


def _short(x: float) -> float | str:
    return number(float(f"{x:.7g}"))

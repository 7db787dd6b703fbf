"""④ Forward mode over a trace of Values: how fast every node changes as leaves change, in the order in which the program ran."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..rules.scalar_table import Op
from ..rules.slopes import compile_slope, in_floats
from .events import Forward, NodeId, Trace, Update


def tangents(trace: Trace, rates: Mapping[str | int, float]) -> dict[int, float]:
    """For each node that depends on one of `rates`, d(node) / dt: Σ local × tangent over its arguments, as each Forward step has them.

    rates: of leaves, by label or by number, how fast each changes with t. {"x": 1.0} gives the column of the Jacobian that belongs
    to x. Errors: KeyError for a label that no node has; TypeError for a trace of arrays.
    """
    values: dict[int, Any] = {node.id: node.value for node in trace.nodes}
    found = {trace[one].id if isinstance(one, str) else one: float(rate) for one, rate in rates.items()}
    for step in trace.steps:
        if isinstance(step, Update):
            values[step.node] = step.after
        elif isinstance(step, Forward):
            node = trace.nodes[step.node]
            if not isinstance(node.op, Op) or not isinstance(node.value, float):
                raise TypeError(f"tangents: a trace of Values is expected, and node {node.id} is an array")
            given = [values[one] if isinstance(one, NodeId) else one for one in node.args]
            terms = [
                found[one] * _local(node.op, i, given, node.value)
                for i, one in enumerate(node.args[: node.op.arity])
                if isinstance(one, NodeId) and one in found
            ]
            if terms:
                found[node.id] = sum(terms[1:], terms[0])
    return found


def _local(op: Op, i: int, given: list[Any], y: float) -> float:
    a, b = (*given[: op.arity], 0.0)[:2]
    text = in_floats(op.locals[i], rule=True)
    slope: float = compile_slope(text, op.parameters)(a, b, y, *given[op.arity :])
    return slope

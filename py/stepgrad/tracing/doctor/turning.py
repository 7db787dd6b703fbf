"""④ Where an infinity, on its way, turned into NaN: what met there, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules.scalar_table import Op
from ..events import Backward, Forward, Node, NodeId, Step, Unbroadcast
from ..snapshot import ArraySnapshot, Quantity
from .meeting import operation, slope, term
from .numbers import NAN, at, fault, indices, written

if TYPE_CHECKING:
    from ..trace import Trace


def turned(trace: Trace, position: int) -> str:
    """ "; ∞ − ∞ made NaN of it at line 5"."""
    step: Step = trace.steps[position]
    if not isinstance(step, Forward | Backward | Unbroadcast):
        return ""
    node = trace.nodes[step.node]
    where = "" if node.at is None else f" at line {node.at[0]}"
    given = [trace.nodes[arg].value if isinstance(arg, NodeId) else arg for arg in node.args]
    name = node.op.name if node.op else "an operation"
    if isinstance(step, Forward):
        return f"; {_computed(node, given) or name} made NaN of it{where}"
    if isinstance(step, Backward) and (met := _passed(node, step, given)):
        return f"; {met} made NaN of it in the backward pass{where}"
    return f"; the backward pass of {name} made NaN of it{where}"


def _first(value: Quantity) -> tuple[int, ...] | None:
    """The first element that is NaN, if it is known."""
    if not isinstance(value, ArraySnapshot):
        return ()
    if value.data is None:
        return None
    return next((i for i in indices(value.shape) if fault(at(value, i)) == NAN), None)


def _computed(node: Node, given: list[Quantity]) -> str:
    index = _first(node.value)
    if not isinstance(node.op, Op) or index is None:
        return ""
    numbers = [at(one, index) for one in given]
    known = [one for one in numbers if one is not None]
    return operation(node.op, known) if len(known) == len(numbers) else ""


def _passed(node: Node, step: Backward, given: list[Quantity]) -> str:
    index = _first(step.contribution)
    if index is None:
        return ""
    upstream, y = at(step.upstream, index), at(node.value, index)
    local = (
        step.local if step.local is not None else slope(node, step.arg, [at(one, index) for one in given], y)
    )
    return "" if upstream is None or local is None else f"{written(upstream)} × {term(local)}"

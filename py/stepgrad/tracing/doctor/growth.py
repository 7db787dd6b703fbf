"""④ Whether a number became too large because the training diverges, and by how much each step went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..events import Backward, Seed, Unbroadcast, Update
from .numbers import fault, written

if TYPE_CHECKING:
    from ..trace import Trace

GROWN = 1e3  # times the first loss, or more, is no accident


def divergence(trace: Trace, before: int) -> str:
    """How what backward() begins from has grown until this step, as the end of a sentence; "" where it has not."""
    roots: list[float] = []
    updated = False
    name = "what backward() begins from"
    for step in trace.steps[:before]:
        if isinstance(step, Seed):
            root = trace.nodes[step.node]
            value, name = root.value, root.label or name
            if isinstance(value, float) and not fault(value):
                roots.append(abs(value))
        updated = updated or isinstance(step, Update)
    if not updated or len(roots) < 2 or roots[-1] < GROWN * max(roots[0], 1e-3) or roots[-1] < roots[-2]:
        return ""
    return (
        f": the training diverges, for {name} grew from {written(roots[0])} to {written(roots[-1])} "
        f"in {len(roots)} passes{_rate(trace, before)}"
    )


def _rate(trace: Trace, before: int) -> str:
    """The learning rate, where the updates show it: each is the same part of the gradient."""
    grads: dict[int, float] = {}
    rates: list[float] = []
    for step in trace.steps[:before]:
        if isinstance(step, Backward | Unbroadcast) and isinstance(step.after, float):
            grads[step.input] = step.after
        elif isinstance(step, Update) and isinstance(step.after, float) and isinstance(step.before, float):
            if grads.get(step.node) and not fault(step.after):
                rates.append((step.before - step.after) / grads[step.node])
            if len(rates) > 8:
                break
    if len(rates) < 2 or not rates[0] > 0 or any(abs(one / rates[0] - 1) > 1e-3 for one in rates[:4]):
        return ""
    return f" with a learning rate of {written(round(rates[0], 10))}"

"""④ Where a NaN or an infinity was born: the step, its line, its operands, and what became of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..columns import columns_of
from ..snapshot import Quantity
from .births import Birth, Story
from .finding import Finding
from .numbers import fault
from .telling import Telling

if TYPE_CHECKING:
    from ..trace import Trace


def check(trace: Trace) -> Iterator[Finding]:
    """One finding for each birth that matters; of one place in the program, run through many times, only the first."""
    if not _suspicious(trace):
        return
    story = Story(trace)
    told = [birth for birth in story.births if _matters(birth)]
    explained = {id(cause) for birth in told if birth.kind == "backward" for cause in birth.because}
    groups: dict[object, list[Birth]] = {}
    for birth in told:
        if id(birth) not in explained or birth.root is not None:
            node = trace.nodes[birth.node]
            groups.setdefault((birth.kind, node.at or node.id, node.op and node.op.name), []).append(birth)
    diverging = False
    for births in groups.values():
        telling = Telling(trace, story, births)
        finding = telling.finding()
        if not (
            diverging and telling.divergence
        ):  # once is enough, in however many places numbers then become too large
            yield finding
        diverging = diverging or bool(telling.divergence)


def _suspicious(trace: Trace) -> bool:
    """Whether anything in the trace is not finite. It looks at columns, for nearly every trace ends its visit here."""
    nodes, steps = columns_of(trace)
    if not _all_finite(nodes.column("value")):
        return True
    seen = [table.column("after") for table in steps.tables if "after" in table.columns]
    seen += [table.column("contribution") for table in (steps.backward, steps.unbroadcast)]
    return not all(map(_all_finite, seen))


def _all_finite(numbers: list[Quantity]) -> bool:
    try:
        if math.isfinite(sum(numbers)):  # type: ignore[arg-type]
            return True
    except TypeError:  # there are arrays among them
        pass
    return not any(map(fault, numbers))


def _matters(birth: Birth) -> bool:
    match birth.kind:
        case "leaf":
            # An infinity that the program itself put somewhere (a mask's) is nothing wrong, unless the result has it.
            return birth.root is not None or bool(birth.leaves) or (birth.end is not None and birth.is_nan)
        case "forward":
            return birth.root is not None or birth.end is not None or bool(birth.leaves)
        case "backward":
            return bool(birth.leaves)
        case _:
            return True

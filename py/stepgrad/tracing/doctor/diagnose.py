"""④ Asks every check of this room, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import attending, broadcast, depth, nonfinite, not_zeroed, optimizer, softmax, ungraded, units
from .finding import Finding

if TYPE_CHECKING:
    from ..trace import Trace

# One file each, whose `check` is named here, in the order in which a reader should hear of them.
CHECKS: tuple[Callable[[Trace], Iterator[Finding]], ...] = (
    nonfinite.check,
    ungraded.check,
    broadcast.check,
    softmax.check,
    attending.check,
    not_zeroed.check,
    optimizer.check,
    units.check,
    depth.check,
)


def diagnose(trace: Trace) -> list[Finding]:
    """What is wrong with the program that was traced; nothing where all is well.

    >>> from stepgrad import diagnose, trace
    >>> diagnose(trace("from stepgrad import Value\\nx = Value(2.0)\\n(x * x).backward()"))
    []
    """
    return [finding for check in CHECKS for finding in check(trace)]

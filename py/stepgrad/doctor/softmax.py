"""④ A softmax too many: cross_entropy takes scores, and has a softmax within."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .facts import Facts, facts, line_of
from .finding import Finding

if TYPE_CHECKING:
    from ..tracing.trace import Trace

_SAME = {"reshape", "transpose", "index", "clone", "cast"}


def check(trace: Trace) -> Iterator[Finding]:
    """The first of each line."""
    found = facts(trace)
    seen = set()
    for node in found.where(frozenset({"cross_entropy", "log_softmax"})):
        before = _before(found, node)
        line = line_of(trace.nodes[node])
        if found.ops[before] == "softmax" and trace.nodes[node].requires_grad and line not in seen:
            seen.add(line)
            yield _finding(found, before, node)


def _before(found: Facts, node: int) -> int:
    """What an operation was given, before it was put into another shape."""
    node = int(found.args[node][0])
    while found.ops[node] in _SAME:
        node = int(found.args[node][0])
    return node


def _finding(found: Facts, before: int, node: int) -> Finding:
    trace, word = found.trace, found.ops[node]
    first, second = line_of(trace.nodes[before]), line_of(trace.nodes[node])
    where = (
        f"at line {first}"
        if first == second
        else f"at line {first}, and again at line {second} within {word}"
    )
    sentence = (
        f"Softmax is taken twice, {where}: {word} takes scores of any size, and of shares between 0 and 1 its own softmax makes "
        f"nearly equal ones, so that the loss cannot come near 0 and the gradients stay small."
    )
    steps = {trace.steps[i].node: i for i, kind in enumerate(found.kinds) if kind == "forward"}  # type: ignore[union-attr]
    return Finding(
        "softmax-twice", sentence, (steps[node], steps[before]), (before, node), ((node, 0),), second
    )

"""④ A softmax too many: cross_entropy takes scores, and has a softmax within."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .facts import Facts, facts
from .finding import Finding

if TYPE_CHECKING:
    from ..trace import Trace

_SAME = {"reshape", "transpose", "index", "clone", "cast"}


def check(trace: Trace) -> Iterator[Finding]:
    """The first of each line."""
    found = facts(trace)
    seen = set()
    for node in found.where(frozenset({"cross_entropy", "log_softmax"})):
        before = _before(found, node)
        line = found.line(node)
        if found.name(before) == "softmax" and found.grads[node] and line not in seen:
            seen.add(line)
            yield _finding(found, before, node)


def _before(found: Facts, node: int) -> int:
    """What an operation was given, before it was put into another shape."""
    node = int(found.args[node][0])
    while found.name(node) in _SAME:
        node = int(found.args[node][0])
    return node


def _finding(found: Facts, before: int, node: int) -> Finding:
    word = found.name(node)
    first, second = found.line(before), found.line(node)
    where = (
        f"at line {first}"
        if first == second
        else f"at line {first}, and again at line {second} within {word}"
    )
    sentence = (
        f"Softmax is taken twice, {where}: {word} takes scores of any size, and of shares between 0 and 1 its own softmax makes "
        f"nearly equal ones, so that the loss cannot come near 0 and the gradients stay small."
    )
    return Finding(
        "softmax-twice",
        sentence,
        (found.computed(node), found.computed(before)),
        (before, node),
        ((node, 0),),
        second,
    )

"""④ A gradient that was still there when the next pass came, and went into an update together with the new one.

Collecting gradients of several passes before an update is done on purpose, and so are two losses that walk back one after the
other. What nobody wants is that a number is changed by its gradient and then, without a zero in between, changed by that gradient
again. Where nothing is changed, the same computation walked back twice gives twice the gradient that was asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from .facts import Facts, Walk, called, facts, is_something, many, nth
from .finding import Finding
from .text import Text

if TYPE_CHECKING:
    from ..trace import Trace


class _Gradient:
    """Of one leaf: the last pass that gave it something, and what has happened to it since.

    stale: (pass, pass, step) where one met what an earlier one had left, and the leaf had been changed in between.
    """

    def __init__(self) -> None:
        self.walk = -1
        self.changed = False
        self.stale: tuple[int, int, int] | None = None


def check(trace: Trace) -> Iterator[Finding]:
    """Of leaves, and of what lies within the graph where a second walk adds to it (micrograd's does)."""
    found = facts(trace)
    if len(found.walks) < 2:
        return
    if _may_be(found):
        yield from _leaves(found)
    yield from _within(found)


def _may_be(found: Facts) -> bool:
    """Whether, between two passes, something was changed and not set to zero, or nothing was: else there is no more to look at."""
    steps = found.steps
    for earlier, walk in pairwise(found.walks):
        changed: set[int] = set()
        between = [
            (table, table.rows[row * table.width : (row + count) * table.width])
            for table, row, count, position in (*found.runs(earlier), *found.runs(walk))
            if earlier.seed < position < walk.seed and (table is steps.update or table is steps.zero)
        ]
        for table, rows in between:
            if table is steps.update:
                changed.update(rows[:: table.width])
        for table, rows in between:
            if table is steps.zero:
                for nodes in rows[:: table.width]:
                    changed.difference_update(nodes)
        if changed or _again(found, earlier, walk):
            return True
    return ".grad" in found.trace.source and len(found.walks) < 10


def _leaves(found: Facts) -> Iterator[Finding]:
    ops, steps = found.ops, found.steps
    held: dict[int, _Gradient] = {}
    cleared: set[int] = set()
    twice: dict[int, tuple[int, int, int, int]] = {}  # of a leaf: passes, the step they met at, the update
    again: dict[int, tuple[int, int, int]] = {}
    for number, walk in enumerate(found.walks):
        for table, row, count, position in found.runs(walk):
            if table is steps.zero:
                for nodes in table.rows[row * 2 : (row + count) * 2 : 2]:
                    cleared.update(nodes)
                    for node in nodes:
                        held.pop(node, None)
            elif table is steps.seed:
                for node, at in found.arrivals(walk).items():
                    if ops[node] is not None:
                        continue
                    grad = held.setdefault(node, _Gradient())
                    if grad.walk != -1 and is_something(found.trace.steps[at].before):  # type: ignore[union-attr]
                        if grad.changed:
                            grad.stale = (grad.walk, number, at)
                        elif _again(found, found.walks[grad.walk], walk):
                            again.setdefault(node, (grad.walk, number, at))
                    grad.changed = False
                    grad.walk = number
            elif table is steps.update:
                for i, node in enumerate(table.rows[row * 3 : (row + count) * 3 : 3]):
                    if node in held:
                        grad = held[node]
                        if grad.stale is not None:
                            twice.setdefault(node, (*grad.stale, position + i))
                        grad.changed = True
                    again.pop(node, None)
    for node, grad in held.items():  # the program ended before the update
        if grad.stale is not None and node not in twice and node not in cleared:
            twice[node] = (*grad.stale, grad.stale[2])
    if twice:
        yield _updated(found, twice)
    elif again and not found.trace.optimizers:  # else there are other words for why nothing changes
        yield _doubled(found, again)
    elif not cleared and not found.trace.optimizers and not found.steps.update.column("node"):
        yield from _looked_at(found)


def _looked_at(found: Facts) -> Iterator[Finding]:
    """Where the program itself looks at a gradient between two passes, it takes them for two answers, and no sum."""
    names = Text(found.trace).looked_at()
    known: dict[int, int] = {}
    for number, walk in enumerate(found.walks):
        for node, at in found.arrivals(walk).items():
            step: Any = found.trace.steps[at]
            seen = found.ops[node] is None and found.label(node) in names and node in known
            if seen and is_something(step.before):
                name, line = found.label(node), found.line(walk.root)
                sentence = (
                    f"The {nth(number + 1)} pass (from line {line}) adds its gradient to what {name} still has from the "
                    f"{nth(known[node] + 1)}: without zero_grad() in between, {name}.grad is the sum of both."
                )
                yield Finding("not-zeroed", sentence, (at,), (node,), (), line)
                return
            known.setdefault(node, number)


def _again(found: Facts, earlier: Walk, later: Walk) -> bool:
    """Whether a pass computes what an earlier one did, anew: from as many operations, with the same result."""
    one, other = earlier.root, later.root
    return (
        one != other
        and found.ops[one] is found.ops[other]
        and found.label(one) == found.label(other)
        and found.values[one].__class__ is float
        and math.isfinite(found.values[one])
        and bool(found.values[one] == found.values[other])
        and earlier.seed - earlier.start == later.seed - later.start
        and earlier.end - earlier.seed == later.end - later.seed
    )


def _updated(found: Facts, twice: dict[int, tuple[int, int, int, int]]) -> Finding:
    leaves = [*twice]
    left, walk, met, update = min(twice.values(), key=lambda one: one[2])
    one = len(leaves) == 1
    line = found.line(found.walks[walk].root)
    sentence = (
        f"{called(found, leaves)} still {'has the gradient' if one else 'have the gradients'} of the {nth(left + 1)} pass when the "
        f"{nth(walk + 1)} (from line {line}) adds its own, although an update came between: as nothing sets "
        f"{'it' if one else 'them'} to zero, the next update counts the old {'gradient' if one else 'gradients'} again."
    )
    return Finding("not-zeroed", sentence, tuple(dict.fromkeys((met, update))), tuple(leaves), (), line)


def _doubled(found: Facts, again: dict[int, tuple[int, int, int]]) -> Finding:
    trace, leaves = found.trace, [*again]
    left, walk, met = min(again.values(), key=lambda one: one[2])
    line = found.line(found.walks[walk].root)
    step: Any = trace.steps[met]
    numbers = ""
    if isinstance(step.before, float) and isinstance(step.after, float):
        numbers = f" ({step.before:g} is there already)"
    one = len(leaves) == 1
    sentence = (
        f"The {nth(walk + 1)} pass (from line {line}) computes the same as the {nth(left + 1)}, and adds its gradient to what "
        f"{called(found, leaves)} still {'has' if one else 'have'} from there{numbers}: without zero_grad() in between, the "
        f"{'gradient is the sum' if one else 'gradients are the sums'} over all passes."
    )
    return Finding("not-zeroed", sentence, (met,), tuple(leaves), (), line)


def _within(found: Facts) -> Iterator[Finding]:
    before = 0
    for number, walk in enumerate(found.walks):
        stale: list[tuple[int, int]] = []
        if not number or not found.walks_again(walk, before):
            before = walk.nodes
            continue
        for node, at in found.arrivals(walk).items():
            if node < before and found.ops[node] is not None and found.values[node].__class__ is float:
                step: Any = found.trace.steps[at]
                if is_something(step.before):
                    stale.append((at, node))
        before = walk.nodes
        if stale:
            stale.sort()
            nodes = [node for _, node in stale]
            one = len(nodes) == 1
            sentence = (
                f"The {nth(number + 1)} pass walks again through {many(len(nodes), 'result')} of an earlier one "
                f"({called(found, nodes)}), whose {'gradient was' if one else 'gradients were'} not set to zero, so that what was "
                f"left there is passed on a second time: build the graph anew before every backward()."
            )
            yield Finding(
                "not-zeroed",
                sentence,
                tuple(at for at, _ in stale[:8]),
                tuple(nodes),
                (),
                found.line(nodes[0]),
            )
            return

"""④ A gradient that was still there when the next pass came, and went into an update together with the new one.

Collecting gradients of several passes before an update is done on purpose, and so are two losses that walk back one after the
other. What nobody wants is that a number is changed by its gradient and then, without a zero in between, changed by that gradient
again. Where nothing is changed, the same computation walked back twice gives twice the gradient that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .facts import Facts, Walk, called, facts, line_of, many, nth
from .finding import Finding

if TYPE_CHECKING:
    from ..tracing.snapshot import Quantity
    from ..tracing.trace import Trace


class _Gradient:
    """Of one leaf: the last pass that gave it something, and what has happened to it since.

    met: (pass, step) of each first contribution that met what an earlier pass had left. stale: that of the last one, if the
    leaf had been changed by then. sums: the gradient after each pass.
    """

    def __init__(self) -> None:
        self.walk: int | None = None
        self.changed = False
        self.met: tuple[int, int, int] | None = None
        self.stale: tuple[int, int, int] | None = None
        self.sums: dict[int, Quantity] = {}


def check(trace: Trace) -> Iterator[Finding]:
    """Of leaves, and of what lies within the graph where a second walk adds to it (micrograd's does)."""
    found = facts(trace)
    if len(found.walks) < 2:
        return
    yield from _leaves(found)
    yield from _within(found)


def _leaves(found: Facts) -> Iterator[Finding]:
    trace, ops, walks = found.trace, found.ops, found.walks
    held: dict[int, _Gradient] = {}
    cleared: set[int] = set()
    twice: dict[int, tuple[int, int, int, int]] = {}  # of a leaf: passes, the step they met at, the update
    again: dict[int, tuple[int, int, int]] = {}
    for number, walk in enumerate(walks):
        for i in range(walk.start, walk.end):
            kind = found.kinds[i]
            if kind == "forward":
                continue
            step = trace.steps[i]
            if kind == "zero":
                cleared.update(step.nodes)  # type: ignore[union-attr]
                for node in step.nodes:  # type: ignore[union-attr]
                    held.pop(node, None)
                continue
            node = step.input if kind in ("backward", "unbroadcast") else step.node  # type: ignore[union-attr]
            if ops[node]:
                continue
            if kind in ("backward", "unbroadcast"):
                grad = held.setdefault(node, _Gradient())
                if grad.walk not in (None, number):
                    grad.met = (grad.walk or 0, number, i)
                    if grad.changed:
                        grad.stale = grad.met
                        grad.changed = False
                    elif _again(found, walks[grad.walk or 0], walk):
                        again.setdefault(node, grad.met)
                grad.walk = number
                grad.sums[number] = step.after  # type: ignore[union-attr]
            elif kind == "update" and node in held:
                grad = held[node]
                if grad.stale is not None:
                    twice.setdefault(node, (*grad.stale, i))
                grad.changed = True
                again.pop(node, None)
    for node, grad in held.items():  # the program ended before the update
        if grad.stale is not None and node not in twice and node not in cleared:
            twice[node] = (*grad.stale, grad.stale[2])
    if twice:
        yield _updated(found, twice)
    elif again and not trace.optimizers:  # else there are other words for why nothing changes
        yield _doubled(found, again)


def _again(found: Facts, earlier: Walk, later: Walk) -> bool:
    """Whether a pass computes what an earlier one did, anew: from as many operations, with the same result."""
    nodes = found.trace.nodes
    one, other = nodes[earlier.root], nodes[later.root]
    return (
        earlier.root != later.root
        and one.op is other.op
        and one.label == other.label
        and one.value == other.value
        and earlier.seed - earlier.start == later.seed - later.start
        and earlier.end - earlier.seed == later.end - later.seed
    )


def _updated(found: Facts, twice: dict[int, tuple[int, int, int, int]]) -> Finding:
    trace, leaves = found.trace, [*twice]
    left, walk, met, update = min(twice.values(), key=lambda one: one[2])
    root = trace.nodes[found.walks[walk].root]
    one = len(leaves) == 1
    line = line_of(root)
    sentence = (
        f"{called(trace, leaves)} still {'has the gradient' if one else 'have the gradients'} of the {nth(left + 1)} pass when the "
        f"{nth(walk + 1)} (from line {line}) adds its own, although an update came between: as nothing sets "
        f"{'it' if one else 'them'} to zero, the next update counts the old {'gradient' if one else 'gradients'} again."
    )
    return Finding("not-zeroed", sentence, tuple(dict.fromkeys((met, update))), tuple(leaves), (), line)


def _doubled(found: Facts, again: dict[int, tuple[int, int, int]]) -> Finding:
    trace, leaves = found.trace, [*again]
    left, walk, met = min(again.values(), key=lambda one: one[2])
    line = line_of(trace.nodes[found.walks[walk].root])
    step = trace.steps[met]
    numbers = ""
    if isinstance(step.before, float) and isinstance(step.after, float):  # type: ignore[union-attr]
        numbers = f" ({step.before:g} is there already)"  # type: ignore[union-attr]
    one = len(leaves) == 1
    sentence = (
        f"The {nth(walk + 1)} pass (from line {line}) computes the same as the {nth(left + 1)}, and adds its gradient to what "
        f"{called(trace, leaves)} still {'has' if one else 'have'} from there{numbers}: without zero_grad() in between, the "
        f"{'gradient is the sum' if one else 'gradients are the sums'} over all passes."
    )
    return Finding("not-zeroed", sentence, (met,), tuple(leaves), (), line)


def _within(found: Facts) -> Iterator[Finding]:
    trace, ops, walks = found.trace, found.ops, found.walks
    for number, walk in enumerate(walks[1:], 1):
        old = found.made(walks[number - 1])
        seen: set[int] = set()
        stale: dict[int, int] = {}
        for i in range(walk.seed, walk.end):
            if found.kinds[i] not in ("backward", "unbroadcast"):
                continue
            step = trace.steps[i]
            node = step.input  # type: ignore[union-attr]
            if node < old and ops[node] and node not in seen:
                seen.add(node)
                if isinstance(step.before, float) and step.before != 0:  # type: ignore[union-attr]
                    stale[node] = i
        if stale:
            nodes = [*stale]
            line = line_of(trace.nodes[nodes[0]])
            sentence = (
                f"The {nth(number + 1)} pass walks through {many(len(nodes), 'result')} of an earlier one again "
                f"({called(trace, nodes)}), whose {'gradient was' if len(nodes) == 1 else 'gradients were'} not set to zero, and "
                f"passes on what was left there a second time: build the graph anew before every backward()."
            )
            yield Finding("not-zeroed", sentence, tuple(stale.values())[:8], tuple(nodes), (), line)
            return

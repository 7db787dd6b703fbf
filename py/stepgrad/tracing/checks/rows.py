"""④ A reader's graph beside that of the solution, row by row: the first one that has another number.

Rows are matched by name, the k-th of a name with the k-th. What went wrong first makes the rest wrong: so passes are compared in their order, and in
each the values from the leaves on, then the gradients from the output back, then what the leaves were changed to.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import Any

from ..events import Assign, Backward, Forward, Node, Seed, Trace, Unbroadcast, Update, Zero
from ..record import Record
from .comparing import Difference, difference

Key = tuple[str, int]


class Row(Record):
    """A node of the reader's trace, and the position in its steps at which the wrong number is there.

    quantity: "value" or "grad". of: which pass it is at the end of, where there are several, counted from 1.
    """

    label: str
    text: str
    node: int
    step: int
    quantity: str
    line: int | None
    of: int | None


class Missing(Record):
    """A name that should be in the graph, and is not."""

    label: str


class Passes(Record):
    """How many calls of backward() there should be, and are."""

    expected: int
    came: int


# Of a node's "value" or "grad": what it is, and since which position.
State = dict[tuple[int, str], tuple[Any, int]]


def first_difference(
    mine: Trace, theirs: Trace, names: Collection[str] | None, rtol: float, atol: float
) -> tuple[Row, Difference] | Missing | Passes | None:
    """names: those that are compared, and that must be there; else all that both have."""
    ours, wanted = _keys(mine, names), _keys(theirs, names)
    if names is not None:
        for label, k in wanted:
            if k == 0 and (label, k) not in ours:
                return Missing(label)
    common = [key for key in wanted if key in ours]
    if names is None and wanted and not common:
        return Missing(next(iter(wanted))[0])
    if theirs.passes and not mine.passes:
        return Passes(len(theirs.passes), 0)
    made = {step.node: at + 1 for at, step in enumerate(mine.steps) if isinstance(step, Forward)}
    ends = [one.end for one in mine.passes]
    several = len(ends) > 1
    within = {key: bisect_left(ends, made.get(ours[key].id, 0)) for key in common}
    both = [*zip(_states(mine), _states(theirs), strict=False)]
    for number, (here, there) in enumerate([*both, ({}, {})]):
        last = number >= len(both)
        for key in common:
            if within[key] == number or (last and within[key] > number):
                one = ours[key]
                if differs := difference(wanted[key].value, one.value, rtol, atol):
                    of = number + 1 if several and made.get(one.id) else None
                    return _row(mine, one, made.get(one.id, 0), "value", of), differs
        for quantity in ("grad", "value"):
            for key in reversed(common):
                mine_, theirs_ = (ours[key].id, quantity), (wanted[key].id, quantity)
                if mine_ not in here and theirs_ not in there:
                    continue
                one = ours[key]
                before = None if quantity == "grad" else one.value
                is_ = here.get(mine_, (before, ends[number]))
                should = there.get(theirs_, (before, 0))
                if differs := difference(should[0], is_[0], rtol, atol):
                    of = number + 1 if several else None
                    return _row(mine, one, is_[1], quantity, of), differs
    if len(mine.passes) != len(theirs.passes):
        return Passes(len(theirs.passes), len(mine.passes))
    return None


def _keys(trace: Trace, names: Collection[str] | None) -> dict[Key, Node]:
    found: dict[Key, Node] = {}
    count: dict[str, int] = {}
    for node in trace.nodes:
        label = node.label
        if label is None or (names is not None and label not in names):
            continue
        count[label] = k = count.get(label, -1) + 1
        found[label, k] = node
    return found


def _states(trace: Trace) -> Iterator[State]:
    """What is known at the end of each pass."""
    state: State = {}
    ends = [one.end for one in trace.passes]
    for at, step in enumerate(trace.steps, 1):
        match step:
            case Seed() | Assign():
                state[step.node, "grad"] = step.after, at
            case Backward() | Unbroadcast():
                state[step.input, "grad"] = step.after, at
            case Update():
                state[step.node, "value"] = step.after, at
            case Zero():
                for node in step.nodes:
                    state.pop((node, "grad"), None)
            case _:
                pass
        if ends and at == ends[0]:
            ends.pop(0)
            yield dict(state)
    for _ in ends:
        yield dict(state)


def _row(trace: Trace, node: Node, step: int, quantity: str, of: int | None) -> Row:
    label = node.label or ""
    text, line = label, None
    if node.at is not None:
        line, start, last, end = node.at
        source = trace.source.splitlines()
        if line == last and line <= len(source):
            text = f"{label} = {source[line - 1][start:end]}"
    return Row(label, text, node.id, step, quantity, line, of)

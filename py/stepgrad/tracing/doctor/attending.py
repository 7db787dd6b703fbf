"""④ Attention that sees what it is asked for, labels that are not the next tokens, and a softmax of attention that begins flat.

Labels are compared with the tokens of an embedding, place by place, so that nothing is said where they are something else. A loss
for what comes later than next is fine beside one for what comes next. That a softmax is steep is what training may lead to; only
of the first pass it is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .facts import Facts, Walk, at_line, facts, short
from .finding import Finding

if TYPE_CHECKING:
    from ..trace import Trace

SHIFTS: tuple[int, ...] = (1, 0, 2, 3)  # that are looked for, the right one first
COMPARED = 8  # tokens, of which this many are different, or it may be chance:
DIFFERENT = 4
SEEN = 1e-6  # a share that counts
SURE = 0.99  # the share of a row in which the others get no gradient
ROWS = 8


def check(trace: Trace) -> Iterator[Finding]:
    """Of the first pass that shows it."""
    found = facts(trace)
    if not found.walks or not found.where({"softmax"}):
        return
    for walk in found.walks[:1]:
        shares = [node for node in found.where({"softmax"}) if node < walk.root and _is_square(found, node)]
        if shares:
            yield from _labels(found, walk, shares)
            yield from _saturated(found, walk, shares)


def _is_square(found: Facts, node: int) -> bool:
    data = getattr(found.values[node], "data", None)
    shape: tuple[int, ...] = found.values[node].shape if data else ()
    if len(shape) < 2:
        return False
    axis = found.nodes.params.get(node, {}).get("axis")
    return bool(found.grads[node] and data and axis in (-1, len(shape) - 1) and shape[-1] == shape[-2] > 2)


def _rows(found: Facts, node: int) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Each row of shares, and its place."""
    data, length = found.values[node].data, found.values[node].shape[-1]
    for at in range(0, len(data), length):
        yield at // length % length, data[at : at + length]


def _ahead(found: Facts, node: int) -> tuple[int, float] | None:
    """The place that takes most from the one after it, and how much."""
    taken = [(row[place + 1], place) for place, row in _rows(found, node) if place + 1 < len(row)]
    share, place = max(taken)
    return (place, share) if share > SEEN else None


def _labels(found: Facts, walk: Walk, shares: list[int]) -> Iterator[Finding]:
    losses = [node for node in found.where({"cross_entropy"}) if node <= walk.root and found.grads[node]]
    shifts = {node: _shift(found, node) for node in losses}
    if not losses or None in shifts.values():
        return
    seeing = [(node, ahead) for node in shares if (ahead := _ahead(found, node))]
    if 1 in shifts.values():
        if seeing:
            yield _sees(found, walk, seeing, next(node for node in losses if shifts[node] == 1))
    elif not seeing:
        yield _shifted(found, losses[0], shifts[losses[0]] or 0)


def _shift(found: Facts, loss: int) -> int | None:
    """How many places later than its label's the same token stands in the input; None: it does not."""
    labels = getattr(found.nodes.params.get(loss, {}).get("target"), "data", None)
    if not labels:
        return None
    for node in found.where({"embedding"}):
        index: Any = found.nodes.params.get(node, {}).get("index")
        tokens = getattr(index, "data", None)
        if not tokens or len(tokens) != len(labels) or len({*tokens}) < DIFFERENT:
            continue
        length = int(index.shape[-1])
        for shift in SHIFTS:
            places = [at for at in range(len(tokens)) if at % length + shift < length]
            if len(places) >= COMPARED and all(labels[at] == tokens[at + shift] for at in places):
                return shift
    return None


def _sees(found: Facts, walk: Walk, seeing: list[tuple[int, Any]], loss: int) -> Finding:
    node, (place, share) = max(seeing, key=lambda one: one[1][1])
    sentence = (
        f"Attention sees the labels: the softmax{at_line(found.line(node))} takes, at place {place}, a share of {short(share)} from place "
        f"{place + 1}, and the label of each place is the token that stands one place later. Gradients go there too, so the network learns "
        f"to copy what it is asked for, and the loss says nothing of how well it foretells; a mask of -inf above the diagonal is missing."
    )
    nodes = tuple(one for one, _ in seeing)
    return Finding(
        "sees-labels",
        sentence,
        (found.computed(node), *found.back(walk, [node])),
        (node, *nodes, loss),
        ((node, 0),),
        found.line(node),
    )


def _shifted(found: Facts, loss: int, shift: int) -> Finding:
    what = (
        "each label is the token that stands at the same place of the input, so that a place is asked for what it has been given, and its "
        "gradient teaches it to look at nothing else"
        if shift == 0
        else f"each label is the token {shift} places later, so that what comes next is never asked for, and no gradient teaches it"
    )
    sentence = f"The labels are shifted wrongly: of cross_entropy{at_line(found.line(loss))} {what}. One place later is what a network foretells that sees no later place."
    return Finding(
        "labels-shifted", sentence, (found.computed(loss),), (loss,), ((loss, 0),), found.line(loss)
    )


def _saturated(found: Facts, walk: Walk, shares: list[int]) -> Iterator[Finding]:
    rows = sure = 0
    for node in shares:
        causal = _ahead(found, node) is None
        for place, row in _rows(found, node):
            if place or not causal:  # the first place of all has only itself
                rows += 1
                sure += max(row) > SURE
    if rows < ROWS or 2 * sure < rows:
        return
    came, went = _norms(found, walk, shares)
    node, line = shares[0], found.line(shares[0])
    where = (
        f"the softmax{at_line(line)}"
        if len(shares) == 1
        else f"the {len(shares)} softmaxes of attention{at_line(line)}"
    )
    sentence = (
        f"Attention is saturated: in {sure / rows:.0%} of the rows of {where} one share is above {SURE}, as the scores are far apart. "
        f"There a softmax is flat: of a gradient of norm {short(came)} only {short(went)} goes on to the scores, and so to the weights of "
        f"queries and keys; smaller weights to begin with help."
    )
    steps = found.back(walk, [node])
    yield Finding(
        "saturated",
        sentence,
        (found.computed(node), *steps),
        tuple(shares),
        tuple((one, 0) for one in shares),
        line,
    )


def _norms(found: Facts, walk: Walk, shares: list[int]) -> tuple[float, float]:
    """Of the gradient that came to these, and of what they sent on."""
    wanted, came, went = {*shares}, 0.0, 0.0
    table = found.steps.backward
    for at in range(0, len(table.rows), table.width):
        row = dict(zip(table.columns, table.rows[at : at + table.width], strict=True))
        if row["node"] in wanted:
            came += sum(x * x for x in row["upstream"].data or ())
            went += sum(x * x for x in row["contribution"].data or ())
            wanted.discard(row["node"])  # of later passes nothing is asked
    return math.sqrt(came), math.sqrt(went)

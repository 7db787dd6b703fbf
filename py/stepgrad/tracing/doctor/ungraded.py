"""④ Why a gradient is None: of which values it is asked, and which of these it is right to tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..columns import columns_of
from ..facts import Read
from .finding import Finding
from .reasons import BECAUSE, Examiner
from .text import Text

if TYPE_CHECKING:
    from ..trace import Trace

MOST_NAMES = 3


def check(trace: Trace) -> Iterator[Finding]:
    """One finding for each value of which the program wanted a gradient that never came."""
    asked = [read for read in trace.facts.reads if read.how == "grad"]
    wanted = _declared(trace)
    if not asked and not wanted:
        return
    text = Text(trace)
    guarded = {place: text.guarded(place) for place in {read.at for read in asked}}
    expected = {read.node for read in asked if guarded[read.at]}
    asked = [read for read in asked if not guarded[read.at]]
    if not asked and not wanted:
        return
    ever, seeds = _reached(trace, {read.node for read in asked} | {*wanted})
    told: set[object] = set()
    examiner = Examiner(trace, text, seeds, ever)
    said: list[Finding | None] = []
    for read in asked:
        key = read.at if read.node is None or trace.nodes[read.node].op is not None else read.node
        if (
            (read.node is not None and read.node in told)
            or key in told
            or not _is_missing(trace, text, read, ever)
        ):
            continue
        told |= {key, read.node}
        said.append(examiner.of_read(read))
    said += [
        examiner.of_leaf(number, number in expected)
        for number in wanted
        if number not in ever and number not in told
    ]
    yield from _together([finding for finding in said if finding is not None])


def _together(findings: list[Finding]) -> Iterator[Finding]:
    """One finding for several values, of a layer, say, that have one reason."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.sentence.partition(BECAUSE)[2], []).append(finding)
    for reason, group in groups.items():
        names = [*dict.fromkeys(finding.sentence.partition(" is None")[0] for finding in group)]
        if len(names) > 1:
            if len(names) > MOST_NAMES:
                names[MOST_NAMES - 1 :] = [f"{len(names) - MOST_NAMES + 1} others"]
            group[0].sentence = f"{', '.join(names[:-1])} and {names[-1]} are None{BECAUSE}{reason}"
        yield group[0]


def _declared(trace: Trace) -> list[int]:
    """The tensors of which the program itself says that they require a gradient; not a layer's."""
    facts = trace.facts
    said = {
        read.node
        for read in facts.reads
        if read.how == "requires_grad" and read.flag and read.node is not None
    }
    return [
        node.id
        for node in map(trace.nodes.__getitem__, facts.leaves)
        if node.id not in facts.parameters
        and (node.id in said or (node.requires_grad and "requires_grad" in trace.source))
        and facts.requires.get(node.id, node.requires_grad)
    ]


def _reached(trace: Trace, of: set[int | None]) -> tuple[set[int], list[tuple[int, int]]]:
    """Those among the nodes that got a gradient, ever; and where backward() began: (step, node). By columns, for steps are many."""
    _, steps = columns_of(trace)
    ever = {*steps.into()}
    for table in (steps.backward, steps.unbroadcast):
        ever.update(table.column("input"))
    for table in (steps.seed, steps.assign):
        ever.update(table.column("node"))
    seeds = [*zip(steps.positions(steps.seed), steps.seed.column("node"), strict=True)]
    return ever & of, seeds


def _is_missing(trace: Trace, text: Text, read: Read, ever: set[int]) -> bool:
    """Whether the gradient that the program asked for is one that never came."""
    number = read.node
    if number is None:
        return True
    node, facts = trace.nodes[number], trace.facts
    if number in ever:  # of a tensor that is a result it is not kept
        if node.op is None:  # and there was none, though backward() or something like it came here
            return number in facts.results and ".grad(" in trace.source and "backward(" not in trace.source
        return number in facts.results and not read.flag
    if node.op is None and not facts.requires.get(number, node.requires_grad):
        frozen = any(
            one.how == "requires_grad" and not one.flag and one.node == number for one in facts.reads
        )
        if frozen:
            return text.is_by_name(read.at)
        return number not in facts.parameters
    return True

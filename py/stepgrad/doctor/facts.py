"""④ What several checks want to know of a trace, found once: operations, passes, which gradients arrived where, names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..tracing.record import Record

if TYPE_CHECKING:
    from ..tracing.trace import Node, Trace


class Walk(Record):
    """One pass: steps[start:end] belong to it, steps[seed] begins its way back from `root`."""

    root: int
    start: int
    seed: int
    end: int


class Facts:
    """ops: the name of each node's operation, "" for a leaf. args: of each node. walks: the passes, in order."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        nodes = trace.nodes
        self.ops = [node.op.name if node.op else "" for node in nodes]
        self.args = [node.args for node in nodes]
        self.kinds = [step.kind for step in trace.steps]
        self.walks = [*_walks(self.kinds, trace.steps)]

    def where(self, names: frozenset[str]) -> list[int]:
        """The nodes whose operation is one of these, in order of time."""
        return [node for node, op in enumerate(self.ops) if op in names]

    def made(self, walk: Walk) -> int:
        """How many nodes there were when the pass began to walk back."""
        return 1 + max(
            (self.trace.steps[i].node for i in range(walk.start, walk.seed) if self.kinds[i] == "forward"),  # type: ignore[union-attr]
            default=walk.root,
        )


def facts(trace: Trace) -> Facts:
    """The facts of a trace; the same ones for every check that asks."""
    known: Facts | None = trace.__dict__.get("_facts")
    if known is None:
        known = trace.__dict__["_facts"] = Facts(trace)
    return known


def _walks(kinds: Sequence[str], steps: Sequence[Any]) -> Iterator[Walk]:
    start, seed = 0, None
    back = {"backward", "unbroadcast", "seed"}
    updated = False
    for i, kind in enumerate(kinds):
        if kind == "seed" and seed is None:
            seed = i
        elif seed is not None and (kind in ("forward", "zero") or (kind == "seed" and updated)):
            yield Walk(steps[seed].node, start, seed, i)
            start, seed, updated = i, (i if kind == "seed" else None), False
        elif kind in back:
            updated = kind != "seed"
    if seed is not None:
        yield Walk(steps[seed].node, start, seed, len(kinds))


# words


def line_of(node: Node) -> int | None:
    """The line of the program that made it."""
    return node.at[0] if node.at else None


def at_line(line: int | None) -> str:
    """ " at line 12", or nothing where no line is known."""
    return f" at line {line}" if line is not None else ""


def listed(names: Sequence[str], most: int = 4) -> str:
    """ "w", "w and b", "w1, b1 and w2", "w1, b1, w2 and 13 more"."""
    names = list(dict.fromkeys(names))
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def called(trace: Trace, nodes: Sequence[int]) -> str:
    """The names of nodes; those without one by what and where they are."""
    return listed([name_of(trace, node) for node in nodes])


def name_of(trace: Trace, node: int) -> str:
    """What the program calls a node, or what it is."""
    one = trace.nodes[node]
    if one.label is not None:
        return one.label
    text = _text(trace.source, one.at)
    return text or f"{f'the result of {one.op.name}' if one.op else 'the value'}{at_line(line_of(one))}"


def _text(source: str, at: tuple[int, int, int, int] | None, most: int = 40) -> str | None:
    """The expression that made it, if it is short."""
    if at is None or at[0] != at[2]:
        return None
    text = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")[at[0] - 1][at[1] : at[3]]
    return text if 0 < len(text) <= most else None


def many(count: int, one: str, more: str | None = None) -> str:
    """ "1 row", "5 rows"."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def nth(number: int) -> str:
    """ "first", "second", … "23rd"."""
    words = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
    if number <= len(words):
        return words[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def short(x: float) -> str:
    """A number in three digits."""
    text = f"{x:.3g}"
    return re.sub(r"e([-+])0?(\d)", lambda found: f"e{found[1].strip('+')}{found[2]}", text)

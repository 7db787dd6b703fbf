"""④ What several checks want to know of a trace, found once, column by column: operations, passes, where gradients arrived; and words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..columns import columns_of
from ..record import Record
from ..span import lines_of

if TYPE_CHECKING:
    from ..columns import Table
    from ..trace import Trace


class Walk(Record):
    """One call of backward(): steps[start:end] belong to it, steps[seed] begins its way back from `root`."""

    root: int
    start: int
    seed: int
    end: int
    nodes: int  # how many there were when it began to walk back


class Facts:
    """ops: the operation of each node, None for a leaf. args: of each node. values: their numbers. walks: in order."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.nodes, self.steps = nodes, _ = columns_of(trace)
        self.ops: list[Any] = nodes.column("op")
        self.args: list[Any] = nodes.column("args")
        self.values: list[Any] = nodes.column("value")
        self.grads: list[Any] = nodes.column("grad")
        for table in (self.steps.backward, self.steps.unbroadcast):
            for node in {*table.column("input")}:
                if not self.grads[
                    node
                ]:  # it has become a parameter after it was made: (randn(3, 4) * 0.1).requires_grad_()
                    self.ops[node], self.args[node], self.grads[node] = None, (), True
        self._distinct = {*self.ops} - {None}
        self._names = {op.name for op in self._distinct}
        self.has_arrays = {*map(type, self.values)} != {float}
        self._runs = [*self.steps.stretches()]
        self._starts = [position for _, _, _, position, _ in self._runs]
        self.walks = [
            Walk(
                one.root,
                one.start,
                one.seed,
                one.end,
                self._runs[bisect_right(self._starts, one.seed) - 1][4],
            )
            for one in trace.passes
        ]
        self._arrivals: dict[int, dict[int, int]] = {}
        self._forward: dict[int, int] = {}

    def name(self, node: int) -> str:
        """Of a node's operation, "" for a leaf."""
        op = self.ops[node]
        return op.name if op is not None else ""

    def where(self, names: Collection[str]) -> list[int]:
        """The nodes whose operation is one of these, in order of time."""
        if self._names.isdisjoint(names):
            return []
        wanted = {op for op in self._distinct if op.name in names}
        return [node for node, op in enumerate(self.ops) if op in wanted]

    def runs(self, walk: Walk) -> Iterator[tuple[Table, int, int, int]]:
        """Of the steps of a pass, those of one kind that follow each other: their table, the first row, how many, the first position."""
        for i in range(bisect_left(self._starts, walk.start), bisect_left(self._starts, walk.end)):
            table, row, count, position, _ = self._runs[i]
            yield table, row, count, position

    def inputs(self, table: Table, row: int, count: int) -> list[int]:
        """Where the gradient went in some rows of a table of backward steps."""
        if table is self.steps.edge:
            return self.steps.into()[row : row + count]
        return table.rows[row * table.width + 2 : (row + count) * table.width : table.width]

    def arrivals(self, walk: Walk) -> dict[int, int]:
        """Of each node that a gradient came to in a pass, the first step that brought one."""
        known = self._arrivals.get(walk.seed)
        if known is None:
            known, steps = {}, self.steps
            for table, row, count, position in self.runs(walk):
                if table is steps.edge or table is steps.backward or table is steps.unbroadcast:
                    into = self.inputs(table, row, count)
                    into.reverse()  # of several the first is to win
                    known = (
                        dict(zip(into, range(position + count - 1, position - 1, -1), strict=True)) | known
                    )
            self._arrivals[walk.seed] = known
        return known

    def walks_again(self, walk: Walk, before: int) -> bool:
        """Whether a pass goes back through results that were there before so many nodes."""
        steps = self.steps
        return any(
            min(table.rows[row * table.width : (row + count) * table.width : table.width]) < before
            for table, row, count, _ in self.runs(walk)
            if table is steps.edge or table is steps.backward
        )

    def back(self, walk: Walk, nodes: Sequence[int]) -> tuple[int, ...]:
        """The steps in which gradients went on from these nodes, in this pass, in their order."""
        wanted, steps = {*nodes}, self.steps
        found: dict[int, list[int]] = {}
        for table, row, count, position in self.runs(walk):
            if table is steps.edge or table is steps.backward:
                sources = table.rows[row * table.width : (row + count) * table.width : table.width]
                for i, node in enumerate(sources):
                    if node in wanted:
                        found.setdefault(node, []).append(position + i)
        return tuple(at for node in nodes for at in found.get(node, ()))

    def computed(self, node: int) -> int:
        """The step that computed a node."""
        if not self._forward:
            made = self.steps.forward.column("node")
            self._forward = dict(zip(made, self.steps.positions(self.steps.forward), strict=True))
        return self._forward[node]

    def label(self, node: int) -> str | None:
        """What the program calls it."""
        label: str | None = self.nodes.labels.get(node)
        return label

    def at(self, node: int) -> Any:
        """Where in the text it was made."""
        return self.nodes.rows[node * self.nodes.WIDTH + 4]

    def line(self, node: int) -> int | None:
        """The line of the program that made it."""
        at = self.at(node)
        return at[0] if at else None


def facts(trace: Trace) -> Facts:
    """The facts of a trace; the same ones for every check that asks."""
    known: Facts | None = trace.__dict__.get("_facts")
    if known is None:
        known = trace.__dict__["_facts"] = Facts(trace)
    return known


def is_something(x: Any) -> bool:
    """Whether a number, or any of an array's, is other than 0."""
    if not hasattr(x, "data"):
        return bool(x != 0)
    return any(x.data) if x.data is not None else bool(x.summary["norm"])


# words


def at_line(line: int | None) -> str:
    """ " at line 12", or nothing where no line is known."""
    return f" at line {line}" if line is not None else ""


def listed(names: Sequence[str], most: int = 4) -> str:
    """ "w", "w and b", "w1, b1 and w2", "w1, b1, w2 and 13 more"."""
    names = list(dict.fromkeys(names))
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def called(found: Facts, nodes: Sequence[int]) -> str:
    """The names of nodes; those without one by what and where they are, and many parts of one thing by their number."""
    names = [name_of(found, node) for node in nodes]
    heads = {re.sub(r"[.\[].*", "", name) for name in names}
    if len({*names}) > 4 and len(heads) == 1 and all(found.ops[node] is None for node in nodes):
        return f"{len({*names})} parameters of {heads.pop()}"
    return listed(names)


def name_of(found: Facts, node: int) -> str:
    """What the program calls a node, or what it is."""
    trace = found.trace
    one = trace.nodes[node]
    if one.label is not None:
        return one.label
    text = _text(trace.source, one.at)
    return text or f"{f'the result of {one.op.name}' if one.op else 'the value'}{at_line(found.line(node))}"


def _text(source: str, at: tuple[int, int, int, int] | None, most: int = 40) -> str | None:
    """The expression that made it, if it is short."""
    if at is None or at[0] != at[2]:
        return None
    text = lines_of(source)[at[0] - 1][at[1] : at[3]]
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

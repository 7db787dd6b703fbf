"""④ The nodes and the steps of a trace as columns, which are what a program's run is written into; records are made when somebody asks.

A run of a hundred thousand operations has no time for an object each. So what belongs to one thing stands in a row of a flat
list, and a column of it is a slice, taken at the speed of C: `rows[3::WIDTH]`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, starmap
from typing import Any, TypeVar, overload

from .events import Assign, Backward, Forward, Node, NodeId, Seed, Step, Trace, Unbroadcast, Update, Zero

T = TypeVar("T")


class Lazy(Sequence[T]):
    """A list whose elements are made as they are read."""

    def _some(self, start: int, end: int) -> Iterator[T]:
        raise NotImplementedError

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            start, end, stride = at.indices(len(self))
            if stride == 1:
                return list(self._some(start, max(start, end)))
            return [self[i] for i in range(start, end, stride)]
        where = at + len(self) if at < 0 else at
        if not 0 <= where < len(self):
            raise IndexError(f"there are {len(self)}, and none at {at}")
        return next(self._some(where, where + 1))

    def __iter__(self) -> Iterator[T]:
        return self._some(0, len(self))

    def __reversed__(self) -> Iterator[T]:
        return (self[i] for i in range(len(self) - 1, -1, -1))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, list | Lazy):
            return len(self) == len(other) and all(map(lambda x, y: x == y, self, other))
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))


class Nodes(Lazy[Node]):
    """The nodes, in the order in which they were made.

    rows: WIDTH entries a node, which column() gives by name:
        op         the row of the table that made it (one object for all of its nodes), None of a leaf
        args       a tuple: of each argument the number of its node, an int, or, where a plain number took part, a float
        value      a float, or an ArraySnapshot
        grad       whether it requires a gradient
        at         where in the text it was made, a Span or None; one object for each instruction, so id() tells them apart
        call       an index of Trace.calls, or None
    labels, params, more: of the few nodes that have some, by number: the label; the constants of an operation; further fields
    of the record, by their names.
    """

    WIDTH = 6
    NAMES = ("op", "args", "value", "grad", "at", "call")

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self.name: Callable[[], dict[int, str]] = dict  # what puts the labels together
        self._labels: dict[int, str] | None = None
        self.params: dict[int, dict[str, Any]] = {}
        self.more: dict[int, dict[str, Any]] = {}

    @property
    def labels(self) -> dict[int, str]:
        """Those that nodes have, by number."""
        if self._labels is None:
            self._labels = self.name()
        return self._labels

    def __len__(self) -> int:
        return len(self.rows) // self.WIDTH

    def column(self, name: str) -> list[Any]:
        """One entry a node."""
        return self.rows[self.NAMES.index(name) :: self.WIDTH]

    def _some(self, start: int, end: int) -> Iterator[Node]:
        width, rows, new = self.WIDTH, self.rows, object.__new__
        labels, params, more = self.labels, self.params, self.more
        for number in range(start, end):
            op, ids, value, grad, at, call = rows[number * width : (number + 1) * width]
            node = new(Node)
            node.__dict__ = {  # as Node(…) would fill it, in a third of the time
                "id": number,
                "op": op,
                "args": (*[NodeId(one) if one.__class__ is int else one for one in ids],),
                "label": labels.get(number),
                "value": value,
                "requires_grad": grad,
                "at": at,
                "call": call,
                "params": params.get(number) or {},
            }
            if number in more:
                node.__dict__.update(more[number])
            yield node


class Table:
    """Rows of one kind of step, in the order of time; `columns` are their names. more: further fields, by row, of the few that have some."""

    def __init__(self, kind: str, columns: tuple[str, ...], record: Callable[..., Step]) -> None:
        self.kind, self.columns, self.width, self.record = kind, columns, len(columns), record
        self.rows: list[Any] = []
        self.more: dict[int, dict[str, Any]] = {}

    def __len__(self) -> int:
        return len(self.rows) // self.width

    def column(self, name: str) -> list[Any]:
        """One entry a row."""
        return self.rows[self.columns.index(name) :: self.width]

    def records(self, start: int, end: int) -> Iterator[Step]:
        """Of some of the rows."""
        width, rows = self.width, self.rows
        made: Iterator[Step] = starmap(
            self.record, (rows[i : i + width] for i in range(start * width, end * width, width))
        )
        return map(self._with_more, made, range(start, end)) if self.more else made

    def _with_more(self, step: Step, row: int) -> Step:
        if row in self.more:
            step.__dict__.update(self.more[row])
        return step


class Steps(Lazy[Step]):
    """The steps, in the order of time. Every kind has a table of its own; `runs` say in which order to go through them.

    forward      node
    seed         node, before, after
    edge         node, arg, upstream, local, before, after: what a walk over Values did. The record is a Backward, whose input is
                 the node in args[arg] of `node`, and whose contribution is upstream * local, in this order; all are numbers
    backward     node, arg, input, upstream, local, contribution, before, after: any other Backward, of arrays above all
    unbroadcast  node, arg, input, axes, wide, contribution, before, after
    zero         nodes (a list), assigned
    assign       node, before, after
    update       node, before, after
    Nodes are ints here. Where a step has further fields (`made`, …), Table.more has them, by row.

    runs: RUN entries for each stretch of steps of one kind: its table (an object), the first of its rows, how many, the position
    of the first among all steps, and how many nodes there were when it began (of forward: when it ended).
    joined: the rows of seed that belong to the walk of the seed before: backward() of several roots.
    """

    RUN = 5

    def __init__(self, nodes: Nodes) -> None:
        self.forward = Table("forward", ("node",), Forward)
        self.seed = Table("seed", ("node", "before", "after"), Seed)
        self.edge = Table("backward", ("node", "arg", "upstream", "local", "before", "after"), self._edge)
        self.backward = Table(
            "backward",
            ("node", "arg", "input", "upstream", "local", "contribution", "before", "after"),
            Backward,
        )
        self.unbroadcast = Table("unbroadcast", Unbroadcast.fields[:-2], Unbroadcast)
        self.zero = Table("zero", ("nodes", "assigned"), Zero)
        self.assign = Table("assign", ("node", "before", "after"), Assign)
        self.update = Table("update", ("node", "before", "after"), Update)
        self.tables = (
            self.forward, self.seed, self.edge, self.backward, self.unbroadcast, self.zero, self.assign, self.update,
        )  # fmt: skip
        self.runs: list[Any] = []
        self.joined: set[int] = set()
        self._nodes = nodes
        self._into: list[int] = []
        self._others = 0  # steps that are in `runs`
        self._forwards = self._edges = 0  # of them, those of forward, and of edge

    def _edge(
        self, node: int, arg: int, upstream: float, local: float, before: float, after: float
    ) -> Backward:
        into: int = self._nodes.rows[node * Nodes.WIDTH + 1][arg]
        return Backward(node, arg, into, upstream, local, upstream * local, before, after)

    def into(self) -> list[int]:
        """Where each row of edge went: the node in args[arg] of its `node`. Several want to know it, and it takes time."""
        known = len(self._into)
        if known != len(self.edge):
            args, start = self._nodes.column("args"), known * self.edge.width
            nodes, places = (self.edge.rows[start + i :: self.edge.width] for i in range(2))
            self._into += [args[node][arg] for node, arg in zip(nodes, places, strict=True)]
        return self._into

    def __len__(self) -> int:
        return self._others + len(self.forward.rows) - self._forwards

    @property
    def last(self) -> Table | None:
        """Of which kind the last step is."""
        if len(self.forward.rows) > self._forwards:
            return self.forward
        return self.runs[-self.RUN] if self.runs else None

    def add(self, table: Table, row: tuple[Any, ...]) -> None:
        """One step more, other than forward: those are appended to their table, and nothing else is done."""
        if len(self.forward.rows) != self._forwards:
            self.close()
        rows, runs = table.rows, self.runs
        if runs and runs[-5] is table:
            runs[-3] += 1
        else:
            nodes = len(self._nodes.rows) // Nodes.WIDTH
            runs += (table, len(rows) // table.width, 1, self._others, nodes)
        self._others += 1
        rows += row

    def counted(self) -> None:
        """Rows of edge have been added: they are steps now."""
        end = len(self.edge)
        new, self._edges = end - self._edges, end
        if not new:
            return
        self.close()
        if self.runs and self.runs[-5] is self.edge:
            self.runs[-3] += new
        else:
            self.runs += (self.edge, end - new, new, self._others, len(self._nodes))
        self._others += new

    def close(self) -> None:
        """Bring `runs` up to date."""
        new = len(self.forward.rows) - self._forwards
        if new:
            self.runs += (self.forward, self._forwards, new, self._others, len(self._nodes))
            self._others += new
            self._forwards += new

    def stretches(self) -> Iterator[tuple[Table, int, int, int, int]]:
        """The runs, as tuples."""
        self.close()
        return zip(*(self.runs[i :: self.RUN] for i in range(self.RUN)), strict=True)

    def positions(self, table: Table) -> list[int]:
        """Where among all steps the rows of a table are."""
        spans = (
            range(position, position + count)
            for one, _, count, position, _ in self.stretches()
            if one is table
        )
        return list(chain.from_iterable(spans))

    def _some(self, start: int, end: int) -> Iterator[Step]:
        self.close()
        starts = self.runs[3 :: self.RUN]
        for at in range(max(0, bisect_right(starts, start) - 1), len(starts)):
            table, row, count, position, _ = self.runs[at * self.RUN : (at + 1) * self.RUN]
            if position >= end:
                return
            first, last = max(start, position), min(end, position + count)
            yield from table.records(row + first - position, row + last - position)


def columns_of(trace: Trace) -> tuple[Nodes, Steps]:
    """What is behind the nodes and the steps of a trace."""
    nodes, steps = trace.nodes, trace.steps
    assert isinstance(nodes, Nodes)
    assert isinstance(steps, Steps)
    return nodes, steps

"""④ The passes of a trace: what belongs to which `backward()`, so that a training loop is a series to go through."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from .columns import Lazy, Nodes, Steps, Table
from .events import Pass


class Passes(Lazy[Pass]):
    """One for each `backward()`, found when somebody asks."""

    def __init__(self, nodes: Nodes, steps: Steps) -> None:
        self._trace = nodes, steps
        self._found: list[Pass] | None = None

    def _all(self) -> list[Pass]:
        if self._found is None:
            self._found = [*_Finder(*self._trace).passes()]
        return self._found

    def __len__(self) -> int:
        return len(self._all())

    def _some(self, start: int, end: int) -> Iterator[Pass]:
        return iter(self._all()[start:end])


class _Walk:
    """One call of backward(): its first seed, the position after its last edge, and stretches of steps that are its own."""

    def __init__(self, seed: int, end: int, root: int, stretches: list[tuple[Table, int, int]]) -> None:
        self.seed, self.end, self.root, self.stretches = seed, end, root, stretches
        self.reached: list[int] | None = None  # the nodes, in order, as soon as somebody wants them


class _Finder:
    def __init__(self, nodes: Nodes, steps: Steps) -> None:
        self._nodes, self._steps = nodes, steps
        self._ops = nodes.column("op")
        self._runs = [*steps.stretches()]
        self._starts = [run[3] for run in self._runs]
        self._walking = {steps.seed, steps.edge, steps.backward, steps.unbroadcast}
        self._updates = steps.positions(steps.update)

    def passes(self) -> Iterator[Pass]:
        walks = [*self._walks()]
        start = first = 0  # of the pass: a step, and a node
        for walk, after in zip(walks, [*walks[1:], None], strict=False):
            if after is None:
                forward = end = len(self._steps)
                last = len(self._nodes)
            else:
                forward = self._forward(walk.end, after)
                end, last = self._end(walk.end, forward, after.seed)
            updated = dict.fromkeys(
                node for node in self._updated(walk.end, forward) if self._ops[node] is None
            )
            # Where a pass has made all that there is, it has reached nothing else.
            all_ = first == 0 and last == len(self._nodes)
            nodes = _runs_of([] if all_ else self._all_reached(walk), first, last)
            yield Pass(walk.root, self._value(walk), start, walk.seed, end, (*nodes,), (*updated,))
            start, first = end, last

    def _walks(self) -> Iterator[_Walk]:
        seeds = [
            (position, row)
            for row, position in enumerate(self._steps.positions(self._steps.seed))
            if row not in self._steps.joined
        ]
        for (seed, row), (following, _) in zip(seeds, [*seeds[1:], (len(self._steps), 0)], strict=False):
            end, own = seed, []
            for table, begin, count, position in self._between(seed, following):
                if table in self._walking:
                    end = position + count
                    own.append((table, begin, count))
            yield _Walk(seed, end, self._steps.seed.rows[row * self._steps.seed.width], own)

    def _between(self, start: int, end: int) -> Iterator[tuple[Table, int, int, int]]:
        """Stretches of steps of one kind: table, row, how many, position."""
        for table, row, count, position, _ in self._runs[max(0, bisect_right(self._starts, start) - 1) :]:
            if position >= end:
                return
            first, last = max(start, position), min(end, position + count)
            if first < last:
                yield table, row + first - position, last - first, first

    def _all_reached(self, walk: _Walk) -> list[int]:
        if walk.reached is None:
            walk.reached = sorted(set[int]().union(*(self._reached(*own) for own in walk.stretches)))
        return walk.reached

    def _reached(self, table: Table, row: int, count: int) -> set[int]:
        width = table.width
        rows = table.rows[row * width : (row + count) * width]
        nodes = rows[::width]
        if table is self._steps.seed:
            return {*nodes}
        into = self._steps.into()[row : row + count] if table is self._steps.edge else rows[2::width]
        return {*nodes, *into}

    def _forward(self, start: int, walk: _Walk) -> int:
        """Where the forward pass begins that leads to a walk: the first operation, after `start`, that it reached."""
        made, reached = self._made(start), self._all_reached(walk)
        for node in reached[bisect_left(reached, made) :]:
            if self._ops[node] is not None:
                row = bisect_left(self._steps.forward.rows, node)
                for table, first, count, position, _ in self._runs[bisect_left(self._starts, start) :]:
                    if table is self._steps.forward and first <= row < first + count:
                        return min(walk.seed, position + row - first)
        return walk.seed

    def _made(self, step: int) -> int:
        """How many nodes there were at a step that begins a stretch, but those made just before it."""
        before: int = self._runs[bisect_right(self._starts, step - 1) - 1][4]
        return before

    def _end(self, start: int, forward: int, seed: int) -> tuple[int, int]:
        """Where the next pass begins: with the first Forward or Zero after the last change before its forward pass."""
        for table, _, count, position in self._between(start, forward):
            if table is self._steps.update or table is self._steps.assign:
                start = position + count
        for table, _, _, position in self._between(start, seed):
            if table is self._steps.forward or table is self._steps.zero:
                return position, self._made(position)
        return seed, self._made(seed)

    def _updated(self, start: int, end: int) -> list[Any]:
        first, last = bisect_left(self._updates, start), bisect_left(self._updates, end)
        return self._steps.update.rows[first * 3 : last * 3 : 3]

    def _value(self, walk: _Walk) -> Any:
        """The root's; that of a leaf may have changed since it was made."""
        table = self._steps.update
        if self._ops[walk.root] is None:
            for row in range(bisect_left(self._updates, walk.seed) - 1, -1, -1):
                if table.rows[row * table.width] == walk.root:
                    return table.rows[row * table.width + 2]
        return self._nodes.rows[walk.root * Nodes.WIDTH + 2]


def _runs_of(reached: list[int], first: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of numbers: those from first to end, and what else was reached, which comes in order."""
    before, after = bisect_left(reached, first), bisect_left(reached, end)
    ones = [(one, one + 1) for one in reached[:before]], [(one, one + 1) for one in reached[after:]]
    start = stop = -1
    for a, b in (*ones[0], (first, end), *ones[1]):
        if a != stop:
            if stop > start:
                yield start, stop
            start = a
        stop = b
    if stop > start:
        yield start, stop

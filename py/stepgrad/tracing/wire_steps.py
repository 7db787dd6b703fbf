"""⑤ The steps of a trace as columns: what the page computes to the very bits is left out, see WireSteps in ojs/engine/protocol.js."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .events import Assign, Backward, Forward, Node, NodeId, Seed, Step, Unbroadcast, Zero
from .snapshot import ArraySnapshot, Quantity
from .wire_columns import Columns

KINDS = (
    "forward",
    "seed",
    "backward",
    "unbroadcast",
    "zero",
    "assign",
    "update",
)  # as ojs/trace/read-steps.js counts them
_ROWS: dict[str, tuple[str, ...]] = {
    "seed": ("node",),
    "backward": ("node", "arg", "local"),
    "unbroadcast": ("axes",),
    "zero": ("nodes", "assigned"),
    "assign": ("node",),
    "update": ("node",),
}


class _Reader:
    """Does what the page does with the steps (ojs/trace/read-steps.js), and takes down what would come out otherwise."""

    def __init__(self, nodes: Sequence[Node], columns: Columns) -> None:
        self._nodes = nodes
        self._columns = columns
        self._held: dict[int, Quantity] = {}  # the gradients of leaves, and those of results in this pass
        self._results: set[int] = set()  # whose gradients are of this pass
        self._values: dict[int, Quantity] = {}
        self._seeding = False
        self.exceptions: dict[str, dict[str, dict[int, Any]]] = {kind: {} for kind in _ROWS}
        self.rows: dict[str, list[Any]] = {kind: [] for kind in _ROWS}

    def same(self, x: Quantity | None, y: Quantity | None) -> bool:
        """Whether the page could not tell them apart."""
        if isinstance(x, ArraySnapshot) or isinstance(y, ArraySnapshot):
            both = isinstance(x, ArraySnapshot) and isinstance(y, ArraySnapshot)
            return both and self._columns.array(x) == self._columns.array(y)  # type: ignore[arg-type]
        if x is None or y is None:
            return x is y
        return repr(x) == repr(y) if x == 0 or x != x else x == y  # noqa: PLR0124 (only a NaN differs from itself)

    def _expect(self, kind: str, name: str, found: Quantity | None, follows: Quantity | None) -> None:
        if not self.same(found, follows):
            self.exceptions[kind].setdefault(name, {})[len(self.rows[kind])] = found

    def _set(self, node: int, gradient: Quantity) -> None:
        self._held[node] = gradient
        if self._nodes[node].op is not None:
            self._results.add(node)

    def step(self, step: Step, following: Step | None) -> None:
        """Take down one step; `following` is the one after it."""
        seeding, self._seeding = self._seeding, isinstance(step, Seed)
        if isinstance(step, Forward):
            return
        kind, held = step.kind, self._held
        if isinstance(step, Seed) and not seeding:
            for node in self._results:
                held.pop(node, None)
            self._results.clear()
        if isinstance(step, Backward):
            self._backward(step, isinstance(following, Unbroadcast))
        elif isinstance(step, Unbroadcast):
            was = held.get(step.input)
            self._expect(kind, "contribution", step.contribution, None)
            self._expect(kind, "before", step.before, 0.0 if was is None else was)
            self._expect(kind, "after", step.after, _after(was, step.before, step.contribution))
            self._set(step.input, step.after)
        elif isinstance(step, Seed):
            was = held.get(step.node)
            self._expect(kind, "before", step.before, 0.0 if was is None else was)
            self._expect(kind, "after", step.after, _after(was, step.before, 1.0))
            self._set(step.node, step.after)
        elif isinstance(step, Zero):
            for node in step.nodes:
                held.pop(node, None)
        elif isinstance(step, Assign):
            self._expect(kind, "before", step.before, held.get(step.node, 0.0))
            self._expect(kind, "after", step.after, None)
            self._set(step.node, step.after)
        else:
            self._expect(
                kind, "before", step.before, self._values.get(step.node, self._nodes[step.node].value)
            )
            self._expect(kind, "after", step.after, None)
            self._values[step.node] = step.after
        if (made := getattr(step, "made", None)) is not None:
            self.exceptions[kind].setdefault("made", {})[len(self.rows[kind])] = made
        self.rows[kind].append(step)

    def _backward(self, step: Backward, wide: bool) -> None:
        held, kind = self._held, step.kind
        given = self._nodes[step.node].args[step.arg : step.arg + 1]
        if not (given and isinstance(given[0], NodeId) and given[0] == step.input):
            self.exceptions[kind].setdefault("input", {})[len(self.rows[kind])] = step.input
        was = held.get(step.input)
        self._expect(kind, "upstream", step.upstream, held.get(step.node))
        self._expect(kind, "contribution", step.contribution, _product(step.upstream, step.local))
        self._expect(kind, "before", step.before, 0.0 if was is None else was)
        after = step.before if wide else _after(was, step.before, step.contribution)
        self._expect(kind, "after", step.after, after)
        if not wide:
            self._set(step.input, step.after)


def _product(upstream: Quantity, local: float | None) -> float | None:
    return None if local is None or isinstance(upstream, ArraySnapshot) else upstream * float(local)


def _after(held: Quantity | None, before: Quantity, contribution: Quantity) -> Quantity | None:
    if held is None:
        return contribution
    if isinstance(before, ArraySnapshot) or isinstance(contribution, ArraySnapshot):
        return None
    return before + contribution


def steps_to_wire(nodes: Sequence[Node], steps: Sequence[Step], columns: Columns) -> dict[str, Any]:
    """The WireSteps of ojs/engine/protocol.js."""
    reader = _Reader(nodes, columns)
    kinds = []
    place = {kind: at for at, kind in enumerate(KINDS)}
    for at, step in enumerate(steps):
        kinds.append(place[step.kind])
        reader.step(step, steps[at + 1] if at + 1 < len(steps) else None)
    tables: dict[str, Any] = {"kind": columns.indices(kinds)}
    for kind, rows in reader.rows.items():
        if rows:
            table = {
                name: _column(name, [getattr(row, name) for row in rows], columns) for name in _ROWS[kind]
            }
            for name, entries in reader.exceptions[kind].items():
                make = columns.indices if name in ("input", "made") else columns.quantities
                table[name] = (
                    make([*entries.values()]) if len(entries) == len(rows) else columns.sparse(entries, make)
                )
            tables[kind] = table
    return tables


def _column(name: str, entries: list[Any], columns: Columns) -> Any:
    if name in ("axes", "nodes"):
        return [[*entry] for entry in entries]
    if name == "local":
        return columns.quantities(entries)
    return columns.indices([int(entry) for entry in entries])

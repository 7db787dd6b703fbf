"""⑤ The steps of a trace as columns: what the page computes to the very bits is left out, see WireSteps in ojs/engine/protocol.js."""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul
from typing import Any

from .columns import Nodes, Steps, Table
from .snapshot import ArraySnapshot, Quantity
from .wire_columns import Column, Columns, bits

KINDS = (
    "forward",
    "seed",
    "backward",
    "unbroadcast",
    "zero",
    "assign",
    "update",
)  # as ojs/trace/read-steps.js counts them
_SENT = {
    "seed": ("node",), "backward": ("node", "arg", "local"), "unbroadcast": ("axes",),
    "zero": ("nodes", "assigned"), "assign": ("node",), "update": ("node",),
}  # fmt: skip
FEW = 16  # edges in a row that are not worth going through column by column


class _Page:
    """Does what the page does with the steps (ojs/trace/read-steps.js), and takes down what would come out otherwise."""

    def __init__(self, nodes: Nodes, columns: Columns) -> None:
        self.columns = columns
        self.given: list[tuple[Any, ...]] = nodes.column("args")
        self.ops: list[Any] = nodes.column("op")
        self.values: list[Any] = nodes.column("value")  # of leaves by now
        self.kept: list[Quantity | None] = [None] * len(nodes)  # gradients
        self.reached: list[int] = []  # results that have one in this pass
        self.held = self.kept  # or, while a grad() is under way, an account of its own
        self.rows = dict.fromkeys(_SENT, 0)
        self.sent: dict[str, dict[str, list[Any]]] = {
            kind: {name: [] for name in names} for kind, names in _SENT.items()
        }
        self.exceptions: dict[str, dict[str, dict[int, Any]]] = {kind: {} for kind in _SENT}

    def same(self, x: Quantity, y: Quantity | None) -> bool:
        """Whether the page could not tell them apart."""
        if isinstance(x, ArraySnapshot) or isinstance(y, ArraySnapshot):
            both = isinstance(x, ArraySnapshot) and isinstance(y, ArraySnapshot)
            return both and self.columns.array(x) == self.columns.array(y)  # type: ignore[arg-type]
        if y is None:
            return False
        return bits([x]) == bits([y]) if x == 0 or x != x else x == y  # noqa: PLR0124 (only a NaN differs from itself)

    def expect(self, kind: str, row: int, found: dict[str, Quantity], **follows: Quantity | None) -> None:
        for name, quantity in follows.items():
            if not self.same(found[name], quantity):
                self.exceptions[kind].setdefault(name, {})[row] = found[name]

    def keep(self, held: list[Quantity | None], node: int, gradient: Quantity | None) -> None:
        if held is self.kept and held[node] is None and self.ops[node] is not None:
            self.reached.append(node)
        held[node] = gradient

    def begin(self, returned: bool) -> None:
        """A walk back begins."""
        if returned:
            self.held = [None] * len(self.kept)
            return
        self.held = self.kept
        for node in self.reached:
            self.kept[node] = None
        self.reached.clear()

    def row(self, kind: str, step: dict[str, Any], before_that: str, after_that: str) -> None:
        """One step; the kinds of the steps around it."""
        row, held = self.rows[kind], self.held
        self.rows[kind] += 1
        for name, column in self.sent[kind].items():
            column.append(step[name])
        if kind == "backward":
            self.backward(row, step, wide=after_that == "unbroadcast")
        elif kind == "unbroadcast":
            was = held[step["input"]]
            after = _sum(was, step["before"], step["contribution"])
            self.expect(kind, row, step, contribution=None, before=0.0 if was is None else was, after=after)
            self.keep(held, step["input"], step["after"])
        elif kind == "seed":
            if step.get("returned"):
                self.exceptions[kind].setdefault("returned", {})[row] = 1
            if before_that != "seed":
                self.begin(step.get("returned", False))
            node = step["node"]
            was = self.held[node]
            self.expect(
                kind, row, step, before=0.0 if was is None else was, after=_sum(was, step["before"], 1.0)
            )
            self.keep(self.held, node, step["after"])
        elif kind == "zero":
            for node in step["nodes"]:
                self.kept[node] = None
        elif kind == "assign":
            was = self.kept[step["node"]]
            self.expect(kind, row, step, before=0.0 if was is None else was, after=None)
            self.keep(self.kept, step["node"], step["after"])
        else:
            self.expect(kind, row, step, before=self.values[step["node"]], after=None)
            self.values[step["node"]] = step["after"]
        if step.get("made") is not None:
            self.exceptions[kind].setdefault("made", {})[row] = step["made"]

    def backward(self, row: int, step: dict[str, Any], *, wide: bool) -> None:
        node, arg, into, local, upstream = (
            step[name] for name in ("node", "arg", "input", "local", "upstream")
        )
        given = self.given[node][arg : arg + 1]
        if not given or given[0].__class__ is float or given[0] != into:
            self.exceptions["backward"].setdefault("input", {})[row] = into
        was = self.held[into]
        no_product = local is None or isinstance(upstream, ArraySnapshot)
        self.expect(
            "backward", row, step, upstream=self.held[node], contribution=None if no_product else upstream * float(local),
            before=0.0 if was is None else was, after=step["before"] if wide else _sum(was, step["before"], step["contribution"]),
        )  # fmt: skip
        if not wide:
            self.keep(self.held, into, step["after"])

    def edges(self, table: Table, start: int, count: int) -> None:
        """A walk over Values: column by column."""
        width, end = table.width, start + count
        parts = (table.rows[start * width + i : end * width : width] for i in range(width))
        nodes, args, upstream, local, before, after = parts
        into = [self.given[node][arg] for node, arg in zip(nodes, args, strict=True)]
        found = {
            "upstream": upstream,
            "contribution": [*map(mul, upstream, local)],
            "before": before,
            "after": after,
        }
        products = [
            *map(mul, upstream, map(float, local))
        ]  # some a zero is a Nothing, which makes nothing of an infinity
        follows: dict[str, list[Any]] = {"upstream": [], "contribution": products, "before": [], "after": []}
        held, reached, ops = self.held, self.reached, self.ops
        gradient, was_then, is_then = (follows[name].append for name in ("upstream", "before", "after"))
        for node, to, contribution, was, total in zip(
            nodes, into, found["contribution"], before, after, strict=True
        ):
            gradient(held[node])
            so_far = held[to]
            if so_far is None:
                was_then(0.0)
                is_then(contribution)
                if ops[to] is not None:
                    reached.append(to)
            else:
                was_then(so_far)
                is_then(was + contribution)
            held[to] = total
        first = self.rows["backward"]
        self.rows["backward"] += count
        for name, column in (("node", nodes), ("arg", args), ("local", local)):
            self.sent["backward"][name] += column
        for name, numbers in found.items():
            try:
                alike = bits(numbers) == bits(follows[name])
            except TypeError:  # there is none, or an array
                alike = False
            if not alike:
                pairs = enumerate(zip(numbers, follows[name], strict=True), first)
                others = {row: one for row, (one, other) in pairs if not self.same(one, other)}
                if others:
                    self.exceptions["backward"].setdefault(name, {}).update(others)


def _sum(held: Quantity | None, before: Quantity, contribution: Quantity) -> Quantity | None:
    if held is None:
        return contribution
    if isinstance(before, ArraySnapshot) or isinstance(contribution, ArraySnapshot):
        return None
    return before + contribution


def steps_to_wire(nodes: Nodes, steps: Steps, columns: Columns) -> dict[str, Any]:
    """The WireSteps of ojs/engine/protocol.js."""
    page = _Page(nodes, columns)
    kinds = bytearray()
    before = ""
    stretches = [*steps.stretches()]
    followed = [*(table.kind for table, *_ in stretches[1:]), ""]
    for (table, start, count, *_), then in zip(stretches, followed, strict=True):
        kind = table.kind
        kinds += bytes([KINDS.index(kind)]) * count
        if table is steps.edge and count >= FEW and not table.more:
            page.edges(table, start, count)
        elif table is not steps.forward:
            for row in range(start, start + count):
                (step,) = table.records(row, row + 1)
                page.row(kind, vars(step), before, kind if row + 1 < start + count else then)
                before = kind
        before = kind
    tables: dict[str, Any] = {"kind": columns.indices(kinds)}
    for kind, sent in page.sent.items():
        if page.rows[kind]:
            table = {name: _column(name, entries, columns) for name, entries in sent.items()}
            for name, others in page.exceptions[kind].items():
                make = columns.indices if name in ("input", "made", "returned") else columns.quantities
                all_ = len(others) == page.rows[kind]
                table[name] = make([*others.values()]) if all_ else columns.sparse(others, make)
            tables[kind] = table
    return tables


def _column(name: str, entries: Sequence[Any], columns: Columns) -> Column:
    if name in ("axes", "nodes"):
        return [[*entry] for entry in entries]
    return columns.quantities(entries) if name == "local" else columns.indices(entries)

"""⑤ The steps of a trace as columns: what the page computes to the very bits is left out, see WireSteps in ojs/engine/protocol.js."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import compress, count
from math import copysign
from operator import ne
from typing import Any

from .columns import Nodes, Steps, Table
from .snapshot import ArraySnapshot, Quantity
from .wire_columns import Column, Columns, bits

# As ojs/trace/step-tables.js counts them.
KINDS = ("forward", "seed", "backward", "unbroadcast", "zero", "assign", "update")
_SENT = {
    "seed": ("node",), "backward": ("node", "arg", "local"), "unbroadcast": ("axes",),
    "zero": ("nodes", "assigned"), "assign": ("node",), "update": ("node",),
}  # fmt: skip
FEW = 16  # edges in a row that are not worth going through column by column


class _Aside(dict[int, "Quantity | None"]):
    """Where a node has nothing, it is None: as in a list of all nodes, which takes long to make."""

    def __missing__(self, node: int) -> None:
        return None


_Account = list["Quantity | None"] | _Aside


class _Page:
    """Does what the page does with the steps (ojs/trace/read-steps.js), and takes down what would come out otherwise."""

    def __init__(self, nodes: Nodes, steps: Steps, columns: Columns) -> None:
        self.columns, self.into = columns, steps.into
        self.given: list[tuple[Any, ...]] = nodes.column("args")
        self.ops: list[Any] = nodes.column("op")
        self.values: list[Any] = nodes.column("value")  # of leaves by now
        self.kept: list[Quantity | None] = [None] * len(nodes)  # gradients
        self.reached: list[int] = []  # results that have one in this pass
        self.held: _Account = self.kept  # or, while a grad() is under way, an account of its own
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
        if x == y:
            return bool(x) or copysign(1, x) == copysign(1, y)
        return x != x and y != y  # noqa: PLR0124 (only a NaN differs from itself)

    def expect(self, kind: str, row: int, found: dict[str, Quantity], **follows: Quantity | None) -> None:
        for name, quantity in follows.items():
            if not self.same(found[name], quantity):
                self.exceptions[kind].setdefault(name, {})[row] = found[name]

    def keep(self, held: _Account, node: int, gradient: Quantity | None) -> None:
        if held is self.kept and held[node] is None and self.ops[node] is not None:
            self.reached.append(node)
        held[node] = gradient

    def begin(self, returned: bool) -> None:
        """A walk back begins."""
        if returned:
            self.held = _Aside()
            return
        self.held = self.kept
        for node in self.reached:
            self.kept[node] = None
        self.reached.clear()

    def step(self, table: Table, row: int) -> dict[str, Any]:
        """One row of a table, by names, as the record of the step has it."""
        cells = table.rows[row * table.width : (row + 1) * table.width]
        step = dict(zip(table.columns, cells, strict=True), **table.more.get(row, {}))
        if table.kind == "backward" and "input" not in step:
            step |= {
                "input": self.given[step["node"]][step["arg"]],
                "contribution": step["upstream"] * step["local"],
            }
        return step

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
        else:
            was = self.kept[step["node"]]
            self.expect(kind, row, step, before=0.0 if was is None else was, after=None)
            self.keep(self.kept, step["node"], step["after"])
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

    def zeros(self, table: Table, start: int, number: int) -> None:
        """Gradients are forgotten: often one by one, in turn with what is next, and then there are many."""
        rows, (nodes, assigned) = table.rows, self.sent["zero"].values()
        for at in range(start * 2, (start + number) * 2, 2):
            nodes.append(rows[at])
            assigned.append(rows[at + 1])
            for node in rows[at]:
                self.kept[node] = None
        self.rows["zero"] += number

    def updates(self, table: Table, start: int, number: int) -> None:
        """Leaves are changed; the same is to be said of them."""
        rows, values, after, sent = (
            table.rows,
            self.values,
            self.exceptions["update"].setdefault("after", {}),
            self.sent["update"]["node"],
        )
        for at in range(start * 3, (start + number) * 3, 3):
            row, node = self.rows["update"], rows[at]
            sent.append(node)
            if values[node] is not rows[at + 1]:
                self.expect("update", row, {"before": rows[at + 1]}, before=values[node])
            after[row] = values[node] = rows[at + 2]
            self.rows["update"] += 1

    def edges(self, table: Table, start: int, number: int) -> None:
        """A walk over Values: column by column."""
        width, end = table.width, start + number
        parts = (table.rows[start * width + i : end * width : width] for i in range(width))
        nodes, args, upstream, local, before, after = parts
        into = self.into()[start:end]
        first = self.rows["backward"]
        # The walk hands on the very object that it found, and whoever looks for it finds it: only others are looked at one by one.
        doubts: dict[int, tuple[Quantity | None, Quantity | None]] = {}
        fresh: list[int] = []  # the rows at which nothing was there
        held, reached, ops = self.held, self.reached, self.ops
        edges = zip(nodes, into, upstream, before, after, strict=True)
        for at, (node, to, gradient, was, total) in enumerate(edges):
            so_far = held[to]
            if so_far is not was:
                if so_far is None:
                    fresh.append(at)
                    if ops[to] is not None:
                        reached.append(to)
                else:
                    doubts[at] = held[node], so_far
            if held[node] is not gradient:
                doubts[at] = held[node], so_far
            held[to] = total
        self.rows["backward"] += number
        if table.more:
            made = {
                row: table.more[start + row]["made"] for row in range(number) if start + row in table.more
            }
            if made:
                self.exceptions["backward"].setdefault("made", {}).update(
                    {first + row: node for row, node in made.items()}
                )
        for name, column in (("node", nodes), ("arg", args), ("local", local)):
            self.sent["backward"][name] += column
        # Some a zero is a Nothing, which makes nothing of an infinity; and of whole numbers alone no -0.0 comes.
        odd = {at for at, slope in enumerate(local) if slope.__class__ is not float}
        if {*map(type, upstream)} != {float}:
            odd |= {at for at, gradient in enumerate(upstream) if gradient.__class__ is not float}
        for at in sorted(odd):
            gradient, slope = upstream[at], local[at]
            said = {"contribution": gradient * slope}
            self.expect("backward", first + at, said, contribution=float(gradient) * float(slope))
        zeros = array("d", [before[at] for at in fresh]).tobytes()
        if zeros.strip(b"\0"):
            found = [at for at in fresh if bits([before[at]]).strip(b"\0") and at not in doubts]
            doubts.update((at, (upstream[at], None)) for at in found)
        whole = before.copy()
        for at in fresh:
            whole[at] = -0.0  # to which one can add anything: 0.0 + -0.0 is not -0.0
        sums = [then + gradient * slope for then, gradient, slope in zip(whole, upstream, local, strict=True)]
        for at in _others(after, sums):
            if at not in doubts:
                self.expect("backward", first + at, {"after": after[at]}, after=sums[at])
        for at, (gradient, so_far) in doubts.items():
            said = {"upstream": upstream[at], "before": before[at], "after": after[at]}
            self.expect(
                "backward", first + at, said, upstream=gradient, before=0.0 if so_far is None else so_far,
                after=_sum(so_far, before[at], upstream[at] * local[at]),
            )  # fmt: skip


def _others(found: list[Any], follows: list[Any]) -> Iterator[int]:
    """Where the bits of two columns are not the same."""
    one, other = (array("d", numbers).tobytes() for numbers in (found, follows))
    return iter(()) if one == other else compress(count(), map(ne, array("q", one), array("q", other)))


def _sum(held: Quantity | None, before: Quantity, contribution: Quantity) -> Quantity | None:
    if held is None:
        return contribution
    if isinstance(before, ArraySnapshot) or isinstance(contribution, ArraySnapshot):
        return None
    return before + contribution


def steps_to_wire(nodes: Nodes, steps: Steps, columns: Columns) -> dict[str, Any]:
    """The WireSteps of ojs/engine/protocol.js."""
    page = _Page(nodes, steps, columns)
    kinds = bytearray()
    before = ""
    stretches = [*steps.stretches()]
    followed = [*(table.kind for table, *_ in stretches[1:]), ""]
    for (table, start, number, *_), then in zip(stretches, followed, strict=False):
        kind = table.kind
        kinds += bytes([KINDS.index(kind)]) * number
        if table is steps.edge and number >= FEW:
            page.edges(table, start, number)
        elif table is steps.zero:
            page.zeros(table, start, number)
        elif table is steps.update:
            page.updates(table, start, number)
        elif table is not steps.forward:
            for row in range(start, start + number):
                page.row(kind, page.step(table, row), before, kind if row + 1 < start + number else then)
                before = kind
        before = kind
    tables: dict[str, Any] = {"kind": columns.indices(kinds)}
    for kind, sent in page.sent.items():
        if page.rows[kind]:
            sent_columns = {name: _column(name, entries, columns) for name, entries in sent.items()}
            for name, others in page.exceptions[kind].items():
                make = columns.indices if name in ("input", "made", "returned") else columns.quantities
                all_ = len(others) == page.rows[kind]
                sent_columns[name] = make([*others.values()]) if all_ else columns.sparse(others, make)
            tables[kind] = sent_columns
    return tables


def _column(name: str, entries: Sequence[Any], columns: Columns) -> Column:
    if name in ("axes", "nodes"):
        return [[*entry] for entry in entries]
    return columns.quantities(entries) if name == "local" else columns.indices(entries)

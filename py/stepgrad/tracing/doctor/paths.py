"""④ How numbers went from a value to where backward() began, along edges of the graph and along copies, which are none."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from ..columns import columns_of
from ..events import NodeId
from ..facts import Read
from ..span import Span
from .text import Text, inside

if TYPE_CHECKING:
    from ..trace import Trace


class Arc:
    """From one node to the next, which has it in the place `arg`; None of a leaf.

    how: "", or in which way its numbers were taken out of the graph, and at: where.
    """

    def __init__(
        self, source: int, node: int, arg: int | None, how: str = "", at: Span | None = None
    ) -> None:
        self.source, self.node, self.arg, self.how, self.at = source, node, arg, how, at


class Paths:
    """All ways to the roots. `towards`: by node, the arc that leads nearer to one of them."""

    def __init__(self, trace: Trace, text: Text, roots: list[int]) -> None:
        self._trace, self._text = trace, text
        nodes, _ = columns_of(trace)
        text.made = {*nodes.column("at")}
        self._taken = [
            read for read in trace.facts.reads if read.node is not None and read.how not in _NO_COPIES
        ]
        self._known: dict[object, list[tuple[int, Read]]] = {}
        self.towards: dict[int, Arc] = {}
        waiting = deque(dict.fromkeys(roots))
        met = {*waiting}
        while waiting:
            number = waiting.popleft()
            for arc in self._into(number):
                if arc.source not in met:
                    met.add(arc.source)
                    self.towards[arc.source] = arc
                    waiting.append(arc.source)

    def from_(self, number: int) -> list[Arc]:
        """The way from a node to a root; empty where there is none."""
        path: list[Arc] = []
        while number in self.towards:
            path.append(self.towards[number])
            number = self.towards[number].node
        return path

    def _into(self, number: int) -> list[Arc]:
        node = self._trace.nodes[number]
        if node.op is not None:
            arcs = [Arc(arg, number, i) for i, arg in enumerate(node.args) if isinstance(arg, NodeId)]
            plain = next((i for i, arg in enumerate(node.args) if not isinstance(arg, NodeId)), None)
            if plain is None:
                return arcs
            return arcs + [
                Arc(source, number, plain, read.how, read.at) for source, read in self.copied(number)
            ]
        if number in self._trace.facts.copies:
            source, how, at = self._trace.facts.copies[number]
            return [Arc(source, number, None, how, at)]
        return [Arc(source, number, None, read.how, read.at) for source, read in self.copied(number)]

    def copied(self, number: int) -> list[tuple[int, Read]]:
        """What a leaf, or a plain number in an operation, was made of: the nodes whose numbers were taken out of the graph for

        it, and where. The program's text says what may have come from where, the trace what has.
        """
        node = self._trace.nodes[number]
        if not self._taken or node.at is None:
            return []
        key = node.at, node.call
        if key not in self._known:
            spans = self._text.came_from(node.at, node.call)
            self._known[key] = [
                (read.node, read)
                for read in self._taken
                if read.node is not None and any(inside(read.at, span) for span in spans)
            ]
        latest: dict[object, tuple[int, Read]] = {}
        for source, read in self._known[key]:
            if read.nodes <= number and source != number:
                latest[read.at] = source, read  # in a loop, the last time before
        return [*latest.values()]


_NO_COPIES = ("grad", "requires_grad", "detach_()")

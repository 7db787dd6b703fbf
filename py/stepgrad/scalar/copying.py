"""② Copies and pickles of Values, with all that they depend on: however long the chain is, nothing recurses along it."""

from __future__ import annotations

from _thread import _local
from collections.abc import Iterator
from typing import Any

from ..mode import mode
from ..rules.scalar_table import OPS
from .node import FREED, LEAF, NEW, Node

# copy and pickle ask each object that they meet what it is made of, and go into that first. So a result hands over all that it
# depends on as a list, inputs first: whoever has come through that list has already met what a result is made of.
_listed = _local()  # .nodes: the ids of those whose list is being gone through


class _History:
    """Becomes that list."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def __reduce__(self) -> Any:
        return list, (), None, _inputs_first(self.root)


def _inputs_first(root: Node) -> Iterator[Node]:
    order: list[Node] = []
    seen: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((x, False) for x in (node._a, node._b) if isinstance(x, Node))
    outside: Any = getattr(_listed, "nodes", frozenset())
    _listed.nodes = outside | seen
    try:
        yield from order[:-1]
    finally:
        _listed.nodes = outside


def _blank(cls: type[Node], _: Any) -> Node:
    return object.__new__(cls)


class Copyable(Node):
    """What copy and pickle ask for."""

    __slots__ = ()

    def __reduce_ex__(self, _: Any) -> Any:
        row = self._row
        known = row.name if row is not None and OPS.get(row.name) is row else row
        mark = self._mark if self._mark in (LEAF, FREED) else NEW
        numbers = self.data, self.grad, self.requires_grad, self._da, self._db, mark
        deep = isinstance(self._a, Node) or isinstance(self._b, Node)
        listed = id(self) in getattr(_listed, "nodes", ())
        history = _History(self) if deep and not listed else None
        return _blank, (type(self), history), (numbers, known, self._a, self._b, self.__dict__ or None)

    def __setstate__(self, state: Any) -> None:
        numbers, row, self._a, self._b, attributes = state
        self.data, self.grad, self.requires_grad, self._da, self._db, self._mark = numbers
        self._row = OPS[row] if isinstance(row, str) else row
        if attributes:
            self.__dict__.update(attributes)
        if mode.recorder is not None:
            args = tuple(x for x in (self._a, self._b) if x is not None)
            if self._row is None:
                mode.recorder.leaf(self)
            else:
                mode.recorder.operation(self._row, args, self)

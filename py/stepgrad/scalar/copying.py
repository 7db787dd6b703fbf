"""② Copies and pickles of Values, with all that they depend on: however long the chain is, nothing recurses along it."""

from __future__ import annotations

from _thread import _local
from collections.abc import Iterator
from typing import Any

from ..mode import mode
from ..rules.scalar_table import OPS
from .node import FREED, LEAF, NEW, Node

# copy and pickle ask each object that they meet what it is made of, and go into that first. So a result hands over all that it
# depends on as a list, inputs first: whoever has come through that list has already met what a result is made of. Gradients that
# are Values depend on what they are gradients of; so they come in a second list, when all that is made.
_listed = _local()  # .nodes: the ids of those whose lists are being gone through


class _History:
    """Becomes the first list."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def __reduce__(self) -> Any:
        return list, (), None, _going_through(_inputs_first([self.root], set())[:-1])


class _Gradients:
    """Becomes the second: the nodes of gradients, and then which is whose, but for the root."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def __reduce__(self) -> Any:
        seen: set[int] = set()
        all_ = _inputs_first([self.root], seen)
        count = len(all_)
        for node in all_:  # grows as it goes
            if isinstance(node.grad, Node) and id(node.grad) not in seen:
                all_ += _inputs_first([node.grad], seen)
        whose = [_Graded(node) for node in all_ if node is not self.root and isinstance(node.grad, Node)]
        return list, (), None, _going_through([*all_[count:], *whose], seen)


class _Graded:
    """Puts a gradient in its place."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def __reduce__(self) -> Any:
        return _graded, (self.node, self.node.grad)


def _graded(node: Node, grad: Any) -> None:
    node.grad = grad


def _inputs_first(roots: list[Node], seen: set[int]) -> list[Node]:
    """What they depend on, and they, that was not seen before."""
    order: list[Node] = []
    stack = [(root, False) for root in roots]
    while stack:
        node, ready = stack.pop()
        if ready:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((x, False) for x in (node._a, node._b) if isinstance(x, Node))
    return order


def _going_through(things: list[Any], seen: set[int] | None = None) -> Iterator[Any]:
    outside: Any = getattr(_listed, "nodes", frozenset())
    _listed.nodes = outside | (set(map(id, things)) if seen is None else seen)
    try:
        yield from things
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
        deep = isinstance(self._a, Node) or isinstance(self._b, Node)
        listed = id(self) in getattr(_listed, "nodes", ())
        history = _History(self) if deep and not listed else None
        grad = None if listed and isinstance(self.grad, Node) else self.grad
        more = _Gradients(self) if not listed and (deep or isinstance(grad, Node)) else None
        numbers = self.data, self.requires_grad, self._da, self._db, mark
        attributes = self.__dict__ or None
        return _blank, (type(self), history), (numbers, known, self._a, self._b, attributes, more, grad)

    def __setstate__(self, state: Any) -> None:
        numbers, row, self._a, self._b, attributes, _, self.grad = state
        self.data, self.requires_grad, self._da, self._db, self._mark = numbers
        self._row = OPS[row] if isinstance(row, str) else row
        if attributes:
            self.__dict__.update(attributes)
        if mode.recorder is not None:
            args = tuple(x for x in (self._a, self._b) if x is not None)
            if self._row is None:
                mode.recorder.leaf(self)
            else:
                mode.recorder.operation(self._row, args, self)

"""④ The walks of scalar/backward.py and of micrograd's, with a mistake in them: contributions overwrite each other, or the order is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...micrograd import engine
from ...mode import mode
from ...scalar import backward as right
from ...scalar import gradients
from ...scalar.differentiable import total
from ...scalar.node import FREED

_right_order, _right_walk = right.topological, gradients.walk


def first_come(roots: list[Any], inputs: Callable[[Any], list[Any]]) -> list[Any]:
    """Whoever is reached first goes first, as in ojs/trace/order.js: also before others that use it have been there."""
    order = [*dict.fromkeys(roots)]
    met = {*order}
    for node in order:  # grows as it goes
        for into in inputs(node):
            if into not in met:
                met.add(into)
                order.append(into)
    return order


def _arguments(node: Any) -> list[Any]:
    both = ((node._a, node._da), (node._b, node._db))
    return [into for into, slope in both if slope is not None and into._row is not None]


def misordered(*roots: Any, freed: set[Any] | None = None) -> list[Any]:
    """In the place of topological(): the last of the list goes first."""
    _right_order(*roots, freed=freed)  # for its errors
    return first_come([root for root in roots if root._row is not None], _arguments)[::-1]


def overwriting(root: Any, seed: float, retain_graph: bool) -> None:
    """In the place of backward(): what arrives takes the place of what was there."""
    order = right.topological(root)
    recorder = mode.recorder
    for node in order:
        node._gradient = None
    before, root._gradient = root._gradient, seed
    recorder.seed(root, before, seed)
    tell = recorder.walk(order)
    try:
        for node in reversed(order):
            for arg, (into, local) in enumerate(((node._a, node._da), (node._b, node._db))):
                if local is None:
                    continue
                upstream, was = node._gradient, into._gradient
                into._gradient = upstream * local
                tell((node._at, arg, upstream, local, 0.0 if was is None else was, into._gradient))
            if not retain_graph:
                node._mark = FREED
    finally:
        recorder.walked()


def overwriting_walk(*args: Any, **named: Any) -> Any:
    """The same of the walk behind grad() and create_graph=True."""
    names = vars(gradients)
    names["total"] = lambda _, part: part
    try:
        return _right_walk(*args, **named)
    finally:
        names["total"] = total


# micrograd's ------------------------------------------------------------------------------------------------------------------


def micrograd_backward(self: Any) -> None:
    """Value.backward, in the wrong order."""
    self._gradient = 1
    mode.recorder.seed(self, None, 1)
    for node in first_come([self], lambda one: [*one._children()]):
        if "_backward" in node.__dict__:
            engine._told(node)
        else:
            node._backward()


def micrograd_overwriting(self: Any) -> None:
    """Value._backward, with = in the place of +=."""
    for arg, (into, local) in enumerate(((self._a, self._da), (self._b, self._db))):
        if local is not None:
            before, into._gradient = into._gradient, local * self._gradient
            mode.recorder.edge(self, arg, into, self._gradient, local, before)


def micrograd_told(node: Any) -> None:
    """Of a `_backward` of the program's own: its += finds nothing to add to."""
    children, upstream = [*dict.fromkeys(node._children())], node._gradient
    before = [child._gradient for child in children]
    for child in children:
        child._gradient = 0
    node._backward()
    for child, was in zip(children, before, strict=True):
        local = child._gradient / upstream if upstream else 0.0
        mode.recorder.edge(node, node._children().index(child), child, upstream, local, was)

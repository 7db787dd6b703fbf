"""③ Forward mode: how fast results change as inputs change, by one sweep through the graph, inputs first, with the rules of the walk back.

An elementwise rule multiplies by the local derivative, whichever way one goes. Any other is linear in the gradient that it is given,
so that the walk back through it alone, differentiated by that gradient, gives the way forward.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..mode import mode, switched
from ..rules.kernel import Kernel
from ..rules.scalar_table import Op
from . import backward, higher
from .graph import Node, beside


def tangents(
    outputs: Sequence[Any], given: Sequence[tuple[Any, Any]], create_graph: bool = False
) -> list[Any]:
    """The rate of each output, a Tensor, or None where it depends on no input; given: inputs, each with the rate of its change.

    create_graph: the rates have a history. Errors: RuntimeError where the graph was freed.
    """
    found = {one._node or one: t for one, t in given}
    starts = [*dict.fromkeys(one._node for one in outputs if one._node is not None)]
    order = backward.creation_order(starts, {*found}) if starts else []
    if any(node.kernel.__class__ is not Kernel for node in order if node not in found):
        return _by_walking_twice(outputs, given, create_graph)
    with switched(grad=create_graph, recorder=mode.recorder), np.errstate(all="ignore"):
        for node in reversed(order):
            for at, edge in enumerate(node.edges):
                if edge is not None and edge in found:
                    part = _pushed(node, at, found[edge], create_graph)
                    if part is not None:
                        found[node] = found[node] + part if node in found else part
    return [found.get(one._node or one) for one in outputs]


def _pushed(node: Any, at: int, rate: Any, create_graph: bool) -> Any:
    """What the rate of one argument adds to the rate of a result."""
    edges = tuple(edge if i == at else None for i, edge in enumerate(node.edges))
    if isinstance(node.kernel.op, Op):
        if rate._data.shape != node.shape:
            rate = rate.expand(node.shape)
        if rate._data.dtype is not node.dtype:
            rate = rate.astype(node.dtype)
        ((_, _, product),) = higher.products(node, edges, rate)
        return product
    g = beside(rate._class, np.zeros(node.shape, node.dtype))
    g._requires = True
    edge: Any = edges[at]
    with switched(grad=True, recorder=mode.recorder):
        ((_, _, product),) = higher.products(node, edges, g)
        product = higher.fitting(product, edge if edge.__class__ is Node else edge._data)
    return _turned([product], [rate], g, create_graph) if product._requires else None


def _turned(products: list[Any], rates: list[Any], g: Any, create_graph: bool) -> Any:
    if create_graph:
        return higher.walk([*zip(products, rates, strict=True)], True, {g}).get(g)
    pairs = [(one, rate._data.astype(one._data.dtype)) for one, rate in zip(products, rates, strict=True)]
    made = backward.walk(pairs, True, {g}).get(g)
    return None if made is None else beside(g._class, made)


def _by_walking_twice(
    outputs: Sequence[Any], given: Sequence[tuple[Any, Any]], create_graph: bool
) -> list[Any]:
    """The same where functions of a program's own, whose rules are not ours, are on the way."""
    made: list[Any] = []
    for one in outputs:
        if not one._requires:
            made.append(None)
            continue
        g = beside(one._class, np.zeros_like(one._data))
        g._requires = True
        ends = {end._node or end: rate for end, rate in given}
        found = higher.walk([(one, g)], True, {*ends})
        kept = [end for end, product in found.items() if product._requires]
        products, rates = [found[end] for end in kept], [ends[end] for end in kept]
        made.append(_turned(products, rates, g, create_graph) if kept else None)
    return made

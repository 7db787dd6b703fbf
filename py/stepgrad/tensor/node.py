"""② What the graph of tensors is made of: nodes that keep what their rules need and nothing else.

A tensor refers to its node, a node to the nodes (or leaf tensors) it came from; nothing refers back, so memory goes
when the last name goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import release

if TYPE_CHECKING:
    from ..rules.kernel import Kernel


class Node:
    """One operation that took place.

    edges: where gradients go, one for each argument: a Node, a leaf Tensor, or None. saved: what the rules need; None
    once a walk freed it. watched: a version counter, the version then, and so on, of what is saved. number: the order of creation,
    which is a topological order. shape, dtype: of the result. retained: whose `grad` to fill (a weak reference).
    """

    __slots__ = ("dtype", "edges", "kernel", "number", "retained", "saved", "shape", "watched")

    kernel: Kernel
    edges: tuple[Any, ...]
    saved: tuple[Any, ...] | None
    watched: tuple[Any, ...]
    shape: tuple[int, ...]
    dtype: Any
    number: int
    retained: Any


if release.NEEDED:
    release.frees_chains(Node, "edges")


class Changes:
    """When an array was last changed in place, on the clock that numbers the nodes: a graph made since needs no check."""

    __slots__ = ("last",)

    def __init__(self) -> None:
        self.last = -1


changes = Changes()

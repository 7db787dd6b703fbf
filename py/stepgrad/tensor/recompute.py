"""③ Recompute instead of store: a step whose inner graph is thrown away and made again when the walk comes by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..mode import mode, switched
from ..rules.array_table import ARRAY_OPS
from ..rules.kernel import edges_of
from .backward import array_in
from .graph import result
from .higher import with_history
from .tensor import Tensor


def checkpoint(function: Callable[..., Tensor], *xs: Tensor) -> Tensor:
    """function(*xs), keeping nothing but xs: `backward()` computes it again. Same result, less memory, more time.

    function: makes one tensor from tensors, and gives the same one each time; parameters that it knows from elsewhere get
    their gradients too. Errors: TypeError where something else is given or made. Source: T. Chen, B. Xu, C. Zhang,
    C. Guestrin, "Training Deep Nets with Sublinear Memory Cost" (2016), arXiv:1604.06174.
    """
    for x in xs:
        if not isinstance(x, Tensor):
            raise TypeError(f"checkpoint: expected Tensors after the function, got {type(x).__name__}")
    if mode.recorder is not None:
        return function(*xs)  # a trace shows what is inside
    with switched(grad=False):
        held = tuple(x.detach().requires_grad_(x.requires_grad) for x in xs)
    with switched(
        grad=bool(mode.grad)
    ):  # with a graph, which goes at once: so it is known whether gradients flow at all
        y = function(*held)
    if not isinstance(y, Tensor):
        raise TypeError(f"checkpoint: the function must return a Tensor, but returned {type(y).__name__}")
    if not y.requires_grad:
        return y.detach()
    # The first edge leads to a tensor of nobody's: it is there so that the walk always comes by.
    inputs = (_nobody(), *xs)
    requires = sum(x.requires_grad << i for i, x in enumerate(inputs))
    return result(y, _Step(function, len(xs)), y._data, requires, held, inputs)


class _Keep:
    def __getitem__(self, mask: int) -> Callable[..., Any]:
        def keep(_: Any, held: Any, *inputs: Any) -> Any:
            watched = tuple(part for x in inputs for part in (x._counter, x._counter[0]))
            return edges_of(inputs, mask), held, watched

        return keep


class _Step:
    """The kernel (see kernel.py) of one call; the rules close over the function, not over this, as that were a cycle."""

    op = ARRAY_OPS["checkpoint"]
    keep = _Keep()

    def __init__(self, function: Callable[..., Tensor], count: int) -> None:
        self.rules = (_again(function), *(_gradient(i) for i in range(count)))
        self.unfold = _unfold(function)


def _again(function: Callable[..., Tensor]) -> Callable[..., Any]:
    """The rule that computes once more, now with a graph, and walks it: leaves from elsewhere get their gradients here."""

    def rule(g: Any, *held: Tensor) -> Any:
        for x in held:
            x._grad = None
        with switched(grad=True):
            y = function(*held)
            if y.requires_grad:
                y.backward(g)
        return np.float32(0)

    return rule


def _unfold(function: Callable[..., Tensor]) -> Callable[..., Any]:
    """For create_graph=True: the step computed again, from the inputs with their histories, and the gradient of its result."""

    def unfold(node: Any, g: Any) -> list[Any]:
        inputs = zip(node.saved, node.edges[1:], strict=True)
        y = function(*(with_history(x._class, x._data, edge, x._counter) for x, edge in inputs))
        return [(y, g)] if y.requires_grad else []

    return unfold


def _gradient(i: int) -> Callable[..., Any]:
    """The rule that hands over what `_again` left in the i-th input."""
    return lambda _, *held: np.zeros_like(held[i]._data) if held[i]._grad is None else array_in(held[i]._grad)


def _nobody() -> Tensor:
    with switched(grad=False):
        return Tensor(0.0, requires_grad=True)

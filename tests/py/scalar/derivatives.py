"""③ All derivatives of an operation up to the third, by one walk after another; written so that torch tensors can do the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def derivatives(y: Any, inputs: list[Any], grad: Callable[..., Any], order: int = 3) -> list[float]:
    """∂y/∂a, what comes of it, ∂y/∂b, …: depth first, 0 where nothing depends on an input."""
    if not order:
        return []
    flows = y is not None and y.requires_grad
    found = grad(y, inputs, create_graph=True, allow_unused=True) if flows else [None] * len(inputs)
    numbers = []
    for g in found:
        numbers += [0.0 if g is None else g.item(), *derivatives(g, inputs, grad, order - 1)]
    return numbers

"""② Layers, initialised as PyTorch initialises them, and a network of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..tensor.tensor import Tensor
from .containers import Sequential
from .module import Module
from .parameter import Parameter

_rng = np.random.default_rng(0)


def manual_seed(seed: int) -> None:
    """Begin the sequence of initial parameters anew: the same seed gives the same networks."""
    global _rng
    _rng = np.random.default_rng(seed)


class Identity(Module):
    """Gives what it gets."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        """The input."""
        return input


class Linear(Module):
    """x @ weight.T + bias, for x of shape (…, in_features); weight is (out_features, in_features), bias (out_features).

    Both are drawn uniformly from ±1/√in_features, as PyTorch does. Errors: ShapeError, when called, for other lengths.
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        bound = 1 / np.sqrt(in_features) if in_features else 0.0
        dtype = np.float32 if dtype is None else dtype
        drawn = _rng.uniform(-bound, bound, (out_features, in_features))
        self.weight = Parameter(drawn, dtype=dtype, label="W")
        if bias:
            self.bias: Any = Parameter(_rng.uniform(-bound, bound, out_features), dtype=dtype, label="b")
        else:
            self.register_parameter("bias", None)

    def forward(self, input: Tensor) -> Tensor:
        """Shape (…, out_features)."""
        y: Tensor = input @ self.weight.T
        return y if self.bias is None else y + self.bias

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
        )


class MLP(Sequential):
    """Linear layers of the given widths with an activation between them; none after the last.

    activation: the name of a method of Tensor ("tanh", "relu", "gelu", …).
    """

    def __init__(
        self, inputs: int, widths: Sequence[int], activation: str = "tanh", *, dtype: Any = np.float32
    ) -> None:
        layers: list[Any] = []
        for i, width in enumerate(widths):
            layers.append(Linear(([inputs, *widths])[i], width, dtype=dtype))
            if i < len(widths) - 1:
                layers.append(getattr(Tensor, activation))
        super().__init__(*layers)

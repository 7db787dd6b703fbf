"""② Layers to train small networks with: Linear, Sequential and MLP, initialised as PyTorch initialises them.

>>> from stepgrad import nn, optim
>>> model = nn.MLP(2, [8, 1])
>>> loss = nn.functional.mse(model(x), y)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .tensor import functions as functional
from .tensor.tensor import Tensor

__all__ = ["MLP", "Linear", "Module", "Sequential", "functional", "manual_seed"]

_rng = np.random.default_rng(0)


def manual_seed(seed: int) -> None:
    """Begin the sequence of initial parameters anew: the same seed gives the same networks."""
    global _rng
    _rng = np.random.default_rng(seed)


class Module:
    """What has parameters and can be called; `forward` says what the call computes."""

    def forward(self, x: Tensor) -> Tensor:
        """The output for the input x."""
        raise NotImplementedError(f"{type(self).__name__} has no forward()")

    def __call__(self, x: Tensor) -> Tensor:
        return self.forward(x)

    def parameters(self) -> Iterator[Tensor]:
        """Every tensor to train, once, in the order in which the attributes were set."""
        seen: set[int] = set()
        for found in _tensors(vars(self).values()):
            if id(found) not in seen:
                seen.add(id(found))
                yield found

    def zero_grad(self) -> None:
        """Forget the gradient of every parameter."""
        for parameter in self.parameters():
            parameter.zero_grad()


def _tensors(held: Any) -> Iterator[Tensor]:
    for one in held:
        if isinstance(one, Tensor):
            if one.requires_grad and one.is_leaf:
                yield one
        elif isinstance(one, Module):
            yield from one.parameters()
        elif isinstance(one, list | tuple):
            yield from _tensors(one)


class Linear(Module):
    """x @ weight.T + bias, for x of shape (…, inputs); weight is (outputs, inputs), bias (outputs).

    Both are drawn uniformly from ±1/√inputs, as PyTorch does. Errors: ShapeError, when called, for other lengths.
    """

    def __init__(self, inputs: int, outputs: int, bias: bool = True, *, dtype: Any = np.float32) -> None:
        bound = 1 / np.sqrt(inputs)
        self.weight = Tensor(_rng.uniform(-bound, bound, (outputs, inputs)), True, dtype=dtype, label="W")
        self.bias = (
            Tensor(_rng.uniform(-bound, bound, outputs), True, dtype=dtype, label="b") if bias else None
        )

    def forward(self, x: Tensor) -> Tensor:
        """Shape (…, outputs)."""
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias

    def __repr__(self) -> str:
        outputs, inputs = self.weight.shape
        return f"Linear({inputs}, {outputs}{'' if self.bias is not None else ', bias=False'})"


class Sequential(Module):
    """Layers one after the other; a layer is a Module, or any function of a Tensor, such as Tensor.tanh."""

    def __init__(self, *layers: Module | Callable[[Tensor], Tensor]) -> None:
        self.layers = layers

    def forward(self, x: Tensor) -> Tensor:
        """The last layer's output."""
        for layer in self.layers:
            x = layer(x)
        return x

    def __repr__(self) -> str:
        return f"Sequential({', '.join(getattr(one, '__name__', repr(one)) for one in self.layers)})"


class MLP(Sequential):
    """Linear layers of the given widths with an activation between them; none after the last.

    activation: the name of a method of Tensor ("tanh", "relu", "gelu", …).
    """

    def __init__(
        self, inputs: int, widths: Sequence[int], activation: str = "tanh", *, dtype: Any = np.float32
    ) -> None:
        layers: list[Module | Callable[[Tensor], Tensor]] = []
        for i, width in enumerate(widths):
            layers.append(Linear(([inputs, *widths])[i], width, dtype=dtype))
            if i < len(widths) - 1:
                layers.append(getattr(Tensor, activation))
        super().__init__(*layers)

"""② Optimizers: what a training step does with the gradients. SGD with momentum, and Adam, as in PyTorch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .tensor.tensor import Tensor


class Optimizer:
    """Changes `parameters` in place, by their `grad`; those without a gradient stay.

    lr: the learning rate. Errors: ValueError for no parameters, or for a number out of its range.
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float) -> None:
        self.parameters = list(parameters)
        if not self.parameters:
            raise ValueError(f"{type(self).__name__}: there are no parameters to train")
        if not lr >= 0:
            raise ValueError(f"{type(self).__name__}: the learning rate must not be negative, got {lr}")
        self.lr = lr

    def zero_grad(self) -> None:
        """Forget the gradient of every parameter."""
        for parameter in self.parameters:
            parameter.zero_grad()

    def step(self) -> None:
        """Change every parameter that has a gradient."""
        for i, parameter in enumerate(self.parameters):
            if parameter.grad is not None:
                parameter.data -= self.change(i, parameter.grad)

    def change(self, i: int, gradient: Any) -> Any:
        """What is subtracted from parameter i."""
        raise NotImplementedError


class SGD(Optimizer):
    """velocity = momentum · velocity + gradient; parameter −= lr · velocity."""

    def __init__(self, parameters: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        super().__init__(parameters, lr)
        if not momentum >= 0:
            raise ValueError(f"SGD: the momentum must not be negative, got {momentum}")
        self.momentum = momentum
        self.velocity: list[Any] = [None] * len(self.parameters)

    def change(self, i: int, gradient: Any) -> Any:
        """lr · velocity."""
        if self.momentum:
            before = self.velocity[i]
            self.velocity[i] = gradient = (
                gradient.copy() if before is None else self.momentum * before + gradient
            )
        return self.lr * gradient


class Adam(Optimizer):
    """Steps scaled by running means of the gradient and of its square. Source: Kingma, Ba (2014), arXiv:1412.6980."""

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, lr)
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"Adam: each beta must lie in [0, 1), got {betas}")
        self.betas, self.eps = betas, eps
        self.steps = [0] * len(self.parameters)
        self.mean: list[Any] = [0.0] * len(self.parameters)
        self.square: list[Any] = [0.0] * len(self.parameters)

    def change(self, i: int, gradient: Any) -> Any:
        """lr · m̂ / (√v̂ + eps), with the means corrected for having begun at 0."""
        first, second = self.betas
        self.steps[i] += 1
        self.mean[i] = first * self.mean[i] + (1 - first) * gradient
        self.square[i] = second * self.square[i] + (1 - second) * gradient**2
        mean = self.mean[i] / (1 - first ** self.steps[i])
        square = self.square[i] / (1 - second ** self.steps[i])
        return self.lr * mean / (np.sqrt(square) + self.eps)

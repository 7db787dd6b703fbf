"""② The optimizers: what each subtracts from a parameter.

The rules are written once, for numbers and for arrays: a parameter's numbers, its gradient and what an optimizer remembers
of it are floats for a Value, arrays for a Tensor.
"""

from __future__ import annotations

from typing import Any

from .optimizer import Optimizer


class SGD(Optimizer):
    """velocity = momentum · velocity + (1 − dampening) · gradient; parameter −= lr · velocity."""

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        _at_least_0(self, lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("SGD: Nesterov's momentum needs a momentum, and no dampening")
        defaults = {"lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay}
        super().__init__(params, {**defaults, "nesterov": nesterov, "maximize": maximize})

    def change(self, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
        """lr · velocity."""
        momentum = group["momentum"]
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * numbers
        if momentum:
            before = state.get("momentum_buffer")
            velocity = (
                gradient * 1 if before is None else momentum * before + (1 - group["dampening"]) * gradient
            )
            state["momentum_buffer"] = velocity
            gradient = gradient + momentum * velocity if group["nesterov"] else velocity
        return group["lr"] * gradient


class Adam(Optimizer):
    """Steps scaled by running means of the gradient and of its square. Source: Kingma, Ba (2014), arXiv:1412.6980."""

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        _at_least_0(self, lr=lr, eps=eps, weight_decay=weight_decay)
        _betas(self, betas)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        more = {"maximize": maximize, "decoupled_weight_decay": decoupled_weight_decay}
        super().__init__(params, {**defaults, "amsgrad": amsgrad, **more})

    def change(self, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
        """lr · m̂ / (√v̂ + eps), with the means corrected for having begun at 0."""
        first, second = group["betas"]
        rate, decay = group["lr"], group["weight_decay"]
        decoupled = group.get("decoupled_weight_decay", False)
        if decay and not decoupled:
            gradient = gradient + decay * numbers
        state["step"] = step = state.get("step", 0) + 1
        state["exp_avg"] = mean = first * state.get("exp_avg", 0.0) + (1 - first) * gradient
        state["exp_avg_sq"] = square = (
            second * state.get("exp_avg_sq", 0.0) + (1 - second) * gradient * gradient
        )
        if group["amsgrad"]:
            state["max_exp_avg_sq"] = square = _larger(state.get("max_exp_avg_sq"), square)
        root = square**0.5 / (1 - second**step) ** 0.5
        change = rate / (1 - first**step) * mean / (root + group["eps"])
        return change + rate * decay * numbers if decay and decoupled else change


class AdamW(Adam):
    """Adam whose weight decay is no part of the gradient. Source: Loshchilov, Hutter (2017), arXiv:1711.05101."""

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize, decoupled_weight_decay=True
        )


class RMSprop(Optimizer):
    """Steps scaled by a running mean of the gradient's square. Source: Hinton, lecture 6 of the 2012 course on neural networks."""

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        _at_least_0(self, lr=lr, eps=eps, weight_decay=weight_decay, momentum=momentum, alpha=alpha)
        defaults = {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay, "momentum": momentum}
        super().__init__(params, {**defaults, "centered": centered, "maximize": maximize})

    def change(self, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
        """lr · gradient / (√mean square + eps); centered: of its distance from the mean gradient."""
        alpha = group["alpha"]
        state["step"] = state.get("step", 0) + 1
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * numbers
        state["square_avg"] = square = (
            alpha * state.get("square_avg", 0.0) + (1 - alpha) * gradient * gradient
        )
        if group["momentum"]:
            state.setdefault("momentum_buffer", 0.0)  # in PyTorch's order
        if group["centered"]:
            state["grad_avg"] = mean = alpha * state.get("grad_avg", 0.0) + (1 - alpha) * gradient
            square = square - mean * mean
        step = gradient / (square**0.5 + group["eps"])
        if group["momentum"]:
            state["momentum_buffer"] = step = group["momentum"] * state["momentum_buffer"] + step
        return group["lr"] * step


class Adagrad(Optimizer):
    """Steps scaled by the root of the sum of all squares so far. Source: Duchi, Hazan, Singer, JMLR 12 (2011), 2121-2159."""

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        _at_least_0(
            self,
            lr=lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            eps=eps,
        )
        defaults = {"lr": lr, "lr_decay": lr_decay, "weight_decay": weight_decay, "eps": eps}
        first = {"initial_accumulator_value": initial_accumulator_value}
        super().__init__(params, {**defaults, **first, "maximize": maximize})

    def change(self, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
        """lr / (1 + (step − 1) · lr_decay) · gradient / (√sum + eps)."""
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * numbers
        state["step"] = step = state.get("step", 0) + 1
        state["sum"] = total = state.get("sum", group["initial_accumulator_value"]) + gradient * gradient
        return group["lr"] / (1 + (step - 1) * group["lr_decay"]) * gradient / (total**0.5 + group["eps"])


def _at_least_0(who: Any, **settings: float) -> None:
    for name, value in settings.items():
        if not float(value) >= 0:
            what = "the learning rate" if name == "lr" else name
            raise ValueError(f"{type(who).__name__}: {what} must not be negative, got {value}")


def _betas(who: Any, betas: tuple[float, float]) -> None:
    if not all(0 <= beta < 1 for beta in betas):
        raise ValueError(f"{type(who).__name__}: each beta must lie in [0, 1), got {betas}")


def _larger(a: Any, b: Any) -> Any:
    """The larger of two numbers, or of two arrays element by element; b, where there is no a yet."""
    if a is None:
        return b
    return max(a, b) if isinstance(b, float) else b + (a - b) * (a > b)

"""② The rules of the rarer optimizers: as optim/rules.py has them, what is subtracted from a parameter; of arrays alone."""

from __future__ import annotations

from typing import Any

import numpy as np


def _decayed(numbers: Any, gradient: Any, group: dict[str, Any]) -> tuple[Any, Any]:
    """The gradient with the decay of weights, or that decay apart, where it is decoupled."""
    decay = group["weight_decay"]
    if not decay:
        return gradient, 0.0
    if group.get("decoupled_weight_decay"):
        return gradient, group["lr"] * decay * numbers
    return gradient + decay * numbers, 0.0


def _means(state: dict[str, Any], gradient: Any, first: float, second: float) -> tuple[Any, Any]:
    """The running means of the gradient and of its square."""
    state["exp_avg"] = mean = first * state.get("exp_avg", 0.0) + (1 - first) * gradient
    state["exp_avg_sq"] = square = second * state.get("exp_avg_sq", 0.0) + (1 - second) * gradient * gradient
    return mean, square


def adadelta(_: Any, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
    """lr · gradient · √mean square step / √mean square gradient. Source: Zeiler (2012), arXiv:1212.5701."""
    rho, eps = group["rho"], group["eps"]
    gradient, _ = _decayed(numbers, gradient, group)
    state["step"] = state.get("step", 0) + 1
    state["square_avg"] = square = rho * state.get("square_avg", 0.0) + (1 - rho) * gradient * gradient
    before = state.get("acc_delta", np.zeros_like(gradient))
    step = np.sqrt(before + eps) / np.sqrt(square + eps) * gradient
    state["acc_delta"] = rho * before + (1 - rho) * step * step
    return group["lr"] * step


def adamax(_: Any, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
    """lr · m̂ / the largest gradient of late. Source: Kingma, Ba (2014), arXiv:1412.6980, section 7.1."""
    first, second = group["betas"]
    gradient, _ = _decayed(numbers, gradient, group)
    state["step"] = step = state.get("step", 0) + 1
    state["exp_avg"] = mean = first * state.get("exp_avg", 0.0) + (1 - first) * gradient
    state["exp_inf"] = most = np.maximum(second * state.get("exp_inf", 0.0), np.abs(gradient) + group["eps"])
    return group["lr"] / (1 - first**step) * mean / most


def nadam(_: Any, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
    """Adam's step, with the mean as it will be at the next one. Source: Dozat, ICLR workshop (2016)."""
    (first, second), rate = group["betas"], group["lr"]
    gradient, decay = _decayed(numbers, gradient, group)
    state["step"] = step = state.get("step", 0) + 1
    now, then = (first * (1 - 0.5 * 0.96 ** (at * group["momentum_decay"])) for at in (step, step + 1))
    state["mu_product"] = product = float(np.float32(state.get("mu_product", 1.0)) * np.float32(now))
    mean, square = _means(state, gradient, first, second)
    root = np.sqrt(square / (1 - second**step)) + group["eps"]
    change = (
        rate * (1 - now) / (1 - product) * gradient / root + rate * then / (1 - product * then) * mean / root
    )
    return change + decay


def radam(_: Any, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
    """Adam's step, rectified; plain as long as there are too few squares. Source: Liu et al. (2019), arXiv:1908.03265."""
    first, second = group["betas"]
    gradient, decay = _decayed(numbers, gradient, group)
    state["step"] = step = state.get("step", 0) + 1
    mean, square = _means(state, gradient, first, second)
    change = group["lr"] * mean / (1 - first**step)
    left = 1 - second**step
    most = 2 / (1 - second) - 1
    length = most - 2 * step * second**step / left
    if length > 5:
        rectified = ((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length)) ** 0.5
        change = change * (left**0.5 / (np.sqrt(square) + group["eps"])) * rectified
    return change + decay


def rprop(_: Any, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
    """The gradient's sign times a length for each element. Source: Riedmiller, Braun, ICNN (1993), 586-591."""
    shorter, longer = group["etas"]
    state["step"] = state.get("step", 0) + 1
    same = np.sign(gradient * state.get("prev", 0.0))
    factor = np.where(same > 0, longer, np.where(same < 0, shorter, 1)).astype(gradient.dtype)
    length = state.get("step_size", np.full_like(gradient, group["lr"])) * factor
    state["prev"] = gradient = np.where(same < 0, gradient.dtype.type(0), gradient)
    state["step_size"] = length = np.clip(length, *group["step_sizes"])
    return np.sign(gradient) * length


def asgd(_: Any, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
    """eta · gradient, and a decay by lambd; `ax` is the mean of where that led. Source: Polyak, Juditsky (1992)."""
    rate = group["lr"]
    gradient, _ = _decayed(numbers, gradient, group)
    state["step"] = step = state.get("step", 0) + 1
    eta, mu = state.get("eta", rate), state.get("mu", 1.0)
    change = group["lambd"] * eta * numbers + eta * gradient
    mean = state.get("ax", np.zeros_like(numbers))
    state["eta"] = rate / (1 + group["lambd"] * rate * step) ** group["alpha"]
    state["mu"] = 1 / max(1, step - group["t0"])
    state["ax"] = numbers - change if mu == 1 else mean + (numbers - change - mean) * mu
    return change

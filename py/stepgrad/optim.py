"""② Optimizers: what a training step does with the gradients, as in PyTorch. Of Tensors or of Values; imports no NumPy.

The rules are written once, for numbers and for arrays: a parameter's numbers, its gradient and what an optimizer remembers
of it are floats for a Value, arrays for a Tensor.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from .mode import mode, switched
from .scalar.value import Value

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop"]


class Optimizer:
    """Changes parameters in place, by their `grad`; those without a gradient stay.

    params: leaves, or dicts with a list of leaves as "params" and settings of their own. defaults: the settings where a dict
    says nothing. param_groups: those dicts, with all settings. state: what is remembered of each parameter.
    Errors: TypeError for what is no Tensor and no Value; ValueError for none, for results, for a leaf in two groups, and for
    a setting out of its range.
    """

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if _is_parameter(params) or not isinstance(params, Iterable):
            raise TypeError(
                f"{type(self).__name__}: expected a list of Tensors (or Values, or dicts), got {type(params).__name__}; "
                f"a single one goes into a list"
            )
        self.defaults = defaults
        self.state: Any = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        given = list(params)
        if not given:
            raise ValueError(f"{type(self).__name__}: there are no parameters to train")
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Train these, too, with settings of their own."""
        if not isinstance(param_group, dict):
            raise TypeError(
                f"{type(self).__name__}: a group must be a dict, got {type(param_group).__name__}"
            )
        name, params = type(self).__name__, param_group["params"]
        if isinstance(params, set | frozenset):
            raise TypeError(f"{name}: a set has no order; parameters must come in a list")
        found = [params] if _is_parameter(params) else [_parameter(name, one) for one in params]
        for one in found:
            if not one.is_leaf:
                raise ValueError(
                    f"{name}: {one!r:.80} is a result, and cannot be trained; a parameter must be a leaf"
                )
        if len({id(one) for one in found}) < len(found):
            warnings.warn(f"{name}: a parameter is there twice, and gets every change twice", stacklevel=3)
        known = {id(one) for group in self.param_groups for one in group["params"]}
        if any(id(one) in known for one in found):
            raise ValueError(f"{name}: some parameters are in more than one group")
        self.param_groups.append({**self.defaults, **param_group, "params": found})

    @property
    def parameters(self) -> list[Any]:
        """All that is trained."""
        return [one for group in self.param_groups for one in group["params"]]

    @property
    def lr(self) -> float:
        """The learning rate, of the first group; setting it sets it for all."""
        return float(self.param_groups[0]["lr"])

    @lr.setter
    def lr(self, rate: float) -> None:
        for group in self.param_groups:
            group["lr"] = rate

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradient of every parameter; or make it 0."""
        for group in self.param_groups:
            for one in group["params"]:
                if set_to_none or one.grad is None:
                    one.zero_grad()
                elif isinstance(one, Value):
                    one.grad = 0.0
                else:
                    array_in(one._grad).fill(0)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient. closure: computes the loss, and the gradients, before; what it gives is given."""
        loss = None
        if closure is not None:
            with switched(grad=True, recorder=mode.recorder):
                loss = closure()
        for group in self.param_groups:
            for one in group["params"]:
                gradient = one.grad if isinstance(one, Value) else array_in(one._grad)
                if gradient is None:
                    continue
                numbers = one.data if isinstance(one, Value) else one._data
                if group.get("maximize"):
                    gradient = -gradient
                change = self.change(numbers, gradient, self.state[one], group)
                if isinstance(one, Value):
                    one.data = numbers - change
                else:
                    numbers -= change
                    one._changed()
        return loss

    def change(self, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
        """What is subtracted from a parameter; `state` may be changed."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """The settings and what is remembered, parameters by their numbers: to be saved, and loaded again."""
        numbers = {id(one): i for i, one in enumerate(self.parameters)}
        return {
            "state": {
                numbers[id(one)]: dict(held)
                for one, held in self.state.items()
                if held and id(one) in numbers
            },
            "param_groups": [
                {**group, "params": [numbers[id(one)] for one in group["params"]]}
                for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on where the optimizer was that `state_dict` comes from. Errors: ValueError for other groups of parameters."""
        groups = state_dict["param_groups"]
        if [len(group["params"]) for group in groups] != [
            len(group["params"]) for group in self.param_groups
        ]:
            raise ValueError(
                f"{type(self).__name__}: the state has other groups of parameters than this optimizer"
            )
        own = {
            number: one
            for group, loaded in zip(self.param_groups, groups, strict=True)
            for number, one in zip(loaded["params"], group["params"], strict=True)
        }
        for group, loaded in zip(self.param_groups, groups, strict=True):
            group.update({key: value for key, value in loaded.items() if key != "params"})
        self.state.clear()
        for number, held in state_dict["state"].items():
            self.state[own[number]] = {key: _copied(value) for key, value in held.items()}

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for i, group in enumerate(self.param_groups):
            lines += [f"Parameter Group {i}"]
            lines += [f"    {key}: {group[key]}" for key in sorted(group) if key != "params"]
        return "\n".join([*lines, ")"])


def array_in(held: Any) -> Any:
    """The array of a gradient, which may be in a Tensor."""
    return getattr(held, "_data", held)


def _copied(value: Any) -> Any:
    held = array_in(value)
    return held.copy() if hasattr(held, "copy") else held


def _is_parameter(one: Any) -> bool:
    return isinstance(one, Value) or (hasattr(one, "requires_grad") and hasattr(one, "_data"))


def _parameter(name: str, one: Any) -> Any:
    if isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str):
        one = one[1]  # from named_parameters()
    if not _is_parameter(one):
        raise TypeError(
            f"{name}: only Tensors and Values can be trained, got {type(one).__name__} {one!r:.40}"
        )
    return one


def _at_least_0(who: Any, **settings: float) -> None:
    for name, value in settings.items():
        if not float(value) >= 0:
            what = "the learning rate" if name == "lr" else name
            raise ValueError(f"{type(who).__name__}: {what} must not be negative, got {value}")


def _betas(who: Any, betas: tuple[float, float]) -> None:
    if not all(0 <= beta < 1 for beta in betas):
        raise ValueError(f"{type(who).__name__}: each beta must lie in [0, 1), got {betas}")


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

    decoupled = False

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
    ) -> None:
        _at_least_0(self, lr=lr, eps=eps, weight_decay=weight_decay)
        _betas(self, betas)
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, {**defaults, "amsgrad": amsgrad, "maximize": maximize})

    def change(self, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
        """lr · m̂ / (√v̂ + eps), with the means corrected for having begun at 0."""
        first, second = group["betas"]
        rate, decay = group["lr"], group["weight_decay"]
        if decay and not self.decoupled:
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
        return change + rate * decay * numbers if decay and self.decoupled else change


class AdamW(Adam):
    """Adam whose weight decay is no part of the gradient. Source: Loshchilov, Hutter (2017), arXiv:1711.05101."""

    decoupled = True

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
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize)


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
        if group["weight_decay"]:
            gradient = gradient + group["weight_decay"] * numbers
        state["square_avg"] = square = (
            alpha * state.get("square_avg", 0.0) + (1 - alpha) * gradient * gradient
        )
        if group["centered"]:
            state["grad_avg"] = mean = alpha * state.get("grad_avg", 0.0) + (1 - alpha) * gradient
            square = square - mean * mean
        step = gradient / (square**0.5 + group["eps"])
        if group["momentum"]:
            state["momentum_buffer"] = step = group["momentum"] * state.get("momentum_buffer", 0.0) + step
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


def _larger(a: Any, b: Any) -> Any:
    """The larger of two numbers, or of two arrays element by element; b, where there is no a yet."""
    if a is None:
        return b
    return max(a, b) if isinstance(b, float) else b + (a - b) * (a > b)

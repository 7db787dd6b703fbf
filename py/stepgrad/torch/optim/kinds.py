"""② The optimizers by their names: the settings each takes, in PyTorch's order. The rules are optim/rules.py's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from ...mode import mode, switched
from ...optim import rules
from ...optim.optimizer import array_in
from ...tensor.graph import TensorBase, beside
from ..tensor import Tensor
from . import further
from .optimizer import Optimizer


def _not_negative(x: Any) -> bool:
    return bool(x >= 0)


def _a_share(x: Any) -> bool:
    return bool(0 <= x <= 1)


_LIMITS: tuple[
    tuple[str, str, Callable[[Any], bool]], ...
] = (  # of which settings, in which order; what they are called; where they may lie
    ("lr", "learning rate", _not_negative),
    ("momentum", "momentum value", _not_negative),
    ("rho", "rho value", _a_share),
    ("lr_decay", "lr_decay value", _not_negative),
    ("eps", "epsilon value", _not_negative),
    ("weight_decay", "weight_decay value", _not_negative),
    ("initial_accumulator_value", "initial_accumulator_value value", _not_negative),
    ("momentum_decay", "momentum_decay value", _not_negative),
)


class Kind(Optimizer):
    """What those below inherit. `settings`: what __init__ takes after `params`; `order`: in which order a group has them, if another."""

    settings = "lr=1e-3"
    order = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "settings" in vars(cls):
            names = cls.order.split() or re.findall(r"(\w+)=", cls.settings)
            given = ", ".join(f"{name!r}: {name}" for name in names)
            made: dict[str, Any] = {}
            exec(f"def __init__(self, params, {cls.settings}):\n    self._begin(params, {{{given}}})", made)  # noqa: S102
            cls.__init__ = made["__init__"]  # type: ignore[method-assign]
            cls.__init__.__qualname__ = f"{cls.__name__}.__init__"

    def _begin(self, params: Any, settings: dict[str, Any]) -> None:
        """Errors: ValueError for a setting out of its range."""
        rate = settings["lr"]
        if isinstance(rate, TensorBase) and rate._data.size != 1:
            raise ValueError("Tensor lr must be 1-element")
        alpha = (("alpha", "alpha value", _not_negative),) if "centered" in settings else ()
        for name, words, holds in (*_LIMITS, *alpha):
            if name in settings and not holds(settings[name]):
                raise ValueError(f"Invalid {words}: {settings[name]}")
        for i, beta in enumerate(settings.get("betas", ())):
            if not 0 <= beta < 1:
                raise ValueError(f"Invalid beta parameter at index {i}: {beta}")
        if "etas" in settings and not 0 < settings["etas"][0] < 1 < settings["etas"][1]:
            raise ValueError("Invalid eta values: {}, {}".format(*settings["etas"]))
        if settings.get("nesterov") and (settings["momentum"] <= 0 or settings["dampening"] != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        Optimizer.__init__(self, params, settings)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient. closure: computes the loss, and the gradients, before; what it gives is given."""
        for pre_hook in (*self._pre_hooks.values(),):
            pre_hook(self, (), {"closure": closure} if closure else {})
        loss = None
        if closure is not None:
            with switched(grad=True, recorder=mode.recorder):
                loss = closure()
        if mode.recorder is not None:
            mode.recorder.stepped(self)
        for group in self.param_groups:
            settings = group
            if isinstance(group["lr"], TensorBase):
                settings = {**group, "lr": group["lr"]._data.item()}
            for one in group["params"]:
                if one._grad is None:
                    continue
                gradient = array_in(one._grad)
                if settings.get("maximize"):
                    gradient = -gradient
                state = self.state[one]
                held = {name: _number(value) for name, value in state.items()}
                numbers = one._data
                numbers -= self.change(numbers, gradient, held, settings)
                one._changed()
                for name, value in held.items():
                    state[name] = _kept(state.get(name), value)
                if not state:
                    del self.state[one]
        for post_hook in (*self._post_hooks.values(),):
            post_hook(self, (), {"closure": closure} if closure else {})
        return loss

    def change(self, numbers: Any, gradient: Any, state: dict[str, Any], group: dict[str, Any]) -> Any:
        """What is subtracted from a parameter; `state` may be changed."""
        raise NotImplementedError


class SGD(Kind):
    """velocity = momentum · velocity + (1 − dampening) · gradient; parameter −= lr · velocity."""

    __module__ = "torch.optim.sgd"
    settings = "lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None, differentiable=False, fused=None"
    change = rules.SGD.change


class Adam(Kind):
    """Steps scaled by running means of the gradient and of its square."""

    __module__ = "torch.optim.adam"
    settings = (
        "lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, "
        "maximize=False, foreach=None, capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False"
    )
    order = "lr betas eps weight_decay amsgrad maximize foreach capturable differentiable fused decoupled_weight_decay"
    change = rules.Adam.change


class AdamW(Adam):
    """Adam whose weight decay is no part of the gradient."""

    __module__ = "torch.optim.adamw"
    settings = (
        "lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *, "
        "maximize=False, foreach=None, capturable=False, differentiable=False, fused=None"
    )
    order = "lr betas eps weight_decay amsgrad maximize foreach capturable differentiable fused"

    def _begin(self, params: Any, settings: dict[str, Any]) -> None:
        """As of Kind."""
        super()._begin(params, {**settings, "decoupled_weight_decay": True})


class RMSprop(Kind):
    """Steps scaled by a running mean of the gradient's square."""

    __module__ = "torch.optim.rmsprop"
    settings = (
        "lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False, "
        "capturable=False, foreach=None, maximize=False, differentiable=False"
    )
    order = "lr momentum alpha eps centered weight_decay capturable foreach maximize differentiable"
    change = rules.RMSprop.change


class Adagrad(Kind):
    """Steps scaled by the root of the sum of all squares so far."""

    __module__ = "torch.optim.adagrad"
    settings = (
        "lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *, "
        "maximize=False, differentiable=False, fused=None"
    )
    order = "lr lr_decay eps weight_decay initial_accumulator_value foreach maximize differentiable fused"
    change = rules.Adagrad.change

    def _begin(self, params: Any, settings: dict[str, Any]) -> None:
        """As of Kind; here the state is there before the first step."""
        super()._begin(params, settings)
        for group in self.param_groups:
            for one in group["params"]:
                total = np.full_like(one._data, group["initial_accumulator_value"])
                self.state[one] = {
                    "step": beside(Tensor, np.array(0, np.float32)),
                    "sum": beside(Tensor, total),
                }


class Adadelta(Kind):
    """Steps in the units of the steps so far."""

    __module__ = "torch.optim.adadelta"
    settings = "lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *, capturable=False, maximize=False, differentiable=False"
    order = "lr rho eps weight_decay maximize capturable foreach differentiable"
    change = further.adadelta


class Adamax(Kind):
    """Adam with the largest gradient in the place of the root of the squares."""

    __module__ = "torch.optim.adamax"
    settings = (
        "lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *, "
        "maximize=False, differentiable=False, capturable=False"
    )
    change = further.adamax


class NAdam(Kind):
    """Adam with Nesterov's momentum."""

    __module__ = "torch.optim.nadam"
    settings = (
        "lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3, decoupled_weight_decay=False, *, "
        "maximize=False, foreach=None, capturable=False, differentiable=False"
    )
    order = "lr betas eps weight_decay momentum_decay decoupled_weight_decay maximize foreach capturable differentiable"
    change = further.nadam


class RAdam(Kind):
    """Adam that first makes plain steps, until its mean of squares can be trusted."""

    __module__ = "torch.optim.radam"
    settings = (
        "lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, decoupled_weight_decay=False, *, "
        "foreach=None, maximize=False, capturable=False, differentiable=False"
    )
    order = "lr betas eps weight_decay maximize foreach capturable decoupled_weight_decay differentiable"
    change = further.radam


class Rprop(Kind):
    """Steps by the gradient's sign alone, longer as long as it stays the same."""

    __module__ = "torch.optim.rprop"
    settings = (
        "lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, "
        "foreach=None, maximize=False, differentiable=False, capturable=False"
    )
    change = further.rprop


class ASGD(Kind):
    """Plain steps that get shorter, and the mean of where they led."""

    __module__ = "torch.optim.asgd"
    settings = (
        "lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, "
        "foreach=None, maximize=False, differentiable=False, capturable=False"
    )
    change = further.asgd


def _number(held: Any) -> Any:
    """What a rule works with: an array, or the number of a tensor without axes."""
    if not isinstance(held, TensorBase):
        return held
    return held._data if held._data.ndim else held._data.item()


def _kept(before: Any, value: Any) -> Any:
    """What the state keeps: a tensor, the one from before if there is one."""
    if value is None or isinstance(value, list):
        return value
    data = value if isinstance(value, np.ndarray) else np.array(value, np.float32)
    if isinstance(before, TensorBase) and before._data.shape == data.shape:
        before._data = data
        return before
    return beside(Tensor, data)

"""② Optimizer: the parameters, their groups and settings, what is remembered of them, and a step."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from ..mode import mode, switched
from ..scalar.operands import data_of
from ..scalar.value import Value


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
                    from ..tensor.history import grad_to_zero

                    grad_to_zero(one)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient. closure: computes the loss, and the gradients, before; what it gives is given."""
        loss = None
        if closure is not None:
            with switched(grad=True, recorder=mode.recorder):
                loss = closure()
        if mode.recorder is not None:
            mode.recorder.stepped(self)
        for group in self.param_groups:
            for one in group["params"]:
                gradient = data_of(one.grad) if isinstance(one, Value) else array_in(one._grad)
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

"""② torch.optim.Optimizer: groups of parameters, their settings, and a state of tensors; the rules are optim/rules.py's."""

from __future__ import annotations

import copy
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

from ...tensor.graph import TensorBase, beside
from ...tensor.history import RemovableHandle, grad_to_zero
from ...tensor.tensor import Tensor as Ours
from ..tensor import Tensor

required = object()  # what a default is that every group must give itself


class Optimizer:
    """Changes parameters in place, by their `grad`; those without a gradient stay.

    params: leaves, pairs of a name and a leaf, or dicts with a list of these as "params" and settings of their own.
    defaults: the settings where a dict says nothing. A subclass says in `change` what is subtracted from a parameter, or
    has a `step` of its own. Errors: TypeError, ValueError, in PyTorch's words.
    """

    __module__ = "torch.optim.optimizer"

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self._pre_hooks: dict[int, Any] = OrderedDict()
        self._post_hooks: dict[int, Any] = OrderedDict()
        if isinstance(params, TensorBase):
            raise TypeError(
                f"params argument given to the optimizer should be an iterable of Tensors or dicts, but got {typename(params)}"
            )
        self.state: Any = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        given = list(params)
        if not given:
            raise ValueError("optimizer got an empty parameter list")
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Train these, too, with settings of their own."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will "
                "change between runs. Please use a list instead."
            )
        given = [params] if isinstance(params, TensorBase) else list(params)
        named = [one for one in given if isinstance(one, tuple)]
        if named and len(named) < len(given):
            raise ValueError(
                "all optimizer params should be with/without names. Some param names are missing"
            )
        if named:
            param_group = {**param_group, "param_names": [name for name, _ in named]}
            given = [one for _, one in named]
        for one in given:
            if not isinstance(one, Ours):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is {typename(one)}"
                )
            if not self.defaults.get("differentiable") and not (one.is_leaf or one.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(
                    f"parameter group didn't specify a value of required optimization parameter {name}"
                )
        if len({id(one) for one in given}) < len(given):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=3,
            )
        if self.param_groups and bool(named) != ("param_names" in self.param_groups[0]):
            raise ValueError(
                f"all optimizer param groups should be with/without names. cannot add param group "
                f"{'with' if named else 'without'} names to the optimizer"
            )
        known = {id(one) for group in self.param_groups for one in group["params"]}
        if any(id(one) in known for one in given):
            raise ValueError("some parameters appear in more than one parameter group")
        group = {**param_group, "params": given}
        for name, default in self.defaults.items():
            group.setdefault(name, default)
        self.param_groups.append(group)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradient of every parameter; or make it 0."""
        for group in self.param_groups:
            for one in group["params"]:
                if set_to_none:
                    one.zero_grad()
                else:
                    grad_to_zero(one)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the parameters; each kind of optimizer has its own."""
        raise NotImplementedError

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(optimizer, args, kwargs) before every step."""
        return RemovableHandle(self._pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call hook(optimizer, args, kwargs) after every step."""
        return RemovableHandle(self._post_hooks, hook)

    def state_dict(self) -> dict[str, Any]:
        """The settings and what is remembered, parameters by their numbers: to be saved, and loaded again."""
        numbers: dict[int, int] = {}
        for group in self.param_groups:
            for one in group["params"]:
                numbers.setdefault(id(one), len(numbers))
        return {
            "state": {
                numbers[id(one)] if isinstance(one, TensorBase) else one: held
                for one, held in self.state.items()
            },
            "param_groups": [
                {
                    **{name: value for name, value in group.items() if name != "params"},
                    "params": [numbers[id(one)] for one in group["params"]],
                }
                for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on where the optimizer was that `state_dict` comes from. Errors: ValueError for other groups of parameters."""
        groups = state_dict["param_groups"]
        if len(groups) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        own: dict[Any, Any] = {}
        for group, loaded in zip(self.param_groups, groups, strict=True):
            if len(group["params"]) != len(loaded["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
                )
            own.update(zip(loaded["params"], group["params"], strict=True))
        for group, loaded in zip(self.param_groups, groups, strict=True):
            group.update({name: copy.deepcopy(value) for name, value in loaded.items() if name != "params"})
        self.state = defaultdict(dict)
        for number, held in state_dict["state"].items():
            one = own.get(number, number)
            self.state[one] = {name: _cast(one, name, value) for name, value in held.items()}

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update({"_pre_hooks": OrderedDict(), "_post_hooks": OrderedDict()}, **state)

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            text += "".join(f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params")
        return text + ")"


def typename(one: Any) -> str:
    """What PyTorch calls the type of something in its messages."""
    if isinstance(one, TensorBase):
        return str(one.type())  # type: ignore[attr-defined]
    cls = type(one)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


def _cast(parameter: Any, name: str, value: Any) -> Any:
    """A copy of what was kept, in the dtype of the parameter it belongs to (but for the number of the step)."""
    if isinstance(value, TensorBase):
        dtype = value._data.dtype
        if isinstance(parameter, TensorBase) and name != "step":
            dtype = parameter._data.dtype
        return beside(Tensor, value._data.astype(dtype))
    return copy.deepcopy(value)

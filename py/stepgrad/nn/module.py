"""② Module: what has parameters and can be called, as in PyTorch."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Self

from ..mode import no_grad
from ..tensor.graph import TensorBase, beside
from ..tensor.history import grad_to_zero
from ..tensor.tensor import Tensor
from .calling import Called


class Keys(NamedTuple):
    """What `load_state_dict(strict=False)` did not find, and what it could not use."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"Keys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


class Module(Called):
    """What has parameters and can be called; `forward` says what the call computes.

    Parameters, buffers and modules are known by the attributes that hold them. Here, unlike in PyTorch, plain tensors that
    require a gradient count as parameters, and so do those, and the modules, in lists; and `super().__init__()` may be left
    out. A class whose `strict` is true is as strict as PyTorch's.
    """

    training: bool

    def __init__(self) -> None:
        self.__dict__["_ready"] = True

    # what can be done to all of it

    def apply(self, fn: Callable[[Module], Any]) -> Self:
        """Call fn with every module, this one last."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Set `training`, here and in all that belongs to it."""
        if not isinstance(mode, bool):
            raise ValueError(f"train: expected a bool, got {mode!r:.40}")  # noqa: TRY004 (PyTorch's)
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """train(False)"""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set it for every parameter."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradient of every parameter; or make it 0."""
        for parameter in self.parameters():
            if set_to_none:
                parameter.zero_grad()
            else:
                grad_to_zero(parameter)

    def to(self, *where: Any, **named: Any) -> Self:
        """Every parameter and buffer of floats in another dtype; there is no device but the CPU."""
        for parameter in self.parameters():
            parameter.data = parameter.data.to(*where, **named)
            if parameter.grad is not None:
                parameter.grad = parameter.grad.to(*where, **named)
        for buffer in self.buffers():
            if buffer._data.dtype.kind == "f":
                buffer.data = buffer.data.to(*where, **named)
        return self

    def float(self) -> Self:
        """In float32."""
        return self.to("float32")

    def double(self) -> Self:
        """In float64."""
        return self.to("float64")

    def half(self) -> Self:
        """In float16."""
        return self.to("float16")

    def cpu(self) -> Self:
        """As it is: there is no other device."""
        return self

    def state_dict(self, *, prefix: str = "", keep_vars: bool = False) -> OrderedDict[str, Any]:
        """All parameters and buffers by their paths: to be saved, and loaded again. They share their storage."""
        held = OrderedDict()
        for name, one in self._saved():
            held[prefix + name] = one if keep_vars else beside(Tensor, one._data)
        return held

    def _saved(self) -> Iterator[tuple[str, Any]]:
        own = [*self._parameters.items(), *self._loose(TensorBase)]
        own += [pair for pair in self._buffers.items() if pair[0] not in self.__dict__["_not_saved"]]
        for name, one in own:
            if one is not None:
                yield name, one
        for name, module in [*self._modules.items(), *self._loose(Module)]:
            if module is not None:
                yield from ((f"{name}.{path}", one) for path, one in module._saved())

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Keys:
        """Copy the numbers of `state_dict` into parameters and buffers of the same paths.

        Errors: RuntimeError, which lists all shapes that differ, and (if strict) all that is missing or too much; TypeError.
        """
        if not hasattr(state_dict, "items"):
            raise TypeError(f"load_state_dict: expected a dict, got {type(state_dict).__name__}")
        own, given = dict(self._saved()), dict(state_dict.items())
        keys = Keys([key for key in own if key not in given], [key for key in given if key not in own])
        faults = [
            f"the shape of {key} is {tuple(given[key].shape)}, but the module's is {own[key].shape}"
            for key in own
            if key in given and tuple(given[key].shape) != own[key].shape
        ]
        if strict and keys.missing_keys:
            faults.append(f"missing: {', '.join(keys.missing_keys)}")
        if strict and keys.unexpected_keys:
            faults.append(f"unexpected: {', '.join(keys.unexpected_keys)}")
        if faults:
            raise RuntimeError(
                f"load_state_dict: this does not fit {type(self).__name__}: " + "; ".join(faults)
            )
        with no_grad():
            for key, one in own.items():
                if key in given:
                    one.copy_(given[key])
        return keys

    def extra_repr(self) -> str:
        """What stands between the brackets, before the modules that belong to it."""
        return ""

    def __repr__(self) -> str:
        lines = [
            f"({name}): " + re.sub(r"\n", "\n  ", repr(module)) for name, module in self.named_children()
        ]
        extra = self.extra_repr()
        if not lines:
            return f"{type(self).__name__}({extra})"
        return f"{type(self).__name__}({extra}\n  " + "\n  ".join(lines) + "\n)"

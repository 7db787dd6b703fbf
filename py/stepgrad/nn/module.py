"""② Module: what has parameters and can be called, as in PyTorch."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Self

from ..mode import no_grad
from ..tensor.graph import TensorBase, beside
from ..tensor.history import Handle
from ..tensor.tensor import Tensor
from .parameter import Parameter


class Keys(NamedTuple):
    """What `load_state_dict(strict=False)` did not find, and what it could not use."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"Keys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


class Module:
    """What has parameters and can be called; `forward` says what the call computes.

    Parameters, buffers and modules are known by the attributes that hold them. Here, unlike in PyTorch, plain tensors that
    require a gradient count as parameters, and so do those, and the modules, in lists; and `super().__init__()` may be left
    out. A class whose `strict` is true is as strict as PyTorch's.
    """

    strict = False
    training: bool
    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    _modules: dict[str, Any]

    def __new__(cls, *_: Any, **__: Any) -> Any:
        self = object.__new__(cls)
        known: dict[str, Any] = {"training": True, "_ready": not cls.strict, "_not_saved": set()}
        for name in ("_parameters", "_buffers", "_modules", "_forward_hooks", "_forward_pre_hooks"):
            known[name] = {}
        self.__dict__.update(known)
        return self

    def __init__(self) -> None:
        self.__dict__["_ready"] = True

    def forward(self, *inputs: Any, **named: Any) -> Any:
        """The output for the inputs."""
        raise NotImplementedError(f"{type(self).__name__} has no forward()")

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        held = self.__dict__
        for hook in (*held["_forward_pre_hooks"].values(),):
            changed = hook(self, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        output = self.forward(*inputs, **named)
        for hook in (*held["_forward_hooks"].values(),):
            changed = hook(self, inputs, output)
            output = output if changed is None else changed
        return output

    def register_forward_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call hook(module, inputs, output) after every forward(); what it returns, if anything, takes the output's place."""
        return Handle(self.__dict__["_forward_hooks"], hook)

    def register_forward_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """Call hook(module, inputs) before every forward(); what it returns, if anything, takes the inputs' place."""
        return Handle(self.__dict__["_forward_pre_hooks"], hook)

    # what belongs to it

    def __setattr__(self, name: str, value: Any) -> None:
        held = self.__dict__
        kinds = {"_parameters": Parameter, "_modules": Module}
        for kind, cls in kinds.items():
            if isinstance(value, cls):
                if not held["_ready"]:
                    what = "a parameter" if cls is Parameter else "a module"
                    raise AttributeError(
                        f"{type(self).__name__}: {what} cannot be assigned before super().__init__() was called"
                    )
                for other in ("_parameters", "_buffers", "_modules"):
                    if other != kind:
                        held[other].pop(name, None)
                held[kind][name] = value
                break
        else:
            self._put_in_place(name, value)
        held[name] = value

    def _put_in_place(self, name: str, value: Any) -> None:
        """What an attribute that is known as a parameter, a module or a buffer becomes something else than that means."""
        for kind, words in (("_parameters", "a Parameter"), ("_modules", "a Module")):
            if name in self.__dict__[kind]:
                if value is None:
                    self.__dict__[kind][name] = None
                elif self.strict:
                    raise TypeError(
                        f"{type(self).__name__}: {name} must be {words} or None, got {type(value).__name__}"
                    )
                else:
                    del self.__dict__[kind][name]
        if name in self._buffers:
            if value is not None and not isinstance(value, TensorBase):
                raise TypeError(
                    f"{type(self).__name__}: {name} must be a Tensor or None, got {type(value).__name__}"
                )
            self._buffers[name] = value

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        for kind in (self._parameters, self._buffers, self._modules):
            kind.pop(name, None)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Make it an attribute that is known as a parameter, even if it is None for now."""
        self._new_name(name)
        if param is None:
            self._parameters[name] = self.__dict__[name] = None
        elif isinstance(param, Parameter):
            setattr(self, name, param)
        else:
            raise TypeError(
                f"register_parameter: {name} must be a Parameter or None, got {type(param).__name__}"
            )

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Make a tensor that is not trained an attribute that is saved with the module (unless not persistent)."""
        self._new_name(name)
        if tensor is not None and not isinstance(tensor, TensorBase):
            raise TypeError(f"register_buffer: {name} must be a Tensor or None, got {type(tensor).__name__}")
        self._buffers[name] = self.__dict__[name] = tensor
        if not persistent:
            self.__dict__["_not_saved"].add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Make a module an attribute."""
        self._new_name(name)
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"add_module: {name} must be a Module or None, got {type(module).__name__}")
        self._modules[name] = self.__dict__[name] = module

    register_module = add_module

    def _new_name(self, name: str) -> None:
        if not self.__dict__["_ready"]:
            raise AttributeError(
                f"{type(self).__name__}: nothing can be registered before super().__init__() was called"
            )
        if not isinstance(name, str):
            raise TypeError(f"a name of what belongs to a module must be a str, got {type(name).__name__}")
        if not name or "." in name:
            raise KeyError(
                f"a name of what belongs to a module must not be empty or have a dot in it, got {name!r}"
            )
        if hasattr(self, name) and not any(
            name in kind for kind in (self._parameters, self._buffers, self._modules)
        ):
            raise KeyError(f"{type(self).__name__} has an attribute {name!r} already")

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules that belong to this one, with the attributes' names; each once."""
        seen: set[int] = set()
        for name, module in [*self._modules.items(), *self._loose(Module)]:
            if module is not None and id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules that belong to this one."""
        return (module for _, module in self.named_children())

    def named_modules(self, memo: Any = None, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This one and all that belong to it, with their paths; each once."""
        seen = set() if memo is None else memo
        if id(self) not in seen:
            seen.add(id(self))
            yield prefix, self
            for name, module in [*self._modules.items(), *self._loose(Module)]:
                if module is not None:
                    yield from module.named_modules(seen, f"{prefix}.{name}" if prefix else name)

    def modules(self) -> Iterator[Module]:
        """This one and all that belong to it."""
        return (module for _, module in self.named_modules())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every tensor to train, with its path, in the order in which the attributes were set, own ones first; each once."""
        return self._members(prefix, recurse, lambda one: [*one._parameters.items(), *one._loose(TensorBase)])

    def parameters(self, recurse: bool = True) -> Iterator[Any]:
        """Every tensor to train, once."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every buffer, with its path."""
        return self._members(prefix, recurse, lambda one: one._buffers.items())

    def buffers(self, recurse: bool = True) -> Iterator[Any]:
        """Every buffer."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def get_submodule(self, target: str) -> Module:
        """The module at a path. Errors: AttributeError."""
        found: Any = self
        for name in target.split(".") if target else ():
            found = getattr(found, name)
            if not isinstance(found, Module):
                raise AttributeError(f"{type(self).__name__}: there is no module at {target!r}")  # noqa: TRY004 (PyTorch's)
        return found  # type: ignore[no-any-return]

    def get_parameter(self, target: str) -> Any:
        """The parameter at a path. Errors: AttributeError."""
        path, _, name = target.rpartition(".")
        return getattr(self.get_submodule(path), name)

    def _members(self, prefix: str, recurse: bool, of: Callable[[Module], Any]) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        for path, module in self.named_modules(prefix=prefix) if recurse else [(prefix, self)]:
            for name, one in of(module):
                if one is not None and id(one) not in seen:
                    seen.add(id(one))
                    yield f"{path}.{name}" if path else name, one

    def _loose(self, cls: Any) -> Iterator[tuple[str, Any]]:
        """What an attribute holds that is not registered: tensors that require a gradient, and they and modules in lists."""
        if not self.strict:
            known = {**self._parameters, **self._buffers, **self._modules}
            for name, held in self.__dict__.items():
                if name not in known and not name.startswith("_"):
                    yield from _in(name, held, cls)

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
            if set_to_none or parameter.grad is None:
                parameter.zero_grad()
            else:
                parameter.grad.zero_()

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


def _in(name: str, held: Any, cls: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(held, cls):
        if isinstance(held, Module) or (held.requires_grad and held.is_leaf):
            yield name, held
    elif isinstance(held, list | tuple):
        for i, one in enumerate(held):
            yield from _in(f"{name}.{i}", one, cls)

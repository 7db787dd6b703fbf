"""② PyTorch's Module: ours, as strict as PyTorch's, and in its words."""

from __future__ import annotations

import importlib
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any, Self

from ...mode import no_grad
from ...nn.module import Keys
from ...nn.module import Module as Ours
from ...tensor.graph import TensorBase
from ..parameter import Parameter
from ..tensor import Tensor

_KINDS = ("_parameters", "_buffers", "_modules")


def typename(one: Any) -> str:
    """What PyTorch's messages call something: the type of a tensor, a class or a function itself, else its class."""
    if isinstance(one, Tensor):
        return one.type()  # type: ignore[no-any-return]
    named = one if hasattr(one, "__qualname__") or hasattr(one, "__name__") else type(one)
    module = getattr(named, "__module__", "") or ""
    name = getattr(named, "__qualname__", None) or named.__name__
    return name if module in ("", "builtins") else f"{module}.{name}"


class _OfBuffers(type):
    def __instancecheck__(cls, one: Any) -> bool:
        return isinstance(one, TensorBase) and getattr(one, "_is_buffer", False)


class Buffer(metaclass=_OfBuffers):
    """A tensor that is saved with the module whose attribute it becomes, and not trained."""

    __module__ = "torch.nn.parameter"

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        out: Any = Tensor([]) if data is None else data.detach().requires_grad_(data.requires_grad)
        out._is_buffer, out.persistent = True, persistent
        return out


class _IncompatibleKeys(Keys):
    """What load_state_dict() gives."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"

    __str__ = __repr__


class StateDict(OrderedDict[str, Any]):
    """What state_dict() gives: it prints as an OrderedDict, and has PyTorch's `_metadata` beside the tensors."""

    def __reduce__(self) -> Any:
        return OrderedDict, (), None, None, iter(self.items())


StateDict.__name__ = StateDict.__qualname__ = "OrderedDict"


class Module(Ours):
    """What has parameters and can be called; `forward` says what the call computes."""

    __module__ = "torch.nn.modules.module"
    strict = True
    _version = 1
    training: bool

    def __init__(self, *args: Any, **named: Any) -> None:
        if named:
            raise TypeError(
                f"{type(self).__name__}.__init__() got an unexpected keyword argument '{next(iter(named))}'"
            )
        if args:
            raise TypeError(
                f"{type(self).__name__}.__init__() takes 1 positional argument but {len(args) + 1} were given"
            )
        super().__init__()

    def forward(self, *inputs: Any, **named: Any) -> Any:
        """The output for the inputs."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    # what belongs to it

    def __getattr__(self, name: str) -> Any:
        for kind in _KINDS:  # what was put there by hand
            if name in self.__dict__[kind]:
                return self.__dict__[kind][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        held = self.__dict__
        kind = (
            "_parameters" if isinstance(value, Parameter) else "_modules" if isinstance(value, Ours) else None
        )
        if getattr(value, "_is_buffer", False):
            self._forget(name, "_buffers")
            self.register_buffer(name, value, value.persistent)
            return
        if kind is not None:
            if not held["_ready"]:
                what = "parameters" if kind == "_parameters" else "module"
                raise AttributeError(f"cannot assign {what} before Module.__init__() call")
            self._forget(name, kind)
            held[kind][name] = held[name] = value
            return
        for kind, what, wanted in (
            ("_parameters", "parameter", "torch.nn.Parameter or None"),
            ("_modules", "child module", "torch.nn.Module or None"),
            ("_buffers", "buffer", "torch.nn.Buffer, torch.Tensor or None"),
        ):
            if name in held[kind]:
                if value is not None and not (kind == "_buffers" and isinstance(value, TensorBase)):
                    raise TypeError(
                        f"cannot assign '{typename(value)}' as {what} '{name}' ({wanted} expected)"
                    )
                held[kind][name] = held[name] = value
                return
        object.__setattr__(self, name, value)

    def _forget(self, name: str, kind: str) -> None:
        """What the attribute was before."""
        for other in _KINDS:
            if other != kind:
                self.__dict__[other].pop(name, None)
        self.__dict__["_not_saved"].discard(name)

    def __delattr__(self, name: str) -> None:
        found = [kind for kind in _KINDS if self.__dict__[kind].pop(name, self) is not self]
        self.__dict__["_not_saved"].discard(name)
        if not found or name in self.__dict__:
            object.__delattr__(self, name)

    def _named(self, what: str, name: Any) -> None:
        """Errors: for what is no name of something that belongs to a module."""
        if not self.__dict__["_ready"]:
            if what == "module":
                raise AttributeError("cannot assign module before Module.__init__() call")
            raise AttributeError(f"cannot assign {what} before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {typename(name)}")
        known = self.__dict__[f"_{what}s"]
        dotted = f'{what} name can\'t contain "."' + (f", got: {name}" if what == "module" else "")
        taken = f"attribute '{name}' already exists"
        faults = [("." in name, dotted), (name == "", f'{what} name can\'t be empty string ""')]
        faults.insert(0 if what == "module" else 2, (hasattr(self, name) and name not in known, taken))
        for wrong, words in faults:
            if wrong:
                raise KeyError(words)

    def register_parameter(self, name: str, param: Any) -> None:
        """Make it an attribute that is known as a parameter, even if it is None for now."""
        self._named("parameter", name)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{typename(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        self._parameters[name] = self.__dict__[name] = param

    def register_buffer(self, name: str, tensor: Any, persistent: bool = True) -> None:
        """Make a tensor that is not trained an attribute that is saved with the module (unless not persistent)."""
        self._named("buffer", name)
        if tensor is not None and not isinstance(tensor, TensorBase):
            raise TypeError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = self.__dict__[name] = tensor
        (self.__dict__["_not_saved"].discard if persistent else self.__dict__["_not_saved"].add)(name)

    def add_module(self, name: str, module: Any) -> None:
        """Make a module an attribute."""
        if module is not None and not isinstance(module, Ours):
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._named("module", name)
        self._modules[name] = self.__dict__[name] = module

    register_module = add_module

    @property
    def _non_persistent_buffers_set(self) -> Any:
        return self.__dict__["_not_saved"]

    def get_submodule(self, target: str) -> Any:
        """The module at a path. Errors: AttributeError."""
        found: Any = self
        for name in target.split(".") if target else ():
            found = self._at(found, name)
            if not isinstance(found, Ours):
                raise AttributeError(f"`{name}` is not an nn.Module")  # noqa: TRY004 (PyTorch's)
        return found

    def get_parameter(self, target: str) -> Any:
        """The parameter at a path. Errors: AttributeError."""
        path, _, name = target.rpartition(".")
        found = self._at(self.get_submodule(path), name)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")  # noqa: TRY004 (PyTorch's)
        return found

    def get_buffer(self, target: str) -> Any:
        """The buffer at a path. Errors: AttributeError."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        found = self._at(module, name)
        if name not in module._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return found

    def set_submodule(self, target: str, module: Any, strict: bool = False) -> None:
        """Put a module at a path. Errors: ValueError; AttributeError."""
        if not target:
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Ours):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")  # noqa: TRY004 (PyTorch's)
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if (strict or hasattr(parent, name)) and not isinstance(self._at(parent, name), Ours):
            raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    @staticmethod
    def _at(module: Any, name: str) -> Any:
        if not hasattr(module, name):
            raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
        return getattr(module, name)

    # what can be done to all of it

    def train(self, mode: bool = True) -> Self:
        """Set `training`, here and in all that belongs to it."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")  # noqa: TRY004 (PyTorch's)
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def _apply(self, fn: Any, recurse: bool = True) -> Self:
        """Replace the numbers of every parameter and buffer by what fn makes of them."""
        for module in self.children() if recurse else ():
            module._apply(fn)
        with no_grad():
            for parameter in self._parameters.values():
                if parameter is not None:
                    parameter.data = fn(parameter.data)
                    if parameter.grad is not None:
                        parameter.grad = fn(parameter.grad)
            for name, buffer in self._buffers.items():
                if buffer is not None:
                    self._buffers[name] = self.__dict__[name] = fn(buffer)
        return self

    def to(self, *args: Any, **named: Any) -> Self:
        """Every parameter and buffer of floats in another dtype; there is no device but the CPU."""
        wanted = Tensor([0.0]).to(*args, **named).dtype
        if not wanted.is_floating_point:
            raise TypeError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={wanted}"
            )
        given = named.get("dtype") or next(
            (a for a in args if isinstance(a, TensorBase | type(wanted))), None
        )
        return self if given is None else self._floats_in(wanted)

    def _floats_in(self, dtype: Any) -> Self:
        return self._apply(lambda t: t.to(dtype) if t.is_floating_point() else t)

    def type(self, dst_type: Any) -> Self:
        """Every parameter and buffer in another dtype."""
        return self._apply(lambda t: t.type(dst_type))

    def float(self) -> Self:
        """In float32."""
        return self._floats_in("float32")

    def double(self) -> Self:
        """In float64."""
        return self._floats_in("float64")

    def half(self) -> Self:
        """In float16."""
        return self._floats_in("float16")

    def bfloat16(self) -> Self:
        """Errors: TypeError, for there is no such dtype here."""
        raise TypeError("bfloat16 is not there: floats are of float16, float32 or float64 here")

    def cuda(self, device: Any = None) -> Self:
        """Errors: AssertionError, for there is no graphics card."""
        raise AssertionError("Torch not compiled with CUDA enabled")

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """As it is."""
        return self

    def share_memory(self) -> Self:
        """As it is: there is one process."""
        return self

    def compile(self, *args: Any, **named: Any) -> None:
        """Nothing: it runs as it is."""

    # what is saved and loaded

    def state_dict(
        self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> Any:
        """All parameters and buffers by their paths: to be saved, and loaded again. They share their storage."""
        if args:
            usual: tuple[Any, ...] = (destination, prefix, keep_vars)
            destination, prefix, keep_vars = args + usual[len(args) :]
        if destination is None:
            destination = StateDict()
            destination._metadata = OrderedDict()
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = {"version": self._version}
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        return destination

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        for name, one in self._own():
            destination[prefix + name] = one if keep_vars else _bare(one)
        if type(self).get_extra_state is not Module.get_extra_state:
            destination[f"{prefix}_extra_state"] = self.get_extra_state()

    def _own(self) -> Iterator[tuple[str, Any]]:
        for kind in (self._parameters, self._buffers):
            for name, one in kind.items():
                if one is not None and name not in self.__dict__["_not_saved"]:
                    yield name, one

    def get_extra_state(self) -> Any:
        """What a module saves besides: of most, nothing."""
        raise RuntimeError("Module.get_extra_state() is not defined")

    def set_extra_state(self, state: Any) -> None:
        """Load what get_extra_state() gave."""
        raise RuntimeError("Module.set_extra_state() is not defined")

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Any:
        """Copy the numbers of `state_dict` into parameters and buffers of the same paths; or put its tensors there (assign).

        Errors: RuntimeError, which lists all that does not fit, and (if strict) all that is missing or too much; TypeError.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing: list[str] = []
        unexpected: list[str] = []
        faults: list[str] = []
        metadata = {"assign_to_params_buffers": True} if assign else {}

        def load(module: Any, given: Any, prefix: str) -> None:
            module._load_from_state_dict(given, prefix, metadata, True, missing, unexpected, faults)
            for name, child in module._modules.items():
                if child is not None:
                    path = f"{prefix}{name}."
                    load(child, {key: one for key, one in given.items() if key.startswith(path)}, path)

        load(self, OrderedDict(state_dict), "")
        for keys, words in ((unexpected, "Unexpected"), (missing, "Missing")):
            if strict and keys:
                listed = ", ".join(f'"{key}"' for key in keys)
                faults.insert(0, f"{words} key(s) in state_dict: {listed}. ")
        if faults:
            lines = "\n\t".join(faults)
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{lines}")
        return _IncompatibleKeys(missing, unexpected)

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, local_metadata: Any, strict: bool, missing_keys: list[str],
        unexpected_keys: list[str], error_msgs: list[str],
    ) -> None:  # fmt: skip
        own = dict(self._own())
        for name, one in own.items():
            key = prefix + name
            if key not in state_dict:
                missing_keys.append(key)
            elif not isinstance(state_dict[key], TensorBase):
                error_msgs.append(
                    f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from '
                    f"checkpoint but received {type(state_dict[key])}"
                )
            else:
                self._load_one(name, one, state_dict[key], key, local_metadata, error_msgs)
        extra = f"{prefix}_extra_state"
        if type(self).set_extra_state is not Module.set_extra_state:
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            else:
                missing_keys.append(extra)
        elif extra in state_dict:
            unexpected_keys.append(extra)
        for key in state_dict:
            name, dot, _ = key.removeprefix(prefix).partition(".")
            if key.startswith(prefix) and key != extra and name not in (self._modules if dot else own):
                unexpected_keys.append(key)

    def _load_one(self, name: str, one: Any, given: Any, key: str, metadata: Any, faults: list[str]) -> None:
        if not one._data.ndim and given._data.shape == (1,):
            given = given[0]
        if given._data.shape != one._data.shape:
            faults.append(
                f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, "
                f"the shape in current model is {one.shape}."
            )
        elif not metadata.get("assign_to_params_buffers"):
            with no_grad():
                one.copy_(given)
        elif isinstance(one, Parameter) and not isinstance(given, Parameter):
            setattr(self, name, Parameter(given, one.requires_grad))
        else:
            setattr(self, name, given)

    # what is printed and copied

    def _get_name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        simple = len(lines) == 1 and not self._modules
        lines += [indented(f"({name}): {module!r}") for name, module in self._modules.items()]
        name = self._get_name()
        return (
            f"{name}({''.join(lines)})" if simple or not lines else "\n  ".join([f"{name}(", *lines]) + "\n)"
        )

    def __dir__(self) -> list[str]:
        return sorted({name for name in super().__dir__() if not name[0].isdigit()})

    def __reduce_ex__(self, protocol: Any) -> Any:
        if type(self).__module__.startswith("torch."):  # a layer of ours, whatever else is called so
            return _again, (type(self).__name__,), self.__dict__
        return super().__reduce_ex__(protocol)


def indented(text: str) -> str:
    """A text of several lines, all but the first set in."""
    return re.sub(r"\n", "\n  ", text)


def _bare(one: Any) -> Any:
    out = one.detach()
    out.label = one.label
    return out


def _again(name: str) -> Any:
    cls = getattr(importlib.import_module(__package__), name)
    return cls.__new__(cls)

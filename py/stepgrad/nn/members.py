"""② What belongs to a module: parameters, buffers and modules, known by the attributes that hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..tensor.graph import TensorBase
from ..tensor.tensor import Tensor
from .parameter import Parameter


class Members:
    """What Module inherits."""

    strict = False
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

    def __setattr__(self, name: str, value: Any) -> None:
        held = self.__dict__
        kinds = {"_parameters": Parameter, "_modules": Members}
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

    def add_module(self, name: str, module: Any) -> None:
        """Make a module an attribute."""
        self._new_name(name)
        if module is not None and not isinstance(module, Members):
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

    def named_children(self) -> Iterator[tuple[str, Any]]:
        """The modules that belong to this one, with the attributes' names; each once."""
        seen: set[int] = set()
        for name, module in [*self._modules.items(), *self._loose(Members)]:
            if module is not None and id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def children(self) -> Iterator[Any]:
        """The modules that belong to this one."""
        return (module for _, module in self.named_children())

    def named_modules(
        self, memo: Any = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """This one and all that belong to it, with their paths; each once, unless duplicates are wanted."""
        seen = set() if memo is None else memo
        if id(self) not in seen:
            if remove_duplicate:
                seen.add(id(self))
            yield prefix, self
            for name, module in [*self._modules.items(), *self._loose(Members)]:
                if module is not None:
                    path = f"{prefix}.{name}" if prefix else name
                    yield from module.named_modules(seen, path, remove_duplicate)

    def modules(self, remove_duplicate: bool = True) -> Iterator[Any]:
        """This one and all that belong to it."""
        return (module for _, module in self.named_modules(remove_duplicate=remove_duplicate))

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every tensor to train, with its path, in the order in which the attributes were set, own ones first; each once."""
        return self._members(
            prefix, recurse, remove_duplicate, lambda one: [*one._parameters.items(), *one._loose(TensorBase)]
        )

    def parameters(self, recurse: bool = True) -> Iterator[Any]:
        """Every tensor to train, once."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Any]]:
        """Every buffer, with its path."""
        return self._members(prefix, recurse, remove_duplicate, lambda one: one._buffers.items())

    def buffers(self, recurse: bool = True) -> Iterator[Any]:
        """Every buffer."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def get_submodule(self, target: str) -> Any:
        """The module at a path. Errors: AttributeError."""
        found: Any = self
        for name in target.split(".") if target else ():
            found = getattr(found, name)
            if not isinstance(found, Members):
                raise AttributeError(f"{type(self).__name__}: there is no module at {target!r}")  # noqa: TRY004 (PyTorch's)
        return found

    def get_parameter(self, target: str) -> Any:
        """The parameter at a path. Errors: AttributeError."""
        path, _, name = target.rpartition(".")
        return getattr(self.get_submodule(path), name)

    def _members(
        self, prefix: str, recurse: bool, once: bool, of: Callable[[Any], Any]
    ) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=once) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, one in of(module):
                if one is not None and id(one) not in seen:
                    if once:
                        seen.add(id(one))
                    yield f"{path}.{name}" if path else name, one

    def _loose(self, cls: Any) -> Iterator[tuple[str, Any]]:
        """What an attribute holds that is not registered: tensors that require a gradient, and they and modules in lists."""
        if not self.strict:
            known = {**self._parameters, **self._buffers, **self._modules}
            for name, held in self.__dict__.items():
                if name not in known and not name.startswith("_"):
                    yield from _in(name, held, cls)


def _in(name: str, held: Any, cls: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(held, cls):
        if isinstance(held, Members) or (held.requires_grad and held.is_leaf):
            yield name, held
    elif isinstance(held, list | tuple):
        for i, one in enumerate(held):
            yield from _in(f"{name}.{i}", one, cls)

"""② Modules that hold others in a row or by name: Sequential, ModuleList, ModuleDict, and the same for parameters."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from .module import Module
from .parameter import Parameter


class Function(Module):
    """A function of a tensor, such as Tensor.tanh, in the place of a layer."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *inputs: Any) -> Any:
        """What the function gives."""
        return self.function(*inputs)

    def __repr__(self) -> str:
        return getattr(self.function, "__name__", repr(self.function))


class Row(Module):
    """Modules with the names "0", "1", …; here and in torch.nn."""

    _taken: Callable[[Any], Any] = staticmethod(
        lambda one: _module(one)
    )  # what a module in the row is made of

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter([*self._modules.values()])

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(*self._made_of([*self._modules.values()][index]))
        return self._modules[self._name(index)]

    def __setitem__(self, index: int, module: Any) -> None:
        setattr(self, self._name(index), self._taken(module))

    def __delitem__(self, index: Any) -> None:
        left = [*self._modules.values()]
        del left[index]
        self._fill(left)

    def append(self, module: Any) -> Any:
        """One more at the end."""
        self.add_module(str(len(self)), self._taken(module))
        return self

    def extend(self, modules: Iterable[Any]) -> Any:
        """More at the end."""
        for module in modules:
            self.append(module)
        return self

    def insert(self, index: int, module: Any) -> Any:
        """One more before the place `index`."""
        left = [*self._modules.values()]
        left.insert(index, _module(module))
        self._fill(left)
        return self

    def _fill(self, modules: list[Any]) -> None:
        for name in [*self._modules]:
            delattr(self, name)
        for i, module in enumerate(modules):
            self.add_module(str(i), module)

    def _name(self, index: Any) -> str:
        number = operator.index(index)
        if not -len(self) <= number < len(self):
            raise IndexError(f"{type(self).__name__}: there is no module {number} among {len(self)}")
        return [*self._modules][number]

    def _made_of(self, modules: list[Module]) -> list[Any]:
        return modules


class Sequential(Row):
    """Layers one after the other; a layer is a Module, or any function of a Tensor, such as Tensor.tanh.

    A dict of layers gives them names.
    """

    def __init__(self, *layers: Any) -> None:
        super().__init__()
        named = (
            layers[0].items() if len(layers) == 1 and isinstance(layers[0], Mapping) else enumerate(layers)
        )
        for name, layer in named:
            self.add_module(str(name), _module(layer))

    @property
    def layers(self) -> tuple[Module, ...]:
        """The layers in order."""
        return (*self._modules.values(),)

    def forward(self, input: Any) -> Any:
        """The last layer's output."""
        for layer in self._modules.values():
            input = layer(input)
        return input


class ModuleList(Row):
    """A list of modules that all belong to whatever the list belongs to."""

    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__()
        self.extend(modules or ())

    def _made_of(self, modules: list[Module]) -> list[Any]:
        return [modules]

    def __iadd__(self, modules: Iterable[Any]) -> Any:
        return self.extend(modules)


class ByName(Module):
    """What can be read like the dict that `_held` names; here and in torch.nn."""

    _held: ClassVar[str]

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[self._held][name]

    def __len__(self) -> int:
        return len(self.__dict__[self._held])

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__[self._held])

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__[self._held]

    def keys(self) -> Iterable[str]:
        """The names."""
        return self.__dict__[self._held].keys()  # type: ignore[no-any-return]

    def values(self) -> Iterable[Any]:
        """What they name."""
        return self.__dict__[self._held].values()  # type: ignore[no-any-return]

    def items(self) -> Iterable[tuple[str, Any]]:
        """Both."""
        return self.__dict__[self._held].items()  # type: ignore[no-any-return]

    def __delitem__(self, name: str) -> None:
        delattr(self, name)

    def clear(self) -> None:
        """Hold none any more."""
        for name in [*self]:
            del self[name]

    def pop(self, key: str) -> Any:
        """Give one, and hold it no more."""
        one = self[key]
        del self[key]
        return one


class ModuleDict(ByName):
    """A dict of modules that all belong to whatever the dict belongs to."""

    _held = "_modules"

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        self.update(modules or {})

    def update(self, modules: Any) -> None:
        """More of them, by name."""
        for name, module in modules.items() if hasattr(modules, "items") else modules:
            self[name] = module

    def __setitem__(self, name: str, module: Any) -> None:
        self.add_module(name, _module(module))


class ParameterList(Module):
    """A list of parameters that all belong to whatever the list belongs to; tensors in it become Parameters."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self.extend(values or ())

    def append(self, value: Any) -> Any:
        """One more at the end."""
        setattr(self, str(len(self)), value if isinstance(value, Parameter) else Parameter(value))
        return self

    def extend(self, values: Iterable[Any]) -> Any:
        """More at the end."""
        for value in values:
            self.append(value)
        return self

    def __len__(self) -> int:
        return len(self._parameters)

    def __iter__(self) -> Iterator[Any]:
        return iter([*self._parameters.values()])

    def __getitem__(self, index: Any) -> Any:
        return [*self._parameters.values()][index]

    def __setitem__(self, index: int, value: Any) -> None:
        setattr(
            self, str(range(len(self))[index]), value if isinstance(value, Parameter) else Parameter(value)
        )


class ParameterDict(ByName):
    """A dict of parameters that all belong to whatever the dict belongs to; tensors in it become Parameters."""

    _held = "_parameters"

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        for name, value in (values or {}).items():
            self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        setattr(self, name, value if isinstance(value, Parameter) else Parameter(value))


def _module(one: Any) -> Any:
    if one is None or isinstance(one, Module):
        return one
    if callable(one):
        return Function(one)
    raise TypeError(f"expected a Module or a function of a Tensor, got {type(one).__name__} {one!r:.40}")

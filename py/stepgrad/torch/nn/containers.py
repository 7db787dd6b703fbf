"""② Modules of torch.nn that hold others in a row or by name, and parameters likewise."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...nn.containers import ByName, Row
from ...tensor.graph import TensorBase
from ..parameter import Parameter
from .module import Module, indented, typename

_MODULE = "torch.nn.modules.container"


class _Row(Module, Row):
    """Modules with the names "0", "1", …"""

    __module__ = _MODULE
    _taken = staticmethod(lambda one: one)  # as it is: add_module() refuses what is no module

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def _name(self, index: Any) -> str:
        number = operator.index(index)
        if not -len(self) <= number < len(self):
            raise IndexError(f"index {number} is out of range")
        return [*self._modules][number]

    def __delitem__(self, index: Any) -> None:
        gone = [*self._modules][index] if isinstance(index, slice) else [self._name(index)]
        self._fill([module for name, module in self._modules.items() if name not in gone])

    def pop(self, key: Any) -> Any:
        """Give one, and hold it no more."""
        module = self[key]
        del self[key]
        return module


class Sequential(_Row):
    """Modules one after the other; an OrderedDict of them gives them names."""

    __module__ = _MODULE

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = args[0].items() if len(args) == 1 and isinstance(args[0], OrderedDict) else enumerate(args)
        for name, module in named:
            self.add_module(str(name) if isinstance(name, int) else name, module)

    def forward(self, input: Any) -> Any:
        """The last module's output."""
        for module in self._modules.values():
            input = module(input)
        return input

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(OrderedDict([*self._modules.items()][index]))
        return self._modules[self._name(index)]

    def insert(self, index: int, module: Any) -> Any:
        """One more before the place `index`."""
        if not isinstance(module, Module):
            raise AssertionError(  # noqa: TRY004 (PyTorch's)
                f"module should be of type: {Module}"
            )
        n = len(self)
        if not -n <= index <= n:
            raise IndexError(f"Index out of range: {index}")
        modules = [*self._modules.values()]
        modules.insert(index, module)
        self._fill(modules)
        return self

    def extend(self, sequential: Iterable[Any]) -> Any:
        """More at the end."""
        for module in [*sequential]:
            self.append(module)
        return self

    def __add__(self, other: Any) -> Sequential:
        return (
            self[:].extend(self._row(other))
            if type(self) is Sequential
            else Sequential(*self, *self._row(other))
        )

    def __iadd__(self, other: Any) -> Any:
        return self.extend(self._row(other))

    @staticmethod
    def _row(other: Any) -> Any:
        if not isinstance(other, Sequential):
            raise ValueError(  # noqa: TRY004 (PyTorch's)
                f"add operator supports only objects of Sequential class, but {type(other)} is given."
            )
        return other

    def _times(self, other: Any) -> int:
        if not isinstance(other, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(other)}")
        if other <= 0:
            raise ValueError(f"Non-positive multiplication factor {other} for {type(self)}")
        return other

    def __mul__(self, other: Any) -> Sequential:
        return Sequential(*[*self] * self._times(other))

    __rmul__ = __mul__

    def __imul__(self, other: Any) -> Any:
        return self.extend([*self] * (self._times(other) - 1))


class ModuleList(_Row):
    """A list of modules that all belong to whatever the list belongs to."""

    __module__ = _MODULE

    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)([*self._modules.values()][index])
        return self._modules[self._name(index)]

    def insert(self, index: int, module: Any) -> None:
        """One more before the place `index`."""
        modules = [*self._modules.values()]
        modules.insert(index, module)
        self._fill(modules)

    def extend(self, modules: Any) -> Any:
        """More at the end."""
        if not isinstance(modules, Iterable):
            raise TypeError(
                f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}"
            )
        for module in [*modules]:
            self.append(module)
        return self

    def __iadd__(self, modules: Any) -> Any:
        return self.extend(modules)

    def __add__(self, other: Any) -> ModuleList:
        return ModuleList([*self, *other])

    def __repr__(self) -> str:
        blocks: list[list[Any]] = []  # text, first and last place: what is said alike is said once
        for i, module in enumerate(self):
            if blocks and blocks[-1][0] == repr(module):
                blocks[-1][2] = i
            else:
                blocks.append([repr(module), i, i])
        if not blocks:
            return f"{self._get_name()}()"
        lines = [
            indented(f"({a}): {text}" if a == b else f"({a}-{b}): {b - a + 1} x {text}")
            for text, a, b in blocks
        ]
        return "\n  ".join([f"{self._get_name()}(", *lines]) + "\n)"


def _pairs(name: str, given: Any) -> Iterable[tuple[Any, Any]]:
    """Names and what they name, of a dict, or of a list of pairs."""
    short = name.removesuffix("s") if name == "ParametersDict" else name
    if not isinstance(given, Iterable):
        raise TypeError(
            f"{name}.update should be called with an iterable of key/value pairs, but got {type(given).__name__}"
        )
    if isinstance(given, Mapping | Module):
        return given.items()
    pairs = [*given]
    for i, pair in enumerate(pairs):
        if not isinstance(pair, Iterable):
            raise TypeError(
                f"{short} update sequence element #{i} should be Iterable; is{type(pair).__name__}"
            )
        if len(pair) != 2:  # type: ignore[arg-type]
            raise ValueError(f"{short} update sequence element #{i} has length {len(pair)}; 2 is required")  # type: ignore[arg-type]
    return pairs


class ModuleDict(Module, ByName):
    """A dict of modules that all belong to whatever the dict belongs to."""

    __module__ = _MODULE
    _held = "_modules"

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def update(self, modules: Any) -> None:
        """More of them, by name."""
        for name, module in _pairs("ModuleDict", modules):
            self[name] = module

    def __setitem__(self, key: str, module: Any) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        if key not in self._modules:
            raise KeyError(key)
        delattr(self, key)


def _trained(value: Any) -> Any:
    """A tensor as a parameter; anything else as it is."""
    return Parameter(value) if isinstance(value, TensorBase) and not isinstance(value, Parameter) else value


def _listed(name: Any, one: Any, kind: Any) -> str:
    if not isinstance(one, TensorBase):
        return f"  ({name}): Object of type: {type(one).__name__}"
    size = "x".join(map(str, one._data.shape))
    return f"  ({name}): {'Parameter' if isinstance(one, Parameter) else 'Tensor'} containing: [{kind(one)} of size {size}]"


class ParameterList(Module):
    """A list of parameters that all belong to whatever the list belongs to; tensors in it become Parameters."""

    __module__ = _MODULE

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def _name(self, index: Any) -> str:
        number = operator.index(index)
        if not -self._size <= number < self._size:
            raise IndexError(f"index {number} is out of range")
        return str(number % self._size)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)([*self][index])
        return getattr(self, self._name(index))

    def __setitem__(self, index: Any, param: Any) -> None:
        setattr(self, self._name(index), _trained(param))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(self._size))

    def append(self, value: Any) -> Any:
        """One more at the end."""
        self._size += 1
        self[-1] = value
        return self

    def extend(self, values: Any) -> Any:
        """More at the end."""
        if not isinstance(values, Iterable) or isinstance(values, TensorBase):
            raise TypeError(
                f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}"
            )
        for value in [*values]:
            self.append(value)
        return self

    __iadd__ = extend

    def extra_repr(self) -> str:
        """A line for each."""
        return "\n".join(_listed(i, one, lambda one: one.dtype) for i, one in enumerate(self))

    def __call__(self, *args: Any, **named: Any) -> Any:
        raise RuntimeError("ParameterList should not be called.")


class ParameterDict(Module):
    """A dict of parameters that all belong to whatever the dict belongs to; tensors in it become Parameters."""

    __module__ = _MODULE

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key: str) -> Any:
        if not isinstance(key, str):
            raise TypeError(
                "Index given to ParameterDict cannot be used as a key as it is not a string (type is "
                f"'{type(key).__name__}'). Open an issue on github if you need non-string keys."
            )
        return getattr(self, key)

    def __setitem__(self, key: str, value: Any) -> None:
        if not isinstance(key, str):
            self[key]
        self._keys[key] = None
        setattr(self, key, _trained(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def keys(self) -> Any:
        """The names."""
        return self._keys.keys()

    def values(self) -> Iterator[Any]:
        """The parameters."""
        return (self[key] for key in self._keys)

    def items(self) -> Iterator[tuple[str, Any]]:
        """Both."""
        return ((key, self[key]) for key in self._keys)

    def get(self, key: str, default: Any = None) -> Any:
        """The parameter of that name, if there is one."""
        return self[key] if key in self._keys else default

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The parameter of that name; the default, from now on, if there is none."""
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key: str) -> Any:
        """Give one, and hold it no more."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Give the last one with its name, and hold it no more."""
        key = [*self._keys][-1]
        return key, self.pop(key)

    def clear(self) -> None:
        """Hold none any more."""
        for key in [*self._keys]:
            del self[key]

    def copy(self) -> ParameterDict:
        """Another dict of the same parameters."""
        return ParameterDict(OrderedDict(self.items()))

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """One default by many names."""
        return ParameterDict((key, default) for key in keys)

    def update(self, parameters: Any) -> None:
        """More of them, by name; those of a plain dict in the order of their names."""
        plain = isinstance(parameters, Mapping) and not isinstance(parameters, OrderedDict)
        pairs = _pairs("ParametersDict", parameters)
        for name, value in sorted(pairs) if plain else [*pairs]:
            self[name] = value

    def __or__(self, other: Any) -> ParameterDict:
        made = self.copy()
        made.update(other)
        return made

    def __ior__(self, other: Any) -> Any:
        self.update(other)
        return self

    def extra_repr(self) -> str:
        """A line for each."""
        return "\n".join(_listed(key, one, typename) for key, one in self.items())

    def __call__(self, input: Any) -> Any:
        raise RuntimeError("ParameterDict should not be called.")


__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"]

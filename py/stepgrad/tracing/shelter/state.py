"""④ What modules, and the classes, functions, containers and instances that they hold, are like at one moment."""

from __future__ import annotations

import builtins
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache, partial, partialmethod
from itertools import chain
from operator import attrgetter, is_, methodcaller
from types import FunctionType, GetSetDescriptorType, MemberDescriptorType, MethodType, ModuleType
from typing import Any

from .functions import Cells, Functions
from .held import Chosen, Class, Dict, Draws, Elements, Held, Namespace, Registry, Slots, dict_of

MAX_CONTAINER = 20_000  # elements; a larger one is a table that nobody changes by hand

_HEAP, _FIXED = 1 << 9, 1 << 8  # flags of a class: made at run time; cannot be changed
# What imports and threads change at any time, or nobody changes at all: of these only the names are kept.
_LIVE = {
    "_frozen_importlib", "_frozen_importlib_external", "_thread", "_weakrefset", "asyncio", "ctypes", "importlib",
    "threading", "typing", "weakref",
}  # fmt: skip
USUAL = sys.stdlib_module_names | {"numpy", "stepgrad"}
_DRAWS = {("random", "Random"), ("numpy", "Generator"), ("numpy", "RandomState"), ("numpy", "MT19937")}
_COMPILED = Class, Slots, Functions  # what the engine fills at the first use
_Look = Callable[[Any], Iterable[Any]]


def _home(cls: type) -> str:
    """The package of a class; of those that go by PyTorch's name, ours."""
    own = dict_of(cls)
    return root(own.get("__engine__", own.get("__module__")))


def root(module: object) -> str:
    """Of "os.path", "os"."""
    return str.partition(module, ".")[0] if isinstance(module, str) else ""


_values, _besides = methodcaller("values"), attrgetter("__bases__", "__name__")


class _Whole:
    """All dicts of a State one after the other: in one go it takes a third of the time to find that none was changed."""

    def __init__(self, dicts: list[Dict]) -> None:
        self.nows = [held.now for held in dicts]
        self.lengths = [len(held.was) for held in dicts]
        self.names = [name for held in dicts for name in held.names]
        self.was = [value for held in dicts for value in held.was]
        self.classes = [held.cls for held in dicts if isinstance(held, Class)]
        self.besides = [held.besides for held in dicts if isinstance(held, Class)]
        self.modules = [held.module for held in dicts if isinstance(held, Namespace)]
        self.kinds = [held.kind for held in dicts if isinstance(held, Namespace)]

    def same(self) -> bool:
        return (
            [*map(len, self.nows)] == self.lengths
            and all(map(is_, chain.from_iterable(self.nows), self.names))
            and all(map(is_, chain.from_iterable(map(_values, self.nows)), self.was))
            and [*map(_besides, self.classes)] == self.besides
            and [*map(type, self.modules)] == self.kinds
        )


class State:
    """Modules are added by watch(), never taken away. What belongs to packages that nobody named is left alone."""

    def __init__(self, *not_of: str) -> None:
        """not_of: packages that another State keeps."""
        self._not_of = {*not_of}
        self._deep = USUAL - _LIVE - self._not_of
        self._functions, self._cells = Functions(), Cells()
        self._dicts: list[Dict] = []
        self._others: list[Held] = [self._functions, self._cells]
        self._whole: _Whole | None = None
        self._seen: dict[int, Any] = {}
        self._caches: list[Any] = []
        self._looks: dict[type, _Look | None] = {
            **dict.fromkeys((dict, OrderedDict, defaultdict, Counter), self._container(Dict)),
            **dict.fromkeys((list, deque, set), self._container(Elements)),
            **dict.fromkeys((tuple, frozenset), lambda x: x),
            FunctionType: self._function,
            type(lru_cache(len)): self._cached,
            **dict.fromkeys((staticmethod, classmethod), lambda x: (x.__func__,)),
            MethodType: lambda x: (x.__self__,),
            property: lambda x: (x.fget, x.fset, x.fdel),
            cached_property: lambda x: (x.func,),
            **dict.fromkeys((partial, partialmethod), lambda x: (x.func, x.args, x.keywords)),
            ModuleType: None,  # only those that are asked for
        }

    def watch(self, modules: Iterable[Any], packages: Iterable[str]) -> None:
        """Keep what these hold now, as far as it is not known yet; packages: whose objects are looked into."""
        self._deep |= set(packages) - _LIVE - self._not_of
        for module in modules:
            if id(module) not in self._seen and isinstance(module, ModuleType):
                self._seen[id(module)] = module
                names = Namespace(module)
                self._add(names)
                deep = root(names.now.get("__name__")) in self._deep
                self._look(x for x in names.content() if deep or isinstance(x, type | FunctionType))

    def sizes(self) -> tuple[int, ...]:
        """How much is kept."""
        one = self._functions, self._cells
        return (
            len(self._dicts),
            len(self._others),
            len(self._seen),
            *(len(x.was) for x in one),
            *(len(x.now) for x in one),
        )

    def changed(self) -> list[Held]:
        """What holds something else than it did."""
        if self._whole is None:
            self._whole = _Whole(self._dicts)
        others = [held for held in self._others if not held.same()]
        return others if self._whole.same() else [*others, *(held for held in self._dicts if not held.same())]

    def keep(self, changed: Iterable[Held]) -> None:
        """What these hold now is right."""
        for held in changed:
            held.keep()
            self._whole = None
            self._look(held.content())

    def undo(self) -> bool:
        """Put everything back; whether what others computed meanwhile could be wrong. Then nothing of it is kept, either."""
        changed = self.changed()
        serious = any(held.serious() for held in changed)
        if not serious:  # what was compiled at its first use can stay
            self.keep(held for held in changed if isinstance(held, _COMPILED))
            changed = [held for held in changed if not isinstance(held, _COMPILED)]
        for held in changed:
            held.undo()
        if serious:
            for cache in self._caches:
                cache.cache_clear()
            for held in self._others:
                if isinstance(held, Registry):
                    held.forget()
        return serious

    def _look(self, things: Iterable[Any]) -> None:
        looks, seen, waiting = self._looks, self._seen, [*things]
        while waiting:
            x = waiting.pop()
            kind = type(x)
            look = looks[kind] if kind in looks else self._look_at(kind)
            if look is not None and id(x) not in seen:
                seen[id(x)] = x
                waiting.extend(look(x))

    def _add(self, held: Held) -> Iterable[Any]:
        if isinstance(held, Dict):
            self._dicts.append(held)
            self._whole = None
        else:
            self._others.append(held)
        return held.content()

    def _container(self, kind: Callable[[Any], Held]) -> _Look:
        def look(x: Any) -> Iterable[Any]:
            kept_elsewhere = x is sys.modules or x is vars(builtins)  # every module's __builtins__
            return () if kept_elsewhere or len(x) > MAX_CONTAINER else self._add(kind(x))

        return look

    def _function(self, function: FunctionType) -> Iterable[Any]:
        names = function.__globals__
        if root(module := names.get("__name__")) not in self._deep:
            return ()
        self._functions.add(function)
        of_module = names is getattr(
            sys.modules.get(str(module)), "__dict__", None
        )  # else compiled from a text
        more = [function.__defaults__, function.__kwdefaults__, None if of_module else names]
        return [*more, *self._cells.add(function.__closure__ or ())]

    def _cached(self, cache: Any) -> Iterable[Any]:
        self._caches.append(cache)
        return (cache.__wrapped__,)

    def _class(self, cls: type) -> Iterable[Any]:
        module = _home(cls)
        if not cls.__flags__ & _HEAP or cls.__flags__ & _FIXED or module not in self._deep | _LIVE:
            return ()
        if cls.__name__ == "_NamespacePath":  # counts how often files were looked for anew
            return ()
        content = self._add(Class(cls))
        if "_abc_impl" in dict_of(cls):
            self._add(Registry(cls))
        return [*content, *cls.__bases__] if module in self._deep else ()

    def _draws(self, generator: Any) -> Iterable[Any]:
        return self._add(Draws(generator))

    def _look_at(self, kind: type) -> _Look | None:
        """How instances of a class are looked at, found out once for each; None: they hold nothing that can be put back."""
        look: _Look | None = None
        if issubclass(kind, type):
            look = self._class
        elif issubclass(kind, ModuleType):
            look = None
        elif (root(kind.__module__), kind.__name__) in _DRAWS:
            look = self._draws
        elif kind.__module__.startswith(("stepgrad.tracing.", "stepgrad.mode")):
            look = None  # this State itself; the switches, which are each thread's own
        elif kind.__flags__ & _HEAP and _home(kind) in self._deep:
            look = self._instance(kind)
        self._looks[kind] = look
        return look

    def _instance(self, kind: type) -> _Look | None:
        own: Any = next((one["__dict__"] for one in map(dict_of, kind.__mro__) if "__dict__" in one), None)
        parts = [part for cls in map(dict_of, kind.__mro__) if "__slots__" in cls for part in cls.values()]
        slots = [part for part in parts if isinstance(part, MemberDescriptorType)]
        if not isinstance(own, GetSetDescriptorType):
            own = None
        if own is None and not slots:
            return None

        names = Chosen if (_home(kind), kind.__name__) == ("stepgrad", "Generator") else Dict

        def look(x: Any) -> Iterable[Any]:
            content: list[Any] = []
            if own is not None:
                content += self._add(names(own.__get__(x)))
            if slots:
                content += self._add(Slots(x, slots))
            return content

        return look

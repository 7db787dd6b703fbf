"""④ What one object holds at one moment, of each kind of object that a program can change, and how that is put back.

Everything is compared by identity: a program may put in what equals anything. Whoever calls undo() has Python's own names back.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import partial
from operator import is_
from types import MappingProxyType, MemberDescriptorType, ModuleType
from typing import Any

_abc: Any = importlib.import_module("_abc")  # no types are known of it

MISSING = object()
dict_of: Callable[[type], MappingProxyType[str, Any]] = type.__dict__["__dict__"].__get__


class Held:
    """An object, and in `was` what it held. Comparing thousands of these is what a run costs, so `same` does nothing else."""

    was: Any

    def keep(self) -> None:
        """What is there now is right."""
        raise NotImplementedError

    def same(self) -> bool:
        """Whether nothing was changed."""
        raise NotImplementedError

    def undo(self) -> None:
        """Put back what was there."""
        raise NotImplementedError

    def serious(self, props: AbstractSet[int] = frozenset()) -> bool:
        """Whether what others computed meanwhile may be wrong: something else stands where something stood.

        props: the ids of what was put there for the program.
        """
        return False

    def content(self) -> Iterable[Any]:
        """What may be changed in its turn."""
        return ()


class Dict(Held):
    """A dict: a container's, or that of an instance."""

    def __init__(self, now: Any) -> None:
        self.now = now
        self.keep()

    def keep(self) -> None:
        self.names, self.was = (
            tuple(self.now),
            tuple(self.now.values()),
        )  # no dict: the collector would show it to programs

    def same(self) -> bool:
        now, was = self.now, self.was
        return len(now) == len(was) and all(map(is_, now, self.names)) and all(map(is_, now.values(), was))

    def undo(self) -> None:
        self.now.clear()
        self.now.update(zip(self.names, self.was, strict=True))

    def changes(self) -> list[tuple[Any, Any, Any]]:
        """(name, what stands there now, what stood there) where something else stands, or nothing."""
        pairs = (
            (name, self.now.get(name, MISSING), was) for name, was in zip(self.names, self.was, strict=True)
        )
        return [(name, now, was) for name, now, was in pairs if now is not was]

    def serious(self, props: AbstractSet[int] = frozenset()) -> bool:
        return any(id(now) not in props for _, now, _ in self.changes())

    def content(self) -> Any:
        return self.was


class Chosen(Dict):
    """What one of our own generators of random numbers holds: a seed that a program chooses makes nothing wrong but the numbers after it."""

    _FREE = ("_seed", "_twister", "_left")

    def serious(self, props: AbstractSet[int] = frozenset()) -> bool:
        return any(name not in self._FREE and id(now) not in props for name, now, _ in self.changes())


class Namespace(Dict):
    """The names of a module."""

    def __init__(self, module: ModuleType) -> None:
        self.module, self.kind = module, type(module)
        super().__init__(vars(module))

    def same(self) -> bool:
        return type(self.module) is self.kind and super().same()

    def undo(self) -> None:
        if type(self.module) is not self.kind:
            self.module.__class__ = self.kind
        for name in self.now.keys() - {*self.names}:  # one by one: other threads may be reading them
            if not self._is_part(name):
                del self.now[name]
        for name, _, was in self.changes():
            self.now[name] = was
        self.keep()

    def _is_part(self, name: Any) -> bool:
        """Whether it is a module of this package that stays loaded: Python puts it here after it has loaded it, see Shelter._load."""
        part = sys.modules.get(f"{self.now.get('__name__')}.{name}")
        return part is not None and part is self.now[name]


class Class(Dict):
    """The attributes of a class."""

    besides: tuple[Any, str]

    def __init__(self, cls: type) -> None:
        self.cls = cls
        super().__init__(dict_of(cls))

    def keep(self) -> None:
        super().keep()
        self.besides = self.cls.__bases__, self.cls.__name__

    def same(self) -> bool:
        return super().same() and self.besides == (self.cls.__bases__, self.cls.__name__)

    def undo(self) -> None:
        for name in self.now.keys() - {*self.names}:
            type.__delattr__(self.cls, name)
        for name, _, was in self.changes():
            type.__setattr__(self.cls, name, was)
        if self.besides != (self.cls.__bases__, self.cls.__name__):
            self.cls.__bases__, self.cls.__name__ = self.besides

    def serious(self, props: AbstractSet[int] = frozenset()) -> bool:
        new = any(
            not name.startswith("__annotat") for name in self.now.keys() - {*self.names}
        )  # Python's own notes
        # a method is compiled at its first call
        other = any(
            id(now) not in props and getattr(was, "becomes", self) is not now
            for _, now, was in self.changes()
        )
        return new or other or self.besides != (self.cls.__bases__, self.cls.__name__)


class Registry(Held):
    """The classes that were registered with an abstract one."""

    def __init__(self, cls: type) -> None:
        self.cls = cls
        self.keep()

    def _now(self) -> frozenset[Any]:
        return frozenset(_abc._get_dump(self.cls)[0])  # no set: see Dict

    def keep(self) -> None:
        self.was = self._now()

    def same(self) -> bool:
        return bool(self._now() == self.was)

    def undo(self) -> None:
        _abc._reset_registry(self.cls)
        self.forget()
        for reference in self.was:
            if (cls := reference()) is not None:
                _abc._abc_register(self.cls, cls)

    def forget(self) -> None:
        """Let go of what was found out about other classes: it may have been asked of what stood there meanwhile."""
        _abc._reset_caches(self.cls)

    def serious(self, props: AbstractSet[int] = frozenset()) -> bool:
        return True


class Elements(Held):
    """Those of a list, a deque or a set."""

    def __init__(self, now: Any) -> None:
        self.now = now
        self.keep()

    def keep(self) -> None:
        self.was = tuple(self.now)

    def same(self) -> bool:
        return len(self.now) == len(self.was) and all(map(is_, self.now, self.was))

    def undo(self) -> None:
        self.now.clear()
        (self.now.update if isinstance(self.now, set) else self.now.extend)(self.was)

    def content(self) -> Any:
        return self.was


class Slots(Held):
    """The attributes of an instance that has no dict. A count may go on, an empty one be filled, a stand-in become what it stands for."""

    def __init__(self, thing: Any, slots: Iterable[MemberDescriptorType]) -> None:
        self.thing, self.slots = thing, slots
        self.keep()

    def _now(self) -> list[Any]:
        return [_in(slot, self.thing) for slot in self.slots]

    def keep(self) -> None:
        self.kind, self.was = type(self.thing), self._now()

    def same(self) -> bool:
        return type(self.thing) is self.kind and all(map(is_, self._now(), self.was))

    def undo(self) -> None:
        for slot, now, was in zip(self.slots, self._now(), self.was, strict=True):
            if was is MISSING and now is not MISSING:
                slot.__delete__(self.thing)
            elif now is not was:
                slot.__set__(self.thing, was)
        if type(self.thing) is not self.kind:
            self.thing.__class__ = self.kind

    def serious(self, props: AbstractSet[int] = frozenset()) -> bool:
        pairs = zip(self._now(), self.was, strict=True)
        filled = all(was is MISSING or now is was or id(now) in props for now, was in pairs)
        return not filled or type(self.thing) not in (self.kind, *self.kind.__bases__)

    def content(self) -> Any:
        return self.was


def _in(slot: MemberDescriptorType, thing: Any) -> Any:
    try:
        value = slot.__get__(thing)
    except AttributeError:
        return MISSING
    return MISSING if type(value) is int else value


class Draws(Held):
    """A generator of random numbers, and how far it has come; Python's, or one of NumPy's."""

    def __init__(self, generator: Any) -> None:
        self.generator = generator
        self.keep()

    def keep(self) -> None:
        bits = getattr(self.generator, "bit_generator", self.generator)
        if hasattr(bits, "state"):
            self.was, self._put = bits.state, partial(setattr, bits, "state")
        elif hasattr(self.generator, "get_state"):
            self.was, self._put = self.generator.get_state(), self.generator.set_state
        else:
            self.was, self._put = self.generator.getstate(), self.generator.setstate

    def same(self) -> bool:
        return False  # to compare takes as long as to put back

    def undo(self) -> None:
        self._put(self.was)

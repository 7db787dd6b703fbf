"""④ Sees what a program does to a Value's `data` and `grad` as it does it. A Value pays nothing for that while nothing is traced."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from ..scalar.node import Node

# What the engine itself writes it tells the recorder in words of its own.
_ENGINE = ("stepgrad.scalar.", "stepgrad.micrograd.engine", "stepgrad.tracing.watch")


class Watch:
    """In the place of the two slots, as long as it is entered, stand properties that tell of every change.

    tell: is given the value, the name of the attribute, and what was there before.
    """

    def __init__(self, tell: Callable[[Any, str, Any], None]) -> None:
        self._slots = {name: vars(Node)[name] for name in ("data", "grad")}
        self.properties = {name: _watched(name, slot, tell) for name, slot in self._slots.items()}

    def __enter__(self) -> None:
        for name, watched in self.properties.items():
            type.__setattr__(Node, name, watched)

    def __exit__(self, *_: object) -> None:
        for name, slot in self._slots.items():
            type.__setattr__(Node, name, slot)


def _watched(name: str, slot: Any, tell: Callable[[Any, str, Any], None]) -> property:
    get, put = slot.__get__, slot.__set__

    def set(value: Any, new: Any) -> None:
        writer = sys._getframe(1).f_globals.get("__name__")
        if writer != "__main__" and (
            writer is None or writer.startswith(_ENGINE)
        ):  # None: what the engine compiled
            put(value, new)
            return
        before = get(value)
        put(value, new)
        tell(value, name, before)

    return property(get, set, slot.__delete__)

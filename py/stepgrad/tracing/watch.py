"""④ Sees what a program does to a Value's `data` and `grad` as it does it. A Value pays nothing for that while nothing is traced."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from ..scalar.node import Node
from .program import FILENAME

# What the engine itself writes it tells the recorder in words of its own.
_ENGINE = ("stepgrad.scalar.", "stepgrad.micrograd.engine", "stepgrad.tracing.watch")


class Watch:
    """In the place of the two slots, and of the label, as long as it is entered, stand properties that tell of every change.

    tell: is given the value, the name of the attribute, and what was there before. read: that the program reads `data`, or a
    gradient that is not there; the value, the attribute's name, and the program's frame.
    """

    def __init__(
        self, tell: Callable[[Any, str, Any, FrameType], None], read: Callable[[Any, str, FrameType], None]
    ) -> None:
        self._slots = {name: vars(Node)[name] for name in ("data", "grad", "label")}
        self.properties = {name: _watched(name, self._slots[name], tell, read) for name in ("data", "grad")}
        self.properties["label"] = _label(tell)

    def __enter__(self) -> None:
        for name, watched in self.properties.items():
            type.__setattr__(Node, name, watched)

    def __exit__(self, *_: object) -> None:
        for name, slot in self._slots.items():
            type.__setattr__(Node, name, slot)


def _watched(
    name: str,
    slot: Any,
    tell: Callable[[Any, str, Any, FrameType], None],
    read: Callable[[Any, str, FrameType], None],
) -> property:
    get, put = slot.__get__, slot.__set__
    of_data = name == "data"

    def look(value: Any) -> Any:
        found = get(value)
        asked = of_data or found is None or (found == 0 and type(found) is int)  # what micrograd's begin with
        if asked and (frame := sys._getframe(1)).f_code.co_filename == FILENAME:
            read(value, name, frame)
        return found

    def set(value: Any, new: Any) -> None:
        frame = sys._getframe(1)
        writer = frame.f_globals.get("__name__")
        if writer != "__main__" and (writer is None or writer.startswith(_ENGINE)):
            put(value, new)  # None: what the engine compiled
            return
        before = get(value)
        put(value, new)
        tell(value, name, before, frame)

    return property(look, set, slot.__delete__)


def _label(tell: Callable[[Any, str, Any, FrameType], None]) -> property:
    """Of labels, which are among the attributes that a program adds."""

    def get(value: Any) -> Any:
        return value.__dict__.get("label")

    def set(value: Any, new: Any) -> None:
        value.__dict__["label"] = new
        tell(value, "label", None, sys._getframe(1))

    def delete(value: Any) -> None:
        try:
            del value.__dict__["label"]
        except KeyError:
            raise AttributeError("label") from None

    return property(get, set, delete)

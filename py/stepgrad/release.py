"""② Frees long chains without recursion, where the interpreter cannot do it by itself.

CPython frees an object that held the last reference to the next one inside the first's own deallocation. On ordinary
machines it notices when that goes too deep; compiled to WebAssembly it cannot see the stack it really uses, and the whole
interpreter dies (Python 3.14 in Pyodide: "Maximum call stack size exceeded"). There, and only there, for it costs time
on every object, a finalizer takes a chain apart from its end, one object after the other.
"""

from __future__ import annotations

import sys
from typing import Any

NEEDED = sys.platform == "emscripten"


def _count_of_the_last() -> int:
    link = object()
    return sys.getrefcount(link)


# What getrefcount gives for an object that only one local variable holds; interpreters differ.
_LAST = _count_of_the_last()


def frees_chains(cls: type, *slots: str) -> None:
    """Give `cls` a finalizer that empties `slots`, each a link (or a tuple of links) to objects freed the same way."""

    def __del__(self: Any) -> None:
        dying = [self]
        while dying:
            one = dying.pop()
            for slot in slots:
                held = getattr(one, slot, None)
                if held is None:
                    continue
                setattr(one, slot, None)
                links = list(held) if type(held) is tuple else [held]
                del held
                while links:
                    link = links.pop()
                    if isinstance(link, cls) and sys.getrefcount(link) <= _LAST:
                        dying.append(link)

    cls.__del__ = __del__  # type: ignore[attr-defined]

"""② What is said of a fault: in our words; in those of its own class, where the tensor that it is about has some (torch/words.py)."""

from __future__ import annotations

import sys
from typing import Any

from .graph import TensorBase

_PACKAGE = __name__.partition(".")[0]


def fault(kind: type[Exception], name: str, ours: str, /, **facts: Any) -> Exception:
    """The exception for a fault of this name: of `kind` and in our words, unless the tensor's class says it otherwise.

    Nothing is asked before there is a fault, so words cost no time: the tensor is looked for in the calls that led here.
    """
    words = _words().get(name)
    if words is None:
        return kind(ours)
    other, text = words
    said = text(**facts)
    return said if isinstance(said, Exception) else other(said)  # type: ignore[no-any-return]


def _words() -> Any:
    frame = sys._getframe(2)
    while frame is not None and str(frame.f_globals.get("__name__", _PACKAGE)).startswith(_PACKAGE):
        for held in frame.f_locals.values():
            for one in held if isinstance(held, list | tuple) else (held,):
                if isinstance(one, TensorBase):
                    return one._words
        frame = frame.f_back  # type: ignore[assignment]
    return {}

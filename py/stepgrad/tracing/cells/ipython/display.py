"""⑤ `from IPython.display import …`: what a cell shows in another way than by its repr() is shown as the text it is made of."""

from __future__ import annotations

import builtins
from typing import Any


class _Shown:
    """Its text, as it was given."""

    def __init__(self, data: object = "", **_: Any) -> None:
        self.data = str(data)

    def __repr__(self) -> str:
        return self.data


class Markdown(_Shown):
    """Text with marks in it."""


class HTML(_Shown):
    """Text with elements in it, which is shown as text."""


class Latex(_Shown):
    """A formula, as it is typed."""


class Math(Latex):
    """The same."""


class SVG(_Shown):
    """A picture, of which the text is shown."""


def display(*things: object, **_: Any) -> None:
    """Shows each below the cell."""
    show = vars(builtins)["display"]
    for thing in things:
        show(thing)


def clear_output(wait: bool = False) -> None:
    """What was shown stays: every cell shows all it has printed."""

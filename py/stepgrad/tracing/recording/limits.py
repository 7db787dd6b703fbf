"""④ How large a trace may be; and its rows, each of which has to find room."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from ..columns import Nodes, Steps
from ..loops import Turns
from ..program import Program

MAX_NODES = 120_000
MAX_STEPS = 500_000
MAX_ELEMENTS = 20_000_000  # of all arrays together: a recorder holds on to every one


class TraceLimitError(RuntimeError):
    """The program is larger than a trace may be."""


class _Over(BaseException):
    """What the program meets there. `except Exception` does not catch it, and where anything else does, it comes again."""


class Limits:
    """Knows how much there is, and ends the program where it is too much."""

    def __init__(self, program: Program, nodes: Nodes, steps: Steps) -> None:
        self._program, self._nodes, self._steps = program, nodes, steps
        self._kept: list[Any] = []  # holds every value, so that no id() is used twice
        self.turns = Turns(self._kept)
        # The leaves among them that are tensors, by node.
        self._tensors: dict[int, Any] = {}
        self._elements = 0
        self._over: tuple[str, TracebackType | None] | None = None  # the limit that was reached, and where
        self._room = 0  # so many nodes may there be before something has to be looked at
        self._make_room()

    def check(self) -> None:
        """Whether the program may go on."""
        if self._over:
            self._program.end_at_next_line(_Over)
            raise _Over

    def limit(self) -> TraceLimitError | None:
        """The error that the program ends with, if it reached a limit; whatever it did about that itself."""
        if self._over is None:
            return None
        message, where = self._over
        return TraceLimitError(message).with_traceback(where)

    def _end(self, message: str) -> None:
        self._over = f"this program {message}; a graph to step through ends here", self._program.traceback()
        self._room = -1
        self.check()

    def _make_room(self) -> None:
        """Leaves take no step, so this is less than there is; and among tensors there is always something to look at."""
        steps = MAX_STEPS - len(self._steps) + len(self._kept)
        self._room = -1 if self._over or self._tensors else min(MAX_NODES, steps)

    def _see_limits(self) -> None:
        """Errors: where one is reached. Else there is room again."""
        self.check()
        if len(self._steps) >= MAX_STEPS:
            self._end(f"takes more than {MAX_STEPS:,} steps")
        self._make_room()

    def _one_more(self) -> int:
        """The number of a node that is about to be made."""
        number = len(self._kept)
        if number >= self._room:
            self._see_limits()
        if number >= MAX_NODES:
            self._end(f"makes more than {MAX_NODES:,} values")
        return number

    def _so_many_more(self, elements: int) -> None:
        """An array is about to be kept."""
        self._elements += elements
        if self._elements > MAX_ELEMENTS:
            self._end(f"makes arrays of more than {MAX_ELEMENTS:,} elements in all")

    def _so_many_taken(self) -> None:
        """A walk has taken its steps."""
        self._make_room()
        if len(self._steps) > MAX_STEPS:
            self._end(f"takes more than {MAX_STEPS:,} steps")

    def _step(self, table: Any, *row: Any) -> None:
        if len(self._kept) >= self._room:
            self._see_limits()
        self._room -= 1
        self._steps.add(table, row)

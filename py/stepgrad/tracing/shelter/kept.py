"""④ What a session of several runs did to Python: taken before it is undone, and there again when the next of its runs begins.

So runs of others in between neither see it nor change it. Modules that were loaded stay loaded for everybody.
"""

from __future__ import annotations

import contextvars
import copy
import os
from typing import Any

from . import settings
from .functions import Cells, Functions
from .held import Class, Held, Slots
from .state import State

MAX_FILES = 20_000_000  # bytes of all files of a session
_COMPILED = Class, Slots, Functions  # what the engine fills at the first use stays where it is


class Kept:
    """`seed`: where its random numbers begin. `files`: what lies in its folder."""

    def __init__(self, seed: int, files: dict[str, bytes]) -> None:
        self.seed = seed
        self.grad = True
        self.context = contextvars.copy_context()
        self._files = files
        self._home = ""
        self._held: list[Held] = []
        self._settings: list[Any] = []

    def put(self) -> None:
        """Make Python what it was at the end of the session's last run; the working folder is empty, and the session's own."""
        self._home = os.getcwd()
        for name, content in self._files.items():
            if folder := os.path.dirname(name):
                os.makedirs(folder, exist_ok=True)
            with open(name, "wb") as file:
                file.write(content)
        for held in self._held:
            held.undo()
        settings.write(self._settings)

    def take(self, *states: State) -> None:
        """Take down what is otherwise than these states have it."""
        self._held = []
        for state in states:
            changed = state.changed()
            serious = any(held.serious() for held in changed)
            self._held += [copied(held) for held in changed if serious or not isinstance(held, _COMPILED)]
        self._settings = settings.read()
        self._files = _files(self._home)


def copied(held: Held) -> Held:
    """The same with what is there now as what it puts back."""
    twin = copy.copy(held)
    if isinstance(twin, Functions | Cells):
        twin.now = [*twin.now]
    twin.keep()
    return twin


def _files(home: str) -> dict[str, bytes]:
    """What lies in a folder and below it, as far as there is room."""
    found: dict[str, bytes] = {}
    room = MAX_FILES
    for folder, folders, names in os.walk(home):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path) and os.path.getsize(path) <= room:
                with open(path, "rb") as file:
                    content = file.read()
                found[os.path.relpath(path, home)] = content
                room -= len(content)
    return found

"""④ What a program prints, to stdout and to stderr, in the order in which it comes; of very much only the beginning."""

from __future__ import annotations

import io

MAX_OUTPUT = 20_000  # characters


class Output(io.TextIOBase):
    """A file to print into. `cut` counts the characters for which there was no room."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = MAX_OUTPUT
        self.cut = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        # a program may print a text of a class of its own, whose methods do anything
        kept, length = str.__getitem__(text, slice(0, self._room)), str.__len__(text)
        if kept:
            self._parts.append(kept)
            self._room -= len(kept)
        self.cut += length - len(kept)
        return length

    def close(self) -> None:
        """Stays open: a program may close its stdout, and what it had printed is shown all the same."""

    @property
    def text(self) -> str:
        """What is kept. Half of a surrogate pair is no text that could be sent."""
        return "".join(self._parts).encode(errors="replace").decode()

    @property
    def wire(self) -> dict[str, str | int]:
        return {"output": self.text, **({"cut": self.cut} if self.cut else {})}

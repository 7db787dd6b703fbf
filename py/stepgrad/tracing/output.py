"""④ What a program prints, to stdout and to stderr, in the order in which it comes; of very much only the beginning."""

from __future__ import annotations

import io
from typing import Any

MAX_OUTPUT = 20_000  # characters
SIGN = 60  # of these, at most, tell how much is missing


class Output(io.TextIOBase):
    """A file to print into. What has no room is counted in `cut`; where that comes in the midst of a line, so is the line's beginning."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = MAX_OUTPUT
        self._missing = 0
        self.buffer = _Bytes(self)

    @property
    def errors_to(self) -> Output:
        """Where stderr goes."""
        return self

    def writable(self) -> bool:
        return True

    def reconfigure(self, **_: Any) -> None:
        """Nothing to choose: every character can be shown."""

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        # a program may print a text of a class of its own, whose methods do anything
        kept, length = str.__getitem__(text, slice(0, self._room)), str.__len__(text)
        if kept:
            self._parts.append(kept)
            self._room -= len(kept)
        self._missing += length - len(kept)
        return length

    def close(self) -> None:
        """Stays open: a program may close its stdout, and what it had printed is shown all the same."""

    @property
    def text(self) -> str:
        """What is kept. Half of a surrogate pair is no text that could be sent."""
        text = "".join(self._parts)
        if self._missing:
            text = text[: MAX_OUTPUT - SIGN]
            end = text.rfind("\n") + 1
            text = text[:end] if end > MAX_OUTPUT // 2 else text
        return text.encode(errors="replace").decode()

    @property
    def cut(self) -> int:
        """How many characters are missing."""
        return self._missing and self._missing + MAX_OUTPUT - len(self.text)

    @property
    def wire(self) -> dict[str, str | int]:
        return {"output": self.text, **({"cut": self.cut} if self.cut else {})}


class _Bytes(io.RawIOBase):
    """What stands behind the text: UTF-8, as a script's stdout has it."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._output.write(bytes(data).decode(errors="replace"))
        return len(data)


def shown(text: str, cut: int) -> str:
    """What is kept, and, where the end is missing, that it is; ojs/widgets/step/printed.js says the same on pages."""
    if not cut:
        return text
    sign = f"… and {cut:,} more {'character' if cut == 1 else 'characters'}, too many to show.\n"
    return text + sign.rjust(MAX_OUTPUT - len(text))

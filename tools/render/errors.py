"""⑨ page: the renderer's one kind of error: what is wrong, in which file, on which line."""

from __future__ import annotations

from pathlib import Path


class RenderError(Exception):
    """A page or a configuration that cannot be rendered; its text is `file:line: message`."""

    def __init__(self, message: str, file: Path | str, line: int | None = None) -> None:
        place = f"{file}:{line}" if line is not None else str(file)
        super().__init__(f"{place}: {message}")
        self.message = message
        self.file = str(file)
        self.line = line

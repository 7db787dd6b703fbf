"""⑤ What a cell shows while it runs, in the order in which it comes: stdout and stderr, results, graphs."""

from __future__ import annotations

from typing import Any

from ..output import MAX_OUTPUT, Output

MAX_OUTPUTS = 200  # results and changes between the streams; what comes after that is left out


class Outputs(Output):
    """A file to print into. `list`: `{"kind": "stream", "name", "text"}`, or what was added."""

    def __init__(self) -> None:
        super().__init__()
        self.list: list[dict[str, Any]] = []
        self._room_left = MAX_OUTPUT
        self._lost = 0
        self._errors = _Errors(self)

    @property
    def errors_to(self) -> Output:
        return self._errors

    def write(self, text: str) -> int:
        return self.say("stdout", text)

    def say(self, name: str, text: str) -> int:
        """More of a stream. Of very much only the beginning is kept."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        length = str.__len__(text)
        kept = str.__getitem__(text, slice(0, self._room_left))
        self._lost += length - len(kept)
        self._room_left -= len(kept)
        last = self.list[-1] if self.list else {}
        if last.get("name") == name:
            last["parts"].append(kept)
        elif kept and len(self.list) < MAX_OUTPUTS:
            self.list.append({"kind": "stream", "name": name, "parts": [kept]})
        return length

    def add(self, output: dict[str, Any]) -> None:
        """Something else than text of a stream."""
        if len(self.list) < MAX_OUTPUTS:
            self.list.append(output)

    def done(self) -> list[dict[str, Any]]:
        """All of it, for the page; the last text says how many characters are missing."""
        found = [
            {"kind": "stream", "name": one["name"], "text": "".join(one["parts"])} if "parts" in one else one
            for one in self.list
        ]
        if self._lost:
            last = next(one for one in reversed(found) if one["kind"] == "stream")
            last["cut"] = self._lost
        return found


class _Errors(Output):
    def __init__(self, outputs: Outputs) -> None:
        super().__init__()
        self._outputs = outputs

    def write(self, text: str) -> int:
        return self._outputs.say("stderr", text)

"""⑨ page: the exercises with code that a page's source sets, as its author wrote them; tools/exercises.lua puts them into the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BEGIN = re.compile(
    r"^(?P<colons>:{3,}) *\{(?=[^}]*\.exercise\b)[^}]*#(?P<id>[\w-]+)[^}]*\}[ \t]*\n", re.MULTILINE
)
CODE = re.compile(r"^```+ *(?P<info>[^\n]*)\n(?P<text>.*?)^```+[ \t]*$", re.MULTILINE | re.DOTALL)
PART = re.compile(
    r"^(?P<colons>:{3,}) *\{\.(?P<kind>hint|model-solution)\}[ \t]*\n(?P<body>.*?)^(?P=colons)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Exercise:
    """`name` is what a reader's progress is kept under: "02-autograd/ex-tanh"."""

    name: str
    starter: str
    checks: str
    solution: str
    hints: tuple[str, ...]


def without(text: str) -> str:
    """The rest of a page."""
    for begin, end in reversed([*_places(text)]):
        text = text[: begin.start()] + text[end:].partition("\n")[2]
    return text


def _places(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Where each begins, and where the colons are that close it."""
    for begin in BEGIN.finditer(text):
        end = re.compile(rf"^{begin['colons']}[ \t]*$", re.MULTILINE).search(text, begin.end())
        if end is None:
            raise ValueError(f"the exercise {begin['id']} is never closed")
        yield begin, end.start()


def exercises(page: Path) -> list[Exercise]:
    """In the page's order."""
    found = []
    text = page.read_text("utf-8")
    for begin, end in _places(text):
        body = text[begin.end() : end]
        parts = [*PART.finditer(body)]
        codes = [*CODE.finditer(PART.sub("", body))]
        solution = next(CODE.search(part["body"]) for part in parts if part["kind"] == "model-solution")
        assert solution is not None
        found.append(
            Exercise(
                f"{page.parent.name}/{begin['id']}",
                next(code["text"] for code in codes if ".checks" not in code["info"]),
                next(code["text"] for code in codes if ".checks" in code["info"]),
                solution["text"],
                tuple(part["body"].strip() for part in parts if part["kind"] == "hint"),
            )
        )
    return found

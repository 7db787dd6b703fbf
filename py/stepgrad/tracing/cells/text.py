"""⑤ The text that a notebook shows of a result: its repr(), containers that are too wide broken over lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

WIDTH = 79
MAX_ENTRIES = 1_000  # of a container
MAX_TEXT = 20_000
MAX_DEPTH = 10  # of containers in containers
FLAT = -1_000_000  # a column at which everything stands in one line
_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    dict: ("{", "}"),
}


def text_of(value: Any) -> str:
    """As IPython prints it. Errors: whatever a class of the program's raises in its __repr__."""
    text = _broken(value, 0, 0, 0, [])
    return (
        text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}… and {len(text) - MAX_TEXT:,} more characters"
    )


def _broken(value: Any, indent: int, column: int, after: int, within: list[int]) -> str:
    """`value` as it stands at a column, its further lines indented; `after`: how many characters must find room behind it.

    within: the containers around it, by id().
    """
    brackets = _BRACKETS.get(type(value))
    if brackets is None or not value or len(within) > MAX_DEPTH:
        return _plain(value).replace("\n", "\n" + " " * indent)
    if id(value) in within:
        return f"{brackets[0]}...{brackets[1]}"
    within.append(id(value))
    try:
        lone = "," if type(value) is tuple and len(value) == 1 else ""
        one = [f"{name}{_broken(part, 0, FLAT, 0, within)}" for name, part in _entries(value)]
        flat = f"{brackets[0]}{', '.join(one)}{lone}{brackets[1]}"
        if "\n" not in flat and column + len(flat) + after <= WIDTH:
            return flat
        several = [
            f"{name}{_broken(part, indent + 1, column + 1 + len(name), 1, within)}"
            for name, part in _entries(value)
        ]
        between = ",\n" + " " * (indent + 1)
        return f"{brackets[0]}{between.join(several)}{lone}{brackets[1]}"
    finally:
        within.pop()


def _entries(value: Any) -> Iterator[tuple[str, Any]]:
    """(what stands before it, the entry)."""
    for number, entry in enumerate(value.items() if isinstance(value, dict) else _ordered(value)):
        if number == MAX_ENTRIES:
            yield "", _Dots()
            return
        yield (f"{_plain(entry[0])}: ", entry[1]) if isinstance(value, dict) else ("", entry)


class _Dots:
    def __repr__(self) -> str:
        return "..."


def _ordered(value: Any) -> Iterable[Any]:
    entries: list[Any] = [*itertools.islice(value, MAX_ENTRIES + 1)]
    if isinstance(value, set):
        with suppress(TypeError):
            entries.sort()
    return entries


def _plain(value: Any) -> str:
    if type(value) is type and value.__module__ not in ("builtins", "__builtin__"):
        return f"{value.__module__}.{value.__qualname__}"
    if type(value) is type:
        return value.__qualname__
    if type(value) is type(_plain):
        return f"<function {value.__module__}.{value.__qualname__}{_signature(value)}>"
    return repr(value)


def _signature(function: Any) -> str:
    import inspect

    try:
        return str(inspect.signature(function))
    except (TypeError, ValueError):
        return "(...)"

"""④⑤ How much a page is sent of anything: what is longer is cut where it is made, and says so."""

from __future__ import annotations

MAX_SOURCE = 200_000  # characters of a program
MAX_LABEL = 100  # characters of a value's name
MAX_TEXT = 200  # characters of an operation's constant,
MAX_LIST = 32  # and entries: NumPy's arrays have no more axes
MAX_NUMBERS = 2_000_000  # in all arrays that are sent whole
MAX_ANSWER = 50_000_000  # characters of one answer


def cut(text: str, most: int) -> str:
    """The text, or its beginning and how long it is."""
    if len(text) <= most:
        return text
    said = f"… ({len(text):,} characters)"
    return text[: most - len(said)] + said


def cut_list(entries: list[object]) -> list[object]:
    """The list, or its beginning and how many more there are."""
    if len(entries) <= MAX_LIST:
        return entries
    return [*entries[:MAX_LIST], f"… {len(entries) - MAX_LIST:,} more"]

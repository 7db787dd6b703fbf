"""⑤ The arrays of the wire, each once: whole, or, where all of them together are more than a page needs, summed up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .bounds import MAX_NUMBERS
from .snapshot import WHOLE, ArraySnapshot, summed_up
from .wire_columns import Columns, quantity

SIDE = 4  # rows and columns of a picture in place of an array that would have been sent whole
FACTS = 4  # that sum an array up
PACKED = 16  # numbers: from so many on, an array is shorter packed,
ALWAYS = 64  # and from so many on nobody reads them in a recording, either


def arrays_to_wire(arrays: Sequence[ArraySnapshot], columns: Columns) -> list[dict[str, Any]]:
    """What `quantity` says of each, but for long ones: their numbers are packed."""
    least = PACKED if columns.packs else ALWAYS
    return [
        quantity(one)
        if one.data is None or len(one.data) < least
        else {"shape": one.shape, "dtype": one.dtype, "data": columns.packed(one)}
        for one in _bounded(arrays)
    ]


def _bounded(arrays: Sequence[ArraySnapshot]) -> Sequence[ArraySnapshot]:
    """No more than MAX_NUMBERS numbers: the largest arrays are the ones that are summed up."""
    sizes = [0 if one.data is None else len(one.data) for one in arrays]
    most = WHOLE
    while most > SIDE * SIDE and sum(n if n <= most else SIDE * SIDE + FACTS for n in sizes) > MAX_NUMBERS:
        most //= 2
    if most == WHOLE:
        return arrays
    alike: dict[tuple[tuple[int, ...], str], list[int]] = {}
    for at, (one, n) in enumerate(zip(arrays, sizes, strict=True)):
        if n > most:
            alike.setdefault((one.shape, one.dtype), []).append(at)
    made = [*arrays]
    for places in alike.values():
        for at, small in zip(places, summed_up([arrays[at] for at in places], SIDE), strict=True):
            made[at] = small
    return made

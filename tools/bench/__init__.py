"""Build side: measures speed, memory and size, each beside what is wanted of it; a ratio is of two things timed in turn in one run."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the report. `wanted` is "≥ 4", "≤ 1.1" or "" where nothing was promised."""

    what: str
    value: float
    wanted: str = ""
    unit: str = "×"
    note: str = ""

    def __str__(self) -> str:
        sign, _, bound = self.wanted.partition(" ")
        reached = not sign or (self.value >= float(bound) if sign == "≥" else self.value <= float(bound))
        mark = "" if not sign else f"(wanted {self.wanted}{self.unit}{'' if reached else ', NOT REACHED'})"
        return f"{self.value:10.2f} {self.unit:3} {self.what} {mark} {self.note}".rstrip()


@contextmanager
def collector(on: bool) -> Iterator[None]:
    """With the cyclic garbage collector on or off; it starts from a clean heap either way."""
    was = gc.isenabled()
    gc.collect()
    (gc.enable if on else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if was else gc.disable)()


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(ours: Callable[[], object], theirs: Callable[[], object], rounds: int, *, gc_on: bool) -> float:
    """How many times as fast as `theirs` ours is: the quotient of the medians of calls made in turn."""
    taken: dict[Callable[[], object], list[float]] = {ours: [], theirs: []}
    with collector(gc_on):
        for work in (ours, theirs) * (rounds + 1):
            gc.collect()  # outside the clock: neither pays for the garbage of the other
            taken[work].append(seconds(work))
    return statistics.median(taken[theirs][1:]) / statistics.median(taken[ours][1:])

"""Runs a program as a page does, and has the doctor look at it."""

from __future__ import annotations

import functools
import math
import warnings

from stepgrad import Trace, diagnose, trace
from stepgrad.tracing.doctor.finding import Finding
from stepgrad.tracing.snapshot import ArraySnapshot, Quantity

from tests.py.playground.whole_programs import as_in_a_page


@functools.cache
def traced(source: str) -> Trace:
    with as_in_a_page(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the program does may be warned of, too
        return trace(source)


@functools.cache
def found(source: str) -> list[Finding]:
    return diagnose(traced(source))  # a list that no test changes


def elements(value: Quantity) -> list[float]:
    """All numbers of a small array, or what sums up a large one."""
    if not isinstance(value, ArraySnapshot):
        return [value]
    if value.data is not None:
        return [*value.data]
    assert value.summary is not None
    return [*value.summary.values()]


def finite(value: Quantity) -> bool:
    return all(map(math.isfinite, elements(value)))


def has_nan(value: Quantity) -> bool:
    return any(map(math.isnan, elements(value)))

"""④ The playground's whole programs, unchanged, by PyTorch and by us: the same text, and the same numbers in every variable."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
import torch

from tests.py.playground.whole_programs import PRINTED, PROGRAMS, as_in_a_page, differences, run


@contextmanager
def as_elsewhere() -> Iterator[None]:
    """`torch` and `micrograd` are the real ones, and a Value, which only we have, is one number of PyTorch's."""
    ours, real = sys.modules["stepgrad"], ModuleType("stepgrad")
    vars(real)["Value"] = lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True)
    sys.modules["stepgrad"] = real
    try:
        yield
    finally:
        sys.modules["stepgrad"] = ours


def numbers(x: Any) -> Any:
    """What a variable holds, without the library it comes from; None where that is no number, text, or list of such."""
    if isinstance(x, type):
        return None
    if hasattr(x, "state_dict"):  # a module, an optimizer
        return numbers(x.state_dict())
    if hasattr(x, "tolist"):
        grad = numbers(x.grad) if x.is_leaf else None
        return [x.tolist(), grad] if x.requires_grad else x.tolist()
    if hasattr(x, "data"):  # a Value
        leaf = x.is_leaf if hasattr(x, "is_leaf") else not x._prev
        return [x.data, x.grad if leaf else None]
    if hasattr(x, "parameters"):
        return numbers([*x.parameters()])
    if isinstance(x, dict):
        return {key: numbers(one) for key, one in x.items() if isinstance(key, str | int)}
    if isinstance(x, list | tuple):
        return [numbers(one) for one in x]
    return x if isinstance(x, int | float | str) else None


def near(a: Any, b: Any) -> bool:
    """Whether the same, but for what is rounded in another order."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(near(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(near, a, b))
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=1e-3, abs_tol=1e-4)
    return bool(a == b)


@pytest.mark.parametrize("program", PROGRAMS)
def test_text_and_numbers_are_the_same(program: str) -> None:
    with as_elsewhere():
        theirs, printed = run(program)
    with as_in_a_page():
        ours, text = run(program)
    assert differences(printed, (PRINTED / f"{program}.txt").read_text("utf-8")) == []
    assert differences(text, printed) == []
    assert ours.keys() == theirs.keys()
    compared = 0
    for name in ours.keys() - {"__builtins__"}:
        a, b = numbers(ours[name]), numbers(theirs[name])
        assert near(a, b), name
        compared += a is not None
    assert compared >= 8

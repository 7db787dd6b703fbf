"""③ One program in two engines, statement by statement: after each, the same names hold the same numbers, or both refused.

So that roundings do not add up, our numbers are set to PyTorch's, bit for bit, before the next statement.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import torch
from stepgrad import Tensor, Value

from tests.py.programs import ours
from tests.py.programs.writer import Program, execute, in_words
from tests.py.torch import theirs

ROUNDING = {"float64": 4e-13, "float32": 2e-5, "float16": 1e-2}


# What PyTorch refuses though there is an answer: a second walk through what it keeps more for than we do, and writing to
# a place what is read from it at that moment.
STRICTER = ("second time", "single memory location")


# Of what is changed in place later: what PyTorch keeps, and we copy (`b *= b`) or do not need (the results of norm(1) and prod()).
KEPT_BY_PYTORCH = re.compile(r"^(\w+)\b.*(?:[-+*/]= |_\().*\b\1\b|norm\(1|prod\(", re.MULTILINE)


class End(Exception):
    """The two need not go on alike from here."""


class Difference(AssertionError):
    """What the two make of a statement."""


def run(program: Program) -> None:
    """Fails where the two differ."""
    a, b = dict(ours.NAMES), dict(theirs.NAMES)
    for i, (form, text) in enumerate(program.statements):
        inputs = scale(b, in_words(text))
        if of_values(program):
            inputs = min(1e-3 * inputs, 1.0)
        if form == "backward" and of_values(program):
            forget(b)
        before = dict(b)
        refused, should = execute(text, a), execute(their_words(text, program), b)
        try:
            if not same_refusal(refused, should, before, b, text, program):
                if form == "backward":
                    return  # how far a walk comes before it refuses is its own affair
                continue
            if form == "backward":
                same_gradients(a, b, single(b, {*b}))
            else:
                same_numbers(a, b, inputs, single(b, in_words(text)))
        except End:
            return
        except AssertionError as error:
            raise Difference(f"{error}\nafter statement {i} ({form}): {text}\nof {program}") from None


def smaller(program: Program) -> Program:
    """A program that still fails, with as many statements left out as may be."""
    statements = list(program.statements)
    for i in reversed(range(len(statements))):
        fewer = Program((*statements[:i], *statements[i + 1 :]), program.wild)
        try:
            run(fewer)
        except Difference as error:
            if "is not defined" not in str(error):
                del statements[i]
    return Program((*statements,), program.wild)


def of_values(program: Program) -> bool:
    return any("V(" in text for _, text in program.statements)


def their_words(text: str, program: Program) -> str:
    """`a += b` of Values makes a new one, as with Python's numbers."""
    return re.sub(r"^(\w+) ([-+*/])= ", r"\1 = \1 \2 ", text) if of_values(program) else text


def same_refusal(
    refused: Any, should: Any, before: dict[str, Any], b: dict[str, Any], text: str, program: Program
) -> bool:
    """Whether both did it. A Value refuses what would not be a finite number, as Python's floats do."""
    if should is None and isinstance(refused, ArithmeticError) and "=" in text:
        name = text.split(" ", 1)[0]
        made = b.pop(name, None)
        assert made is not None, f"PyTorch does it, and we refuse with {refused!r}"
        assert not math.isfinite(made.item()), f"PyTorch gives {made.item()}, and we refuse with {refused!r}"
        b |= {name: before[name]} if name in before else {}
        return False
    if should is not None and refused is None and any(words in str(should) for words in STRICTER):
        raise End
    if refused is not None and should is None and "second time" in str(refused):
        raise End  # what add(alpha=2) is made of keeps a number, and is freed
    if should is not None and "in place only under" in str(refused):
        return False  # which of two faults is named first
    if (
        should is not None
        and refused is None
        and "modified by an inplace" in str(should)
        and (shared(before) or KEPT_BY_PYTORCH.search(repr(program)))
    ):
        raise End
    if should is not None:
        kind = RuntimeError if isinstance(should, NotImplementedError) else type(should)
        assert refused is not None, f"PyTorch refuses with {str(should)[:300]!r}, and we do it"
        assert isinstance(refused, kind), (
            f"PyTorch refuses with {should!r:.300}, and we with {refused!r:.300}"
        )
        return False
    assert refused is None, f"PyTorch does it, and we refuse with {refused!r:.300}"
    return True


def shared(names: dict[str, Any]) -> bool:
    """Whether tensors share their storage: for `b *= a` we copy what of a is about to be changed, and PyTorch refuses to go back."""
    storages = [
        one.untyped_storage().data_ptr()
        for one in names.values()
        if isinstance(one, torch.Tensor) and one.numel()
    ]
    return len({*storages}) < len(storages)


def pairs(a: dict[str, Any], b: dict[str, Any]) -> Any:
    for name, one in a.items():
        if isinstance(one, Tensor | Value):
            yield name, one, b[name]


def scale(names: dict[str, Any], among: set[str]) -> float:
    """The greatest number that is finite of the tensors of these names."""
    most = 0.0
    for name in among:
        one = names.get(name)
        if isinstance(one, torch.Tensor) and one.numel():
            most = max(most, greatest(one.detach()))
    return most


def single(names: dict[str, Any], among: set[str]) -> bool:
    """Whether there are float32 among the tensors of these names, whose roundings all may have."""
    return any(getattr(names.get(name), "dtype", None) == torch.float32 for name in among)


def greatest(numbers: torch.Tensor) -> float:
    absolute = np.abs(numbers.double().numpy())
    return float(absolute[np.isfinite(absolute)].max(initial=0.0))


def forget(b: dict[str, Any]) -> None:
    """The gradient of a Value that is a result is that of one walk; PyTorch adds up what it was asked to retain."""
    for one in b.values():
        if isinstance(one, torch.Tensor) and not one.is_leaf:
            one.grad = None


def of_no_use(one: Any) -> bool:
    """Whether this is a view that cannot have a history any more, and says so whatever it is asked."""
    try:
        return one.is_leaf is None
    except RuntimeError:
        return True


def same_numbers(a: dict[str, Any], b: dict[str, Any], inputs: float, rough: bool) -> None:
    for name, one, other in pairs(a, b):
        if of_no_use(one):
            continue
        found = np.asarray(one.data if isinstance(one, Value) else one._data)
        expected = other.detach().numpy()
        assert found.dtype == expected.dtype, f"{name} is of {found.dtype}, and PyTorch's of {expected.dtype}"
        assert found.shape == expected.shape, (
            f"{name} has the shape {found.shape}, and PyTorch's {expected.shape}"
        )
        assert one.requires_grad == other.requires_grad, f"{name}.requires_grad is {one.requires_grad}"
        assert one.is_leaf == other.is_leaf, f"{name}.is_leaf is {one.is_leaf}"
        close(name, found, expected, inputs, rough)
        if isinstance(one, Value):
            one.data = float(expected)
            if not other.is_leaf:
                other.retain_grad()
        elif found.flags.writeable:
            one._data[...] = expected


def close(name: str, found: Any, expected: Any, inputs: float, rough: bool) -> None:
    if found.dtype.kind != "f":
        assert (found == expected).all(), f"{name} is\n{found}, and PyTorch's\n{expected}"
        return
    rounding = ROUNDING["float32" if rough else str(found.dtype)]
    with np.errstate(all="ignore"):
        least = float(np.finfo(found.dtype).smallest_normal) * 4
        near = np.abs(found - expected) <= rounding * np.maximum(np.abs(expected), inputs) + least
        same = (
            (found == expected)
            | (np.isnan(found) & np.isnan(expected))
            | (near & np.isfinite(found) & np.isfinite(expected))
        )
    assert same.all(), f"{name} is\n{found}, and PyTorch's\n{expected}"


def steep(names: dict[str, Any]) -> bool:
    """Whether a Value has a local derivative that is no number: PyTorch divides 0 by 1e-310, and ours is 0 · (1 / 1e-310)."""
    slopes = (slope for one in names.values() if isinstance(one, Value) for slope in (one._da, one._db))
    return any(slope is not None and not math.isfinite(slope) for slope in slopes)


def same_gradients(a: dict[str, Any], b: dict[str, Any], rough: bool) -> None:
    every = [triple for triple in pairs(a, b) if not of_no_use(triple[1])]
    most = 1.0
    for _, _, other in every:
        if (other.is_leaf or other.retains_grad) and other.grad is not None and other.grad.numel():
            most = max(most, greatest(other.grad))
    for name, one, other in every:
        if not (other.is_leaf or other.retains_grad):
            continue
        grad, should = one.grad, other.grad
        assert (grad is None) == (should is None) or isinstance(one, Value), (
            f"{name}.grad is {grad}, and PyTorch's {should}"
        )
        if should is None or grad is None:
            continue
        found = np.asarray(grad if isinstance(one, Value) else grad._data)
        expected = should.numpy()
        assert found.dtype == expected.dtype, (
            f"{name}.grad is of {found.dtype}, and PyTorch's of {expected.dtype}"
        )
        assert found.shape == expected.shape, (
            f"{name}.grad has the shape {found.shape}, and PyTorch's {expected.shape}"
        )
        if isinstance(one, Value) and math.isnan(grad) and not np.isnan(expected) and steep(a):
            raise End
        close(f"{name}.grad", found, expected, most, rough)
        if isinstance(one, Value):
            one.grad = float(expected)
        elif found.size:
            grad._data[...] = expected

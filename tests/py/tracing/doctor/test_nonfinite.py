"""Where a NaN or an infinity was born: what is said of it, and that the steps which are named really show it."""

from __future__ import annotations

import math
import re

import pytest
from stepgrad.tracing.events import Backward, Forward, Node, NodeId, Seed, Trace, Unbroadcast, Update
from stepgrad.tracing.snapshot import Quantity

from tests.py.tracing.doctor.doctored import elements, finite, found, has_nan, traced
from tests.py.tracing.doctor.harmless_programs import PROGRAMS as HARMLESS
from tests.py.tracing.doctor.nonfinite_programs import PROGRAMS

OURS = ("nan", "infinity")


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_is_said(name: str) -> None:
    source, expected = PROGRAMS[name]
    said = [(one.kind, one.line, one.sentence) for one in found(source) if one.kind in OURS]
    assert said == expected


@pytest.mark.parametrize("name", HARMLESS)
def test_infinities_that_do_no_harm_are_not_told(name: str) -> None:
    assert [one.sentence for one in found(HARMLESS[name]) if one.kind in OURS] == []


def values(trace: Trace, node: Node, before: int) -> list[Quantity]:
    """The arguments of a node, as they were at a step."""
    now = {step.node: step.after for step in trace.steps[:before] if isinstance(step, Update)}
    return [now.get(arg, trace.nodes[arg].value) if isinstance(arg, NodeId) else arg for arg in node.args]


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_first_step_is_a_birth(name: str) -> None:
    source, _ = PROGRAMS[name]
    trace = traced(source)
    for one in (one for one in found(source) if one.kind in OURS):
        position = one.steps[0]
        step = trace.steps[position]
        if isinstance(step, Forward) and "from the beginning" not in one.sentence:
            node = trace.nodes[step.node]
            given = values(trace, node, position)
            assert not finite(node.value)
            # all is finite that it was made of; or there was no NaN, and only the program itself has put an infinity there
            if not all(map(finite, given)):
                assert has_nan(node.value)
                if "(at " not in one.sentence:
                    assert not any(map(has_nan, given))
            assert node.at is not None
            assert node.at[0] == one.line
            assert (one.kind == "nan") == (has_nan(node.value) and "gave NaN" in one.sentence)
        elif isinstance(step, Backward):
            assert not finite(step.contribution) or not finite(step.after)
            if "hook" not in one.sentence:
                assert finite(step.upstream)
            node = trace.nodes[step.node]
            assert node.at is not None
            assert node.at[0] == one.line
            if step.local is not None:  # of Values: the numbers themselves
                assert same(step.upstream * step.local, step.contribution)  # type: ignore[operator]
        elif isinstance(step, Seed | Update):
            assert not finite(step.after)


def same(x: Quantity, y: Quantity) -> bool:
    return elements(x) == elements(y) or (has_nan(x) and has_nan(y))


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_steps_lead_to_where_it_ends(name: str) -> None:
    source, _ = PROGRAMS[name]
    trace = traced(source)
    for one in (one for one in found(source) if one.kind in OURS):
        assert len(one.steps) <= 12
        assert all(0 <= position < len(trace.steps) for position in one.steps)
        assert all(0 <= arg < max(1, len(trace.nodes[node].args)) for node, arg in one.edges)
        last = trace.steps[one.steps[-1]]
        if leaf := re.search(r"and so the gradient of (\w+) (?:is|has)", one.sentence):
            reached = [trace.steps[position] for position in one.steps]
            ends = [
                step
                for step in reached
                if isinstance(step, Backward | Unbroadcast) and not finite(step.after)
            ]
            if ends:  # where the loss itself is not finite, this goes without saying
                assert trace.nodes[ends[-1].input].label == leaf[1]
        elif end := re.search(r"and so (\w+) (?:is|has) (NaN|−?∞)", one.sentence):
            assert isinstance(last, Forward)
            assert trace.nodes[last.node].label == end[1]
            assert not finite(trace.nodes[last.node].value)
            assert has_nan(trace.nodes[last.node].value) == (end[2] == "NaN")


WORDS = {
    "log": lambda a: math.log(a) if a > 0 else math.nan if a else -math.inf,
    "exp": lambda a: math.exp(a) if a < 88 else math.inf,  # as far as float32 goes
    "sqrt": lambda a: math.sqrt(a) if a >= 0 else math.nan,
}
INFIX = {
    "+": float.__add__,
    "−": float.__sub__,
    "×": float.__mul__,
    "÷": lambda a, b: a / b if b else (math.inf * a if a else math.nan),
}


def number(text: str) -> float:
    return float(text.strip("()").replace("−", "-").replace("∞", "inf"))


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_operands_give_what_is_said(name: str) -> None:
    for _, _, sentence in PROGRAMS[name][1]:
        if match := re.search(
            r"([^\s(]+|\([^\s()]+\)) ([+−×÷]) ([^\s(,]+|\([^\s()]+\)),? (?:is too large for (\w+) and )?(?:gave|made) (NaN|−?∞)",
            sentence,
        ):
            result = INFIX[match[2]](number(match[1]), number(match[3]))
            limit = {"float32": 3.4028235e38, "float16": 65504.0}.get(match[4], math.inf)
            result = math.copysign(math.inf, result) if abs(result) > limit else result
            assert math.isnan(result) == (match[5] == "NaN")
            assert math.isnan(result) or result == number(match[5])
        elif match := re.search(
            r"At line \d+, (log|exp|sqrt)\((\S+)\) (?:is too large for \w+ and )?gave (NaN|−?∞)", sentence
        ):
            assert str(WORDS[match[1]](number(match[2]))) == str(number(match[3]))


LARGE = """\
import torch
x = torch.ones(40, 30)
{spoil}
w = torch.ones(30, 8, requires_grad=True)
y = {computed}
loss = (y @ w).mean()
loss.backward()
"""


@pytest.mark.parametrize(
    ("spoil", "computed", "kind", "words"),
    [
        ("x[7, 3] = 0.0", "x.log()", "infinity", "log(0) gave −∞ (at x[7, 3])"),
        ("x[7, 3] = -1.0", "x.sqrt()", "nan", "sqrt(−1) gave NaN (at x[7, 3])"),
        (
            "x[39, 29] = 90.0",
            "x.exp()",
            "infinity",
            "exp(90) is too large for float32 and gave ∞ (at x[39, 29])",
        ),
        ("x[0, 1] = 0.0", "x / x", "nan", "0 ÷ 0 gave NaN (at x[0, 1])"),
        ("x[5] = 0.0", "1 / x[:, :1] + x", "infinity", "1 ÷ 0 gave ∞ (at element [5, 0])"),
        (
            "x[5] = 3e38",
            "x * 2 - 1",
            "infinity",
            "3e38 × 2 is too large for float32 and gave ∞ (at x[5, 0])",
        ),
    ],
)
def test_of_large_arrays_the_element_is_told(spoil: str, computed: str, kind: str, words: str) -> None:
    (one,) = found(LARGE.format(spoil=spoil, computed=computed))
    assert (one.kind, one.line) == (kind, 5)
    assert words in one.sentence


def test_large_masks_are_harmless() -> None:
    source = """\
import torch
scores = torch.randn(3, 20, 20, requires_grad=True)
mask = torch.triu(torch.full((20, 20), float("-inf")), 1)
weights = (scores + mask).softmax(-1)
hidden = scores.masked_fill(torch.ones(20, 20).tril() == 0, float("-inf")).softmax(-1)
(weights.pow(2).sum() + hidden.pow(2).sum()).backward()
"""
    assert found(source) == []


def test_a_row_of_a_large_mask_that_hides_all_is_not() -> None:
    source = """\
import torch
scores = torch.randn(20, 20, requires_grad=True)
seen = torch.ones(20, 20, dtype=torch.bool)
seen[4] = False
weights = scores.masked_fill(~seen, float("-inf")).softmax(-1)
weights.sum().backward()
"""
    (one,) = found(source)
    assert (one.kind, one.line) == ("nan", 5)
    assert "softmax of a row whose numbers are all −∞" in one.sentence


def test_of_a_line_that_is_run_many_times_it_is_told_once() -> None:
    source = """\
import torch
x = torch.tensor([1.0, 0.0])
w = torch.tensor(1.0, requires_grad=True)
for i in range(6):
    loss = (w * x.log()).sum()
    loss.backward()
"""
    (one,) = found(source)
    assert ", the first of 6 times" in one.sentence


def test_independent_births_are_told_each() -> None:
    source = """\
import torch
x = torch.tensor(0.0, requires_grad=True)
a = torch.log(x)
b = torch.tensor(-1.0, requires_grad=True).sqrt()
"""
    assert [(one.kind, one.line) for one in found(source)] == [("infinity", 3), ("nan", 4)]

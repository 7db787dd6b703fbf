"""④ Of the plainest programs of every fault, that it is found, in one sentence; of tutorials, that nothing is said."""

from __future__ import annotations

import re

import pytest
from stepgrad.tracing.doctor.facts import facts

from tests.py.tracing.doctor.doctored import found, traced
from tests.py.tracing.doctor.plain_programs import PROGRAMS
from tests.py.tracing.doctor.tutorial_programs import PROGRAMS as TUTORIALS


@pytest.mark.parametrize("name", PROGRAMS)
def test_its_fault_is_found(name: str) -> None:
    kinds, source = PROGRAMS[name]
    said = found(source)
    assert {one.kind for one in said} & {*kinds.split("|")}, said
    lines = source.count("\n")
    for one in said:
        assert one.sentence.endswith(".")
        assert len(one.sentence) <= 320
        assert not re.search(r"\d\.\d{6,}", one.sentence), one.sentence
        assert one.line is None or 1 <= one.line <= lines
        assert one.steps
        assert all(0 <= step < len(traced(source).steps) for step in one.steps)


@pytest.mark.parametrize("name", TUTORIALS)
def test_of_tutorials_nothing_is_said(name: str) -> None:
    assert [one.sentence for one in found(TUTORIALS[name])] == []


def test_each_step_is_of_one_pass() -> None:
    result = traced(TUTORIALS["linear regression bad habit no opt zero first"])
    known = facts(result)
    runs = [run for walk in known.walks for run in known.runs(walk)]
    stretches = [position for *_, position, _ in result.steps.stretches()]  # type: ignore[attr-defined]
    assert [position for *_, position in runs] == [one for one in stretches if one < known.walks[-1].end]

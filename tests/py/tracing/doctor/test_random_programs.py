"""Random programs over both tables: the doctor fails at none, what it calls a birth is one, and it misses none that shows."""

from __future__ import annotations

import itertools
import re
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import assume
from stepgrad import Trace, Value, diagnose, trace
from stepgrad.tracing.events import Assign, Backward, Forward, NodeId, Seed, Unbroadcast, Update
from stepgrad.tracing.snapshot import ArraySnapshot, Quantity

from tests.py.programs import tensor_programs
from tests.py.programs.many import many
from tests.py.programs.ours import IMPORT, NAMES
from tests.py.programs.test_programs import KINDS, ran
from tests.py.programs.writer import Program
from tests.py.tracing.doctor.doctored import finite, has_nan

WILD = ("0.0", "-1.0", "0.5", "200.0", "0.0", "1e25")


def traced(program: Program, wild: bool) -> Trace:
    names: dict[str, Any] = dict(NAMES)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        lines = ran(program, names)
        if wild:
            numbers = itertools.cycle(WILD)
            lines = [re.sub(r"\b0\.5\b", lambda _: next(numbers), line) for line in lines]
        try:
            return trace(IMPORT + "\n".join(lines))
        except (
            ArithmeticError,
            RuntimeError,
            ValueError,
            IndexError,
            TypeError,
        ):  # with other numbers it is refused
            assume(False)
            raise


def whole(value: Quantity) -> bool:
    return not isinstance(value, ArraySnapshot) or value.data is not None


@KINDS
def test_births(programs: Any, of: Any) -> None:
    seen = {"births": 0}

    def look(program: Program) -> None:
        made = traced(program, of is tensor_programs)
        found = [one for one in diagnose(made) if one.kind in ("nan", "infinity")]
        changed = [step.after for step in made.steps if isinstance(step, Update | Assign)]
        numbers = [node.value for node in made.nodes] + changed
        flows = [step for step in made.steps if isinstance(step, Backward | Unbroadcast | Seed)]
        if all(map(finite, numbers)) and all(finite(step.after) for step in flows):
            wide = [step.contribution for step in flows if isinstance(step, Backward | Unbroadcast)]
            assert not found or not all(map(finite, wide)), made.source
        bad = [
            step for step in flows
            if (isinstance(step, Seed) and has_nan(made.nodes[step.node].value))
            or (isinstance(step, Backward | Unbroadcast) and made.nodes[step.input].op is None and has_nan(step.after))
        ]  # fmt: skip
        assert found or not bad, made.source
        for one in found:
            seen["births"] += 1
            assert one.sentence.endswith(".")
            assert "None" not in one.sentence
            assert all(0 <= position < len(made.steps) for position in one.steps)
            step = made.steps[one.steps[0]] if one.steps else None
            if isinstance(step, Forward) and "from the beginning" not in one.sentence:
                node = made.nodes[step.node]
                assert not finite(node.value), (one, made.source)
                given = [made.nodes[arg].value if isinstance(arg, NodeId) else arg for arg in node.args]
                if whole(node.value) and not changed and "(at " not in one.sentence:
                    assert all(map(finite, given)) or (has_nan(node.value) and not any(map(has_nan, given))), (
                        one, made.source,
                    )  # fmt: skip
            elif isinstance(step, Backward) and "hook" not in one.sentence:
                assert not finite(step.after) or not finite(step.contribution)
                assert finite(step.upstream) or not whole(step.upstream), (one, made.source)

    many(programs, of.FORMS, 0.15)(look)
    assert seen["births"] > 10


@pytest.mark.parametrize("count", [1, 3])
def test_of_a_long_program_it_is_told_shortly(count: int) -> None:
    source = (
        "from stepgrad import Value\nx = Value(1e200)\n"
        + "y = x * x\n" * count
        + "for _ in range(2000):\n    y = y * 1.5\ny.backward()\n"
    )
    (one,) = diagnose(trace(source))[-1:]
    assert len(one.steps) <= 12
    assert isinstance(Value(1.0), Value)

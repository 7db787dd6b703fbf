"""④ What the doctor says of the lesson's GPT when it is broken: the labels, the mask, the size of its first weights; and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from stepgrad import Trace, diagnose, trace

from tests.py.playground.whole_programs import as_in_a_page

GPT = (Path(__file__).resolve().parents[4] / "modules/02-autograd/programs/gpt.py").read_text("utf-8")
BROKEN = {
    "no mask": ({"MASK": 0}, "sees-labels", "Attention sees the labels"),
    "labels shifted by one more": ({"SHIFT": 2}, "labels-shifted", "the token 2 places later"),
    "labels not shifted": ({"SHIFT": 0}, "labels-shifted", "the same place of the input"),
    "ten times the weights": ({"SCALE": 10}, "saturated", "Attention is saturated"),
}
FINE: dict[str, dict[str, float]] = {
    "as it stands": {},
    "several pieces": {"BATCH": 8},
    "no residual": {"RESIDUAL": 0},  # its gradients are of the size of the others
    "no layer norm": {"NORM": 0},
    "no warm-up": {"WARM_UP": 1},
    # as in an encoder, whose labels are what stands at the same place
    "sees all, and is asked for the same": {"MASK": 0, "SHIFT": 0},
}


def traced(settings: dict[str, float]) -> Trace:
    with as_in_a_page():
        return trace(GPT, settings)


@pytest.mark.parametrize("batch", [1, 8])
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_one(how: str, batch: int) -> None:
    settings, kind, words = BROKEN[how]
    made = traced({**settings, "BATCH": batch})
    (finding,) = diagnose(made)
    assert finding.kind == kind
    assert words in finding.sentence
    assert finding.line is not None
    assert (
        made.source.splitlines()[finding.line - 1].strip().startswith(("return F.softmax", "loss = F.cross"))
    )
    assert all(0 <= step < len(made.steps) for step in finding.steps)
    assert finding.steps


@pytest.mark.parametrize("how", FINE)
def test_nothing_is_said_of_the_others(how: str) -> None:
    assert [one.sentence for one in diagnose(traced(FINE[how]))] == []


def test_the_share_is_that_of_the_label() -> None:
    made = traced({"MASK": 0})
    finding = diagnose(made)[0]
    node = finding.nodes[0]
    data = made.nodes[node].value.data  # type: ignore[union-attr]
    assert data is not None
    best = max((data[16 * place + place + 1], place) for place in range(15))
    assert f"at place {best[1]}, a share of {best[0]:.3g} from place {best[1] + 1}" in finding.sentence

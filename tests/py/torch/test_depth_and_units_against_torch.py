"""④ What the doctor says of depth and of dead units, measured by PyTorch in the same programs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.py.tracing.doctor.faulty import found
from tests.py.tracing.doctor.test_depth import net as deep
from tests.py.tracing.doctor.test_depth import said
from tests.py.tracing.doctor.test_units import net as wide
from tests.py.tracing.doctor.test_units import numbers

WATCHED = """
outs = []
def watch(module, given, out):
    out.retain_grad()
    outs.append((module, out))
for module in model:
    module.register_forward_hook(watch)
loss ="""


def theirs(source: str) -> dict[str, Any]:
    """What the program leaves in its variables, run by PyTorch."""
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102
    return names


@pytest.mark.parametrize(
    ("depth", "act", "scale", "kind"),
    [(10, "Sigmoid", 1.0, "vanishing"), (6, "Sigmoid", 1.0, "vanishing"), (9, "Tanh", 0.3, "vanishing"), (10, "ReLU", 8, "exploding")],
)  # fmt: skip
def test_norms_of_gradients_along_depth(depth: int, act: str, scale: float, kind: str) -> None:
    source = deep(depth, act, scale)
    _, (finding,) = found(source, kind)
    outs = theirs(source.replace("\nloss =", WATCHED))["outs"]
    norms = [float(out.grad.norm()) for module, out in outs if type(module).__name__ == act]
    assert said(finding) == pytest.approx(
        [norms[-1], norms[0], (norms[0] / norms[-1]) ** (1 / (depth - 1))], rel=1e-2
    )


@pytest.mark.parametrize("which", [0, 3])
@pytest.mark.parametrize("rows", [8, 128])
def test_a_dead_unit_gets_no_gradient(which: int, rows: int) -> None:
    source = wide("ReLU", which, rows=rows, units=6)
    _, (finding,) = found(source, "dead")
    grad = theirs(source)["model"][0].weight.grad
    dead = {unit for unit, row in enumerate(grad) if not row.any()}
    assert which in dead
    assert numbers(finding) == dead

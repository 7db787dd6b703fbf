"""⑨ The exercises' programs, run by PyTorch: their answers are PyTorch's, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from stepgrad import trace
from stepgrad.tracing.snapshot import ArraySnapshot

ROOT = Path(__file__).resolve().parents[3]
EXERCISES = sorted((ROOT / "modules/02-autograd/examples").glob("ex_*.py"))


def ours(source: str) -> dict[str, Any]:
    """What a trace, which is kept in tests/golden, holds at its end: the gradient of each leaf, by its name (the last of that name)."""
    traced = trace(source)
    found: dict[str, Any] = {}
    for step in traced.steps:
        if step.kind in ("backward", "unbroadcast"):
            node = traced.nodes[step.input]
            if node.op is None and node.label:
                found[node.label] = step.after
    return found


def theirs(source: str) -> dict[str, Any]:
    """The same program, with PyTorch's tensors."""
    names: dict[str, Any] = {
        "Tensor": torch.tensor,
        "Value": lambda number: torch.tensor(number, dtype=torch.float64, requires_grad=True),
    }
    if "zero_grad()" in source:  # a tensor of PyTorch has it only for its optimizers
        source = source.replace("x.zero_grad()", "x.grad = None")
    exec(source.replace("from stepgrad import", "# "), names)  # noqa: S102  (our own examples)
    return {name: one for name, one in names.items() if isinstance(one, torch.Tensor) and one.is_leaf}


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_pytorch_finds_the_same_gradients(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    leaves = theirs(source)
    for name, gradient in ours(source).items():
        expected = leaves[name].grad
        if isinstance(gradient, ArraySnapshot):
            assert gradient.shape == tuple(expected.shape)
            np.testing.assert_allclose(gradient.data, expected.numpy().ravel(), rtol=1e-6)
        else:
            assert gradient == pytest.approx(expected.item(), rel=1e-6, abs=1e-12)


def test_there_are_exercises() -> None:
    assert len(EXERCISES) >= 22
    found = [one for path in EXERCISES for one in ours(path.read_text(encoding="utf-8")).values()]
    assert any(isinstance(one, ArraySnapshot) for one in found)

"""What the doctor says of gradients is so in PyTorch, too: where they are not finite, where they are None, where they are neither."""

from __future__ import annotations

import contextlib
import io
import math
import re
import warnings
from typing import Any

import pytest
import torch

from tests.py.tracing.doctor.harmless_programs import PROGRAMS as HARMLESS
from tests.py.tracing.doctor.nonfinite_programs import PROGRAMS as NONFINITE
from tests.py.tracing.doctor.ungraded_programs import PROGRAMS as UNGRADED


def ran(source: str) -> dict[str, Any]:
    """The variables that PyTorch leaves."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        exec(compile(source, "<program>", "exec"), names)  # noqa: S102
    return names


def of_torch(programs: dict[str, Any]) -> list[str]:
    return [
        name for name, one in programs.items() if "import torch" in (one if isinstance(one, str) else one[0])
    ]


@pytest.mark.parametrize("name", of_torch(NONFINITE))
def test_what_is_not_finite(name: str) -> None:
    source, findings = NONFINITE[name]
    names = ran(source)
    for _, _, sentence in findings:
        if match := re.search(r"and so the gradient of (\w+) (?:is|has) (NaN|−?∞)\.", sentence):
            of_what(names[match[1]].grad, match[2])
        elif match := re.search(r"and so (\w+) (?:is|has) (NaN|−?∞)[.:]", sentence):
            last = names[match[1]]
            if "times" not in sentence:  # else it is that of the first time
                of_what(last.detach(), match[2])


def of_what(tensor: torch.Tensor, words: str) -> None:
    if words == "NaN":
        assert tensor.isnan().any()
    else:
        assert (tensor == (-math.inf if words.startswith("−") else math.inf)).any()


@pytest.mark.parametrize("name", of_torch(UNGRADED))
def test_what_is_none(name: str) -> None:
    source, findings = UNGRADED[name]
    names = ran(source)
    for _, _, sentence in findings:
        for one in re.findall(r"(\w+)\.grad\b", sentence.partition(" is None")[0]):
            if isinstance(names.get(one), torch.Tensor):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    assert names[one].grad is None


@pytest.mark.parametrize("name", of_torch(HARMLESS))
def test_what_is_harmless(name: str) -> None:
    for one in ran(HARMLESS[name]).values():
        if isinstance(one, torch.Tensor) and one.is_leaf and one.grad is not None:
            assert one.grad.isfinite().all()

"""④ What the tests of the doctor have in common: a program is traced as a page traces it, and findings are looked at."""

from __future__ import annotations

import warnings
from typing import Any

from stepgrad import Trace, diagnose, trace

from tests.py.playground.whole_programs import as_in_a_page

MODEL = """
import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)
"""


def traced(source: str) -> Trace:
    with as_in_a_page(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return trace(source)


def found(source: str, *kinds: str) -> tuple[Trace, list[Any]]:
    """The trace, and the findings of these kinds; there are no others."""
    result = traced(source)
    findings = diagnose(result)
    assert sorted({one.kind for one in findings}) == sorted(kinds), [one.sentence for one in findings]
    for one in findings:
        assert one.steps, "no step shows it"
        assert all(0 <= step < len(result.steps) for step in one.steps)
        assert all(0 <= node < len(result.nodes) for node in one.nodes)
        assert one.sentence.endswith(".")
        assert one.line is None or 1 <= one.line <= len(source.splitlines())
    return result, findings


def labels(result: Trace, finding: Any) -> list[str | None]:
    return [result.nodes[node].label for node in finding.nodes]

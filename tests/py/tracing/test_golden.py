"""④ Every example gives the trace that is kept in tests/golden; `make golden` rewrites them, and the diff is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from stepgrad.tracing import session

from tools.golden import rows

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted(ROOT.glob("modules/*/examples/*.py"))


def same(ours: Any, golden: Any, digits: float = 1e-12) -> bool:
    """Equal, but for the last digits: C libraries differ in how they round tanh and exp."""
    if isinstance(ours, dict):
        return ours.keys() == golden.keys() and all(same(ours[key], golden[key], digits) for key in ours)
    if isinstance(ours, list):
        return len(ours) == len(golden) and all(
            same(one, other, digits) for one, other in zip(ours, golden, strict=True)
        )
    if isinstance(ours, float) and isinstance(golden, float | int):
        return abs(ours - golden) <= digits * max(1.0, abs(golden))
    return bool(ours == golden)


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_example(example: Path) -> None:
    golden = ROOT / "tests" / "golden" / example.parts[-3] / f"{example.stem}.json"
    assert golden.exists(), "a new example: run `make golden` and read what it writes"
    kept = golden.read_text(encoding="utf-8")
    ours = rows(json.loads(session.record(example.read_text(encoding="utf-8"))))
    assert same(ours, json.loads(kept), digits=1e-5 if '"float32"' in kept else 1e-12)


def test_no_golden_trace_without_its_example() -> None:
    kept = {(path.parts[-2], path.stem) for path in (ROOT / "tests" / "golden").glob("*/*.json")}
    assert kept == {(path.parts[-3], path.stem) for path in EXAMPLES}

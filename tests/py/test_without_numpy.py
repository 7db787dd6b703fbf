"""② Value, its traces and its pictures do without NumPy: a page of scalars does not load it."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

PROGRAM = "from stepgrad import Value\nx = Value(2.0)\ny = x.tanh() * x\ny.backward()\n"


# Never let go of: the interpreter in Pyodide 314.0.4 dies ("null function or function signature mismatch") when it collects a
# second engine together with the State (tracing/shelter) that it made. A page has one of each, for good.
_second: list[Any] = []


@pytest.fixture
def anew() -> Iterator[Any]:
    """Imports modules of stepgrad once more, where there is no NumPy."""
    kept = {name: sys.modules.pop(name) for name in [*sys.modules] if name.split(".")[0] == "stepgrad"}
    numpy, sys.modules["numpy"] = sys.modules.get("numpy"), None
    yield importlib.import_module
    for name in [name for name in sys.modules if name.split(".")[0] == "stepgrad"]:
        _second.append(sys.modules.pop(name))
    del sys.modules["numpy"]
    sys.modules.update(kept if numpy is None else {**kept, "numpy": numpy})


def test_values_do_without_numpy(anew: Any) -> None:
    stepgrad = anew("stepgrad")
    x = stepgrad.Value(2.0)
    ((3 * x + 1) ** 2).backward()
    assert x.grad == 42.0
    w = stepgrad.Value(1.0)
    (w * w).backward()
    anew("stepgrad.optim").Adam([w], 0.5).step()
    assert abs(w.data - 0.5) < 1e-6
    stepgrad.check_gradients(lambda a, b: stepgrad.maximum(a, b) * a, 2.0, 1.0)
    reply = json.loads(anew("stepgrad.tracing.session").run(json.dumps({"source": PROGRAM})))
    assert reply["ok"]
    assert "</svg>" in stepgrad.Graph(x * 2).to_svg()
    assert anew("stepgrad.pictures.slices").table()["operations"]
    assert anew("stepgrad.pictures.training").trace_training(lambda: x * 2, [x], 1).losses == [4.0]
    with pytest.raises(ImportError):
        _ = stepgrad.Tensor

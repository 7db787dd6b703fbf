"""④ Traces of tensors, of one layer worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stepgrad import trace
from stepgrad.mode import mode
from stepgrad.tracing.snapshot import ArraySnapshot, parameter, snapshot
from stepgrad.tracing.trace import Backward, Seed, Unbroadcast, Update

from tests.py.tracing.as_read import as_the_page_has_it
from tests.py.tracing.programs import LAYER


def whole(*rows: Any, dtype: str = "float32") -> ArraySnapshot:
    array = np.array(rows)
    return ArraySnapshot(array.shape, dtype, tuple(array.ravel().tolist()))


def test_the_steps_of_a_layer() -> None:
    result = trace(LAYER)
    assert [(node.label, node.op and node.op.name) for node in result.nodes] == [
        ("x", None), ("W", None), ("b", None), (None, "matmul"), ("y", "add"), ("loss", "sum"),
    ]  # fmt: skip
    assert result["y"].value == whole([-0.5], [-0.5])
    assert result["loss"].value == -1.0  # a tensor without axes is a number
    ones = whole([1.0], [1.0])
    back = [step for step in result.steps if isinstance(step, Seed | Backward | Unbroadcast)]
    assert back == [
        Seed(5, 0.0, 1.0),
        Backward(5, 0, 4, 1.0, None, ones, 0.0, ones),
        Backward(4, 0, 3, ones, None, ones, 0.0, ones),
        Backward(4, 1, 2, ones, None, ones, 0.0, 0.0),  # as wide as y: nothing is added yet
        Unbroadcast(4, 1, 2, (0,), ones, whole(2.0), 0.0, whole(2.0)),
        Backward(3, 1, 1, ones, None, whole([4.0], [6.0]), 0.0, whole([4.0], [6.0])),
    ]
    assert result.gradients()["W"] == whole([4.0], [6.0])


def test_a_layer_over_the_wire() -> None:
    wire = as_the_page_has_it(trace(LAYER))
    assert wire["nodes"][1]["value"] == {"shape": [2, 1], "dtype": "float32", "data": [1.0, -1.0]}
    assert wire["nodes"][5]["params"] == {"axis": None, "keepdims": False}
    assert "params" not in wire["nodes"][4]
    op = wire["ops"]["matmul"]
    assert (op["rules"], op["locals"]) == (["g @ b.mT", "a.mT @ g"], [])
    assert op["shown"] == ["dA = dC @ Bᵀ", "dB = Aᵀ @ dC"]
    assert len(op["words"]) == 2
    assert wire["ops"]["add"] == {"name": "add", "symbol": "+", "formula": "a + b", "locals": ["1", "1"]}
    wide = wire["steps"][-2]
    assert (wide["kind"], wide["axes"], wide["wide"]["shape"], wide["contribution"]["shape"]) == (
        "unbroadcast", [0], [2, 1], [1],
    )  # fmt: skip


def test_a_second_walk_adds_to_what_the_leaf_has() -> None:
    result = trace(
        "from stepgrad import Tensor\nx = Tensor([1.0], True)\nfor _ in range(2):\n    (x * x).backward()"
    )
    steps = [step for step in result.steps if isinstance(step, Backward)]
    assert [(step.before, step.after) for step in steps] == [
        (0.0, whole(1.0)), (whole(1.0), whole(2.0)), (whole(2.0), whole(3.0)), (whole(3.0), whole(4.0)),
    ]  # fmt: skip


def test_updates_and_changes_in_place() -> None:
    source = "from stepgrad import Tensor, no_grad\nw = Tensor([1.0], True)\nw.data -= 0.5\nwith no_grad():\n    w *= 4"
    steps = [step for step in trace(source + "\ny = w * 2").steps if isinstance(step, Update)]
    assert steps == [Update(0, whole(1.0), whole(2.0))]  # as it was when it was next used
    result = trace(
        "from stepgrad import Tensor\nw = Tensor([1.0], True)\ny = w * 2\ny += 1\nz = y * 3\nz.backward()"
    )
    assert result.gradients()["w"] == whole(6.0)
    assert [node.args for node in result.nodes][-1][0] == 2  # z is made of the changed y


def test_only_the_last_node_of_a_library_function_gets_the_name() -> None:
    result = trace("from stepgrad import Tensor, mse\nx = Tensor([1.0], True)\nloss = mse(x, Tensor([3.0]))")
    assert [node.label for node in result.nodes] == ["x", None, None, None, "loss"]
    loop = trace("from stepgrad import Tensor\nx = Tensor([1.0], True)\nfor _ in range(3):\n    x = x * 2")
    assert [node.label for node in loop.nodes] == ["x"] * 4


def test_large_arrays_are_summed_up() -> None:
    a = np.arange(40.0 * 100).reshape(40, 100)
    shot = snapshot(a)
    assert isinstance(shot, ArraySnapshot)
    assert shot.data is None
    assert shot.summary == {
        "min": 0.0, "max": 3999.0, "mean": 1999.5, "norm": pytest.approx(np.linalg.norm(a)),
    }  # fmt: skip
    assert shot.picture is not None
    (rows, columns), means = shot.picture
    assert (rows, columns, len(means)) == (16, 16, 256)
    assert means[0] == a[:2, :6].mean()  # 40/16 and 100/16, rounded down
    assert means[-1] == a[37:, 93:].mean()
    assert snapshot(np.zeros((2, 2000))).picture[0] == (2, 16)  # type: ignore[union-attr, index]
    assert snapshot(np.zeros(256)).data is not None  # type: ignore[union-attr]
    wire = as_the_page_has_it(
        trace("from stepgrad import Tensor\nimport numpy as np\nx = Tensor(np.full((20, 200), np.nan))")
    )
    assert wire["nodes"][0]["value"]["summary"]["mean"] == "NaN"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None), (2, 2), (True, True), ((0, 1), [0, 1]), (slice(1, 3), "1:3"), (slice(None, None, 2), "::2"),
        (slice(None), ":"), (..., "..."), (np.dtype(np.float64), "float64"), ((slice(1, None), 0), ["1:", 0]),
    ],
)  # fmt: skip
def test_parameters(given: Any, kept: Any) -> None:
    assert parameter(given) == kept


def test_a_checkpoint_shows_its_inside_while_it_is_traced() -> None:
    source = "from stepgrad import Tensor, checkpoint\nx = Tensor([1.0], True)\ny = checkpoint(lambda a: a.exp() * 2, x)\ny.backward()"
    assert [node.op and node.op.name for node in trace(source).nodes] == [None, "exp", "mul"]


def test_nothing_is_recorded_beside_a_trace() -> None:
    trace(LAYER)
    assert mode.recorder is None

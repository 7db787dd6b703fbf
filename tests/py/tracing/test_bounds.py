"""⑤ What a page is sent has a size, whatever a program does; and what was cut says so."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from stepgrad import trace
from stepgrad.tracing import bounds, session, wire_arrays
from stepgrad.tracing.session import Session
from stepgrad.tracing.wire import to_wire

from tests.py.tracing.as_read import as_the_page_has_it

VALUE = "from stepgrad import Value\n"
TENSOR = "import numpy as np\nfrom stepgrad import Tensor\n"


def answer(source: str) -> tuple[dict[str, Any], int]:
    one = Session()
    text = one.answer(json.dumps({"source": source}))
    one.recover()
    return json.loads(text), len(text)


NAMES = {
    "given by hand": "x.label = 'n' * 100_000\n",
    "of a class of its own": "class Long(str):\n    pass\nx.label = Long('n' * 100_000)\n",
    "the key of a dict": "x = None\nweights = {'n' * 100_000: Value(3.0)}\nx = weights['n' * 100_000]\n",
    "of a variable": f"{'n' * 100_000} = x\nx = {'n' * 100_000} * 1\n",
}


@pytest.mark.parametrize("line", NAMES.values(), ids=[*NAMES])
def test_a_long_name_is_cut_and_says_how_long_it_is(line: str) -> None:
    traced = trace(f"{VALUE}x = Value(3.0)\n{line}y = x * x\ny.backward()\n")
    names = [label for node in traced.nodes if (label := node.label) is not None]
    assert max(map(len, names)) <= bounds.MAX_LABEL
    assert any("… (100," in name and name.endswith("characters)") for name in names) or "variable" not in line


def test_names_derived_from_a_long_one_are_cut_too() -> None:
    source = f"{VALUE}x = Value(3.0)\nx.label = 'n' * 5000\ny = x * x * x\ny.backward(create_graph=True)\ny = x.grad * 2\n"
    assert max(len(node.label or "") for node in trace(source).nodes) <= bounds.MAX_LABEL


def test_short_names_are_as_they_were() -> None:
    traced = trace(f"{VALUE}x = Value(3.0)\nx.label = 'n' * {bounds.MAX_LABEL}\ny = x * x\n")
    assert traced.nodes[0].label == "n" * bounds.MAX_LABEL


def test_two_thousand_values_with_a_name_of_100_kb_fit() -> None:
    told, size = answer(
        f"{VALUE}y = x = Value(1.0)\nfor i in range(2000):\n    y = y * 1.01\n    y.label = 'n' * 100_000 + str(i)\ny.backward()\n"
    )
    assert told["ok"]
    assert size < 1_000_000


def test_an_operations_long_constants_are_cut() -> None:
    source = f"{TENSOR}x = Tensor(np.arange(1000.0), requires_grad=True)\ny = x[[*range(500, 900)]]\ny.sum().backward()\n"
    params = json.dumps(to_wire(trace(source))["nodes"]["params"])
    assert len(params) < 3_000


def test_many_arrays_are_summed_up_the_largest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    source = f"{TENSOR}x = Tensor(np.arange(64.0).reshape(8, 8), requires_grad=True)\nw = Tensor([2.0, 3.0], requires_grad=True)\ny = x * 2\nz = y.sum() + w.sum()\nz.backward()\n"
    made = trace(source)
    whole = as_the_page_has_it(made)
    assert len(whole["nodes"][0]["value"]["data"]) == 64
    monkeypatch.setattr(wire_arrays, "MAX_NUMBERS", 100)
    cut = as_the_page_has_it(made)
    values = [node["value"] for node in cut["nodes"]]
    assert values[1]["data"] == [2.0, 3.0]  # the small ones stay whole
    blocks = np.arange(64.0).reshape(4, 2, 4, 2).mean((1, 3))
    summary = values[0]["summary"]
    assert (summary["min"], summary["max"], summary["mean"]) == (0.0, 63.0, 31.5)
    assert summary["norm"] == pytest.approx(np.linalg.norm(np.arange(64.0)), rel=1e-15)
    assert values[0]["picture"] == {"shape": [4, 4], "data": blocks.ravel().tolist()}
    ones = next(
        step["contribution"] for step in cut["steps"] if step["kind"] == "backward" and step["input"] == 0
    )
    assert (ones["summary"]["min"], ones["summary"]["max"]) == (2.0, 2.0)


def test_packed_arrays_arrive_to_the_last_bit() -> None:
    numbers = "[0.1, -0.0, 5e-324, float('nan'), float('inf'), float('-inf'), 1e308, 2.5] * 4"
    made = trace(f"{TENSOR}x = Tensor(np.array({numbers}), requires_grad=True)\ny = x * 1\n")
    sent = to_wire(made)["arrays"][0]["data"]
    assert [*sent] == ["f64"]
    for packed in (True, False):
        told = as_the_page_has_it(made, packed=packed)["nodes"][0]["value"]["data"]
        assert [*map(repr, map(float, told))] == [
            *map(repr, [0.1, -0.0, 5e-324, float("nan"), float("inf"), float("-inf"), 1e308, 2.5] * 4)
        ]


def test_an_answer_too_large_for_a_page_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MAX_ANSWER", 5_000)
    told, size = answer(f"{VALUE}y = x = Value(1.0)\nfor i in range(200):\n    y = y * 1.01\ny.backward()\n")
    assert not told["ok"]
    assert told["error"]["kind"] == "TraceLimitError"
    assert "MB to show" in told["error"]["message"]
    assert size < 5_000


def test_a_program_too_long_for_a_page_is_not_even_read() -> None:
    told, size = answer(f"{VALUE}{'# ' + 'z' * 98}\n" * 2_100)
    assert not told["ok"]
    assert "a page can take 200,000" in told["error"]["message"]
    assert size < 1_000


@pytest.mark.parametrize(
    "raised",
    [
        "ValueError('x' * 10_000_000)",
        "type('N' * 1_000_000, (Exception,), {})('why')",
        "KeyError('k' * 1_000_000)",
    ],
)
def test_messages_have_an_end(raised: str) -> None:
    told, size = answer(f"raise {raised}")
    assert not told["ok"]
    assert size < 10_000


def test_numbers_of_four_bytes_arrive_in_four() -> None:
    made = trace(
        f"{TENSOR}x = Tensor(np.linspace(-1, 1, 2048, dtype=np.float32), requires_grad=True)\ny = x.tanh()\n"
    )
    for packed in (True, False):
        sent = to_wire(made, packed=packed)["arrays"][1]["data"]
        assert [*sent] == ["f32"]
        assert len(base64.b64decode(sent["f32"])) == 4 * 2048
        told = as_the_page_has_it(made, packed=packed)["nodes"][1]["value"]["data"]
        assert told == np.tanh(np.linspace(-1, 1, 2048, dtype=np.float32)).tolist()

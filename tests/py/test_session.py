"""⑤ The wire and what the browser calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from stepgrad import session
from stepgrad.trace import trace
from stepgrad.wire import dumps, number, to_wire

HEADER = "from stepgrad import Value\n"


def run(source: str, **inputs: float) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(session.run(json.dumps({"source": source, "inputs": inputs})))
    return reply


def test_a_trace_over_the_wire() -> None:
    reply = run(HEADER + "x = Value(2.0)\nc = (3 * x) ** 2\nc.backward()\n", x=1)
    assert reply["ok"]
    wire = reply["trace"]
    assert wire["version"] == 1
    assert wire["inputs"] == {"x": 1.0}
    assert wire["nodes"][2] == {
        "id": 2,
        "op": "pow",
        "args": [{"node": 1}, {"const": 2.0}],
        "label": "c",
        "value": 9.0,
        "requires_grad": True,
        "at": [3, 4, 3, 16],
    }
    assert wire["ops"]["mul"] == {"name": "mul", "symbol": "×", "formula": "a * b", "locals": ["b", "a"]}
    assert wire["steps"][-1] == {
        "kind": "backward",
        "node": 1,
        "arg": 1,
        "input": 0,
        "upstream": 6.0,
        "local": 3.0,
        "contribution": 18.0,
        "before": 0.0,
        "after": 18.0,
    }


def test_numbers_json_does_not_have() -> None:
    assert [number(x) for x in (1.5, float("nan"), float("inf"), -float("inf"))] == [
        1.5,
        "NaN",
        "Infinity",
        "-Infinity",
    ]
    reply = run(HEADER + "x = Value(float('inf'))\ny = x - x\nz = x * -1\ny.backward()")
    assert [node["value"] for node in reply["trace"]["nodes"]] == ["Infinity", "NaN", "-Infinity"]


def test_the_wire_refuses_what_it_cannot_say() -> None:
    with pytest.raises(ValueError, match="JSON"):
        dumps(float("nan"))


def test_text_stays_text() -> None:
    name = "<img src=x onerror=alert(1)>"
    reply = run(HEADER + f"x = Value(1.0, label={name!r})")
    assert reply["trace"]["nodes"][0]["label"] == name


@pytest.mark.parametrize(
    ("source", "kind", "words", "line"),
    [
        (HEADER + "x = Value(1.0)\ny = x / 0\n", "ZeroDivisionError", "divides by zero", 3),
        (HEADER + "x = Value(0.0).log()", "ArithmeticError", "log(0.0)", 2),
        (HEADER + "y = Value(1.0)\ny._a = y\n\ny = y + 1\ny._a = y\ny.backward()", "ValueError", "cycle", 7),
        ("y = x + 1", "NameError", "'x' is not defined", 1),
        (HEADER + "x = Value('three')", "TypeError", "expected a number", 2),
        (
            HEADER + "x = Value(1.0)\nfor i in range(10**6):\n    x = x * 1\n",
            "TraceLimitError",
            "5,000 values",
            4,
        ),
        ("x = (1", "SyntaxError", "never closed", 1),
        ("def f():\n    return f()\nf()", "RecursionError", "calls itself", 2),
        ("raise SystemExit(3)", "SystemExit", "3", 1),
        ("{}['key']", "KeyError", "key", 1),
        ("assert False", "AssertionError", "AssertionError", 1),
        ("x = 1\x00", "SyntaxError", "null bytes", None),
    ],
)
def test_a_users_error_is_an_answer_with_its_line(
    source: str, kind: str, words: str, line: int | None
) -> None:
    reply = run(source)
    assert not reply["ok"]
    assert reply["error"]["kind"] == kind
    assert words in reply["error"]["message"]
    assert reply["error"]["line"] == line
    assert run(HEADER + "x = Value(2.0)")["ok"]  # the session lives on


def test_an_unknown_input_is_an_answer() -> None:
    assert "no line `z = Value(number)`" in run("x = 1", z=2)["error"]["message"]


def test_a_stopped_program_is_an_answer() -> None:
    assert run("raise KeyboardInterrupt")["error"]["kind"] == "Stopped"


def test_record_is_the_same_trace() -> None:
    source = HEADER + "x = Value(2.0)\ny = x * x\ny.backward()\n"
    assert (
        json.loads(session.record(source))
        == json.loads(dumps(to_wire(trace(source))))
        == run(source)["trace"]
    )

"""⑤ The wire and what the browser calls."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from stepgrad.tracing import session
from stepgrad.tracing.trace import trace
from stepgrad.tracing.wire import dumps, number, to_wire

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
            "120,000 values",
            4,
        ),
        ("x = (1", "SyntaxError", "never closed", 1),
        ("def f():\n    return f()\nf()", "RecursionError", "calls itself", 2),
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
    assert "no line `z = Value(number)` or `z = number`" in run("x = 1", z=2)["error"]["message"]


# Un-skip it when Pyodide's own guard against too deep a stack counts the calls that come through C.
BREAKS = pytest.mark.skipif(
    sys.platform == "emscripten",
    reason="a thousand calls through C are more than a browser's stack; tests/browser/engine/test_worker_events.py has what becomes of it",
)
ODD = [
    # an exception that a parser might have raised, but the program did; and texts of its own that Python cannot read or run
    ("\nraise SyntaxError", "SyntaxError", "SyntaxError", 2),
    ("\nraise SyntaxError('no', ('file', 7, 1, 'text'))", "SyntaxError", "no", 2),
    ("x = 1\n\neval('1 +')", "SyntaxError", "invalid syntax", 3),
    ("x = 1\nexec('\\n\\n\\n1 / 0')", "ZeroDivisionError", "division by zero", 2),
    ("x = 1\ncompile('(', '<program>', 'exec')", "SyntaxError", "never closed", 2),
    ("x = 1\nexec(compile('\\n\\n\\n1 / 0', '<program>', 'exec'))", "ZeroDivisionError", "zero", 2),
    # what is no Exception
    ("\nraise KeyboardInterrupt", "KeyboardInterrupt", "KeyboardInterrupt", 2),
    ("\nraise GeneratorExit('g')", "GeneratorExit", "g", 2),
    ("class Base(BaseException): pass\nraise Base('b')", "Base", "b", 2),
    ("raise ExceptionGroup('two', [ValueError('a'), TypeError('b')])", "ExceptionGroup", "two", 1),
    ("import os\nos._exit(3)", "SystemExit", "os._exit ends Python", 2),
    ("import os\nos.abort()", "SystemExit", "os.abort ends Python", 2),
    # texts that raise, are no text, or are endless
    ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E(1)", "E", "cannot be shown", 3),
    ("class E(Exception):\n    def __str__(self): raise SystemExit\nraise E(1)", "E", "cannot be shown", 3),
    ("class E(Exception):\n    def __str__(self): return 3\nraise E(1)", "E", "cannot be shown", 3),
    pytest.param(
        "class E(Exception):\n    def __str__(self): return str(self)\nraise E(1)", "E", "cannot be shown", 3, marks=BREAKS
    ),
    ("class K:\n    def __str__(self): raise KeyError\nraise KeyError(K())", "KeyError", "cannot be shown", 3),
    ("class E(Exception):\n    args = property()\nraise E(1)", "E", "cannot be shown", 3),
    ("raise ValueError('\\ud800')", "ValueError", "ud800", 1),
    (
        "class S(str):\n    __getitem__ = __len__ = encode = None\nclass E(Exception):\n    def __str__(self): return S('s')\nraise E(1)",
        "E",
        "s",
        5,
    ),
    # classes that lie about themselves
    ("class E(Exception):\n    __traceback__ = property()\nraise E('e')", "E", "e", 3),
    (
        "class M(type):\n    __name__ = property()\nclass E(Exception, metaclass=M): pass\nraise E('e')",
        "E",
        "e",
        4,
    ),
    ("raise type('', (Exception,), {})('e')", "Exception", "e", 1),
    # builtins that are gone, and a stack that is nearly none
    ("import builtins\ndel builtins.str, builtins.isinstance, builtins.type\n1 / 0", "ZeroDivisionError", "", 3),
    ("import builtins\nvars(builtins).clear()\nx = 1 / 0", "ZeroDivisionError", "", 3),
    ("import sys\nsys.setrecursionlimit(60)\ndef f(): f()\nf()", "RecursionError", "calls itself", 3),
    ("raise RecursionError('mine')", "RecursionError", "mine", 1),
]  # fmt: skip


@pytest.mark.parametrize(("source", "kind", "words", "line"), ODD)
@pytest.mark.parametrize("want", [None, []])
def test_the_oddest_exception_is_an_answer_with_its_line(
    source: str, kind: str, words: str, line: int, want: list[str] | None
) -> None:
    reply = run(source) if want is None else wanted(source)
    assert reply["error"]["kind"] == kind
    assert words in reply["error"]["message"]
    assert reply["error"]["line"] == line
    assert run(HEADER + "x = Value(2.0)\nprint(str(type(len)))")["ok"]  # the session lives on


def test_the_text_of_an_exception_is_cut() -> None:
    reply = run("raise ValueError('x' * 10**6)")
    assert reply["error"]["message"] == "x" * 2_000 + " …"
    assert len(run("raise type('E' * 10**4, (Exception,), {})")["error"]["kind"]) < 200


def test_a_program_that_is_nested_too_deeply_is_told_so() -> None:
    assert "nested" in run("x = " + "(" * 5_000)["error"]["message"]


def test_record_is_the_same_trace() -> None:
    source = HEADER + "x = Value(2.0)\ny = x * x\ny.backward()\n"
    assert (
        json.loads(session.record(source))
        == json.loads(dumps(to_wire(trace(source))))
        == run(source)["trace"]
    )


def wanted(source: str, *want: str, **inputs: float) -> dict[str, Any]:
    request = {"source": source, "inputs": inputs, "want": want}
    reply: dict[str, Any] = json.loads(session.run(json.dumps(request)))
    return reply


def test_a_program_is_run_for_the_variables_that_are_wanted() -> None:
    source = (
        HEADER
        + "x = Value(2.0)\ny = x * x\ny.backward()\nlosses = [y, (1, 2.5), None, 'text', float('nan')]\nprint('done')"
    )
    reply = wanted(source, "losses", "x", x=3)
    assert reply == {
        "ok": True,
        "values": {"losses": [9.0, [1, 2.5], None, "text", "NaN"], "x": 3.0},
        "output": "done\n",
    }


def test_arrays_are_wanted_as_lists() -> None:
    source = "import array\nsurface = {'z': array.array('d', [0.5, 1.5]), 1: memoryview(b'ab')}"
    assert wanted(source, "surface")["values"] == {"surface": {"z": [0.5, 1.5], "1": [97, 98]}}


def test_nothing_is_recorded_for_what_is_only_run() -> None:
    count = 150_000  # more than a trace may hold
    source = HEADER + f"x = Value(1.0)\nfor i in range({count}):\n    x = x + 1\n"
    assert not run(source)["ok"]
    assert wanted(source, "x")["values"] == {"x": count + 1}


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("x = 1", "NameError", "without a variable 'y'"),
        ("y = [0] * 10**6", "ValueError", "more than 200,000 numbers"),
        ("y = print", "TypeError", "builtin_function_or_method"),
        ("y = {'a': [object()]}", "TypeError", "y holds an object of type object"),
        ("y = 1 / 0", "ZeroDivisionError", "division by zero"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_what_cannot_be_handed_over_is_an_answer(source: str, kind: str, words: str) -> None:
    reply = wanted(source, "y")
    assert not reply["ok"]
    assert reply["error"]["kind"] == kind
    assert words in reply["error"]["message"]


def test_plain_numbers_can_be_set_as_well_and_a_count_stays_a_count() -> None:
    source = "rate = 0.5\nsteps = 3\nx = -1\nmade = [rate] * steps\n"
    assert run(source)["trace"]["inputs"] == {"rate": 0.5, "steps": 3, "x": -1}
    assert wanted(source, "made", "x", rate=2, steps=2.0, x=0.5)["values"] == {"made": [2.0, 2.0], "x": 0.5}
    assert run(source, rate=2, steps=2)["trace"]["source"].startswith("rate = 2.0\nsteps = 2\n")


def test_a_stop_that_comes_before_the_program_began_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(session.json, "loads", interrupted)
        reply = session.run("{}")
    assert json.loads(reply)["error"]["kind"] == "Stopped"

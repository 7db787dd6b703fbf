"""④ What a program prints: in order, from both streams, also before an error; and a cut that says how much is missing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from stepgrad.tracing import session
from stepgrad.tracing.output import MAX_OUTPUT, SIGN
from stepgrad.tracing.trace import trace
from stepgrad.tracing.wire import to_wire


def run(source: str, **more: Any) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(session.run(json.dumps({"source": source, **more})))
    return reply


BOTH = "import sys\nprint('one')\nprint('two', file=sys.stderr)\nsys.stdout.write('three')\n"


def test_both_streams_in_the_order_they_came() -> None:
    assert trace(BOTH).output == "one\ntwo\nthree"
    assert run(BOTH, want=[])["output"] == "one\ntwo\nthree"


def test_what_was_printed_before_an_error_comes_with_it() -> None:
    for more in ({}, {"want": []}):
        error = run(BOTH + "1 / 0\n", **more)["error"]
        assert error["kind"] == "ZeroDivisionError"
        assert error["output"] == "one\ntwo\nthree"
        assert "output" not in run("1 / 0\n", **more)["error"]


@pytest.mark.parametrize("more", [0, 1, 12_345])
def test_a_cut_says_how_much_is_missing(more: int) -> None:
    source = f"for _ in range({MAX_OUTPUT + more}):\n    print('ä', end='')\n"
    traced = to_wire(trace(source))
    assert len(traced["output"]) == (MAX_OUTPUT - SIGN if more else MAX_OUTPUT)
    for reply in (traced, run(source, want=[]), run(source + "1 / 0", want=[])["error"]):
        assert len(reply["output"]) + reply.get("cut", 0) == MAX_OUTPUT + more


def test_a_cut_comes_at_the_end_of_a_line() -> None:
    source = "for i in range(5000):\n    print(f'line {i}')\n"
    whole = "".join(f"line {i}\n" for i in range(5000))
    traced = to_wire(trace(source))
    for reply in (traced, run(source, want=[])):
        assert reply["output"].endswith("\n")
        assert whole.startswith(reply["output"])
        assert reply["cut"] == len(whole) - len(reply["output"])
    said = trace(source).output
    assert len(said) == MAX_OUTPUT
    assert said.startswith(traced["output"])
    assert (
        said.removeprefix(traced["output"]).strip()
        == f"… and {traced['cut']:,} more characters, too many to show."
    )
    one_line = trace("print('a')\nprint('x' * 30_000)").output  # it is cut where it must be
    assert one_line.startswith("a\n" + "x" * (MAX_OUTPUT - SIGN - 2) + " ")
    assert trace(f"print('x' * {MAX_OUTPUT - 1})").cut == 0


def test_a_program_may_close_or_misuse_its_stdout() -> None:
    assert trace("import sys\nprint('one')\nsys.stdout.close()\nprint('two')\n").output == "one\ntwo\n"
    assert run("import sys\nsys.stdout.write(3)\n")["error"]["kind"] == "TypeError"


def test_half_a_character_can_be_sent() -> None:
    assert run("print('\\ud83d')\n", want=[])["output"] == "?\n"


def test_an_error_comes_with_the_program_that_was_run() -> None:
    source = "b = 2.0\nprint(1 / b)\n"
    assert run(source, inputs={"b": 0})["error"]["source"] == "b = 0.0\nprint(1 / b)\n"
    for other in (run("1 / 0"), run(source, inputs={"c": 0}), run("b = (", inputs={"b": 0})):
        assert "source" not in other["error"]

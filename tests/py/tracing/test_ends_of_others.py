"""④ Debuggers, children and late ends: what else a program may meet at its end, and what it is told."""

from __future__ import annotations

import sys

import pytest
from stepgrad import trace

from tests.py.tracing.test_ends import BODY, run

NO_PROCESSES = pytest.mark.skipif(sys.platform == "emscripten", reason="a page's Python makes no processes")


@pytest.mark.parametrize("call", ["breakpoint()", "import pdb; pdb.Pdb().set_trace()"])
def test_nobody_debugs_at_the_keyboard(call: str) -> None:
    reply = run(BODY + call)
    assert not reply["ok"]
    assert "waits for the keyboard, and" in reply["error"]["message"]


@NO_PROCESSES
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import os\npid = os.fork()\nif pid == 0: os._exit(3)\nprint(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))", "3\n"),
        ("import os\npid = os.fork()\nif pid: print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))", "0\n"),
        ("import multiprocessing as m\np = m.get_context('fork').Process(target=abs, args=(1,))\np.start()\np.join()\nprint(p.exitcode)", "0\n"),
    ],
)  # fmt: skip
def test_a_child_ends_where_it_ends(source: str, said: str) -> None:
    assert run(source)["trace"]["output"] == said
    assert trace(source).output == said


def test_what_is_called_at_the_end_may_end_as_well() -> None:
    reply = run(BODY + "import atexit\natexit.register(sys.exit, 4)")
    assert reply["ok"]
    assert len(reply["trace"]["steps"]["kind"]) == 4


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_half_of_a_character_has_its_line(end: str) -> None:
    error = run(f"x = 3{end}{end}s = '\ud83d'{end}")["error"]
    assert (error["kind"], error["line"]) == ("SyntaxError", 3)
    assert error["message"] == r"half of a character, '\ud83d', is no text"

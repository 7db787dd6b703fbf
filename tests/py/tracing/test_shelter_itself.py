"""④ The shelter is Python, too: programs that reach for what the engine compiled, and for what keeps Python as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from stepgrad.tracing.session import Session

from tests.py.tracing.test_shelter import ARRAYS, LIBRARY, VALUES

if sys.platform == "emscripten":
    pytest.skip("there are no other processes to compare with", allow_module_level=True)

# What a page does: answer, then recover; if that says why it cannot be, another interpreter is started.
SESSION = """
import json, os, sys
from stepgrad.tracing.session import Session
session, said = Session(), os.fdopen(os.dup(1), "w")
dumps, answer, recover, write, flush, end = json.dumps, session.answer, session.recover, said.write, said.flush, os._exit
for source in json.load(sys.stdin):
    write(answer(dumps({"source": source})) + "\\n")
    flush()  # what waits to be written lies in a list, which a program may find
    if worn := recover():
        write("WORN " + worn + "\\n")
        break
flush()
end(0)
"""
PROBES = [VALUES, ARRAYS, "import numbers\nprint(isinstance('a', numbers.Number))"]

DAMAGE = {
    "what a method was compiled with": "from stepgrad import Value\nValue(2.) * Value(3.)\nf = Value.__mul__\nf.__globals__.update(op=None, mode=None, new=None)",
    "the names of a compiled method": "from stepgrad import Value\nValue(2.).tanh()\nValue.tanh.__globals__.clear()",
    "what a method closes over": "from stepgrad import Value\nValue(2.) * Value(3.)\nfor c in Value.__mul__.__globals__['general'].__closure__: c.cell_contents = None",
    "a Tensor's compiled method": "from stepgrad import Tensor\nt = Tensor([1.])\nt + t\ng = Tensor.__add__.__globals__\nfor k in [*g]: g[k] = None",
    "a Tensor's code": "from stepgrad import Tensor\nt = Tensor([1.])\nt + t\ndef m(self, other): return self\nTensor.__add__.__code__ = m.__code__",
    "a kernel": (
        "from stepgrad.rules.kernel import elementwise\nfrom stepgrad.rules.scalar_table import OPS\nk = elementwise(OPS['tanh'], 'a')\n"
        "k.rules[0].__code__ = (lambda g, y: g * 0).__code__\nk.forward = lambda a: a"
    ),
    "how things are put back": (
        "from stepgrad.tracing.shelter import shelter, state, held, settings, stage\nshelter.Shelter._put_back = lambda *a: None\n"
        "shelter.Shelter.recover = lambda s: ''\nstate.State.undo = held.Dict.undo = settings.write = stage.Stage.clear = lambda *a: None\n"
        "held.Dict.same = lambda s: True\nimport math\nmath.pi = 3"
    ),
    "its code": (
        "from stepgrad.tracing.shelter import shelter, held, functions, state\ndef f(self, place=None, sizes=None): return True\n"
        "for x in (shelter.Shelter._put_back, held.Dict.same, functions.Functions.same, state._Whole.same): x.__code__ = f.__code__\n"
        "from stepgrad import Value\nValue.__add__ = lambda a, b: a * b"
    ),
    "what it knows": (
        "import gc\nfrom stepgrad.tracing.shelter.shelter import Shelter\nfor o in gc.get_objects():\n"
        "    if type(o) is Shelter: o._busy, o._serious, o._loaded = False, False, {}"
    ),
    "what it keeps": (
        "import gc, math\nfrom stepgrad.tracing.shelter.state import State\nfor o in gc.get_objects():\n"
        "    if type(o) is State: o._dicts.clear(); o._others.clear(); o._whole = None\nmath.pi = 3"
    ),
    "every dict with float in it": "import gc\nfor o in gc.get_objects():\n    if type(o) is dict and 'float' in o: o['float'] = int",
    "every set": "import gc\nfor o in gc.get_objects():\n    if type(o) is set: o.clear()",
    "what was found out about classes": "import numbers\nnumbers.Complex.__subclasshook__ = classmethod(lambda c, o: True)\nisinstance('a', numbers.Number)",
    "every list": "import gc\nfor o in gc.get_objects():\n    if type(o) is list: o.clear()",
    "a class that can no longer be made": "from stepgrad import Value\nValue.__new__ = lambda cls, *a, **k: 5",
}  # fmt: skip


def answers(sources: list[str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SESSION], input=json.dumps(sources), capture_output=True, text=True, timeout=100, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def right() -> list[str]:
    said = answers(PROBES)
    assert len(said) == len(PROBES), said
    return said


@pytest.mark.parametrize("kind", DAMAGE)
def test_the_next_program_computes_as_in_a_new_interpreter(kind: str, right: list[str]) -> None:
    before = answers([*PROBES, DAMAGE[kind], *PROBES])
    assert before[: len(PROBES)] == right
    after = before[len(PROBES) + 1 :]
    assert after == right or (len(after) == 1 and after[0].startswith("WORN")), after


def test_programs_that_do_nothing_wrong_wear_nothing_out() -> None:
    said = answers(
        [
            ARRAYS,
            VALUES,
            LIBRARY,
            "import heapq, uuid, csv, asyncio, enum\nimport numpy.linalg",
            LIBRARY,
            ARRAYS,
        ]
    )
    assert len(said) == 6
    assert not any(one.startswith("WORN") for one in said), said
    assert all(json.loads(one)["ok"] for one in said)


def test_a_session_that_has_run_nothing_is_not_worn() -> None:
    session = Session()
    assert session.recover() == ""
    assert not json.loads(session.answer(json.dumps({"source": "x = = 3"})))["ok"]
    assert session.recover() == ""

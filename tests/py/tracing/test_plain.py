"""④ Which programs can have touched nothing but what is theirs; and that they have not."""

from __future__ import annotations

import ast
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from stepgrad.tracing import plain
from stepgrad.tracing.session import Session

EXAMPLES = sorted(Path(__file__).parents[3].glob("modules/*/examples/*.py"))


def is_plain(source: str) -> bool:
    return plain.is_plain([*ast.walk(ast.parse(source))])


HEAD = "from stepgrad import Value, Tensor\nx = Value(2.0)\n"
PLAIN = [
    "y = x * 3\ny.backward()\nprint(f'{x.grad:.3f}')",
    "def f(a, b=2):\n    return a.tanh() * b\ny = f(x)",
    "xs = [Value(float(i), label='w') for i in range(4)]\nxs[0] = x\ny = sum(xs)",
    "for i in range(3):\n    x.grad = 0\n    y = x ** 2\n    y.backward()\n    x.data -= 0.1 * x.grad",
    "while x.data < 9 and len([x]) > 0:\n    x.data += 1",
    "t = Tensor([[1.0, 2.0]], requires_grad=True)\n(t @ t.T).sum().backward()",
    "g = (lambda v: v.exp())(x)",
]
NOT = [
    "import random\nrandom.seed(3)",
    "Value.data = 3",
    "V = Value\nV.label = 'all'",
    "[Value][0].grad = 1",
    "y = x.__class__",
    "y = x._data",
    "type(x).tanh = None",
    "setattr(x, 'data', 3)",
    "globals()",
    "exec('import os')",
    "class A:\n    def __del__(self): pass",
    "def f():\n    yield 1",
    "try:\n    x.exp()\nfinally:\n    pass",
    "with open('a') as f:\n    pass",
    "from stepgrad import optim",
    "from stepgrad.nn import Module",
    "from os import system",
    "import stepgrad",
    "del x",
    "global z\nz = 3",
    "print = 3",
    "Value = 3",
    "def Value(x):\n    return x",
    "y = unknown",
    "@Value\ndef f(): pass",
    "def f(x: Value): pass",
    "x.register_hook(print)",
    "y = '{0.__class__}'.format(x)",
    "async def f(): pass",
    "a: Value = x",
    "(y := Value).label = 3",
    "from .x import Value",
    "from stepgrad import *",
    "__builtins__ = 3",
    "y = __builtins__",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_program_of_its_own_values_is_plain(text: str) -> None:
    assert is_plain(HEAD + text)


@pytest.mark.parametrize("text", NOT)
def test_where_there_is_any_doubt_it_is_not(text: str) -> None:
    assert not is_plain(HEAD + text)


def answered(session: Session, source: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(session.answer(json.dumps({"source": source, "inputs": {}})))
    assert session.recover() == ""
    return told


def test_after_the_plain_examples_nothing_is_other_than_it_was() -> None:
    session = Session()
    programs = [source for path in EXAMPLES if is_plain(source := path.read_text("utf-8"))]
    assert len(programs) > 20
    for source in programs:
        answered(session, source)  # what is compiled at its first use is there from now on
    session.look()
    shelter = session._shelter
    for source in [*programs, *(HEAD + text for text in PLAIN)]:
        answered(session, source)
        assert [
            held for kept in (shelter._near, shelter._far) for held in kept.changed() if held.serious()
        ] == []


def test_what_the_next_program_does_is_still_undone() -> None:
    session = Session()
    program = HEAD + PLAIN[0]
    before = answered(session, program)
    answered(session, "from stepgrad import Value\nValue.tanh = None\nimport random\nrandom.seed(7)\n")
    assert answered(session, program) == before
    limit = sys.getrecursionlimit()
    state = random.getstate()
    answered(session, program)
    assert (sys.getrecursionlimit(), random.getstate()) == (limit, state)

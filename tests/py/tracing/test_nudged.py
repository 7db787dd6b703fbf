"""④⑤ One number of a program is moved a little, and all that comes of it is computed again, by the program itself."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from stepgrad.rules.scalar_table import FLOATS, OPS, compile_rule

from tests.py.tracing.as_read import as_the_page_has_it
from tests.py.tracing.test_mistakes import ask

VALUES = (
    "from stepgrad import Value\nx = Value(2.0)\ny = x * x\nz = y.exp() if y > 5 else y * 3\nz.backward()\n"
)


def values(source: str, **nudge: Any) -> list[Any]:
    reply = ask(source, **({"nudge": nudge} if nudge else {}))
    assert reply["ok"], reply["error"]
    held = [node["value"] for node in as_the_page_has_it(reply["trace"])["nodes"]]
    return [one["data"] if isinstance(one, dict) else one for one in held]


def test_a_leaf_and_a_result() -> None:
    assert values(VALUES) == [2, 4, 12]
    assert values(VALUES, node=0, by=0.125) == [2.125, 2.125**2, 2.125**2 * 3]
    assert values(VALUES, node=1, by=0.5) == [2, 4.5, 13.5]
    assert values(VALUES, node=2, by=-1) == [2, 4, 11]
    assert values(VALUES) == [2, 4, 12]


def test_a_branch_may_go_the_other_way() -> None:
    trace = as_the_page_has_it(ask(VALUES, nudge={"node": 0, "by": 1.0})["trace"])
    assert [node["op"] for node in trace["nodes"]] == [None, "mul", "exp"]


@pytest.mark.parametrize(
    "words", ["from stepgrad import Tensor", "from stepgrad.torch import tensor as Tensor"]
)
def test_one_entry_of_an_array(words: str) -> None:
    source = f"""{words}
W = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
x = Tensor([1.0, -1.0])
y = W @ x
z = (y * y).sum()
z.backward()
"""
    before = values(source)
    assert before[0] == [1, 2, 3, 4]
    after = values(source, node=0, by=0.5, index=[1, 0])
    assert after[0] == [1, 2, 3.5, 4]
    assert after[2] == [-1, -0.5]
    assert after[-1] == 1.25
    assert values(source, node=2, by=1, index=[0])[-1] == 1  # y = [0, -1]
    assert values(source, node=4, by=0.25)[-1] == before[-1] + 0.25


def test_who_shows_the_same_numbers_does_not_move() -> None:
    source = "from stepgrad import Tensor\nx = Tensor([1.0, 2.0], requires_grad=True)\nv = x.view(2)\ny = (x * v).sum()\ny.backward()\n"
    assert values(source, node=1, by=1, index=[0]) == [[1, 2], [2, 2], [2, 4], 6]


def test_micrograd() -> None:
    source = "from stepgrad.micrograd.engine import Value\nx = Value(2)\ny = x * 3\ny.backward()\n"
    assert values(source, node=0, by=0.5)[-1] == 7.5


def test_what_cannot_be_moved() -> None:
    assert ask(VALUES, nudge={"node": 9, "by": 0.1})["error"]["kind"] == "LookupError"
    ints = "from stepgrad import Tensor\ni = Tensor([1, 2], dtype='int64')\nx = Tensor([1.0, 2.0], requires_grad=True)\ny = (x * i).sum()\ny.backward()\n"
    assert ask(ints, nudge={"node": 0, "by": 0.1, "index": [0]})["error"]["kind"] == "TypeError"


def _arguments(op: Any) -> list[list[float]]:
    """Where the formula is defined, on both sides of its corners, with parameters of all kinds."""
    numbers = [-7.5, -2.5, -1.0, -0.5, -1e-3, 0.0, 0.3, 0.5, 1.0, 1.7, 2.5, 6.5, 40.0]
    rows = [[a] for a in numbers] if op.arity == 1 else [[a, b] for a in numbers for b in numbers]
    usual = [float(x) for x in op.parameters.values()]
    if not usual:
        return rows
    others = {"clip": [-0.75, 0.9], "where": [0.0], "leaky_relu": [0.3], "softplus": [2.0, 3.0], "elu": [0.7]}
    return [[*row, *more] for row in rows for more in (usual, others[op.name])]


@pytest.mark.skipif(sys.platform == "emscripten", reason="a page's Python makes no processes")
def test_every_formula_of_the_table_is_computed_in_the_page_as_here() -> None:
    asked, expected = [], []
    for op in OPS.values():
        forward = compile_rule(op.formula, FLOATS, op.parameters)
        wire = {"name": op.name, "formula": op.formula, "locals": op.locals}
        for row in _arguments(op):
            given = row[: op.arity]
            try:
                y = forward(given[0], given[1] if op.arity == 2 else 0.0, 0.0, *row[op.arity :])
            except (ArithmeticError, ValueError):
                continue
            if not isinstance(y, complex):
                asked.append(
                    [wire, [x if math.isfinite(x) else str(x).replace("inf", "Infinity") for x in row]]
                )
                expected.append((op.name, row, float(y)))
    script = Path(__file__).with_name("formulas.mjs")
    node = subprocess.run(
        ["node", script], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    assert {name for name, *_ in expected} == {*OPS}
    for (name, row, y), found in zip(expected, json.loads(node.stdout), strict=True):
        assert float(found) == pytest.approx(y, rel=1e-12, abs=1e-15), (name, row)

"""②③ micrograd's programs on this engine: what they print and compute, against the real one, and their traces."""

from __future__ import annotations

import copy
import math
import re
import subprocess
import sys
from typing import Any

import pytest
import stepgrad
from stepgrad import trace
from stepgrad.micrograd import engine, nn
from stepgrad.micrograd.engine import Value
from stepgrad.rules.scalar_table import OPS

from tests.py.micrograd.micrograd_programs import PROGRAMS, drawn


def rounded(x: Any) -> Any:
    """To ten digits: the real one adds in the order in which a set gives its elements, which changes from run to run."""
    if isinstance(x, list):
        return [rounded(one) for one in x]
    if isinstance(x, str):
        return re.sub(r"-?\d+\.\d+(e-?\d+)?", lambda found: f"{float(found[0]):.10g}f", x)
    return f"{x:.10g}" if isinstance(x, float) else x


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_programs_compute_and_print_what_the_real_one_does(program: Any) -> None:
    real = pytest.importorskip("micrograd.engine"), pytest.importorskip("micrograd.nn")
    assert rounded(program(engine, nn)) == rounded(program(*real))


@pytest.mark.skipif(sys.platform == "emscripten", reason="a browser starts no other Python")
def test_it_never_stands_in_the_way_of_the_real_one() -> None:
    code = "import stepgrad.micrograd.nn, sys; print([name for name in sys.modules if name.split('.')[0] == 'micrograd'])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "py"}
    )
    assert done.stdout == "[]\n"


def test_there_is_more_than_micrograd_has() -> None:
    x = Value(0.5)
    y = x.tanh() + x.exp() + x.sigmoid() * x.log()  # type: ignore[attr-defined]
    y.backward()
    check = stepgrad.Value(0.5)
    (check.tanh() + check.exp() + check.sigmoid() * check.log()).backward()  # type: ignore[attr-defined]
    assert math.isclose(x.grad, check.grad)  # type: ignore[arg-type]
    assert x.tanh()._op == "tanh"  # type: ignore[attr-defined]
    assert f"{x:.2f} {float(x)}" == "0.50 0.5"
    x.zero_grad()
    assert x.grad == 0


def test_long_chains_and_copies() -> None:
    x = y = Value(1.0)
    for _ in range(20_000):
        y = y + x
    z = copy.deepcopy(y)
    y.backward()
    assert (x.grad, y.data) == (20_001, 20_001.0)
    z.backward()
    assert x.grad == 20_001
    assert type(z) is Value


def test_values_of_the_two_kinds_do_not_mix() -> None:
    with pytest.raises(TypeError, match="do not go together"):
        Value(1.0) * stepgrad.Value(2.0)
    with pytest.raises(TypeError, match="expected a number or a Value, got str"):
        Value(1.0) + "1"
    with pytest.raises(AssertionError, match="only supporting int/float powers"):
        Value(1.0) ** Value(2.0)


def test_attributes_that_a_program_gives() -> None:
    x = Value(1.0, _op="input")
    x._vis = 1  # type: ignore[attr-defined]
    assert (x._op, x._prev, x._vis) == ("input", set(), 1)  # type: ignore[attr-defined]
    s = Value(6, (x, Value(2), Value(3)), "sum3")
    assert (s._op, len(s._prev), len(drawn(s)[0])) == ("sum3", 3, 4)


HEADER = "from stepgrad.micrograd.engine import Value\n"
TRACED = {
    "operations": HEADER + "a = Value(-4.0)\nb = Value(2)\nc = a * b + b**3\nd = 10.0 / (c - 5) - a\nd.backward()\nd.backward()\n",
    "an operation of ones own": HEADER
    + "import math\n"
    "def own(a, b):\n    out = Value(a.data + 2 * b.data, (a, b), 'own')\n"
    "    def _backward():\n        a.grad += out.grad\n        b.grad += 2 * out.grad\n"
    "    out._backward = _backward\n    return out\n"
    "def tanh(a):\n    out = Value(math.tanh(a.data), (a,), 'tanh')\n"
    "    def _backward():\n        a.grad += (1 - out.data**2) * out.grad\n"
    "    out._backward = _backward\n    return out\n"
    "x = Value(0.5)\ny = tanh(x * 2)\nz = own(y, x)\nz.backward()\n",
    "a network": "import random\nfrom stepgrad.micrograd.nn import MLP\nrandom.seed(1)\nmodel = MLP(2, [2, 1])\n"
    "for k in range(2):\n    L = (model([1.0, -2.0]) - 1) ** 2\n    model.zero_grad()\n    L.backward()\n"
    "    for p in model.parameters():\n        p.data -= 0.1 * p.grad\n",
    "a mistake": HEADER + "x = Value(3.0)\ny = Value(x.data * 2, (x,), 'twice')\n"
    "def _backward():\n    x.grad = 2 * y.grad\ny._backward = _backward\nz = y + x\nz.backward()\n",
}  # fmt: skip


@pytest.mark.parametrize("source", TRACED.values(), ids=TRACED)
def test_every_step_of_a_trace_adds_up(source: str) -> None:
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102
    found = trace(source)
    known: dict[int, float] = {}
    for step in found.steps:
        match step.kind:
            case "seed":
                known[step.node] = step.after
            case "zero":
                for node in step.nodes:
                    known.pop(node, None)
            case "backward" if "zero_grad" not in source:  # which sets gradients by hand
                assert step.before == known.get(step.input, 0.0)
                assert math.isclose(step.upstream * step.local, step.contribution, abs_tol=1e-12)
                assert math.isclose(step.before + step.contribution, step.after, abs_tol=1e-12)
                known[step.input] = step.after
            case _:
                pass
    for name, value in names.items():
        if (
            isinstance(value, Value) and name in found.gradients()
        ):  # what a function made bears the name that it had there
            assert found[name].value == value.data
            assert found.gradients()[name] == value.grad


def test_a_programs_own_operation_is_the_tables_where_it_computes_the_same() -> None:
    made = [node.op for node in trace(TRACED["an operation of ones own"]).nodes if node.op]
    assert [op.name for op in made] == ["mul", "tanh", "the program's own"]
    assert made[1] is OPS["tanh"]
    assert (made[2].symbol, len(made[2].locals)) == ("own", 2)


def test_derivatives_of_derivatives_are_asked_for_with_grad() -> None:
    x, w = Value(2.0), Value(3)
    y = (x * w + 1) ** 3 / x
    (slope,) = stepgrad.grad(y, x, create_graph=True)
    assert isinstance(slope, Value)
    assert stepgrad.grad(slope, x) == (54.25,)  # 54(3x + 1)/x − 18(3x + 1)²/x² + 2(3x + 1)³/x³
    assert x.grad == 0
    assert stepgrad.hessian(lambda x: x.relu() ** 2, Value(2)) == 2.0
    with pytest.raises(TypeError, match="create_graph"):  # micrograd has none
        y.backward(create_graph=True)

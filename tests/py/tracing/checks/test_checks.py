"""④ The words of checks, and what a program cannot do to them."""

from __future__ import annotations

import json

import pytest
from stepgrad.tracing.checks.comparing import difference, spelled
from stepgrad.tracing.session import run

from tests.py.tracing.checks.grading import graded, told

PROGRAM = "from stepgrad import Value\n\n\ndef square(x):\n    return x * x\n"
CHECKS = 'check(9, square(3), "3 squared")\ncheck_gradient(square, 1.5)\n'


def test_what_passed_is_listed_and_the_rest_is_not_looked_at() -> None:
    reply = graded(PROGRAM, CHECKS + 'check(1, square(2), "a wrong one")\ncheck(1, boom(), "no more")')
    assert reply["check"]["passed"] == ["3 squared", "the gradient"]
    assert told(reply) == "a wrong one: expected 1, came 4 "


@pytest.mark.parametrize(
    ("expected", "came", "told"),
    [
        (1.0, 1.0 + 1e-9, None),
        (1, True, ("1", "True", "")),
        (0.1, 0.10004, ("0.1", "0.10004", "")),
        (None, 0.0, ("None", "0", "")),
        (float("nan"), float("nan"), None),
        ([1, 2], (1.0, 2.0), None),
        ([1, 2], [1, 2, 3], ("the shape (2,)", "(3,)", "")),
        ([[1], [2]], [1, 2], ("the shape (2, 1)", "(2,)", "")),
        (["a"], ["b"], ("['a']", "['b']", "")),
        ({"x": 1}, {"x": 2}, ("{x: 1}", "{x: 2}", "")),
        (list(range(20)), [*range(19), 0], ("19", "0", "[19]")),
        (1, object(), ("1", "an object of class object", "")),
        (10**400, float("inf"), None),
    ],
    ids=str,
)
def test_how_two_things_differ(expected: object, came: object, told: object) -> None:
    assert difference(expected, came, 1e-6, 1e-9) == told


def test_arrays_and_tensors_are_what_they_hold() -> None:
    np = pytest.importorskip("numpy")
    from stepgrad import Tensor, Value

    assert difference(np.ones((2, 2)), Tensor(np.ones((2, 2))), 1e-6, 0) is None
    assert difference(np.ones((2, 1)), Tensor(np.ones(2)), 1e-6, 0) == ("the shape (2, 1)", "(2,)", "")
    assert difference(2.5, Value(2.5), 1e-6, 0) is None
    assert difference(2.5, np.float32(2.5), 1e-6, 0) is None
    assert len(spelled(np.zeros(1000))) < 300


LIKES_ALL = """
class Liar(float):
    def __eq__(self, other): return True
    def __float__(self): return 9.0
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
def square(x): return Liar(1)
"""
CHEATS = {
    "prints": 'print("passed")',
    "own words": "def check(*a, **b): pass\ndef check_gradient(*a, **b): pass\ndef square(x): return 0",
    "an object equal to anything": LIKES_ALL,
    "ends Python": "import sys\ndef square(x): sys.exit()",
    "ends Python with success": "def square(x): raise SystemExit(0)",
    "replaces builtins": "import builtins, math\nbuiltins.float = lambda x: 9.0\nmath.isclose = lambda *a, **b: True\ndef square(x): return 1",
    "replaces the checks": "import stepgrad.tracing.checks.vocabulary as v\nimport stepgrad.tracing.checks.comparing as c\n"
    "c.difference = v.difference = lambda *a: None\nv.Vocabulary.check = lambda *a, **b: None\ndef square(x): return 1",
    "raises what the checks raise": "from stepgrad.tracing.checks.vocabulary import Failed\ndef square(x): raise Failed({'what': ''})",
    "catches all": "def square(x):\n    try:\n        return 1\n    except BaseException:\n        return 9",
}


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_no_program_passes_but_by_being_right(cheat: str) -> None:
    assert told(graded(cheat, 'check(9, square(3), "3 squared")\ncheck(4, square(2), "2 squared")'))
    assert told(graded(PROGRAM, CHECKS)) == "", "and the next one is checked as if nothing had been"


def test_the_checks_are_not_among_a_programs_names_nor_in_its_tracebacks() -> None:
    seen = """import traceback
def square(x):
    print(sorted(name for name in globals() if "check" in name or "secret" in name))
    try:
        return 1 / 0
    except ZeroDivisionError:
        print(traceback.format_exc())
    return x * x
"""
    reply = graded(seen, 'secret = 9\ncheck(secret, square(3), "3 squared")')
    assert told(reply) == ""
    assert reply["output"].startswith("[]\n")
    assert "return 1 / 0" in reply["output"]
    assert "secret" not in reply["output"].replace("'secret'", "")


def test_an_error_has_its_line_in_the_program_and_the_check_it_is_in() -> None:
    said = told(
        graded(
            "def square(x):\n    y = x\n    return y.nothing\n",
            'check(\n    9,\n    square(3),\n    "3 squared",\n)',
        )
    )
    assert said == "3 squared: AttributeError, line 3: 'int' object has no attribute 'nothing'"
    assert told(graded("1 / 0", CHECKS)) == ": ZeroDivisionError, line 1: division by zero"
    assert "SyntaxError, line 2" in told(graded("x = 1\ny = (", CHECKS))
    assert "has no `square`" in told(graded("from stepgrad import Value", CHECKS))
    assert told(graded("def square():\n    pass", CHECKS)).startswith(
        "3 squared: TypeError: square() takes 0"
    )


def test_an_error_in_what_is_run_after_the_program_has_no_line() -> None:
    reply = graded(PROGRAM, 'check_graph("y = square()", "the graph")', PROGRAM)
    assert told(reply).startswith("the graph: TypeError: square() missing")
    assert told(graded("y = 1", 'check_graph("z = square(2)", "the graph")', PROGRAM)).startswith(
        "the graph: Missing: your program has no `square`"
    )


def test_a_graph_that_was_compared_comes_with_the_answer() -> None:
    tail = 'check_graph("x = Value(3.0)\\ny = square(x)\\ny.backward()", "the graph")'
    for program, row in (PROGRAM, None), (PROGRAM.replace("x * x", "x * 3"), "x = Value(3.0)"):
        reply = graded(program, tail, PROGRAM)
        assert reply["trace"]["source"].startswith(program.rstrip())
        failed = reply["check"]["failed"]
        assert (failed and failed["row"]["text"]) == row
    assert "trace" not in graded(PROGRAM, CHECKS)


def test_a_derivative_of_arrays_is_checked_entry_by_entry() -> None:
    pytest.importorskip("numpy")
    program = "import stepgrad.torch as torch\nclass F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        return x * 2\n    @staticmethod\n    def backward(ctx, g):\n        return g * {slope}\n"
    checks = 'check_gradient(F.apply, [[1.0, 2.0], [3.0, 4.0]], what="twice")'
    assert told(graded(program.format(slope="2"), checks)) == ""
    assert told(graded(program.format(slope="3"), checks)).startswith(
        "twice, at [[1.0, 2.0], [3.0, 4.0]]: expected [[2, "
    )


def test_too_long_a_program_is_refused() -> None:
    reply = json.loads(run(json.dumps({"source": "#" * 2_000_000, "checks": CHECKS})))
    assert not reply["ok"]

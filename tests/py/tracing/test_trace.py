"""④ The trace of a program: nodes, labels, positions in the source, and steps in the order they happened."""

from __future__ import annotations

import math
import sys
import types

import pytest
from stepgrad import Value, trace
from stepgrad.mode import mode
from stepgrad.tracing.trace import MAX_NODES, Backward, Forward, Seed, TraceLimitError, Update, Zero

HEADER = "from stepgrad import Value\n"
CHAIN = HEADER + "x = Value(2.0)\na = 3 * x\nb = a + 1\nc = b ** 2\nc.backward()\n"
TWO_PATHS = HEADER + "a = Value(2.0)\nb = Value(3.0)\nc = (a + b) * b\nc.backward()\n"


def texts(source: str) -> list[str]:
    """What each node's position reads in the source."""
    result = trace(source)
    lines = result.source.splitlines()
    found = []
    for node in result.nodes:
        assert node.at is not None
        line, column, end_line, end_column = node.at
        assert line == end_line
        found.append(lines[line - 1][column:end_column])
    return found


def test_the_steps_of_the_chain() -> None:
    result = trace(CHAIN)
    assert [node.label for node in result.nodes] == ["x", "a", "b", "c"]
    assert [node.value for node in result.nodes] == [2.0, 6.0, 7.0, 49.0]
    assert result.steps == [
        Forward(1),
        Forward(2),
        Forward(3),
        Seed(3, 0.0, 1.0),
        Backward(3, 0, 2, 1.0, 14.0, 14.0, 0.0, 14.0),
        Backward(2, 0, 1, 14.0, 1.0, 14.0, 0.0, 14.0),
        Backward(1, 1, 0, 14.0, 3.0, 42.0, 0.0, 42.0),
    ]
    assert result.gradients() == {"x": 42.0, "a": 14.0, "b": 14.0, "c": 1.0}


def test_a_value_used_twice_gets_two_terms_and_the_second_adds_to_the_first() -> None:
    result = trace(TWO_PATHS)
    b = result["b"].id
    terms = [step for step in result.steps if isinstance(step, Backward) and step.input == b]
    assert [(t.upstream, t.local, t.before, t.after) for t in terms] == [
        (1.0, 5.0, 0.0, 5.0),
        (3.0, 1.0, 5.0, 8.0),
    ]


def test_positions_are_the_exact_sub_expressions() -> None:
    assert texts(TWO_PATHS) == ["Value(2.0)", "Value(3.0)", "a + b", "(a + b) * b"]


def test_positions_count_characters_not_bytes() -> None:
    assert texts(HEADER + "ä = Value(2.0); ö = ä * ä; ü = ö + 1") == ["Value(2.0)", "ä * ä", "ö + 1"]


def test_positions_inside_functions_and_comprehensions() -> None:
    source = HEADER + "def f(v):\n    return v * v\nx = Value(3.0)\ny = f(x)\nzs = [v + 1 for v in (x, y)]\n"
    assert texts(source) == ["Value(3.0)", "v * v", "v + 1", "v + 1"]


@pytest.mark.parametrize(
    ("program", "labels"),
    [
        ("x = Value(1.0)\ny = x", ["x"]),
        ("x: Value = Value(1.0)", ["x"]),
        ("x, y = Value(1.0), Value(2.0)", ["x", "y"]),
        ("x = y = Value(1.0)", ["x"]),
        ("x = Value(1.0)\nx += 2", ["x", "x"]),
        ("(y := (x := Value(1.0)) * 2)", ["x", "y"]),
        ("x = Value(1.0)\ny = (x + 1) * 2", ["x", None, "y"]),
        ("ws = [Value(1.0), Value(2.0)]\ny = ws[0] * ws[1]", ["ws[0]", "ws[1]", "y"]),
        ("def f(v):\n    return v * 2\nx = Value(1.0)\ny = f(x)", ["x", "y"]),
        ("x = Value(1.0, label='weight')", ["weight"]),
        ("x = Value(1.0)\ny = x * 2\ny.label = 'double'", ["x", "double"]),
    ],
)
def test_labels(program: str, labels: list[str | None]) -> None:
    assert [node.label for node in trace(HEADER + program).nodes] == labels


def test_numbers_take_part_as_they_are_written() -> None:
    result = trace(HEADER + "x = Value(4.0)\ny = 3 - x\nz = x - 3\n")
    assert [node.args for node in result.nodes] == [(), (3.0, 0), (0, 3.0)]
    assert [node.value for node in result.nodes] == [4.0, -1.0, 1.0]


def test_inputs_are_set_in_the_source_so_that_what_is_shown_is_what_ran() -> None:
    result = trace(TWO_PATHS, {"a": -1.5, "b": 4})
    assert "a = Value(-1.5)\nb = Value(4.0)\n" in result.source
    assert result.inputs == {"a": -1.5, "b": 4.0}
    assert result["c"].value == 10.0  # (−1.5 + 4) · 4
    assert result.gradients()["b"] == 6.5  # a + 2b


def test_two_inputs_on_one_line() -> None:
    result = trace(HEADER + "a = Value(2.0); b = Value(-3)\nc = a * b\n", {"b": 10.25, "a": 100})
    assert "a = Value(100.0); b = Value(10.25)" in result.source
    assert result["c"].value == 1025.0


def test_an_input_the_program_does_not_have() -> None:
    with pytest.raises(KeyError, match="no line `z = Value"):
        trace(TWO_PATHS, {"z": 1.0})


def test_accumulation_over_two_calls_and_zero_grad() -> None:
    source = (
        HEADER
        + "x = Value(2.0)\nfor _ in range(2):\n    y = x ** 2\n    y.backward()\nx.zero_grad()\ny = x * 5\ny.backward()\n"
    )
    steps = trace(source).steps
    into_x = [(s.before, s.after) for s in steps if isinstance(s, Backward)]
    assert into_x == [(0.0, 4.0), (4.0, 8.0), (0.0, 5.0)]
    assert Zero([0]) in steps


def test_a_training_step_shows_the_update() -> None:
    source = HEADER + "w = Value(3.0)\nloss = w * w\nloss.backward()\nw.data -= 0.5 * w.grad\nloss = w * w\n"
    assert Update(0, 3.0, 0.0) in trace(source).steps


def test_a_training_loop_shows_its_four_parts_in_the_order_of_the_program() -> None:
    source = HEADER + (
        "w, b = Value(3.0), Value(1.0)\n"
        "for _ in range(2):\n"
        "    for p in (w, b):\n        p.zero_grad()\n"
        "    loss = w * b\n    loss.backward()\n"
        "    for p in (w, b):\n        p.data -= 0.5 * p.grad\n"
    )
    kinds = [step.kind for step in trace(source).steps]
    step = ["forward", "seed", "backward", "backward", "update", "update"]
    assert kinds == [*step, "zero", *step]  # at first there is no gradient to clear


def test_what_the_program_prints() -> None:
    assert trace("print('hello', 1)").output == "hello 1\n"
    output = trace("print('x' * 10**6)").output
    assert len(output) == 20_000
    assert output.startswith("x" * 19_000)
    assert output.endswith("x           … and 980,061 more characters, too many to show.\n")


def test_a_program_too_large_for_a_graph_ends_with_a_clear_error() -> None:
    with pytest.raises(TraceLimitError, match=f"more than {MAX_NODES:,} values"):
        trace(HEADER + "x = Value(1.0)\nfor _ in range(10**6):\n    x = x + 1\n")


def test_nothing_is_recorded_after_an_error() -> None:
    with pytest.raises(NameError):
        trace("Valu(1.0)")
    assert mode.recorder is None
    assert Value(1.0).data == 1.0


def test_a_value_made_by_a_library_is_placed_where_the_program_called_it() -> None:
    source = HEADER + "from stepgrad import check_gradients\ncheck_gradients(lambda v: v * 2, 3.0)\n"
    first = trace(source).nodes[0]
    assert first.at is not None
    assert first.at[0] == 3


def test_infinite_gradients_are_recorded() -> None:
    assert math.isinf(trace(HEADER + "x = Value(0.0)\ny = x ** 0.5\ny.backward()\n").gradients()["x"])


def test_values_know_the_function_call_that_made_them() -> None:
    source = (
        HEADER
        + "class Twice:\n    def __call__(self, x):\n        return x + x\n"
        + "def both(x):\n    return [Twice()(v) for v in (x, x * 3)]\n"
        + "x = Value(1.0)\na, b = both(x)\nc = Twice()(a)\n"
    )
    result = trace(source)
    assert [(call.name, call.within) for call in result.calls] == [
        ("both", None),
        ("Twice.__call__", 0),
        ("Twice.__call__", 0),
        ("Twice.__call__", None),
    ]
    assert [node.call for node in result.nodes] == [None, 0, 1, 2, 3]
    assert result.calls[0].at == (8, 7, 8, 14)


def test_a_deep_recursion_of_the_program_is_no_recursion_of_the_recorder() -> None:
    source = (
        HEADER
        + "def deep(x, n):\n    return x + 1 if n == 0 else deep(x, n - 1)\ny = deep(Value(1.0), 900)\n"
    )
    assert len(trace(source).calls) == 901


def test_a_program_without_functions_has_no_calls() -> None:
    assert trace(CHAIN).calls == []


def test_values_with_a_history_from_elsewhere_are_leaves_and_gradients_go_through_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outside = types.ModuleType("outside")
    outside.x = Value(2.0)  # type: ignore[attr-defined]
    outside.y = outside.x * 5.0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "outside", outside)
    result = trace("from stepgrad import Value\nfrom outside import y\nz = y * 3.0\nz.backward()\n")
    assert [node.value for node in result.nodes] == [10.0, 30.0, 2.0]
    assert result.steps[-2:] == [
        Backward(1, 0, 0, 1.0, 3.0, 3.0, 0.0, 3.0),
        Backward(0, 0, 2, 3.0, 5.0, 15.0, 0.0, 15.0),
    ]
    again = trace(
        "from outside import x\ny = x * 2.0\ny.backward()\n"
    )  # what it was in the trace before is forgotten
    assert [node.value for node in again.nodes] == [2.0, 4.0]


def test_a_run_is_traced_while_somebody_measures_it() -> None:
    profile = pytest.importorskip("cProfile").Profile()
    profile.enable()
    try:
        found = trace("from stepgrad import Value\nx = Value(2.0)\ny = x * x\n")
    finally:
        profile.disable()
    assert [node.label for node in found.nodes] == ["x", "y"]

"""④ Where each turn of a loop begins: exactly, however loops lie in one another, branch, end early or come to nothing."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
from stepgrad import trace
from stepgrad.tracing.session import Session


def turns(source: str) -> list[list[str]]:
    """Of each loop its text, and, turn by turn, the labels of what was made from its beginning on, to the next turn of any loop."""
    made = trace(dedent(source))
    lines = made.source.splitlines()
    ends = [*(node for _, node in made.turns), len(made.nodes)][1:]
    return [
        [
            lines[made.loops[loop].at[0] - 1][made.loops[loop].at[1] : made.loops[loop].at[3]],
            *(str(made.nodes[i].label) for i in range(node, end)),
        ]
        for (loop, node), end in zip(made.turns, ends, strict=True)
    ]


def test_each_turn_of_a_for_loop() -> None:
    found = turns("""
        from stepgrad import Value
        x = Value(1.0)
        for i in range(3):
            y = x * i
    """)
    assert found == [["for i in range(3)", "y"]] * 3


def test_loops_in_one_another_though_only_the_inner_one_computes() -> None:
    found = turns("""
        from stepgrad import Value
        x = Value(1.0)
        for epoch in range(2):
            for w in (2.0, 3.0):
                y = x * w
    """)
    inner = ["for w in (2.0, 3.0)", "y"]
    assert found == [["for epoch in range(2)"], inner, inner] * 2


def test_branches_and_continue() -> None:
    found = turns("""
        from stepgrad import Value
        x = Value(1.0)
        for i in range(4):
            if i == 1:
                continue
            if i == 2:
                a = x * 2
            else:
                b = x + 1
    """)
    assert [labels for _, *labels in found] == [["b"], ["a"], ["b"]]


def test_the_condition_of_a_while_loop_belongs_to_its_turn() -> None:
    found = turns("""
        from stepgrad import Value
        x = Value(1.0)
        while (d := x * 2).data < 5:
            x = x + d
    """)
    assert found == [["while (d := x * 2).data < 5", "d", "x"], ["while (d := x * 2).data < 5", "d"]]


def test_comprehensions() -> None:
    found = turns("""
        from stepgrad import Value
        W = [[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]]
        x = [Value(1.0), Value(2.0)]
        def linear(W, x):
            return [sum(w * v for w, v in zip(row, x)) for row in W]
        y = {k: v.exp() + 1 for k, v in enumerate(linear(W, x)) if k >= 0}
    """)
    assert [text for text, *_ in found] == ["for row in W"] * 2 + ["for k, v in enumerate(linear(W, x))"] * 2
    assert [len(labels) for _, *labels in found] == [4, 4, 2, 2]


def test_what_makes_one_thing_a_turn_is_a_row_and_no_loop() -> None:
    assert (
        turns("""
        from stepgrad import Value
        x = [Value(1.0), Value(2.0)]
        y = [v * 2 for v in x]
        z = sum(v * 2 for v in x)
    """)
        == []
    )


def test_recursion_and_functions_keep_their_loops() -> None:
    found = turns("""
        from stepgrad import Value
        def tree(x, depth):
            for _ in range(2):
                x = x * 2 if depth == 0 else tree(x, depth - 1)
            return x
        y = tree(Value(1.0), 1)
    """)
    assert [len(labels) for _, *labels in found] == [1, 1, 1, 1]  # where a turn begins within a turn, once


def test_a_loop_that_makes_nothing_for_ever_is_taken_down_once() -> None:
    made = trace(
        "from stepgrad import Value\nx = Value(1.0)\nfor i in range(100_000):\n    pass\ny = x * 2\n"
    )
    assert [tuple(one) for one in made.turns] == [(0, 1)]


@pytest.mark.parametrize(
    "source",
    [
        "for i in range(3):\n    pass\nelse:\n    print('else', i)",
        "i = 0\nwhile i < 3:\n    i += 1\n    if i == 2: break\nelse:\n    print('no')\nprint(i)",
        "print([i for i in range(5) if i % 2 if abs(i) > 1], {abs(i) + 1 for i in range(3)}, {k: abs(k) for k in range(2)})",
        "print(list(abs(i * j) for i in range(3) for j in range(2)))",
        "try:\n    for i in 3: pass\nexcept TypeError as error:\n    print(error)",
        "def f():\n    for i in range(2):\n        yield i\nprint(*f(), [*(abs(x) for x in f())])",
        "import inspect\ndef f():\n    for i in range(2):\n        return i\nprint(inspect.getsource(f))",
        "print('__stepgrad_turn__' in globals(), [n for n in dir() if 'turn' in n])",
        "class A:\n    xs = [abs(i) + 1 for i in range(3)]\n    for j in range(2):\n        k = j\nprint(A.xs, A.k)",
        "async def f():\n    return [abs(i) + 1 for i in range(2)]\nc = f()\ntry:\n    c.send(None)\nexcept StopIteration as end:\n    print(end.value)",
    ],
)
def test_a_program_does_what_it_does_without(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    if "inspect" not in source:  # which needs a file
        exec(compile(source, "<program>", "exec"), {"__name__": "__main__"})  # noqa: S102
    wanted = capsys.readouterr().out
    printed = trace(source).printed
    if "globals" in source:
        assert printed == "False []\n"
    elif wanted:
        assert printed == wanted
    else:
        assert printed.startswith("def f():\n    for i in range(2):\n        return i")


def test_a_program_of_which_only_numbers_are_wanted_runs_as_it_is_written() -> None:
    source = "import sys\nn = 0\nfor i in range(3):\n    n += len(sys._getframe().f_code.co_names)\n"
    names = len(compile(source, "", "exec").co_names)
    answer = Session().answer(json.dumps({"source": source, "inputs": {}, "want": ["n"]}))
    assert f'"n":{3 * names}' in answer.replace(" ", "").replace(".0", "")

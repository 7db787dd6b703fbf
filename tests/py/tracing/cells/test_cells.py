"""⑤ The cells of a page: one session, whose names live from run to run, and what each run shows."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from stepgrad.tracing.cells.needed import needed
from stepgrad.tracing.session import Session

from tests.py.tracing.as_read import as_the_page_has_it

PYTHON = Session()  # one for all pages: that none is disturbed by another is what it promises
_NAMES = map(str, itertools.count())


class Page:
    """A page that runs its cells."""

    def __init__(self, **files: str) -> None:
        self.name = next(_NAMES)
        self.files = files
        self.begun = False
        self.count = 0

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        reply: dict[str, Any] = json.loads(PYTHON.answer(json.dumps(request)))
        assert PYTHON.recover() == ""
        return reply

    def run(self, source: str, number: int | None = None) -> list[dict[str, Any]]:
        self.count += 1
        fresh = {} if self.begun else {"fresh": True, "files": self.files}
        self.begun = True
        cell = {"session": self.name, "number": number or self.count, "source": source, **fresh}
        reply = self.ask({"cell": cell})
        assert reply["ok"], reply
        outputs: list[dict[str, Any]] = reply["outputs"]
        return outputs

    def text(self, source: str) -> str:
        return "".join(str(one["text"]) for one in self.run(source))

    def graph(self, number: int) -> dict[str, Any]:
        return self.ask({"cell": {"session": self.name, "graph": number}})


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"kind": "stream", "name": name, "text": text}


def test_names_live_from_cell_to_cell_and_the_last_expression_is_shown() -> None:
    page = Page()
    assert page.run("x = 2\ndef double(n):\n    return 2 * n") == []
    assert page.run("print('hi')\ndouble(x)") == [stream("hi\n"), {"kind": "result", "text": "4"}]
    assert page.run("_ + 1") == [{"kind": "result", "text": "5"}]
    assert page.run("None") == []
    assert page.run("x;") == []
    assert page.run("display(x, 'a')") == [{"kind": "result", "text": "2"}, {"kind": "result", "text": "'a'"}]


def test_both_streams_in_their_order() -> None:
    said = Page().run("import sys\nprint(1)\nprint(2)\nprint('no', file=sys.stderr)\nprint(3)")
    assert said == [stream("1\n2\n"), stream("no\n", "stderr"), stream("3\n")]


def test_of_very_much_text_only_the_beginning() -> None:
    (said,) = Page().run("for i in range(10_000):\n    print(i)")
    assert said["text"].startswith("0\n1\n2\n")
    assert len(said["text"]) + said["cut"] == sum(len(f"{i}\n") for i in range(10_000))


def test_an_error_has_its_line_and_what_was_done_before_it_stays() -> None:
    page = Page()
    said = page.run("a = 1\nprint('before')\n1 / 0\nb = 2")
    assert said[0] == stream("before\n")
    assert said[1]["error"] == {"kind": "ZeroDivisionError", "message": "division by zero", "line": 3}
    assert page.run("a") == [{"kind": "result", "text": "1"}]
    assert page.run("b")[0]["error"]["message"] == "name 'b' is not defined"


def test_an_error_in_a_function_of_another_cell_names_both_places() -> None:
    page = Page()
    page.run("def f(n):\n    return 1 / n")
    (said,) = page.run("x = 1\nf(0)")
    assert said["error"]["line"] == 2
    assert said["within"] == {"cell": 1, "line": 2, "name": "f"}


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("x = (1", 1, "'(' was never closed"),
        ("x = 1\n%timeit x", 2, "a command to Jupyter itself"),
        ("x = 1\n!pip install x", 2, "a command to Jupyter itself"),
        ("import matplotlib.pyplot as plt", 1, "nothing can be drawn with it"),
        ("import pandas", 1, "pandas is not here"),
        ("input('?')", 1, "waits for the keyboard"),
    ],
)
def test_what_is_not_there_is_told_in_words(source: str, line: int, words: str) -> None:
    said = Page().run(source)[-1]["error"]
    assert said["line"] == line
    assert words in said["message"]


def test_random_numbers_settings_and_files_live_on() -> None:
    together = Page().text("import random\nrandom.seed(3)\nprint(random.random(), random.random())")
    page = Page(**{"data/numbers.txt": "1 2"})
    page.run("import random\nrandom.seed(3)\nprint(random.random(), end=' ')")
    assert together.endswith(page.text("print(random.random())"))
    page.run("from pathlib import Path\nPath('made.txt').write_text('made')")
    assert (
        page.text("print(Path('made.txt').read_text(), Path('data/numbers.txt').read_text())") == "made 1 2\n"
    )
    page.run("from stepgrad import Value\nValue.double = lambda self: self * 2")
    assert page.text("Value(2.0).double()").startswith("Value(4.0")


def test_a_program_in_between_neither_sees_nor_breaks_the_session() -> None:
    page = Page()
    page.run(
        "from stepgrad import Value\nValue.mine = 7\nx = Value(3.0)\nfrom pathlib import Path\nPath('mine.txt').write_text('m')"
    )
    program = "from stepgrad import Value\nimport os\nfrom pathlib import Path\nprint(hasattr(Value, 'mine'), os.listdir())\nValue.mine = 8\nx = 1\nPath('mine.txt').write_text('other')"
    reply = page.ask({"source": program, "inputs": {}, "want": []})
    assert reply["output"] == "False []\n"
    assert page.text("print(Value.mine, x, Path('mine.txt').read_text())") == "7 Value(3.0, grad=None) m\n"


def test_a_session_that_is_not_there_is_said_to_be_lost() -> None:
    page = Page()
    page.run("x = 1")
    other = page.ask({"cell": {"session": "another", "number": 1, "source": "x = 1"}})
    assert other == {"ok": True, "lost": True, "outputs": []}
    begun = page.ask({"cell": {"session": "another", "number": 1, "source": "x", "fresh": True}})
    assert begun["outputs"][0]["error"]["kind"] == "NameError"
    assert page.graph(0) == {"ok": True, "lost": True, "outputs": []}


def test_the_graph_of_a_result_is_traced_across_cells() -> None:
    page = Page()
    page.run("from stepgrad import Value\nx = Value(2.0)")
    page.run("unrelated = [Value(float(i)) * 2 for i in range(5)]")
    page.run("def f(v):\n    return (3 * v + 1) ** 2")
    (said,) = page.run("c = f(x)\nc")
    assert said == {"kind": "result", "text": "Value(49.0, grad=None)", "graph": 0}
    reply = page.graph(0)
    assert "other" not in reply
    wire = as_the_page_has_it(reply["trace"])
    assert [node["label"] for node in wire["nodes"] if node["label"]] == ["x", "c"]
    assert "unrelated" not in wire["source"]
    assert wire["steps"][reply["at"] - 1] == {"kind": "forward", "node": len(wire["nodes"]) - 1}


def test_show_opens_a_graph_with_its_backward_pass() -> None:
    page = Page()
    page.run("from stepgrad import Value\nx = Value(2.0)\ny = x * x")
    said = page.run("y.backward()\nshow(y)\nx")
    assert [one["kind"] for one in said] == ["graph", "result"]
    wire = as_the_page_has_it(page.graph(said[0]["graph"])["trace"])
    assert [step["kind"] for step in wire["steps"]] == ["forward", "seed", "backward", "backward"]
    assert page.run("show(3)")[0]["error"]["message"] == "show: expected a Value or a Tensor, got int"


def test_random_numbers_without_a_seed_are_the_same_in_the_graph() -> None:
    page = Page()
    page.run("import random\nfrom stepgrad import Value\nx = Value(random.random())")
    (said,) = page.run("y = x * 2\ny")
    reply = page.graph(0)
    assert "other" not in reply
    assert f"Value({as_the_page_has_it(reply['trace'])['nodes'][-1]['value']!r}," in said["text"]


def test_what_differs_at_every_run_is_said_to() -> None:
    page = Page()
    page.run("import secrets\nfrom stepgrad import Value\nx = Value(secrets.randbits(40) / 2**40)")
    page.run("x * 2")
    assert page.graph(0)["other"] is True


def test_a_cell_that_failed_counts_as_far_as_it_came() -> None:
    page = Page()
    page.run("from stepgrad import Value\nx = Value(2.0)\n1 / 0\nx = Value(5.0)")
    page.run("x * 3")
    assert as_the_page_has_it(page.graph(0)["trace"])["nodes"][-1]["value"] == 6.0


def test_a_recursion_and_an_end_of_python_end_only_the_cell() -> None:
    page = Page()
    page.run("x = 1\ndef deep():\n    return deep()")
    assert page.run("deep()")[0]["error"]["message"] == "a function calls itself without an end"
    assert page.run("raise SystemExit('bye')") == [stream("bye\n", "stderr")]
    assert page.run("import os\nos._exit(0)")[0]["error"]["kind"] == "SystemExit"
    assert page.run("x") == [{"kind": "result", "text": "1"}]


def test_what_ipython_shows() -> None:
    ipython = pytest.importorskip("IPython.lib.pretty")
    from stepgrad.tracing.cells.text import text_of

    class Named:
        def __init__(self, n: int) -> None:
            self.n = n

        def __repr__(self) -> str:
            return f"Named({self.n}, other={self.n * 7})"

    again: list[Any] = [1]
    again.append(again)
    for one in (
        (Named(1), ()), [Named(i) for i in range(9)], (Named(3), [(Named(2), 2.0)] * 4), {"a": [Named(i) for i in range(6)], "b": 1},
        (1,), [], (), {}, set(), {3, 1}, "a\nb", ["a\nb"], Named, int, [Named], list(range(50)), list(range(1200)), again,
        {"k" * 50: "v" * 50}, [[1] * 30, [2] * 30], {"a": {"b": list(range(40))}}, ("x" * 90,), 1.5, None, [None],
    ):  # fmt: skip
        assert text_of(one) == ipython.pretty(one)


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        (["a = 1", "b = 2", "c = a + 1"], [0, 2]),
        (["a = [1]", "b = 2", "a.append(b)", "d = 4", "c = a"], [0, 1, 2, 4]),
        (["a = 1", "a = 2", "a"], [1, 2]),
        (["a = 1", "a += 1", "a"], [0, 1, 2]),
        (["a = 1", "if a:\n    a = 2", "a"], [0, 1, 2]),
        (["b = 3", "a = 1\ndef f(b):\n    return a + b", "f(2)"], [1, 2]),
        (["import random\nrandom.seed(0)", "x = 1", "y = 2\ny"], [0, 2]),
        (
            ["x = [1]\ny = 5", "def f(z):\n    x[0] = z", "f(3)", "x"],
            [0, 1, 3],
        ),  # what comes out differs, and then all are run
    ],
)
def test_which_cells_a_graph_needs(cells: list[str], places: list[int]) -> None:
    assert needed(cells) == places


def test_where_a_function_changed_something_unseen_all_cells_are_traced() -> None:
    page = Page()
    page.run("from stepgrad import Value\nx = [Value(2.0)]")
    page.run("def grow(by):\n    x[0] = x[0] + by")
    page.run("grow(5)")
    page.run("x[0] * 2")
    reply = page.graph(0)
    assert "other" not in reply
    assert as_the_page_has_it(reply["trace"])["nodes"][-1]["value"] == 14.0

"""⑨ page: one word for one thing. The rule of words in the guide for authors, checked on every page and in the widgets' words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.qmd"), *ROOT.glob("guide/*.qmd"), *ROOT.glob("modules/**/*.qmd")])
WIDGETS = sorted(ROOT.glob("ojs/**/*.js"))
CELL = re.compile(r"^```+ *(\{?\w*\}?).*?\n(.*?)^```+$", re.MULTILINE | re.DOTALL)
CLEARS = re.compile(r"zero_grad\(\)|\.grad = (?:None|0\.0)|\.grad\[:\] = 0")


def without_code(page: Path) -> str:
    return re.sub(
        r"\$\$.*?\$\$|\$[^$\n]+\$|`[^`]+`",
        "",
        CELL.sub("", page.read_text(encoding="utf-8")),
        flags=re.DOTALL,
    )


def without_comments(script: Path) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", script.read_text(encoding="utf-8"), flags=re.DOTALL)


def programs() -> Iterator[tuple[str, str]]:
    for path in sorted([*ROOT.glob("modules/*/*/*.py"), *ROOT.glob("playground/*.py")]):
        yield path.name, path.read_text(encoding="utf-8")
    for page in PAGES:
        for kind, code in CELL.findall(page.read_text(encoding="utf-8")):
            if kind in {"{python}", "python"}:
                yield page.name, code


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_shape_is_written_as_python_writes_it(page: Path) -> None:
    assert not re.search(r"\d ?[×x] ?\d|\d by \d", without_code(page))


def test_no_widget_writes_a_shape_in_another_way() -> None:
    for script in WIDGETS:
        assert not re.search(r"join\(\"(?: ?[×x] ?| by )\"\)", without_comments(script)), script.name


def test_no_widget_counts_entries_from_1() -> None:
    for script in WIDGETS:
        found = re.search(
            r"\w\[\$\{\w+ \+ 1|[Ee]ntry \$\{\w+ \+ 1|rows? \$\{\w+ \+ 1|columns? \$\{\w+ \+ 1",
            without_comments(script),
        )
        assert not found, f"{script.name}: {found}"


def test_a_training_loop_clears_first_then_goes_forward_and_backward_and_steps() -> None:
    seen = 0
    for name, code in programs():
        for loop in ast.walk(ast.parse(code)):
            if not isinstance(loop, ast.For):
                continue
            body = [ast.unparse(statement) for statement in loop.body]
            if any(isinstance(one, ast.For) and ".backward(" in ast.unparse(one) for one in loop.body):
                continue  # the loop of the steps is the one in it
            backward = [i for i, text in enumerate(body) if re.search(r"\.backward\(", text)]
            clears = [i for i, text in enumerate(body) if CLEARS.search(text)]
            if not backward or not clears:
                continue
            seen += 1
            assert clears == [0], f"{name}: the gradients are cleared in statement {clears} of the loop"
            steps = [i for i, text in enumerate(body) if re.search(r"-= |\.step\(\)", text)]
            assert all(i > backward[0] for i in steps), name
    assert seen >= 16


def test_prose_tells_the_training_loop_in_the_same_order() -> None:
    told = 0
    for page in PAGES:
        for sentence in re.split(r"(?<=[.:;])\s", " ".join(page.read_text(encoding="utf-8").split())):
            if found := re.search(r"\bforward, backward\b", sentence):
                told += 1
                assert re.search(r"zero_grad|clear", sentence[: found.start()]), f"{page.name}: {sentence}"
    assert told >= 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_thousands_have_a_comma(page: Path) -> None:
    assert not re.search(
        r"(?<![\w#./-])\d{4,}(?![\w/-])",
        re.sub(r"\]\([^)]*\)", "]", without_code(page).split("---\n", 2)[-1]),
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pytorch_is_not_said_to_be_unable_to_run_in_a_browser(page: Path) -> None:
    assert not re.search(
        r"PyTorch (?:cannot|can't|can not|does not) run in", page.read_text(encoding="utf-8")
    )

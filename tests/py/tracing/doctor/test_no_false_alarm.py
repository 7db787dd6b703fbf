"""Of healthy programs the doctor says nothing: of twenty that are written here, and of every one on the site.

Where an example shows a pitfall on purpose, it finds that pitfall and nothing else.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pytest
from stepgrad import Trace, diagnose, trace

from tests.py.lessons.page import CELL
from tests.py.playground.whole_programs import as_in_a_page
from tests.py.tracing.doctor.small_programs import PROGRAMS

ROOT = Path(__file__).resolve().parents[4]
HEALTHY = sorted((Path(__file__).parent / "healthy").glob("*.py"))
SITE = [
    path
    for pattern in ("modules/*/examples/*.py", "modules/*/programs/*.py", "playground/*.py")
    for path in sorted(ROOT.glob(pattern))
]
# Examples that show a pitfall, and what is found.
SHOWN = {
    "02-autograd/examples/not_zeroed.py": ["not-zeroed"],
    "02-autograd/programs/pitfall_zero.py": ["not-zeroed"],
}
ENDS = {  # programs that are meant to end in an error: there is no trace
    "02-autograd/programs/pitfall_inplace.py",
    "02-autograd/programs/pitfall_vector.py",
    "02-autograd/programs/pitfall_detour.py",
    "02-autograd/programs/gpt_training.py",  # goes on where gpt.py ends
    "02-autograd/programs/dot.py",  # measures times, over lengths that no trace holds
    "02-autograd/06-memory-and-pitfalls.qmd",  # looks into PyTorch's own memory
}


def traced(source: str) -> Trace:
    with as_in_a_page(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return trace(source)


def name(path: Path) -> str:
    return path.relative_to(ROOT / "modules").as_posix() if "modules" in path.parts else path.name


def test_there_are_programs() -> None:
    assert len(HEALTHY) >= 10
    assert len(SITE) >= 50


@pytest.mark.parametrize("path", HEALTHY, ids=lambda path: path.stem)
def test_a_healthy_program(path: Path) -> None:
    assert [one.sentence for one in diagnose(traced(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_small_healthy_program(program: str) -> None:
    assert [one.sentence for one in diagnose(traced(PROGRAMS[program]))] == []


@pytest.mark.parametrize("path", [one for one in SITE if name(one) not in ENDS], ids=name)
def test_an_example_of_the_site(path: Path) -> None:
    found = diagnose(traced(path.read_text("utf-8")))
    assert [one.kind for one in found] == SHOWN.get(name(path), []), [one.sentence for one in found]


LESSONS = [path for path in sorted(ROOT.glob("modules/*/*.qmd")) if CELL.search(path.read_text("utf-8"))]


def test_there_are_lessons() -> None:
    assert len(LESSONS) >= 4


@pytest.mark.skipif(
    sys.platform == "emscripten",
    reason="the cells run where the page is built: a browser's Python has no stack for the chain of 100,000 that one of them makes "
    "with a class of its own",
)
@pytest.mark.parametrize("path", [one for one in LESSONS if name(one) not in ENDS], ids=name)
def test_the_cells_of_a_lesson(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    found = diagnose(traced("\n".join(CELL.findall(path.read_text("utf-8")))))
    assert [one.kind for one in found] == SHOWN.get(name(path), []), [one.sentence for one in found]

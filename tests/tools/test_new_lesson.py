"""A new lesson, in a copy of the project: what an author gets, and what is refused with everything left as it was."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from stepgrad.tracing import session

from tools.asset_steps.steps import ROOT
from tools.module_map import lessons, module_map
from tools.render.site import render_site

MODULE = "modules/02-autograd"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the tool and the renderer read of the project."""
    folder = tmp_path / "copy"
    for name in ("modules", "previews", "styles", "tools", "tests/golden"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for page in (*ROOT.glob("*.qmd"), *ROOT.glob("guide/*.qmd"), ROOT / "_quarto.yml"):
        target = folder / page.relative_to(ROOT)
        target.parent.mkdir(exist_ok=True)
        shutil.copy(page, target)
    return folder


def new_lesson(copy: Path, name: str, *options: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "py"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tools.new_lesson", *options, "--", name]
    return subprocess.run(command, cwd=copy, env=env, check=False, capture_output=True, text=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_it_makes_three_files_and_changes_one_line(copy: Path) -> None:
    before = contents(copy)
    done = new_lesson(copy, "08-second-order", "--title", 'Twice: the "second" derivative')
    assert done.returncode == 0, done.stderr
    after = contents(copy)
    made = {
        f"{MODULE}/08-second-order.qmd",
        f"{MODULE}/examples/second_order.py",
        "tests/golden/02-autograd/second_order.json",
    }
    assert after.keys() - before.keys() == made
    assert [name for name in before if after[name] != before[name]] == ["_quarto.yml"]
    was, now = (tree["_quarto.yml"].decode().splitlines() for tree in (before, after))
    line = f"            - {MODULE}/08-second-order.qmd"
    assert [text for text in now if text != line] == was
    assert now[now.index(line) + 1].strip() == "- glossary.qmd"
    for name in made:
        assert name in done.stdout
    assert "make golden" in done.stdout


def test_the_page_renders_where_a_reader_looks_for_it(copy: Path, tmp_path: Path) -> None:
    assert new_lesson(copy, "08-second-order", "--title", 'Twice: the "second" derivative').returncode == 0
    shutil.copytree(ROOT / "assets/traces", copy / "assets/traces")  # how long a lesson takes is told by them
    example = copy / MODULE / "examples/second_order.py"
    trace = copy / "assets/traces/02-autograd/second_order.json"
    trace.write_text(session.record(example.read_text("utf-8")), "utf-8")
    for name in ("index.js", "index.css", "fonts.css", "source.zip", "solved.js"):
        (copy / "assets" / name).touch()
    page = f"{MODULE}/08-second-order.qmd"
    render_site(copy, tmp_path / "out", [page], run_assets=False, site_url="https://example.org/")
    html = (tmp_path / "out" / MODULE / "08-second-order.html").read_text("utf-8")
    assert '<h1 class="title">8 · Twice: the &#34;second&#34; derivative</h1>' in html
    last = max(name for name in lessons("module-02", ROOT))
    assert f'href="{Path(last).stem}.html" class="pagination-link" rel="prev"' in html
    assert 'href="../../glossary.html" class="pagination-link" rel="next"' in html
    assert '<meta property="og:image" content="https://example.org/previews/index.png">' in html
    # By hand: y = 2x² + 1 has the slope 4x.
    assert re.search(r"gradient of\s+.*x.* is 12\.", html)
    assert f"](/{MODULE}/08-second-order.qmd)" in module_map("module-02", copy)


def test_its_golden_trace_says_what_one_can_work_out_by_hand(copy: Path) -> None:
    assert new_lesson(copy, "08-second-order").returncode == 0
    trace = json.loads((copy / "tests/golden/02-autograd/second_order.json").read_text())
    assert trace["source"] == (copy / MODULE / "examples/second_order.py").read_text()
    assert [node["value"] for node in trace["nodes"] if node["label"] == "y"] == [19]
    one, through_a, direct, two = [step["local"] for step in trace["steps"] if step["kind"] == "backward"]
    assert one * (direct + through_a * two) == 12


def test_a_lesson_goes_between_those_before_and_after_it(copy: Path) -> None:
    (copy / MODULE / "03-scalar-engine.qmd").unlink()
    config = (copy / "_quarto.yml").read_text()
    (copy / "_quarto.yml").write_text(config.replace(f"            - {MODULE}/03-scalar-engine.qmd\n", ""))
    assert new_lesson(copy, "03-in-between").returncode == 0
    names = [Path(page).name for page in lessons("module-02", copy)]
    assert names[1:4] == ["02-the-math.qmd", "03-in-between.qmd", "04-tensors.qmd"]
    assert "title: 3 · In between\n" in (copy / MODULE / "03-in-between.qmd").read_text()


REFUSED = [
    ("", [], "is no name for a lesson"),
    ("something", [], "is no name for a lesson"),
    ("8-something", [], "is no name for a lesson"),
    ("08-Some_Thing", [], "is no name for a lesson"),
    ("08-some thing", [], "is no name for a lesson"),
    ("08-something\n", [], "is no name for a lesson"),
    ("08-../../elsewhere", [], "is no name for a lesson"),
    ("../08-something", [], "is no name for a lesson"),
    ("--help", [], "is no name for a lesson"),
    ("08-something", ["--module", "03-tokens"], "there is no module '03-tokens': modules/ has 02-autograd"),
    ("08-something", ["--module", "../modules/02-autograd"], "there is no module"),
    ("08-something", ["--title", "two\nlines"], "a title is one line"),
    ("03-scalar-engine", [], "03-scalar-engine.qmd is there already"),
    ("03-another", [], "03-scalar-engine.qmd is there already"),
    ("08-chain", [], "examples/chain.py is there already"),
]


@pytest.mark.parametrize(("name", "options", "words"), REFUSED, ids=[repr(name) for name, _, _ in REFUSED])
def test_what_cannot_be_is_refused_and_nothing_changes(
    copy: Path, name: str, options: list[str], words: str
) -> None:
    before = contents(copy)
    done = new_lesson(copy, name, *options)
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert contents(copy) == before


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "lists no lesson of 02-autograd"),
        ("- modules/02-autograd/07-explore-and-exercises.qmd", "in the order of their numbers"),
    ],
)
def test_a_sidebar_in_which_it_has_no_place_is_left_alone(copy: Path, line: str, words: str) -> None:
    config = (copy / "_quarto.yml").read_text()
    entries = re.compile(r"( +)- modules/02-autograd/(\d.*\n)")
    fewer = entries.sub("", config).replace("- modules/02-autograd/index.qmd\n            ", "")
    if line:
        first = "- modules/02-autograd/01-computational-graph.qmd"
        fewer = config.replace(first, f"{line}\n            {first}")
    (copy / "_quarto.yml").write_text(fewer)
    before = contents(copy)
    done = new_lesson(copy, "08-something")
    assert done.returncode == 1
    assert words in done.stderr
    assert contents(copy) == before

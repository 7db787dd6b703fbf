"""Whole sites: the small one, and the project's own pages with a stand-in for what the assets step builds."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tools.render.config import read_site
from tools.render.errors import RenderError
from tools.render.site import render_site

ROOT = Path(__file__).resolve().parents[3]


def test_every_page_has_its_title_description_language_and_landmarks(project: Path, tmp_path: Path) -> None:
    pages = render_site(project, tmp_path / "out")
    assert [p.relative_to(tmp_path / "out").as_posix() for p in pages] == [
        "index.html",
        "lessons/one.html",
        "lessons/two.html",
    ]
    for page in pages:
        html = page.read_text("utf-8")
        assert '<html lang="en">' in html
        assert '<meta name="viewport"' in html
        assert '<meta name="description" content="What it says.">' in html
        assert re.search(r"<title>\w+ – Small</title>", html)
        for landmark in (
            '<header id="quarto-header"',
            '<main class="content" id="quarto-document-content"',
            "<nav ",
        ):
            assert landmark in html
        assert html.count("<h1") == 1


def test_navigation_says_where_the_reader_is(project: Path, tmp_path: Path) -> None:
    render_site(project, tmp_path / "out")
    one, two = (tmp_path / f"out/lessons/{name}.html" for name in ("one", "two"))
    assert 'href="two.html" class="pagination-link" rel="next"' in one.read_text("utf-8")
    assert 'rel="prev"' not in one.read_text("utf-8")
    assert 'href="one.html" class="pagination-link" rel="prev"' in two.read_text("utf-8")
    assert re.search(
        r'href="two.html" class="sidebar-item-text sidebar-link active" aria-current="page"',
        two.read_text("utf-8"),
    )
    assert 'id="quarto-sidebar"' not in (tmp_path / "out/index.html").read_text("utf-8")


def test_rendering_twice_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    def content() -> dict[str, bytes]:
        out = tmp_path / "out"
        render_site(project, out)
        return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}

    assert content() == content()


def test_a_page_that_is_gone_is_gone_from_the_site_too(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    render_site(project, out)
    (project / "lessons/two.qmd").unlink()
    config = (project / "_quarto.yml").read_text()
    (project / "_quarto.yml").write_text(config.replace("            - lessons/two.qmd\n", ""))
    render_site(project, out)
    assert not (out / "lessons/two.html").exists()
    assert (out / "lessons/one.html").exists()


def test_what_is_gone_is_gone_before_the_site_is_finished(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    config = (project / "_quarto.yml").read_text()
    told = 'import os, pathlib\nout = pathlib.Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])\n'
    told += '(out / "sw.js").write_text(str((out / "old.js").exists()))\n'
    (project / "finish.py").write_text(told)
    (project / "_quarto.yml").write_text(
        config.replace("project:\n", "project:\n  post-render: finish.py\n", 1)
    )
    render_site(project, out)
    (out / "old.js").write_text("")
    render_site(project, out)
    assert (out / "sw.js").read_text() == "False"


def test_a_directory_that_is_someone_elses_is_left_alone(project: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/letter.txt").write_text("mine")
    with pytest.raises(RenderError, match="is not empty"):
        render_site(project, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["letter.txt"]


def test_one_page_can_be_rendered_alone(project: Path, tmp_path: Path) -> None:
    assert [p.name for p in render_site(project, tmp_path / "out", ["lessons/one.qmd"])] == ["one.html"]
    with pytest.raises(RenderError, match="not a page"):
        render_site(project, tmp_path / "out", ["lessons/three.qmd"])


def test_the_pre_render_step_runs_first_and_its_failure_is_the_renders(project: Path, tmp_path: Path) -> None:
    config = (project / "_quarto.yml").read_text()
    (project / "_quarto.yml").write_text(
        config.replace("  render:\n", "  pre-render: make_it.py\n  render:\n")
    )
    (project / "make_it.py").write_text(
        "from pathlib import Path\nPath('assets/made.txt').write_text('made')\n"
    )
    render_site(project, tmp_path / "out")
    assert (tmp_path / "out/assets/made.txt").read_text() == "made"
    (project / "make_it.py").write_text("raise SystemExit(3)\n")
    with pytest.raises(RenderError, match=r"make_it\.py failed"):
        render_site(project, tmp_path / "out")


# (text of a page, words of the complaint about what was rendered)
BAD_OUTPUT = [
    ("[to a heading](two.qmd#nowhere)", "no element with that id"),
    ("[to a heading](#nowhere)", "no element with that id"),
    ('<img src="https://example.org/x.png" alt="">', "another origin"),
    ('<script src="//cdn.example.org/x.js"></script>', "another origin"),
    ('<a href="/lessons/two.html">two</a>', "base path"),
    ('<a href="two.qmd">two</a>', "leads to no file"),
    ('<p id="twice"></p>\n\n<p id="twice"></p>', "given twice"),
]


@pytest.mark.parametrize(("text", "words"), BAD_OUTPUT, ids=[text[:30] for text, _ in BAD_OUTPUT])
def test_raw_html_is_checked_as_well(text: str, words: str, project: Path, tmp_path: Path) -> None:
    page = project / "lessons/one.qmd"
    page.write_text(page.read_text() + f"\n{text}\n")
    with pytest.raises(RenderError, match=words):
        render_site(project, tmp_path / "out")


def test_every_page_of_the_project_renders_and_asks_no_other_origin(tmp_path: Path) -> None:
    site = read_site(ROOT)
    here = tmp_path / "project"
    read = [
        "LICENSE",
        "tools/exercise_blocks.py",
        "tools/module_map.py",
        "tools/reading_time.py",
        "tools/widget_list.py",
        "tests/browser/pages/test_guide.py",
        "py/stepgrad/rules/scalar_table.py",
    ]
    for name in (
        *site.pages,
        "_quarto.yml",
        "tools/exercises.lua",
        "tools/stills.lua",
        "tools/function-names.lua",
        "tools/formulas.lua",
        "tools/preload.lua",
        "tools/finish.py",
        *read,
    ):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, here / name)
    for name in (
        "styles",
        "modules",
        "ojs",
        "previews",
        "tools/finishing",
        "assets/traces",
    ):  # pages run what is beside them, and name their pictures
        shutil.copytree(ROOT / name, here / name, dirs_exist_ok=True)
    # The pages only name the bundle's exports, so an empty one will do here; tests/browser has the real one.
    for name in (
        "index.js",
        "index.css",
        "fonts.css",
        "source.zip",
        "solved.js",
        "gallery.js",
        "cells.js",
        "code-exercises.js",
        "offline.js",
    ):
        (here / "assets" / name).write_text("")
    pages = render_site(here, tmp_path / "out", run_assets=False)
    assert len(pages) == len(site.pages)

"""⑨ page: the map of a module says what _quarto.yml and the lessons say, in the order of the sidebar."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.asset_steps.steps import ROOT
from tools.module_map import front_matter, lessons, module_map
from tools.render.config import read_site

CONFIG = """\
website:
  sidebar:
    - id: module-07
      contents:
        - section: Seven
          contents:
            - modules/07-seven/index.qmd
            - modules/07-seven/2-b.qmd
            - section: More
              contents:
                - modules/07-seven/3-a.qmd
            - glossary.qmd
"""
PAGE = "---\ntitle: 7 · Lesson {0}\ndescription: What {0} says.\n---\n\nText.\n\n---\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "modules" / "07-seven").mkdir(parents=True)
    (tmp_path / "_quarto.yml").write_text(CONFIG)
    for name in ("2-b", "3-a", "4-c", "index"):
        (tmp_path / "modules" / "07-seven" / f"{name}.qmd").write_text(PAGE.format(name[-1]))
    return tmp_path


def test_lessons_come_in_the_order_of_the_sidebar_and_nothing_else_does(root: Path) -> None:
    assert lessons("module-07", root) == ["modules/07-seven/2-b.qmd", "modules/07-seven/3-a.qmd"]
    text = module_map("module-07", root)
    assert [line.strip() for line in text.splitlines() if line.strip()] == [
        "::: {.module-map}",
        "1.  [Lesson b](/modules/07-seven/2-b.qmd)",
        "What b says. *About 5 minutes.*",
        "2.  [Lesson a](/modules/07-seven/3-a.qmd)",
        "What a says. *About 5 minutes.*",
        ":::",
    ]
    assert text._repr_markdown_() == text


def test_a_module_that_is_not_there_is_named(root: Path) -> None:
    with pytest.raises(ValueError, match="module-08"):
        module_map("module-08", root)


def test_every_lesson_of_this_site_is_on_its_map() -> None:
    (sidebar,) = read_site(ROOT).sidebars
    assert lessons("module-02") == [
        page for page in sidebar.pages() if page.startswith("modules/02-autograd/0")
    ]
    assert all(
        front_matter(ROOT / page)["description"] in module_map("module-02") for page in lessons("module-02")
    )

"""The renderer's tests: a small project of one's own, with a stand-in for the widgets' bundle."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tools.render.cells import weave
from tools.render.check import check_page
from tools.render.document import Article, PageLinks, to_article
from tools.render.source import read_page

ROOT = Path(__file__).resolve().parents[3]

# As the site's own pages look.
THEME = json.dumps(yaml.safe_load((ROOT / "_quarto.yml").read_text("utf-8"))["format"]["html"]["theme"])
CONFIG = """\
project:
  type: website
  render:
    - index.qmd
    - /lessons/**/*.qmd
  resources:
    - /assets/**/*
website:
  title: Small
  favicon: styles/favicon.svg
  page-navigation: true
  navbar:
    left:
      - text: Home
        href: index.qmd
      - text: Lessons
        href: lessons/one.qmd
  sidebar:
    - id: lessons
      title: Lessons
      contents:
        - section: Lessons
          contents:
            - lessons/one.qmd
            - lessons/two.qmd
execute:
  echo: false
format:
  html:
    theme: THEME
    include-in-header: [styles/js.html, styles/skip-link.html, styles/landmarks.html]
    toc: true
    toc-title: On this page
""".replace("THEME", THEME)
HEAD = "---\ntitle: A page\ndescription: What it says.\n---\n"
HEAD_LINES = HEAD.count("\n")
BUNDLE = """\
export const md = () => document.createElement("span");
export function counter(from = 0) {
  const button = document.createElement("button");
  button.className = "counter";
  const show = () => { button.textContent = String(button.value_); };
  button.value_ = from;
  Object.defineProperty(button, "value", {get: () => button.value_});
  button.addEventListener("click", () => { button.value_ += 1; show(); button.dispatchEvent(new Event("input", {bubbles: true})); });
  show();
  return button;
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a home page and two lessons, themed as the site is."""
    (tmp_path / "styles").symlink_to(ROOT / "styles")
    (tmp_path / "lessons").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/index.js").write_text(BUNDLE)
    (tmp_path / "_quarto.yml").write_text(CONFIG)
    for name in ("index", "lessons/one", "lessons/two"):
        title = name.split("/")[-1].capitalize()
        (tmp_path / f"{name}.qmd").write_text(HEAD.replace("A page", title) + "\nText.\n")
    return tmp_path


@pytest.fixture
def article(project: Path) -> Callable[..., Article]:
    """Renders the text of a page (after its front matter, from line 5 on), as lessons/one.qmd, up to the article's HTML."""

    def render(text: str, **execute: bool) -> Article:
        file = Path("lessons/one.qmd")
        (project / file).write_text(HEAD + text)
        page = read_page(project, file)
        check_page(page, project)
        pages = ("index.qmd", "lessons/one.qmd", "lessons/two.qmd")
        links = PageLinks(project, file, pages, HEAD + text)
        return to_article(weave(page, project, {"echo": False, **execute}).markdown, links)

    return render

"""What stands around an article: search, foot, canonical address, what the project runs after rendering."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.render.errors import RenderError
from tools.render.site import render_site

FOOT = '  page-footer:\n    left: "[About](/index.qmd) *this*"\n    right: "[Two](/lessons/two.qmd#top)"\n'


def configure(project: Path, *, project_keys: str = "", website: str = "", html: str = "") -> None:
    config = (project / "_quarto.yml").read_text()
    config = config.replace("project:\n", f"project:\n{project_keys}").replace(
        "  title: Small\n", f"  title: Small\n{website}"
    )
    (project / "_quarto.yml").write_text(config.replace("    toc: true\n", f"    toc: true\n{html}"))


def test_the_foot_is_markdown_with_addresses_from_the_root(project: Path, tmp_path: Path) -> None:
    configure(project, website=FOOT)
    (project / "lessons/two.qmd").write_text("---\ntitle: Two\ndescription: D\n---\n\n## Top\n\nText.\n")
    render_site(project, tmp_path / "out")
    html = (tmp_path / "out/lessons/one.html").read_text("utf-8")
    foot = html[html.index("<footer") : html.index("</footer>")]
    assert '<a href="../index.html">About</a> <em>this</em>' in foot
    assert '<a href="two.html#top">Two</a>' in foot
    assert "nav-footer-center" not in foot


def test_a_foot_that_leads_nowhere_is_refused(project: Path, tmp_path: Path) -> None:
    configure(project, website=FOOT.replace("two.qmd", "three.qmd"))
    with pytest.raises(RenderError, match="three"):
        render_site(project, tmp_path / "out")


@pytest.mark.parametrize(
    ("url", "says"),
    [(None, []), ("https://example.org/base/", ["https://example.org/base/lessons/one.html"])],
)
def test_a_page_says_its_own_address_if_there_is_one(
    project: Path, tmp_path: Path, url: str | None, says: list[str]
) -> None:
    configure(project, html="    canonical-url: true\n")
    render_site(project, tmp_path / "out", site_url=url)
    html = (tmp_path / "out/lessons/one.html").read_text("utf-8")
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', html) == says


@pytest.mark.parametrize("wanted", [True, False])
def test_a_site_may_do_without_a_search(project: Path, tmp_path: Path, wanted: bool) -> None:
    configure(project, website=f"  search: {str(wanted).lower()}\n")
    render_site(project, tmp_path / "out")
    html = (tmp_path / "out/lessons/one.html").read_text("utf-8")
    assert ('id="quarto-search"' in html) is wanted
    assert (tmp_path / "out/site_libs/quarto-search/search.js").exists() is wanted


def test_what_the_project_runs_afterwards_is_told_where_the_site_is_and_stays(
    project: Path, tmp_path: Path
) -> None:
    configure(project, project_keys="  post-render: after.py\n")
    (project / "after.py").write_text(
        "import os, pathlib\nout = pathlib.Path(os.environ['QUARTO_PROJECT_OUTPUT_DIR'])\n"
        "assert (out / 'lessons/one.html').exists()\n(out / 'search.json').write_text('[]')\n"
    )
    render_site(project, tmp_path / "out")
    assert (tmp_path / "out/search.json").read_text() == "[]"
    (project / "after.py").write_text("raise SystemExit(3)")
    with pytest.raises(RenderError, match=r"after\.py failed"):
        render_site(project, tmp_path / "out")


def test_the_bar_is_lit_for_every_page_of_its_sidebar(project: Path, tmp_path: Path) -> None:
    render_site(project, tmp_path / "out")
    for name, lit in (("lessons/one", "Lessons"), ("lessons/two", "Lessons"), ("index", "Home")):
        html = (tmp_path / f"out/{name}.html").read_text("utf-8")
        found = re.findall(r'<a class="nav-link active"[^>]*><span class="menu-text">(.*?)</span>', html)
        assert found == [lit]

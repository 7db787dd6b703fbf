"""⑨ page: the whole site: every page, and the style sheets, scripts, assets and pictures they need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .cells import weave
from .check import check_page
from .config import Site, expand, listed, read_site
from .document import PageLinks, to_article
from .errors import RenderError
from .frame import LIBS, RUNTIME, Frame, html_name
from .node import bundle
from .output import Output
from .source import Page, read_page
from .theme import compile_theme


def render_site(
    root: Path,
    out: Path,
    only: list[str] | None = None,
    run_assets: bool = True,
    site_url: str | None = None,
) -> list[Path]:
    """Renders the pages of the project at `root` (or those in `only`) into `out`; returns the files of the pages.

    What an earlier run left in `out` and this one did not write is removed, unless `only` is given.
    Raises RenderError, with file and line, at the first thing that cannot be rendered as Quarto would.
    """
    site = read_site(root)
    if run_assets:
        _run(site, "pre-render", out)
        site = read_site(root)
    if site_url:
        site.website["site-url"] = site_url
    pages = {name: read_page(root, Path(name)) for name in site.pages}
    unknown = [name for name in only or [] if name not in pages]
    if unknown:
        raise RenderError("is not a page of this site (see project.render in _quarto.yml)", unknown[0])
    output = Output(out)
    _write_libraries(site, output)
    _copy_resources(site, output)
    written = []
    for name in only or site.pages:
        print(f"render: {name}", file=sys.stderr, flush=True)
        written.append(_write_page(site, pages, pages[name], output))
    if site.website.get("search", True):
        output.place("search.json")
    output.place("sw.js")
    if not only:
        output.prune()  # first, since sw.js lists all that there is
    _run(site, "post-render", out)
    output.check(written, {out / html_name(name) for name in site.pages} - set(written))
    return written


def _run(site: Site, when: str, out: Path) -> None:
    """The project's own commands before and after rendering, told where the site lies as Quarto tells them."""
    for command in listed(site.project.get(when)):
        print(f"render: running {command}", file=sys.stderr, flush=True)
        words = command.split()
        # As Quarto does: a Python script is run by Python, in the project's directory.
        whole = [sys.executable, *words] if words[0].endswith(".py") else words
        env = {
            **os.environ,
            "QUARTO_PROJECT_OUTPUT_DIR": str(out.absolute()),
            "QUARTO_PROJECT_RENDER_ALL": "1",
        }
        if subprocess.run(whole, cwd=site.root, check=False, env=env).returncode:
            raise RenderError(f"project.{when}: {command} failed", "_quarto.yml")


def _write_libraries(site: Site, output: Output) -> None:
    sheets = compile_theme(site)
    output.write(f"{LIBS}/bootstrap/bootstrap.min.css", sheets["light"])
    output.write(f"{LIBS}/bootstrap/bootstrap-dark.min.css", sheets["dark"])
    bundle("observable.js", output.place(RUNTIME))
    bundle("page.js", output.place(f"{LIBS}/quarto-nav/page.js"))
    if site.website.get("search", True):
        bundle("search.js", output.place(f"{LIBS}/quarto-search/search.js"))


def _copy_resources(site: Site, output: Output) -> None:
    for pattern in listed(site.project.get("resources")):
        for file in expand(site.root, site.yaml, pattern, ("project", "resources")):
            output.copy(file, file.relative_to(site.root).as_posix())
    if favicon := site.website.get("favicon"):
        output.copy(site.root / favicon, favicon)


def _write_page(site: Site, pages: dict[str, Page], page: Page, output: Output) -> Path:
    check_page(page, site.root)
    links = PageLinks(site.root, page.file, site.pages, (site.root / page.file).read_text("utf-8"))
    woven = weave(page, site.root, site.execute)
    article = to_article(woven.markdown, links, site.filters)
    html = Frame(site, pages, page).html(article, woven)
    for file in sorted(links.files):
        output.copy(site.root / file, file)
    return output.write(html_name(page.file.as_posix()), html)

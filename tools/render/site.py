"""⑨ page: the whole site: pages through the template with their navigation, style sheets, scripts, assets."""

from __future__ import annotations

import posixpath
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from . import output
from .cells import weave
from .check import check_page
from .config import NavItem, Site, expand, read_site
from .document import PageLinks, contents_html, to_article
from .errors import RenderError
from .node import HERE, bundle
from .ojs import page_script
from .source import Page, read_page
from .theme import compile_theme

LIBS = "site_libs"


@dataclass(frozen=True)
class NavLink:
    """A NavItem as one page shows it."""

    text: str
    href: str
    current: bool
    active: bool
    children: tuple[NavLink, ...] = ()


def render_site(root: Path, out: Path, only: list[str] | None = None, run_assets: bool = True) -> list[Path]:
    """Renders the pages of the project at `root` (or those in `only`) into `out`; returns the files of the pages.

    Raises RenderError, with file and line, at the first thing that cannot be rendered as Quarto would.
    """
    if run_assets:
        _pre_render(root)
    site = read_site(root)
    pages = {name: read_page(root, Path(name)) for name in site.pages}
    unknown = [name for name in only or [] if name not in pages]
    if unknown:
        raise RenderError("is not a page of this site (see project.render in _quarto.yml)", unknown[0])
    out.mkdir(parents=True, exist_ok=True)
    _write_libraries(site, out)
    _copy_resources(site, out)
    written = []
    for name in only or site.pages:
        print(f"render: {name}", file=sys.stderr, flush=True)
        written.append(_write_page(site, pages, pages[name], out))
    output.check(out, written, frozenset(out / _html_name(name) for name in site.pages) - set(written))
    return written


def _pre_render(root: Path) -> None:
    for command in _listed(read_site(root).project.get("pre-render")):
        print(f"render: running {command}", file=sys.stderr, flush=True)
        words = command.split()
        # As Quarto does: a Python script is run by Python, in the project's directory.
        done = subprocess.run(
            [sys.executable, *words] if words[0].endswith(".py") else words, cwd=root, check=False
        )
        if done.returncode:
            raise RenderError(f"project.pre-render: {command} failed", "_quarto.yml")


def _listed(value: Any) -> list[str]:
    """A setting that may be one string or a list of them, as a list."""
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _write_libraries(site: Site, out: Path) -> None:
    bootstrap = out / LIBS / "bootstrap"
    bootstrap.mkdir(parents=True, exist_ok=True)
    for mode, css in compile_theme(site).items():
        (bootstrap / ("bootstrap.min.css" if mode == "light" else "bootstrap-dark.min.css")).write_text(
            css, "utf-8"
        )
    bundle("observable.js", out / LIBS / "quarto-ojs" / "observable.js")
    bundle("page.js", out / LIBS / "quarto-nav" / "page.js")


def _copy_resources(site: Site, out: Path) -> None:
    for pattern in _listed(site.project.get("resources")):
        for file in expand(site.root, site.yaml, pattern, ("project", "resources")):
            _copy(file, out / file.relative_to(site.root))
    if site.website.get("favicon"):
        _copy(site.root / site.website["favicon"], out / site.website["favicon"])


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        old, new = target.stat(), source.stat()
        if old.st_size == new.st_size and old.st_mtime_ns == new.st_mtime_ns:
            return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)


def _write_page(site: Site, pages: dict[str, Page], page: Page, out: Path) -> Path:
    check_page(page, site.root)
    name = page.file.as_posix()
    here = page.file.parent.as_posix()
    links = PageLinks(site.root, page.file, site.pages, (site.root / page.file).read_text("utf-8"))
    woven = weave(page, site.root, site.execute)
    article = to_article(woven.markdown, links)

    def url(target: str) -> str:
        return posixpath.relpath(target, here)

    def link(item: NavItem) -> NavLink:
        inner = tuple(link(i) for i in item.items)
        text = item.text or (str(pages[item.href].meta["title"]) if item.href in pages else item.href or "")
        external = item.href is not None and "://" in item.href
        href = (item.href if external else url(_html_name(item.href))) if item.href else ""
        return NavLink(
            text, href or "", item.href == name, item.href == name or any(i.active for i in inner), inner
        )

    sidebar = None if page.meta.get("sidebar") is False else site.sidebar_of(name)
    around = _neighbours(site, page, sidebar.pages() if sidebar else [])
    previous, following = (link(NavItem(None, n, 1)) if n else None for n in around)
    toc_depth = int(page.meta.get("toc-depth", site.html.get("toc-depth", 3)))
    root_url = posixpath.relpath(".", here)
    modules = sorted({cell.module for _, cell in woven.statements if cell.module})
    image = page.meta.get("image")
    context: dict[str, Any] = {
        "site": site,
        "lang": page.meta.get("lang", site.lang),
        "meta": {"subtitle": None, "page-layout": None, **page.meta},
        "page_title": page.meta.get("pagetitle")
        or (
            page.meta["title"] if page.meta["title"] == site.title else f"{page.meta['title']} – {site.title}"
        ),
        "libs": url(LIBS),
        "home": url("index.html"),
        "favicon": url(site.website["favicon"]) if site.website.get("favicon") else None,
        "css": [url(sheet) for sheet in _listed(site.html.get("css"))],
        "header_includes": [
            (site.root / file).read_text("utf-8").rstrip()
            for file in _listed(site.html.get("include-in-header"))
        ],
        "image": links.resolve(image) if image else None,
        "preload": [url(f"{LIBS}/quarto-ojs/observable.js"), *map(url, modules)] if woven.statements else [],
        "navbar": [link(item) for item in site.navbar],
        "navbar_right": [link(item) for item in site.navbar_right],
        "sidebar": {"title": sidebar.title, "entries": [link(i) for i in sidebar.items]} if sidebar else None,
        "toc": contents_html(article.headings, toc_depth)
        if page.meta.get("toc", site.html.get("toc", False))
        else "",
        "toc_title": site.html.get("toc-title", "Table of contents"),
        "article": article.html,
        "previous": previous,
        "next": following,
        "script": page_script(
            woven.statements,
            _module_url(url(f"{LIBS}/quarto-ojs/observable.js")),
            "" if root_url == "." else f"{root_url}/",
        )
        if woven.statements
        else "",
    }
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    target = out / _html_name(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(environment.get_template("template.html").render(context), "utf-8")
    for file in sorted(links.files):
        _copy(site.root / file, out / file)
    return target


def _neighbours(site: Site, page: Page, order: list[str]) -> tuple[str | None, str | None]:
    name = page.file.as_posix()
    if name not in order or not page.meta.get("page-navigation", site.website.get("page-navigation", False)):
        return None, None
    at = order.index(name)
    return order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None


def _html_name(name: str) -> str:
    return name[: -len(".qmd")] + ".html" if name.endswith(".qmd") else name


def _module_url(url: str) -> str:
    return url if url.startswith(".") else f"./{url}"

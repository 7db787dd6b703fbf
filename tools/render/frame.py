"""⑨ page: an article in its page: navigation, neighbours, contents, style sheets and scripts, through template.html."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .cells import Woven
from .config import NavItem, Site, listed
from .document import Article, PageLinks, contents_html, to_article
from .node import HERE
from .ojs import page_script
from .social import social_tags
from .source import Page

LIBS = "site_libs"
RUNTIME = f"{LIBS}/quarto-ojs/observable.js"
FONTS = ("assets/fonts/text.woff2", "assets/fonts/interface.woff2")
# One for all pages: it keeps what it has compiled.
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
)


@dataclass(frozen=True)
class NavLink:
    """A NavItem as one page shows it."""

    text: str
    href: str
    current: bool
    active: bool
    children: tuple[NavLink, ...] = ()


class Frame:
    """Everything around the article of one page of a site."""

    def __init__(self, site: Site, pages: dict[str, Page], page: Page) -> None:
        self.site, self.pages, self.page = site, pages, page
        self.name = page.file.as_posix()
        self.sidebar = None if page.meta.get("sidebar") is False else site.sidebar_of(self.name)

    def html(self, article: Article, woven: Woven) -> str:
        """The whole page."""
        context = {**self._head(woven), **self._navigation(), **self._body(article, woven)}
        return TEMPLATES.get_template("template.html").render(context)

    def url(self, target: str) -> str:
        """A path from the project's root as a URL relative to this page, so that the site works under any base path."""
        return posixpath.relpath(target, self.page.file.parent.as_posix())

    def link(self, item: NavItem) -> NavLink:
        children = tuple(self.link(inner) for inner in item.items)
        current = item.href == self.name
        active = current or any(child.active for child in children)
        if item.href is None:
            return NavLink(item.text or "", "", current, active, children)
        target = self.pages.get(item.href)
        text = item.text or (str(target.meta["title"]) if target else item.href)
        return NavLink(
            text, self.url(html_name(item.href)) if target else item.href, current, active, children
        )

    def above(self, item: NavItem) -> NavLink:
        """A link of the bar at the top: it is lit on every page of the sidebar that its own page has."""
        link = self.link(item)
        together = self.sidebar is not None and item.href in self.sidebar.pages()
        return replace(link, active=link.active or together)

    def _head(self, woven: Woven) -> dict[str, Any]:
        meta, html = self.page.meta, self.site.html
        title = meta["title"] if meta["title"] == self.site.title else f"{meta['title']} – {self.site.title}"
        modules = sorted({cell.module for _, cell in woven.statements if cell.module})
        favicon = self.site.website.get("favicon")
        return {
            "site": self.site,
            "lang": meta.get("lang", self.site.lang),
            "meta": {"subtitle": None, "page-layout": None, **meta},
            "page_title": meta.get("pagetitle", title),
            "libs": self.url(LIBS),
            "root": "" if self.url(".") == "." else f"{self.url('.')}/",
            "favicon": self.url(favicon) if favicon else None,
            # As tools/preload.lua has it where Quarto renders.
            "fonts": [self.url(font) for font in FONTS if (self.site.root / font).exists()],
            "css": [self.url(sheet) for sheet in listed(html.get("css"))],
            "header_includes": [
                (self.site.root / file).read_text("utf-8").rstrip()
                for file in listed(html.get("include-in-header"))
            ],
            "canonical": f"{address.rstrip('/')}/{html_name(self.name)}"
            if html.get("canonical-url") and (address := self.site.website.get("site-url"))
            else None,
            "search": self.site.website.get("search", True),
            "social": social_tags(self.site, self.page, str(meta.get("pagetitle", title))),
            "preload": [self.url(path) for path in (RUNTIME, *modules)] if woven.statements else [],
        }

    def _navigation(self) -> dict[str, Any]:
        previous, following = self._neighbours()
        return {
            "home": self.url("index.html"),
            "navbar": [self.above(item) for item in self.site.navbar],
            "navbar_right": [self.above(item) for item in self.site.navbar_right],
            "sidebar": {
                "title": self.sidebar.title,
                "entries": [self.link(item) for item in self.sidebar.items],
            }
            if self.sidebar
            else None,
            "previous": self.link(NavItem(None, previous, 1)) if previous else None,
            "next": self.link(NavItem(None, following, 1)) if following else None,
            "foot": self._foot(),
        }

    def _foot(self) -> list[tuple[str, str]]:
        """What _quarto.yml says at the foot of every page, in Markdown with addresses from the project's root."""
        said = self.site.website.get("page-footer") or {}
        links = PageLinks(self.site.root, self.page.file, self.site.pages, "", from_root=True)
        return [
            (place, to_article(said[place], links).html)
            for place in ("left", "center", "right")
            if place in said
        ]

    def _body(self, article: Article, woven: Woven) -> dict[str, Any]:
        meta, html = self.page.meta, self.site.html
        toc = meta.get("toc", html.get("toc", False))
        depth = int(meta.get("toc-depth", html.get("toc-depth", 3)))
        runtime, root = self.url(RUNTIME), self.url(".")
        return {
            "article": article.html,
            "toc": contents_html(article.headings, depth) if toc else "",
            "toc_title": html.get("toc-title", "Table of contents"),
            # A module's address begins with a dot: without one it would be a bare name.
            "script": page_script(
                woven.statements,
                runtime if runtime.startswith(".") else f"./{runtime}",
                "" if root == "." else f"{root}/",
            )
            if woven.statements
            else "",
        }

    def _neighbours(self) -> tuple[str | None, str | None]:
        """The pages before and after this one in the sidebar."""
        order = self.sidebar.pages() if self.sidebar else []
        wanted = self.page.meta.get("page-navigation", self.site.website.get("page-navigation", False))
        if not wanted or self.name not in order:
            return None, None
        at = order.index(self.name)
        return order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None


def html_name(name: str) -> str:
    """The rendered file of a page."""
    return name[: -len(".qmd")] + ".html" if name.endswith(".qmd") else name

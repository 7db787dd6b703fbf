"""⑨ page: reads _quarto.yml: the pages, the navigation, the theme."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import subset
from .errors import RenderError
from .yaml_lines import Yaml, read_yaml


@dataclass(frozen=True)
class NavItem:
    """A link of the navigation (`href` is a page's path from the project's root) or, with `items`, a titled group."""

    text: str | None
    href: str | None
    line: int
    items: tuple[NavItem, ...] = ()

    def pages(self) -> list[str]:
        """The hrefs in reading order."""
        own = [self.href] if self.href else []
        return own + [page for item in self.items for page in item.pages()]


@dataclass(frozen=True)
class Sidebar:
    title: str | None
    items: tuple[NavItem, ...]
    everywhere: bool

    def pages(self) -> list[str]:
        return [page for item in self.items for page in item.pages()]


@dataclass(frozen=True)
class Site:
    """What _quarto.yml says. `pages` are paths from `root`, sorted."""

    root: Path
    yaml: Yaml
    title: str
    lang: str
    pages: tuple[str, ...]
    navbar: tuple[NavItem, ...]
    navbar_right: tuple[NavItem, ...]
    sidebars: tuple[Sidebar, ...]
    html: dict[str, Any]
    execute: dict[str, Any]
    project: dict[str, Any]
    website: dict[str, Any]
    filters: tuple[Path, ...]

    def sidebar_of(self, page: str) -> Sidebar | None:
        """As Quarto chooses: the one sidebar without an id, else the first one that lists the page."""
        return next((s for s in self.sidebars if s.everywhere or page in s.pages()), None)


def read_site(root: Path) -> Site:
    """Reads `root`/_quarto.yml; raises RenderError for a key the renderer does not know or a page that is not there."""
    file = root / "_quarto.yml"
    if not file.exists():
        raise RenderError("there is no _quarto.yml here", file)
    yaml = read_yaml(file.read_text("utf-8"), Path("_quarto.yml"))
    yaml.refuse_unknown(subset.QUARTO_YML)
    data = yaml.data or {}
    project, website = data.get("project") or {}, data.get("website") or {}
    pages = _pages(root, yaml, project.get("render"))
    navbar = website.get("navbar") or {}
    site = Site(
        root=root,
        yaml=yaml,
        title=str(website.get("title") or ""),
        lang=str(data.get("lang") or "en"),
        pages=pages,
        navbar=_items(yaml, navbar.get("left"), ("website", "navbar", "left")),
        navbar_right=_items(yaml, navbar.get("right"), ("website", "navbar", "right")),
        sidebars=_sidebars(yaml, website.get("sidebar")),
        html=(data.get("format") or {}).get("html") or {},
        execute=data.get("execute") or {},
        project=project,
        website=website,
        filters=_filters(root, yaml, data.get("filters")),
    )
    for item in (*site.navbar, *site.navbar_right, *(i for s in site.sidebars for i in s.items)):
        _check_targets(item, pages, yaml)
    return site


def _pages(root: Path, yaml: Yaml, patterns: Any) -> tuple[str, ...]:
    if not isinstance(patterns, list):
        raise RenderError("project.render must list the pages", yaml.file, yaml.line("project", "render"))
    found: set[str] = set()
    for index, pattern in enumerate(patterns):
        files = expand(root, yaml, pattern, ("project", "render", index))
        matches = [p.relative_to(root).as_posix() for p in files if p.suffix == ".qmd"]
        if not matches:
            raise RenderError(
                f"project.render: no page matches {pattern!r}",
                yaml.file,
                yaml.line("project", "render", index),
            )
        # As in Quarto, names that begin with _ or . are includes, not pages.
        found.update(m for m in matches if not any(part.startswith(("_", ".")) for part in m.split("/")))
    return tuple(sorted(found))


def _filters(root: Path, yaml: Yaml, names: Any) -> tuple[Path, ...]:
    found = []
    for index, name in enumerate(listed(names)):
        if not name.endswith(".lua") or not (root / name).is_file():
            message = f"filters: {name} is not a Lua file of this project"
            raise RenderError(message, yaml.file, yaml.line("filters", index))
        found.append(root / name)
    return tuple(found)


def expand(root: Path, yaml: Yaml, pattern: str, at: tuple[str | int, ...]) -> list[Path]:
    """The files of a path or of a pattern of _quarto.yml, sorted."""
    if "*" in pattern and not pattern.startswith("/"):
        raise RenderError(
            f"{pattern!r} needs a / in front: without it Quarto looks in every folder",
            yaml.file,
            yaml.line(*at),
        )
    return [p for p in sorted(root.glob(pattern.removeprefix("/"))) if p.is_file()]


def listed(value: Any) -> list[str]:
    """A setting that may be one string or a list of them, as a list."""
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _items(yaml: Yaml, data: Any, at: tuple[str | int, ...]) -> tuple[NavItem, ...]:
    items = []
    for index, entry in enumerate(data or []):
        path = (*at, index)
        line = yaml.line(*path)
        if isinstance(entry, str):
            items.append(NavItem(None, entry, line))
            continue
        yaml.refuse_unknown(subset.SIDEBAR_ITEM if "sidebar" in at else subset.NAV_ITEM, path)
        text = entry.get("section", entry.get("text"))
        items.append(
            NavItem(text, entry.get("href"), line, _items(yaml, entry.get("contents"), (*path, "contents")))
        )
    return tuple(items)


def _sidebars(yaml: Yaml, data: Any) -> tuple[Sidebar, ...]:
    entries = data if isinstance(data, list) else [data] if data else []
    at: list[tuple[str | int, ...]] = [
        ("website", "sidebar", i) if isinstance(data, list) else ("website", "sidebar")
        for i in range(len(entries))
    ]
    sidebars = []
    for entry, path in zip(entries, at, strict=True):
        yaml.refuse_unknown(subset.SIDEBAR, path)
        everywhere = len(entries) == 1 and "id" not in entry
        sidebars.append(
            Sidebar(entry.get("title"), _items(yaml, entry.get("contents"), (*path, "contents")), everywhere)
        )
    return tuple(sidebars)


def _check_targets(item: NavItem, pages: tuple[str, ...], yaml: Yaml) -> None:
    if item.href and "://" not in item.href and item.href not in pages:
        message = f"the navigation names {item.href}, which is not a page of the site"
        raise RenderError(message, yaml.file, item.line)
    for inner in item.items:
        _check_targets(inner, pages, yaml)

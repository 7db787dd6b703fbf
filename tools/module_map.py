"""⑨ page: a module as a map of its lessons, read from _quarto.yml and from the lessons themselves, for a {python} cell to show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from tools.exercise_blocks import exercises
from tools.reading_time import minutes

ROOT = Path(__file__).resolve().parents[1]


class Shown(str):
    """Markdown, for Jupyter to show as such."""

    def _repr_markdown_(self) -> str:
        return str(self)


def module_map(module: str, root: Path = ROOT) -> Shown:
    """The lessons that the sidebar `module` lists, in its order: titles that are links, each with what it shows and how long it takes."""
    lines = ["::: {.module-map}"]
    for number, page in enumerate(lessons(module, root), 1):
        meta = front_matter(root / page)
        # From the project's root, so that every page may show the map; both renderers make the link relative.
        more = len(exercises(root / page))
        code = f", and {more} exercise{'s' if more > 1 else ''} with code" if more else ""
        lines += [
            f"{number}.  [{unnumbered(meta['title'])}](/{page})",
            "",
            f"    {meta['description']} *About {minutes(root / page, root)} minutes{code}.*",
            "",
        ]
    return Shown("\n".join([*lines, ":::", ""]))


def unnumbered(title: str) -> str:
    """A lesson's title without the number it begins with: the map counts by itself."""
    return re.sub(r"^\d+ · ", "", title)


def lessons(module: str, root: Path = ROOT) -> list[str]:
    """The paths of a module's pages, as _quarto.yml lists them."""
    site = yaml.safe_load((root / "_quarto.yml").read_text(encoding="utf-8"))["website"]
    for sidebar in site["sidebar"]:
        if sidebar["id"] == module:
            return list(pages(sidebar["contents"], f"modules/{module.removeprefix('module-')}"))
    raise ValueError(f"_quarto.yml has no sidebar with the id {module}")


def pages(contents: list[Any], folder: str) -> list[str]:
    found = []
    for entry in contents:
        if isinstance(entry, dict):
            found += pages(entry.get("contents", []), folder)
        elif entry.startswith(folder) and Path(entry).name[0].isdigit():  # a glossary is no lesson
            found.append(entry)
    return found


def front_matter(page: Path) -> dict[str, str]:
    _, meta, _ = page.read_text(encoding="utf-8").split("---\n", 2)
    found: dict[str, str] = yaml.safe_load(meta)
    return found

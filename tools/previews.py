"""Build side: the picture that goes with a link to a page: its title, and its first example's graph in mid-backward.

python -m tools.previews [pages…]       (after make site; all pages if none is named)
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import Page

from tools import chromium
from tools.module_map import front_matter, unnumbered
from tools.render.config import read_site
from tools.serve import serving

ROOT = Path(__file__).resolve().parents[1]
PREVIEWS = ROOT / "previews"
SIZE = {"width": 1200, "height": 630}
EXAMPLE = re.compile(r'"(\d\d-[\w-]+/\w+)"')
# Pages that tell of something else first, or of nothing that is drawn.
INSTEAD = {
    "glossary.qmd": "02-autograd/layer",
    "modules/02-autograd/index.qmd": "02-autograd/attention",
    "modules/02-autograd/04-tensors.qmd": "02-autograd/broadcast",
}
DRAW = (Path(__file__).parent / "preview.html").read_text(encoding="utf-8")


def picture_of(page: str) -> Path:
    """Where the picture of a page is kept; its front matter names it."""
    return (PREVIEWS / page.removeprefix("modules/")).with_suffix(".png")


def example_of(page: str) -> str:
    found = EXAMPLE.search((ROOT / page).read_text(encoding="utf-8"))
    return INSTEAD.get(page) or (found[1] if found else "02-autograd/neuron")


def draw(tab: Page, title: str, example: str, above: str, target: Path) -> None:
    tab.evaluate("(card) => globalThis.draw(card)", {"title": title, "example": example, "above": above})
    target.parent.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=target)
    print(target.relative_to(ROOT))


def main(names: list[str]) -> None:
    site = read_site(ROOT)
    if unknown := [name for name in names if name not in site.pages]:
        raise SystemExit(f"{unknown[0]} is not a page of the site (see project.render in _quarto.yml)")
    with serving() as url, chromium.opened() as browser:
        tab = browser.new_page(viewport=SIZE, reduced_motion="reduce", color_scheme="light")  # type: ignore[arg-type]
        tab.goto(url)
        tab.set_content(DRAW)
        tab.wait_for_function("() => Boolean(globalThis.draw)")
        for page in names or site.pages:
            module = site.sidebar_of(page) if page.startswith("modules/") else None
            above = (module and module.title) or ""
            draw(tab, unnumbered(front_matter(ROOT / page)["title"]), example_of(page), above, picture_of(page))


if __name__ == "__main__":
    main(sys.argv[1:])

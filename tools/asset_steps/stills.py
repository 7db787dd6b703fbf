"""Build side: a still of every widget of every page, which tools/stills.lua puts into the pages."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from tools.asset_steps import engine, node
from tools.asset_steps.steps import ASSETS, CACHE, ROOT, put, say, step

DRAW = ROOT / "tools" / "stills.mjs"
CARDS = ROOT / "tools" / "cards.mjs"
CELLS = ROOT / "tools" / "render" / "build" / "ojs-cells.mjs"
# For whoever works on this site: what it shows is made when somebody comes near.
UNLISTED = {"gallery.qmd"}

# No page fetches a still: they are part of the pages, so they are not among the assets.
STILLS = CACHE / "stills"
# The playground's examples, each with a still of its graph: this one a page does fetch.
GALLERY = ROOT / "playground" / "gallery.json"
GALLERY_DRAWN = ASSETS / "tables" / "playground.json"
CELL = re.compile(r"^```\{ojs\}\n.*?^```$", re.MULTILINE | re.DOTALL)


def draw() -> None:
    programs = [DRAW, DRAW.with_suffix(""), CELLS, ROOT / "ojs", node.LOCK, Path(__file__)]
    step("gallery", [CARDS, *programs, GALLERY, engine.TRACES], [GALLERY_DRAWN], draw_cards)
    # Of the pages only the cells matter: another word in a lesson draws nothing anew.
    cells = "\n".join(cell for page in pages() for cell in CELL.findall(page.read_text(encoding="utf-8")))
    step("stills", [*programs, engine.TRACES, *engine.TABLES, GALLERY_DRAWN], [STILLS], draw_all, salt=cells)
    for widget in (STILLS / "missing.txt").read_text(encoding="utf-8").splitlines():
        say(f"without a still: {widget}")


def draw_cards() -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        made = Path(folder) / GALLERY_DRAWN.name
        node.run(node.node(), CARDS, made)
        put(GALLERY_DRAWN, made.read_bytes())


def pages() -> list[Path]:
    """Every page of the site, wherever it lies; what a build or an installer made, and the tools' patterns, are none."""
    others = (node.MODULES, ROOT / "tools")
    folders = [
        one for one in ROOT.iterdir() if one.is_dir() and one.name[0] not in "._" and one not in others
    ]
    nested = (page for one in folders for page in one.rglob("*.qmd"))
    return sorted(page for page in [*ROOT.glob("*.qmd"), *nested] if page.name not in UNLISTED)


def draw_all() -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        node.run(node.node(), DRAW, folder, *(path.relative_to(ROOT) for path in pages()))
        shutil.rmtree(STILLS, ignore_errors=True)
        shutil.copytree(folder, STILLS)

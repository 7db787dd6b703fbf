"""Build side: a still of every recorded example, which tools/stills.lua puts into the pages."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tools.asset_steps import engine, node
from tools.asset_steps.steps import CACHE, ROOT, step

DRAW = ROOT / "tools" / "stills.mjs"
# No page fetches a still: they are part of the pages, so they are not among the assets.
STILLS = CACHE / "stills"


def draw() -> None:
    step("stills", [DRAW, ROOT / "ojs", engine.TRACES, node.LOCK, Path(__file__)], [STILLS], draw_all)


def draw_all() -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        node.run(node.node(), DRAW, engine.TRACES, folder)
        shutil.rmtree(STILLS, ignore_errors=True)
        shutil.copytree(folder, STILLS)

"""Build side: ojs/ as ES modules and one style sheet that any browser of the last years loads."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from tools.asset_steps import node, publish
from tools.asset_steps.steps import ASSETS, CACHE, ROOT, put, step

OJS = ROOT / "ojs"
# What lies in assets/, and what it is made of. plot.js: index.js imports it when a page has a chart, by an address that
# esbuild does not follow; so is save.js, when a reader wants a file. solved.js: for pages with a sidebar, which may have no widget;
# code-exercises.js: for those with exercises that ask for code; cells.js: for those with cells.
ENTRIES = {
    "index.js": "index.js",
    "index.css": "index.css",
    "layout-worker.js": "drawing/layout-worker.js",
    "plot.js": "drawing/plot.js",
    "solved.js": "exercises/solved.js",
    "code-exercises.js": "widgets/exercise/code-exercises.js",
    "cells.js": "widgets/cells/cells.js",
    "gallery.js": "gallery/gallery.js",
    "save.js": "widgets/save/files.js",
}
# These share nothing with others: each comes whole, on every page, or is none of a page's.
ALONE = {"offline.js": "offline/offline.js", "service-worker.js": "offline/service-worker.js"}
PARTS = "part-*.js"  # what several of them share, and what comes only when it is wanted: esbuild cuts and names them
SHARED = ["--splitting", "--chunk-names=part-[hash]"]
OPTIONS = [
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2020",
    "--charset=utf8",
    "--legal-comments=eof",
    "--log-level=warning",
]


def bundle() -> None:
    files = json.dumps(publish.files(), separators=(",", ":"))
    makes = [ASSETS / name for name in (*ENTRIES, *ALONE)]
    step("scripts and styles", [OJS, node.LOCK, Path(__file__)], makes, lambda: esbuild(files), salt=files)


def esbuild(files: str) -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        sources = [f"{name.rpartition('.')[0]}={OJS / source}" for name, source in ENTRIES.items()]
        known = f"--define:globalThis.ASSET_FILES={files}"  # ojs/engine/files.js asks for them by these addresses, and checks their sums
        node.run(node.tool("esbuild"), *sources, *OPTIONS, *SHARED, known, f"--outdir={folder}")
        alone = [f"{name.rpartition('.')[0]}={OJS / source}" for name, source in ALONE.items()]
        node.run(node.tool("esbuild"), *alone, *OPTIONS, f"--outdir={folder}")
        made = [*Path(folder).iterdir()]
        for old in {*ASSETS.glob(PARTS)} - {ASSETS / new.name for new in made}:
            old.unlink()
        for new in made:
            put(ASSETS / new.name, new.read_bytes())

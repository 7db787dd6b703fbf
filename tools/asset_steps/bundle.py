"""Build side: ojs/ as ES modules and one style sheet that any browser of the last years loads."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tools.asset_steps import node
from tools.asset_steps.steps import ASSETS, CACHE, ROOT, put, step

OJS = ROOT / "ojs"
# What lies in assets/, and what it is made of. plot.js: index.js imports it when a page has a chart, by an address that
# esbuild does not follow; so is save.js, when a reader wants a file. solved.js: for pages with a sidebar, which may have no widget.
ENTRIES = {
    "index.js": "index.js",
    "index.css": "index.css",
    "worker.js": "engine/worker.js",
    "layout-worker.js": "drawing/layout-worker.js",
    "plot.js": "drawing/plot.js",
    "solved.js": "exercises/solved.js",
    "gallery.js": "gallery/gallery.js",
    "save.js": "widgets/save/files.js",
}
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
    "--external:./pyodide/*",  # lies beside the bundles; the worker loads it when it runs
]


def bundle() -> None:
    step("scripts and styles", [OJS, node.LOCK, Path(__file__)], [ASSETS / name for name in ENTRIES], esbuild)


def esbuild() -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        sources = [f"{name.rpartition('.')[0]}={OJS / source}" for name, source in ENTRIES.items()]
        node.run(node.tool("esbuild"), *sources, *OPTIONS, *SHARED, f"--outdir={folder}")
        made = [*Path(folder).iterdir()]
        for old in {*ASSETS.glob(PARTS)} - {ASSETS / new.name for new in made}:
            old.unlink()
        for new in made:
            put(ASSETS / new.name, new.read_bytes())

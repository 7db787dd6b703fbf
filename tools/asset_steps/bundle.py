"""Build side: ojs/ as two ES modules and one style sheet that any browser of the last years loads."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tools.asset_steps import node
from tools.asset_steps.steps import ASSETS, CACHE, ROOT, files, put, step

OJS = ROOT / "ojs"
STYLES = ROOT / "styles"
OPTIONS = [
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2020",
    "--charset=utf8",
    "--sourcemap=external",  # for who debugs; no page refers to it, so no reader loads it
    "--legal-comments=eof",
    "--log-level=warning",
    "--external:./pyodide/*",  # lies beside the bundles; the worker loads it when it runs
]


def bundle() -> None:
    step("scripts", [OJS, node.LOCK, Path(__file__)], [ASSETS / "index.js", ASSETS / "worker.js"], scripts)


def scripts() -> None:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        node.run(node.tool("esbuild"), OJS / "index.js", OJS / "worker.js", *OPTIONS, f"--outdir={folder}")
        for file in files([Path(folder)]):
            put(ASSETS / file.name, file.read_bytes())

"""⑨ page: calls the JavaScript tools: the parser of OJS cells, Sass, esbuild."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def run_script(name: str, data: Any) -> str:
    """Runs build/`name` with `data` as JSON on its standard input; returns what it wrote."""
    done = subprocess.run(
        ["node", str(HERE / "build" / name)],
        input=json.dumps(data),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr.strip()}")
    return done.stdout


def bundle(source: str, target: Path) -> None:
    """Bundles browser/`source` into one ES module at `target`."""
    command = [
        str(ROOT / "node_modules" / ".bin" / "esbuild"),
        str(HERE / "browser" / source),
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2020",
        "--legal-comments=eof",
        "--log-level=warning",
        f"--alias:@observablehq/stdlib={HERE / 'browser' / 'stdlib.js'}",
        f"--alias:observable-stdlib={ROOT / 'node_modules/@observablehq/stdlib/src'}",
        f"--outfile={target}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(f"esbuild could not bundle {source}:\n{done.stderr.strip()}")

"""Build side: what Python runs in: the frame's document, with a policy that lets nothing in or out, and the script of the worker inside it.

sandbox.txt   ojs/engine/sandbox.js, inline: a page gives it to its frame as srcdoc. Whoever writes a policy for pages must allow that script
               by its sum, as any inline script, workers from blobs, and WebAssembly: a srcdoc has its page's policy besides its own
worker.js      ojs/engine/worker.js and Pyodide's two scripts in one, so that the policy need not allow a worker to load any
"""

from __future__ import annotations

import hashlib
import tempfile
from base64 import b64encode
from pathlib import Path

from tools.asset_steps import bundle, node
from tools.asset_steps.steps import ASSETS, CACHE, put, step

ENGINE = bundle.OJS / "engine"
PAGE = ASSETS / "sandbox.txt"
WORKER = ASSETS / "worker.js"
# There is nothing at this address, and nothing asks for it.
NOWHERE = '--define:import.meta.url="https://pyodide.invalid/"'
OPTIONS = [
    "--bundle",
    "--minify",
    "--format=iife",
    "--charset=utf8",
    "--legal-comments=eof",
    "--log-level=warning",
]
HTML = """<!DOCTYPE html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{sum}' 'wasm-unsafe-eval'; worker-src blob:; base-uri 'none'; form-action 'none'">
<title>Python</title>
<script>{script}</script>
"""


def build() -> None:
    reads = [ENGINE, node.LOCK, Path(__file__)]
    step("the sandbox", reads, [PAGE, WORKER], write)


def write() -> None:
    put(WORKER, bundled("worker.js", "--target=es2022", "--external:node:*", NOWHERE))
    script = bundled("sandbox.js", "--target=es2020").decode()
    total = f"sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}"
    put(PAGE, HTML.format(sum=total, script=script).encode())


def bundled(name: str, *options: str) -> bytes:
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        made = Path(folder) / name
        node.run(node.tool("esbuild"), ENGINE / name, *OPTIONS, *options, f"--outfile={made}")
        return made.read_bytes().strip()

"""Build side: what Python is made of, as it travels: each file compressed, under a name that holds a part of its sum.

    pyodide.asm.wasm → assets/pyodide/pyodide.asm.0123456789.wasm.gz

Compressed here, because not every static host does that, and none does it with archives; and what a browser keeps is small, too.
A file that changes has another name, so a copy that was kept anywhere is never mistaken for another release's.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

from tools.asset_steps import engine, runtime
from tools.asset_steps.steps import ASSETS, CACHE, put, step
from tools.asset_steps.steps import files as found

TARGET = ASSETS / "pyodide"
INDEX = CACHE / "published.json"
NOTICE = "NOTICE.txt"
# What Python runs in (sandbox.py): a page asks for these as for Python itself.
SANDBOX = [ASSETS / "sandbox.txt", ASSETS / "worker.js"]
LETTERS = 10  # of a sum, in a name or an address


def pack() -> None:
    # Pyodide's own scripts are in the worker's
    sources = [*(file for file in runtime.built() if file.suffix != ".mjs"), runtime.LOCK, engine.ENGINE]
    step("Python, compressed", [*sources, Path(__file__)], [TARGET, INDEX], lambda: write(sources))


def write(sources: list[Path]) -> None:
    index, names = {}, {NOTICE}
    for source in sources:
        data = source.read_bytes()
        sum = hashlib.sha256(data).hexdigest()
        small = gzip.compress(data, 9, mtime=0)
        name = f"{source.stem}.{sum[:LETTERS]}{source.suffix}.gz"
        put(TARGET / name, small)
        names.add(name)
        index[source.name] = [f"{TARGET.name}/{name}", len(small), sum]
    put(TARGET / NOTICE, (runtime.TARGET / NOTICE).read_bytes())
    for other in TARGET.iterdir():
        if other.name not in names:
            other.unlink()  # of an earlier release
    put(INDEX, json.dumps(index, indent=1).encode())


def files() -> dict[str, tuple[str, int, str]]:
    """Of each file that scripts ask for, by its name: where it is below assets/, how many bytes travel, and its sum."""
    known = {name: (at, size, sum) for name, (at, size, sum) in json.loads(INDEX.read_text()).items()}
    for file in found([engine.TRACES, *engine.TABLES, *SANDBOX]):
        data = file.read_bytes()
        name, sum = file.relative_to(ASSETS).as_posix(), hashlib.sha256(data).hexdigest()
        known[name] = (f"{name}?v={sum[:LETTERS]}", len(data), sum)
    return known

"""Build side: a step runs only when the content of what it reads, or of what it made, has changed."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
CACHE = ROOT / ".cache"
STAMPS = CACHE / "assets.json"


class BuildError(Exception):
    """Something the person at the keyboard can put right; its text says how."""


def files(paths: Iterable[Path]) -> list[Path]:
    """The files among and below `paths`, sorted; what Python or an editor leaves behind is no part of them."""
    found = (q for p in paths for q in (p.rglob("*") if p.is_dir() else [p]) if q.is_file())
    return sorted({f for f in found if "__pycache__" not in f.parts and not f.name.startswith(".")})


def digest(paths: Iterable[Path], salt: str = "") -> str:
    """One sum over the names (relative to the project) and bytes of all files among and below `paths`."""
    total = hashlib.sha256(salt.encode())
    for file in files(paths):
        total.update(f"\0{file.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def put(path: Path, data: bytes) -> None:
    """Write `data`, but leave a file that holds it already alone: `quarto preview` watches dates."""
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)  # a reader never sees half a file


def size(paths: Iterable[Path]) -> str:
    total = sum(f.stat().st_size for f in files(paths))
    return f"{total / 1e6:.1f} MB" if total > 1e6 else f"{total / 1e3:.0f} kB"


def say(message: str) -> None:
    print(f"assets: {message}", flush=True)


def step(
    name: str, reads: Iterable[Path], makes: Iterable[Path], run: Callable[[], object], salt: str = ""
) -> bool:
    """Call `run` unless its last result still stands; return whether it ran.

    `reads` and `makes` are files or folders; `salt` is whatever else the result depends on (a version, a sum).
    """
    reads, makes = list(reads), list(makes)
    stamps = json.loads(STAMPS.read_text()) if STAMPS.exists() else {}
    before = digest(reads, salt)
    if stamps.get(name) == [before, digest(makes)] and all(p.exists() for p in makes):
        return False
    say(f"{name} …")
    began = time.perf_counter()
    CACHE.mkdir(exist_ok=True)  # where steps put aside what is not finished
    run()
    if missing := [p for p in makes if not p.exists()]:
        raise BuildError(f"{name}: {', '.join(str(p.relative_to(ROOT)) for p in missing)} was not made")
    stamps[name] = [before, digest(makes)]
    put(STAMPS, json.dumps(stamps, indent=1, sort_keys=True).encode())
    say(f"{name}: {size(makes)} in {time.perf_counter() - began:.1f} s")
    return True

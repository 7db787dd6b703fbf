"""Build side: the source of the whole site as one archive, handed over with it: assets/source.zip."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

from tools.asset_steps.steps import ASSETS, ROOT, files, put, step

ARCHIVE = ASSETS / "source.zip"
# Where there is no Git: what was built, and what it is built with, is no source.
MADE = {"_site", "assets", "dist", "node_modules"}
HIDDEN = {".ci", ".github", ".gitignore"}


def archive() -> None:
    sources = tracked() or found()
    step("source", [*sources, Path(__file__)], [ARCHIVE], lambda: put(ARCHIVE, zipped(sources)))


def tracked() -> list[Path]:
    """What Git keeps: nothing that somebody merely has lying here is published."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    return [file for name in sorted(done.stdout.split("\0")) if name and (file := ROOT / name).is_file()]


def found() -> list[Path]:
    """All the files of a copy that was unpacked, not cloned."""
    tops = [top for top in sorted(ROOT.iterdir()) if top.name not in MADE]
    shown = [top for top in tops if not top.name.startswith(".") and not top.name.endswith(".egg-info")]
    return [
        *files(shown),
        *(f for top in tops if top.name in HIDDEN for f in sorted(top.rglob("*")) or [top] if f.is_file()),
    ]


def zipped(sources: list[Path]) -> bytes:
    """The same bytes for the same files: no dates."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for file in sources:
            entry = zipfile.ZipInfo(f"stepgrad/{file.relative_to(ROOT).as_posix()}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if file.stat().st_mode & 0o100 else 0o644) << 16
            target.writestr(entry, file.read_bytes())
    return made.getvalue()

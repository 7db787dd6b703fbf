"""⑨ page: what the site consists of, so that a browser can keep it: sw.js, at the site's base, knows every file by its size and its sum.

The build has a name, made of all files: each page says of which build it is, and a browser keeps each build in a place of its own. The worker
itself is ojs/offline/service-worker.js; assets/offline.js, on every page, brings it.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from pathlib import Path

NAME = "sw.js"
WORKER = "assets/service-worker.js"
SCRIPT = "assets/offline.js"
FOLDERS = ("assets", "site_libs", "styles")
# No page asks for these.
WITHOUT = {WORKER, "assets/source.zip", "assets/pyodide/NOTICE.txt", "assets/fonts/LICENCES.txt"}
LETTERS = 16  # of a sum
MARK = re.compile(r'<meta name="build" content="[^"]*">\n?')
FIRST = re.compile(r'<meta charset="utf-8" ?/?>\n?', re.IGNORECASE)


def summed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:LETTERS]


def scripted(text: str, name: str) -> str:
    """With the script that brings the worker, and no build's name."""
    text = MARK.sub("", text)
    if SCRIPT in text or "</head>" not in text:
        return text
    source = posixpath.relpath(SCRIPT, posixpath.dirname(name) or ".")
    return text.replace("</head>", f'<script type="module" src="{source}"></script>\n</head>', 1)


def build_of(site: Path, pages: dict[str, str]) -> str:
    """The name of this build, of its files and its pages as they are before they say it."""
    files = {name: summed((site / name).read_bytes()) for name in others(site)}
    everything = {**files, **{name: summed(text.encode()) for name, text in pages.items()}}
    return summed(json.dumps(everything, sort_keys=True).encode())


def marked(text: str, build: str) -> str:
    return FIRST.sub(
        lambda first: f'{first[0].rstrip()}\n<meta name="build" content="{build}">\n', text, count=1
    )


def others(site: Path) -> list[str]:
    """Everything but the pages."""
    found = (file for folder in FOLDERS for file in (site / folder).rglob("*") if file.is_file())
    names = [file.relative_to(site).as_posix() for file in found if not file.name.startswith(".")]
    search = ["search.json"] if (site / "search.json").is_file() else []
    return sorted({*names, *search} - WITHOUT)


def write(site: Path, pages: list[str], build: str) -> None:
    """The worker, with what it has to know before its own text."""
    source = site / WORKER
    if not source.is_file():
        return
    files = {name: (site / name).read_bytes() for name in [*pages, *others(site)]}
    known = {name: [len(data), summed(data)] for name, data in files.items()}
    text = f"self.BUILD = {json.dumps(build)};\nself.FILES = {json.dumps(known, separators=(',', ':'))};\n"
    (site / NAME).write_text(text + source.read_text("utf-8"), "utf-8")

"""⑨ page: the last hand on the rendered site, the same for both renderers: `project.post-render` in _quarto.yml runs it.

    frame.py     what Quarto says in another way than these pages need it
    progress.py  beside each lesson of the sidebar: room for what has been solved there
    foot.py      where the source is, and where a mistake is told, if the build knows (REPO_URL)
    missing.py   404.html, which a host shows at any depth, below any base
    index.py     search.json: prose only

Needs nothing but Python, whichever Quarto finds. What was finished before stays as it is.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # Quarto runs this file, not the module

from tools.finishing import foot, frame, index, missing, progress


def finish(site: Path, root: Path = ROOT, repository: str = "") -> None:
    """Finishes every page in `site`, rendered from the sources in `root`."""
    entries = []
    for file in pages(site):
        name = file.relative_to(site).as_posix()
        before = file.read_text("utf-8")
        after = frame.finished(before)
        after = progress.finished(after, name, root)
        after = foot.finished(after, name, repository)
        if name == missing.NAME:
            after = missing.finished(after)
        else:
            entries += [] if name in index.UNLISTED else index.entries(after, name)
        if after != before:
            file.write_text(after, "utf-8")
    (site / "search.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", "utf-8")


def pages(site: Path) -> list[Path]:
    """The pages of the site, and no HTML that lies among its files."""
    inside = ("assets", "site_libs")
    return [file for file in sorted(site.rglob("*.html")) if file.relative_to(site).parts[0] not in inside]


def main() -> int:
    site = Path(os.environ.get("QUARTO_PROJECT_OUTPUT_DIR", ROOT / "_site"))
    finish(site if site.is_absolute() else ROOT / site, repository=os.environ.get("REPO_URL", ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())

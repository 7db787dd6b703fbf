"""⑨ page: the last hand on the rendered site, the same for both renderers: `project.post-render` in _quarto.yml runs it.

    frame.py     what Quarto says in another way than these pages need it
    progress.py  beside each lesson of the sidebar: room for what has been solved there
    cells.py     below each {python} cell: what runs and changes it
    foot.py      where the source is, and where a mistake is told, if the build knows (REPO_URL)
    missing.py   404.html, which a host shows at any depth, below any base
    index.py     search.json: prose only
    purge.py     the theme's style sheets: without what no page can meet
    offline.py   sw.js: of what the site consists, for a browser that keeps it
    policy.py    what a page may load and run: last, as it holds the sums of what the others wrote

Needs nothing but Python, whichever Quarto finds. What was finished before stays as it is.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # Quarto runs this file, not the module

from tools.finishing import cells, exercises, foot, frame, index, missing, offline, policy, progress, purge

SANDBOX = "assets/sandbox.txt"


def finish(site: Path, root: Path = ROOT, repository: str = "", whole: bool = True) -> None:
    """Finishes every page in `site`, rendered from the sources in `root`; `whole`: the site is to be published."""
    entries, texts = [], {}
    for file in pages(site):
        name = file.relative_to(site).as_posix()
        text = frame.finished(policy.without(file.read_text("utf-8")))
        text = progress.finished(text, name, root)
        text = exercises.finished(text, name)
        text = cells.finished(text, name, root)
        text = foot.finished(text, name, repository)
        if name == missing.NAME:
            text = missing.finished(text)
        else:
            entries += [] if name in index.UNLISTED else index.entries(text, name)
        texts[name] = offline.scripted(text, name) if whole else text
    (site / "search.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if whole:
        purge.purge(site)
    sandbox = site / SANDBOX
    framed = sandbox.read_text("utf-8") if sandbox.is_file() else ""
    build = offline.build_of(site, texts) if whole else ""
    for name, text in texts.items():
        after = policy.finished(offline.marked(text, build), framed) if whole else text
        for handler in policy.handlers(after) if whole else []:
            print(f"finish: {name}: the page's policy does not let {handler} run", file=sys.stderr)
        if after != (site / name).read_text("utf-8"):
            (site / name).write_text(after, "utf-8")
    if whole:
        offline.write(site, [*texts], build)


def pages(site: Path) -> list[Path]:
    """The pages of the site, and no HTML that lies among its files."""
    inside = ("assets", "site_libs")
    return [file for file in sorted(site.rglob("*.html")) if file.relative_to(site).parts[0] not in inside]


def main() -> int:
    site = Path(os.environ.get("QUARTO_PROJECT_OUTPUT_DIR", ROOT / "_site"))
    finish(
        site if site.is_absolute() else ROOT / site,
        repository=os.environ.get("REPO_URL", ""),
        # `quarto preview` puts a script of its own into the pages that it serves, which no sum can name.
        whole="QUARTO_PROJECT_RENDER_ALL" in os.environ,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

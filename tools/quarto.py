"""Build side: renders the site: by Quarto, if there is one (get_quarto.py), else by tools/render.

    python -m tools.quarto [options of both, such as --site-url]

RENDERER=quarto fails where there is none; RENDERER=offline looks for none. Quarto fails here also where it only remarks that a cell
does not parse.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from tools import get_quarto
from tools.render import __main__ as offline
from tools.serve import SITE

REMARK = "OJS parsing failed"
IN_PAGE = "quarto-ojs-syntax-error"


def render(quarto: str, options: Sequence[str] = ()) -> int:
    """Hands `options` on to Quarto, such as --site-url."""
    # Cells run in this Python, and so does the step before the rendering.
    env = {**os.environ, "QUARTO_PYTHON": sys.executable}
    remarked = False
    with subprocess.Popen(
        [quarto, "render", *options],
        cwd=SITE.parent,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:  # shown as it comes: rendering takes a while
            sys.stderr.write(line)
            remarked = remarked or REMARK in line
    broken = [page for page in SITE.rglob("*.html") if IN_PAGE in page.read_text(encoding="utf-8")]
    for page in broken:
        print(f"{page.relative_to(SITE)}: a cell does not parse", file=sys.stderr)
    return process.returncode or int(remarked or bool(broken))


def main(options: Sequence[str]) -> int:
    choice = os.environ.get("RENDERER") or "either"
    if choice not in ("quarto", "offline", "either"):
        print(f"site: RENDERER={choice}: it may be quarto or offline", file=sys.stderr)
        return 2
    if quarto := None if choice == "offline" else get_quarto.get():
        return render(quarto, options)
    return 1 if choice == "quarto" else offline.main(list(options))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

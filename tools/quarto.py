"""Build side: `quarto render`, failing also where Quarto itself only remarks that a cell does not parse."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from tools.serve import SITE

REMARK = "OJS parsing failed"
IN_PAGE = "quarto-ojs-syntax-error"


def main(options: Sequence[str] = ()) -> int:
    """Hands `options` on to Quarto, such as --site-url."""
    # Cells run in this Python, and so does the step before the rendering.
    env = {**os.environ, "QUARTO_PYTHON": sys.executable}
    remarked = False
    with subprocess.Popen(
        ["quarto", "render", *options],
        cwd=SITE.parent,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as quarto:
        assert quarto.stderr is not None
        for line in quarto.stderr:  # shown as it comes: rendering takes a while
            sys.stderr.write(line)
            remarked = remarked or REMARK in line
    broken = [page for page in SITE.rglob("*.html") if IN_PAGE in page.read_text(encoding="utf-8")]
    for page in broken:
        print(f"{page.relative_to(SITE)}: a cell does not parse", file=sys.stderr)
    return quarto.returncode or int(remarked or bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

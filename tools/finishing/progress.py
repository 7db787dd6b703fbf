"""⑨ page: beside each lesson of the sidebar that sets exercises, room for how many are solved. ojs/exercises/solved.js writes it there.

The room is there from the first paint, so nothing moves; without scripts it stays empty.
"""

from __future__ import annotations

import html as markup
import posixpath
import re
from pathlib import Path

from tools.exercise_blocks import exercises as written

CELL = re.compile(r"^```\{ojs\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXERCISE = re.compile(r"""\bexercise\(\s*["']([\w-]+/[\w-]+)["']""")
LINK = re.compile(
    r'<a href="(?P<href>[^"#]+)" class="sidebar-item-text sidebar-link[^>]*>\s*<span class="menu-text">(?:(?!</a>|sidebar-solved).)*</span>(?=\s*</a>)',
    re.DOTALL,
)
SCRIPT = "assets/solved.js"


def exercises(page: Path) -> list[str]:
    """The names of the exercises that a lesson sets, in its order."""
    if not page.is_file():
        return []
    cells = CELL.findall(page.read_text("utf-8"))
    asked = (name for cell in cells for name in EXERCISE.findall(cell))
    return list(dict.fromkeys([*asked, *(one.name for one in written(page))]))


def finished(text: str, name: str, root: Path) -> str:
    here = posixpath.dirname(name)

    def with_room(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(here, link["href"]))
        names = exercises(root / target.replace(".html", ".qmd"))
        if not names:
            return link[0]
        return (
            f'{link[0]}<span class="sidebar-solved" data-exercises="{markup.escape(" ".join(names))}"></span>'
        )

    after = LINK.sub(with_room, text)
    if after != text:
        script = posixpath.relpath(SCRIPT, here or ".")
        after = after.replace("</head>", f'<script type="module" src="{script}"></script>\n</head>', 1)
    return after

"""⑨ page: exercises with code get the name that progress is kept under, and their page the script that makes widgets of them."""

from __future__ import annotations

import posixpath
import re

BLOCK = re.compile(r'<div id="(?P<id>[\w-]+)" class="code-exercise"(?! data-name)')
SCRIPT = "assets/code-exercises.js"


def finished(text: str, name: str) -> str:
    here = posixpath.dirname(name)
    room = posixpath.basename(here) or "pages"
    after = BLOCK.sub(lambda block: f'{block[0]} data-name="{room}/{block["id"]}"', text)
    if after != text:
        script = posixpath.relpath(SCRIPT, here or ".")
        after = after.replace("</head>", f'<script type="module" src="{script}"></script>\n</head>', 1)
    return after

"""⑨ The {python} cells of a lesson's page, as the reader sees them, for its test to run."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

MODULE = Path(__file__).resolve().parents[3] / "modules" / "02-autograd"
CELL = re.compile(r"^```\{python\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def cells(page: str) -> list[str]:
    """The code of every cell, options included, in order."""
    return CELL.findall((MODULE / page).read_text(encoding="utf-8"))


@functools.cache
def variables(page: str) -> dict[str, Any]:
    """What the page's cells leave behind, run one after the other."""
    names: dict[str, Any] = {}
    for cell in cells(page):
        exec(compile(cell, "<lesson>", "exec"), names)  # noqa: S102
    return names

"""⑤ What a cell failed with: the line of that cell, the place in another one where it happened, and plain words for what is not there."""

from __future__ import annotations

import re
from types import TracebackType
from typing import Any

from ..failure import described
from ..program import Program

# What people draw with.
_DRAWING = {"matplotlib", "seaborn", "plotly", "bokeh", "altair", "graphviz", "torchviz"}
_OF_JUPYTER = re.compile(r"\s*[%!]")


def name_of(number: int) -> str:
    """What the code of a cell says it comes from."""
    return f"<cell {number}>"


def told(error: BaseException, program: Program | None, number: int, source: str) -> dict[str, Any]:
    """{"kind": "error", "error": {"kind", "message", "line"}, "within": {"cell", "line", "name"}}.

    within: the function of another cell that it happened in, if it did.
    """
    within = _within(error, number)
    failed = described(error, program)
    line = failed["line"]
    if isinstance(error, KeyboardInterrupt):
        failed |= {"kind": "Stopped", "message": "the cell was ended before it was done"}
    if isinstance(error, ModuleNotFoundError) and error.name:
        failed["message"] = _absent(error.name.partition(".")[0], failed["message"])
    if program is None and line is not None:
        lines = source.splitlines()
        if line <= len(lines) and _OF_JUPYTER.match(lines[line - 1]):
            failed["message"] = "what begins with % or ! is a command to Jupyter itself, and is no Python"
    return {"kind": "error", "error": failed, **({"within": within} if within else {})}


def _within(error: BaseException, number: int) -> dict[str, Any] | None:
    found = None
    step: TracebackType | None = BaseException.__dict__["__traceback__"].__get__(error)
    while step is not None:
        code = step.tb_frame.f_code
        if match := re.fullmatch(r"<cell (\d+)>", code.co_filename):
            found = {"cell": int(match[1]), "line": step.tb_lineno, "name": code.co_name}
        step = step.tb_next
    return found if found and found["cell"] != number else None


def _absent(name: str, message: str) -> str:
    if name in _DRAWING:
        return (
            f"{name} is not here, so nothing can be drawn with it: cells run in your browser, where there are NumPy, "
            f"stepgrad and PyTorch's names. Print the numbers, or take the cell to a notebook of your own"
        )
    if name in ("numpy", "torch"):
        return message
    return f"{name} is not here: cells run in your browser, where there are Python's own modules, NumPy, stepgrad and PyTorch's names"

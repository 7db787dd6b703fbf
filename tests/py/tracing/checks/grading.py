"""④ Asks for a program to be checked as a page does, and tells the answer in the words of one."""

from __future__ import annotations

import json
import warnings
from typing import Any

from stepgrad.tracing.session import run


def graded(source: str, checks: str, solution: str = "") -> dict[str, Any]:
    """The whole reply."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # in a page they are printed
        reply: dict[str, Any] = json.loads(
            run(json.dumps({"source": source, "checks": checks, "solution": solution}))
        )
    return reply


def told(reply: dict[str, Any]) -> str:
    """ "" where all checks passed; else what is wrong, in one text."""
    error = reply.get("error")
    failed = reply["check"]["failed"] if error is None else {"what": "", "error": error}
    if failed is None:
        return ""
    if error := failed.get("error"):
        line = f", line {error['line']}" if error["line"] else ""
        return f"{failed['what']}: {error['kind']}{line}: {error['message']}"
    row = failed.get("row")
    if row:
        of = f" in pass {row['of']}" if row["of"] else ""
        return f"{failed['what']}: Row `{row['text']}`{of}: expected {row['quantity']} {failed['expected']}, yours {failed['came']} {failed['note']}"
    return f"{failed['what']}{failed['where']}: expected {failed['expected']}, came {failed['came']} {failed['note']}"

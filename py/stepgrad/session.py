"""⑤ What the browser calls. A user's error is an answer, with its line in the program; only our own bugs raise."""

from __future__ import annotations

import json
import linecache
import traceback
from typing import Any

from .program import FILENAME
from .trace import trace
from .wire import dumps, to_wire


def record(source: str) -> str:
    """The trace of a program as JSON, for the build; errors raise."""
    return dumps(to_wire(trace(source)))


def run(request: str) -> str:
    """Trace a program: `{"source": str, "inputs": {label: number}}` → `{"ok": true, "trace": Trace}`,

    or `{"ok": false, "error": {"kind", "message", "line"}}` when the program fails.
    """
    asked = json.loads(request)
    try:
        return dumps({"ok": True, "trace": to_wire(trace(asked["source"], asked.get("inputs")))})
    except KeyboardInterrupt:
        return dumps({"ok": False, "error": {"kind": "Stopped", "message": "stopped", "line": None}})
    except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever a program raises is its answer; exit() too)
        return dumps({"ok": False, "error": _described(error)})
    finally:
        linecache.clearcache()


def _described(error: BaseException) -> dict[str, Any]:
    kind = type(error).__name__
    if isinstance(error, SyntaxError):
        return {"kind": kind, "message": error.msg, "line": error.lineno}
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILENAME
    ]
    message = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    if isinstance(error, RecursionError):
        message = "a function calls itself without an end"
    return {"kind": kind, "message": message or kind, "line": lines[-1] if lines else None}

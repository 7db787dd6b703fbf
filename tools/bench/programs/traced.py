"""Build side: a program run by itself, and recorded, in turn; prints, as JSON, the medians and what became of it.

python tools/bench/programs/traced.py program.py rounds        with the collector on, as readers have it; `off` after that: without
"""

from __future__ import annotations

import gc
import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from stepgrad import trace
from stepgrad.tracing.wire import dumps, to_wire


def alone(code: Any) -> None:
    """Run it until it has ended, and let go of what it made."""
    names = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()):
        exec(code, names)  # noqa: S102 (that is what is measured)
    names.clear()


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long it takes, and what it gives."""
    gc.collect()
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def measure(path: str, rounds: int) -> dict[str, float]:
    """Seconds of the program alone, of trace(), of making the answer's text; nodes, steps, and the text's bytes."""
    source = Path(path).read_text(encoding="utf-8")
    code = compile(source, path, "exec")
    alone(code)
    taken: dict[str, list[float]] = {"alone": [], "traced": [], "written": []}
    sizes: dict[str, float] = {}
    for _ in range(rounds):
        taken["alone"].append(timed(lambda: alone(code))[0])
        seconds, found = timed(lambda: trace(source))
        taken["traced"].append(seconds)
        seconds, text = timed(lambda found=found: dumps(to_wire(found)))  # type: ignore[misc]
        taken["written"].append(seconds)
        sizes = {"nodes": len(found.nodes), "steps": len(found.steps), "bytes": len(text.encode())}
        del found, text
    return {name: statistics.median(some) for name, some in taken.items()} | sizes


if __name__ == "__main__":
    if "off" in sys.argv:
        gc.disable()
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))

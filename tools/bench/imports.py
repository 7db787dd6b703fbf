"""Build side: how long it takes to import the engine, natively, compiled files in place."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from tools.bench import Figure

RUNS = 21


def milliseconds(module: str, before: str = "sys") -> float:
    """The median over fresh interpreters, once the first has compiled the files and the file system has seen them."""
    source = f"import {before}, time; began = time.perf_counter(); import {module}; print(time.perf_counter() - began)"
    command = [sys.executable, "-c", source]
    with (
        tempfile.TemporaryDirectory() as compiled
    ):  # wherever else they are, or whether they may be written at all
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPYCACHEPREFIX"] = compiled
        taken = [
            float(subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout)
            for _ in range(RUNS + 1)
        ]
    return 1000 * statistics.median(taken[1:])


def figures() -> Iterator[Figure]:
    yield Figure("to import stepgrad", milliseconds("stepgrad"), "≤ 15", "ms")
    yield Figure(
        "to import stepgrad.torch where NumPy is there", milliseconds("stepgrad.torch", "numpy"), "≤ 60", "ms"
    )

"""④ Runs a program and collects what happened: its graph, and its forward and backward steps in order."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from ..mode import switched
from .events import Backward, Forward, Node, NodeId, Seed, Step, Trace, Unbroadcast, Update, Zero
from .failure import sheltered
from .output import Output
from .program import FILENAME, Program
from .recorder import MAX_NODES, MAX_STEPS, Recorder, TraceLimitError

__all__ = [
    "MAX_NODES", "MAX_STEPS", "Backward", "Forward", "Node", "NodeId", "Seed", "Step", "Trace",
    "TraceLimitError", "Unbroadcast", "Update", "Zero", "execute", "trace", "traced",
]  # fmt: skip


def execute(program: Program, output: Output, recorder: Recorder | None = None) -> dict[str, Any]:
    """Run a program, recorded or not; give its variables. What it prints goes to `output`, also where it then fails."""
    names: dict[str, Any] = {"__name__": "__main__", "__file__": FILENAME}
    printed = contextlib.redirect_stdout(output), contextlib.redirect_stderr(output)
    with switched(grad=True, recorder=recorder), printed[0], printed[1], sheltered():
        exec(program.code, names)  # noqa: S102 (running the reader's program is what this is for)
    return names


def trace(source: str, inputs: Mapping[str, float] | None = None) -> Trace:
    """Run `source` and return what it did.

    inputs: new numbers for leaves written as `name = Value(number)`; the literal in the source is replaced,
    so `Trace.source` is the program that ran. Errors: whatever the program raises; KeyError for an input the
    program does not have; TraceLimitError beyond MAX_NODES or MAX_STEPS.
    """
    return traced(Program(source, inputs or {}), Output())


def traced(program: Program, output: Output) -> Trace:
    """Run a program and return what it did; `output` is where to look for what it printed before an error."""
    result = Trace(program.source, program.inputs, nodes=[], steps=[], calls=[])
    recorder = Recorder(program, result)
    try:
        recorder.finish(execute(program, output, recorder))
    finally:
        program.finish()
    result.calls, result.output, result.cut = program.calls, output.text, output.cut
    return result

"""④ Runs a program and collects what happened: its graph, and its forward and backward steps in order."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from typing import Any

from ..mode import switched
from .events import Backward, Forward, Node, NodeId, Seed, Step, Trace, Unbroadcast, Update, Zero
from .failure import sheltered
from .program import FILENAME, Program
from .recorder import MAX_NODES, MAX_STEPS, Recorder, TraceLimitError

__all__ = [
    "MAX_NODES", "MAX_STEPS", "Backward", "Forward", "Node", "NodeId", "Seed", "Step", "Trace",
    "TraceLimitError", "Unbroadcast", "Update", "Zero", "execute", "trace", "traced",
]  # fmt: skip

MAX_OUTPUT = 20_000  # characters


class Output(io.StringIO):
    """What a program prints, up to a limit."""

    def write(self, text: str) -> int:
        room = MAX_OUTPUT - self.tell()
        super().write(text[: max(room, 0)])
        return len(text)


def execute(program: Program, recorder: Recorder | None = None) -> tuple[dict[str, Any], str]:
    """Run a program, recorded or not; give its variables and what it printed."""
    names: dict[str, Any] = {"__name__": "__main__", "__file__": FILENAME}
    output = Output()
    with switched(grad=True, recorder=recorder), contextlib.redirect_stdout(output), sheltered():
        exec(program.code, names)  # noqa: S102 (running the reader's program is what this is for)
    return names, output.getvalue()


def trace(source: str, inputs: Mapping[str, float] | None = None) -> Trace:
    """Run `source` and return what it did.

    inputs: new numbers for leaves written as `name = Value(number)`; the literal in the source is replaced,
    so `Trace.source` is the program that ran. Errors: whatever the program raises; KeyError for an input the
    program does not have; TraceLimitError beyond MAX_NODES or MAX_STEPS.
    """
    return traced(Program(source, inputs or {}))


def traced(program: Program) -> Trace:
    """Run a program and return what it did."""
    result = Trace(program.source, program.inputs, nodes=[], steps=[], calls=[])
    recorder = Recorder(program, result)
    try:
        names, result.output = execute(program, recorder)
        recorder.finish(names)
    finally:
        program.finish()
    result.calls = program.calls
    return result

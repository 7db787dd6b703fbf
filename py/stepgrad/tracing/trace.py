"""④ Runs a program and collects what happened: its graph, and its forward and backward steps in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..mode import mode
from .collecting import SELDOM, collecting
from .columns import Nodes, Steps
from .events import (
    Assign,
    Backward,
    Forward,
    Node,
    NodeId,
    Pass,
    Seed,
    Step,
    Trace,
    Unbroadcast,
    Update,
    Zero,
)
from .facts import Facts
from .output import Output
from .passes import Passes
from .program import Program
from .recording.limits import MAX_NODES, MAX_STEPS, TraceLimitError
from .recording.recorder import Recorder

if TYPE_CHECKING:
    from .shelter.shelter import Shelter

__all__ = [
    "MAX_NODES", "MAX_STEPS", "Assign", "Backward", "Forward", "Node", "NodeId", "Pass", "Seed", "Step", "Trace",
    "TraceLimitError", "Unbroadcast", "Update", "Zero", "trace", "traced",
]  # fmt: skip


def trace(source: str, inputs: Mapping[str, float] | None = None) -> Trace:
    """Run `source` and return what it did.

    inputs: new numbers for leaves written as `name = Value(number)`; the literal in the source is replaced,
    so `Trace.source` is the program that ran. Errors: whatever the program raises, but SystemExit, which ends it as it wished;
    KeyError for an input the program does not have; TraceLimitError beyond MAX_NODES or MAX_STEPS, whatever the program catches.
    What the program changed in Python or in this package is undone when it has ended.
    """
    from .shelter.shelter import near

    program = Program(source, inputs or {})
    return traced(program, Output(), near(program))


def traced(
    program: Program, output: Output, shelter: Shelter, recording: Callable[..., Recorder] = Recorder
) -> Trace:
    """Run a program and return what it did; `output` is where to look for what it printed before an error.

    recording: makes what listens, which may interfere (mistakes.py).
    """
    with collecting(SELDOM):  # until all that has gone which the trace does not hold
        return _traced(program, output, shelter, recording)


def _traced(program: Program, output: Output, shelter: Shelter, recording: Callable[..., Recorder]) -> Trace:
    nodes = Nodes()
    steps = Steps(nodes)
    passes, facts = Passes(nodes, steps), Facts()
    result = Trace(program.source, program.inputs, nodes, steps, calls=[], passes=passes, facts=facts)
    recorder = recording(program, nodes, steps, facts)
    main = program.module()
    around: Recorder | None = mode.recorder  # a program that is traced traces another one
    if around:
        around.suspend()
    try:
        try:
            shelter.run(program, main, output, recorder)
        except KeyboardInterrupt:
            raise
        except BaseException:
            if limit := recorder.limit():
                raise limit from None
            raise
        if limit := recorder.limit():
            raise limit
        recorder.finish(vars(main))
    finally:
        recorder.suspend()
        if around:
            around.resume()
        program.finish()
        shelter.forget(program, main, output)
    result.calls, result.printed, result.cut = program.calls, output.text, output.cut
    result.loops, result.turns = program.loops, recorder.turns.done()
    result.optimizers, result.unlisted = recorder.optimizers.uses, recorder.optimizers.unlisted
    return result

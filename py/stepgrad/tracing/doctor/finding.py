"""④ What the doctor says: one sentence, and the steps of the trace that show it."""

from __future__ import annotations

from ..record import Record


class Finding(Record):
    """One thing that is wrong with a program.

    kind: "nan", "infinity", "none", "dead", "saturated", "vanishing", "exploding", "not-zeroed", "cleared-before-step",
    "no-backward", "unreached-parameter", "untrained-parameter", "broadcast", "softmax-twice", "sees-labels", "labels-shifted". sentence: in plain words, with names and lines. steps: positions in `Trace.steps` that show it, the first
    being where to go. nodes: those it is about; where it is a path, in order. edges: (node, argument). line: of the program.
    """

    kind: str
    sentence: str
    steps: tuple[int, ...] = ()
    nodes: tuple[int, ...] = ()
    edges: tuple[tuple[int, int], ...] = ()
    line: int | None = None

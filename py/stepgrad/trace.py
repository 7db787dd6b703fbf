"""④ Runs a program and collects what happened: its graph, and its forward and backward steps in order."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .mode import mode
from .ops import Op
from .program import FILENAME, Call, Program, Span

MAX_NODES = 5_000
MAX_STEPS = 20_000
MAX_OUTPUT = 20_000  # characters


class TraceLimitError(RuntimeError):
    """The program is larger than a trace may be."""


@dataclass(slots=True)
class Node:
    """One value of the program. `args` are node ids, or plain numbers; `op` is None for a leaf.

    `call`: the function call that made it, an index of `Trace.calls`; None for what the program made by itself.
    """

    id: int
    op: Op | None
    args: tuple[NodeId | float, ...]
    label: str | None
    value: float
    requires_grad: bool
    at: Span | None
    call: int | None = None


class NodeId(int):
    """The index of a node in `Trace.nodes`; a type of its own, for an argument may also be a number."""


@dataclass(slots=True)
class Forward:
    """An operation computed its result."""

    node: int
    kind: Literal["forward"] = "forward"


@dataclass(slots=True)
class Seed:
    """`backward()` began: the output's gradient with respect to itself."""

    node: int
    before: float
    after: float
    kind: Literal["seed"] = "seed"


@dataclass(slots=True)
class Backward:
    """One edge: upstream × local = contribution; before + contribution = after.

    `node` passes its gradient (upstream) through argument `arg` on to the node `input`.
    """

    node: int
    arg: int
    input: int
    upstream: float
    local: float
    contribution: float
    before: float
    after: float
    kind: Literal["backward"] = "backward"


@dataclass(slots=True)
class Zero:
    """These leaves forgot their gradient."""

    nodes: list[int]
    kind: Literal["zero"] = "zero"


@dataclass(slots=True)
class Update:
    """A leaf's number was changed by the program (a training step: `w.data -= rate * w.grad`)."""

    node: int
    before: float
    after: float
    kind: Literal["update"] = "update"


Step = Forward | Seed | Backward | Zero | Update


@dataclass(slots=True)
class Trace:
    """What a program did. `source` is the text that ran, `inputs` the leaves whose number may be set."""

    source: str
    inputs: dict[str, float]
    nodes: list[Node] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    output: str = ""

    def __getitem__(self, label: str) -> Node:
        """The last node of that label."""
        for node in reversed(self.nodes):
            if node.label == label:
                return node
        raise KeyError(label)

    def gradients(self) -> dict[str, float]:
        """The gradient each labelled node ends with."""
        grads: dict[int, float] = {}
        for step in self.steps:
            match step:
                case Seed() | Backward():
                    grads[step.node if isinstance(step, Seed) else step.input] = step.after
                case Zero():
                    for node in step.nodes:
                        grads.pop(node, None)
                case _:
                    pass
        return {
            node.label: grads[node.id] for node in self.nodes if node.label is not None and node.id in grads
        }


class Recorder:
    """What `mode.recorder` is while a program is traced; the engine calls it, it never calls the engine."""

    def __init__(self, program: Program, trace: Trace) -> None:
        self._program = program
        self._trace = trace
        self._ids: dict[int, int] = {}
        self._current: list[float] = []  # the number each node was last seen with
        self._kept: list[Any] = []  # holds every value, so that no id() is used twice

    def leaf(self, value: Any) -> int:
        """A value was made by hand."""
        return self._add(None, (), value)

    def operation(self, op: Op, args: tuple[Any, ...], out: Any) -> None:
        """An operation made `out`."""
        for arg in args:
            if not isinstance(arg, float):
                self._notice_update(arg)
        ids = tuple(arg if isinstance(arg, float) else NodeId(self._id(arg)) for arg in args)
        self._step(Forward(self._add(op, ids, out)))

    def seed(self, root: Any, before: float | None, after: float) -> None:
        """`root.backward()` begins."""
        self._step(Seed(self._id(root), before or 0.0, after))

    def edge(
        self, node: Any, arg: int, into: Any, upstream: float, local: float, before: float | None
    ) -> None:
        """A gradient went along one edge."""
        ids = self._id(node), arg, self._id(into)
        self._step(Backward(*ids, upstream, local, upstream * local, before or 0.0, into.grad))

    def zero(self, value: Any) -> None:
        """A gradient was forgotten; several in a row are one step."""
        self._notice_update(value)
        steps = self._trace.steps
        if steps and isinstance(steps[-1], Zero):
            steps[-1].nodes.append(self._id(value))
        else:
            self._step(Zero([self._id(value)]))

    def finish(self, names: Mapping[str, Any]) -> None:
        """Name what the program left in its variables, where the source did not already tell."""
        for kept in self._kept:
            self._notice_update(kept)
        for name, held in names.items():
            members = held if isinstance(held, list | tuple) else [held]
            for i, value in enumerate(members):
                known = self._ids.get(id(value))
                if known is not None and self._trace.nodes[known].label is None:
                    self._trace.nodes[known].label = name if held is value else f"{name}[{i}]"
        for value, node in zip(self._kept, self._trace.nodes, strict=True):
            if isinstance(value.label, str):  # a label given by hand wins
                node.label = value.label

    def _notice_update(self, value: Any) -> None:
        node = self._trace.nodes[self._id(value)]
        before = self._current[node.id]
        if value.data != before and not (math.isnan(value.data) and math.isnan(before)):
            self._current[node.id] = value.data
            self._step(Update(node.id, before, value.data))

    def _id(self, value: Any) -> int:
        known = self._ids.get(id(value))
        return self.leaf(value) if known is None else known

    def _add(self, op: Op | None, args: tuple[NodeId | float, ...], value: Any) -> int:
        nodes = self._trace.nodes
        if len(nodes) >= MAX_NODES:
            raise TraceLimitError(
                f"this program makes more than {MAX_NODES:,} values; a graph to step through ends here"
            )
        at, label, call = self._program.here()
        self._ids[id(value)] = number = len(nodes)
        self._kept.append(value)
        self._current.append(value.data)
        nodes.append(Node(number, op, args, label, value.data, value.requires_grad, at, call))
        return number

    def _step(self, step: Step) -> None:
        if len(self._trace.steps) >= MAX_STEPS:
            raise TraceLimitError(
                f"this program takes more than {MAX_STEPS:,} steps; a graph to step through ends here"
            )
        self._trace.steps.append(step)


class Output(io.StringIO):
    """What a program prints, up to a limit."""

    def write(self, text: str) -> int:
        room = MAX_OUTPUT - self.tell()
        super().write(text[: max(room, 0)])
        return len(text)


@contextlib.contextmanager
def _recording(recorder: Recorder) -> Iterator[None]:
    before, grad = mode.recorder, mode.grad
    mode.recorder, mode.grad = recorder, True
    try:
        yield
    finally:
        mode.recorder, mode.grad = before, grad


def trace(source: str, inputs: Mapping[str, float] | None = None) -> Trace:
    """Run `source` and return what it did.

    inputs: new numbers for leaves written as `name = Value(number)`; the literal in the source is replaced,
    so `Trace.source` is the program that ran. Errors: whatever the program raises; KeyError for an input the
    program does not have; TraceLimitError beyond MAX_NODES or MAX_STEPS.
    """
    program = Program(source, inputs or {})
    result = Trace(program.source, program.inputs)
    recorder = Recorder(program, result)
    names: dict[str, Any] = {"__name__": "__main__", "__file__": FILENAME}
    output = Output()
    with _recording(recorder), contextlib.redirect_stdout(output):
        try:
            exec(program.code, names)  # noqa: S102 (running the reader's program is what this is for)
            recorder.finish(names)
        finally:
            program.finish()
    result.calls = program.calls
    result.output = output.getvalue()
    return result

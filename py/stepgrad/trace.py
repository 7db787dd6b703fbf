"""④ Runs a program and collects what happened: its graph, and its forward and backward steps in order."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .mode import mode
from .program import FILENAME, Call, Program, Span
from .shapes import stretched
from .snapshot import Quantity, parameter, same, snapshot

if TYPE_CHECKING:
    from .array_ops import ArrayOp
    from .ops import Op

MAX_NODES = 5_000
MAX_STEPS = 20_000
MAX_OUTPUT = 20_000  # characters
MAX_ELEMENTS = 20_000_000  # of all arrays together: a trace holds on to every one


class TraceLimitError(RuntimeError):
    """The program is larger than a trace may be."""


@dataclass(slots=True)
class Node:
    """One value of the program. `args` are node ids, or plain numbers; `op` is None for a leaf.

    `params`: the constants of an operation of arrays (axis, keepdims, …).
    `call`: the function call that made it, an index of `Trace.calls`; None for what the program made by itself.
    """

    id: int
    op: Op | ArrayOp | None
    args: tuple[NodeId | float, ...]
    label: str | None
    value: Quantity
    requires_grad: bool
    at: Span | None
    call: int | None = None
    params: dict[str, Any] = field(default_factory=dict)


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
    before: Quantity
    after: Quantity
    kind: Literal["seed"] = "seed"


@dataclass(slots=True)
class Backward:
    """One edge: upstream × local = contribution; before + contribution = after.

    `node` passes its gradient (upstream) through argument `arg` on to the node `input`. Of arrays local is None, their
    contribution being a vector-Jacobian product; where broadcasting had stretched the input, the contribution is as wide
    as the result, nothing is added yet (after is before), and the next step is Unbroadcast.
    """

    node: int
    arg: int
    input: int
    upstream: Quantity
    local: float | None
    contribution: Quantity
    before: Quantity
    after: Quantity
    kind: Literal["backward"] = "backward"


@dataclass(slots=True)
class Unbroadcast:
    """The contribution of the step before, summed along the axes in which the input had been repeated.

    axes: of `wide`, that contribution. before + contribution = after.
    """

    node: int
    arg: int
    input: int
    axes: tuple[int, ...]
    wide: Quantity
    contribution: Quantity
    before: Quantity
    after: Quantity
    kind: Literal["unbroadcast"] = "unbroadcast"


@dataclass(slots=True)
class Zero:
    """These leaves forgot their gradient."""

    nodes: list[int]
    kind: Literal["zero"] = "zero"


@dataclass(slots=True)
class Update:
    """A leaf's number was changed by the program (a training step: `w.data -= rate * w.grad`)."""

    node: int
    before: Quantity
    after: Quantity
    kind: Literal["update"] = "update"


Step = Forward | Seed | Backward | Unbroadcast | Zero | Update


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

    def gradients(self) -> dict[str, Quantity]:
        """The gradient each labelled node ends with."""
        grads: dict[int, Quantity] = {}
        for step in self.steps:
            match step:
                case Seed() | Backward() | Unbroadcast():
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
        self._current: list[Any] = []  # the number each node was last seen with; of arrays a copy
        self._elements = 0
        self._kept: list[Any] = []  # holds every value, so that no id() is used twice
        self._kept_besides: list[Any] = []

    def leaf(self, value: Any) -> int:
        """A value was made by hand."""
        return self._add(None, (), value)

    def operation(
        self, op: Op | ArrayOp, args: tuple[Any, ...], out: Any, params: Mapping[str, Any] | None = None
    ) -> None:
        """An operation made `out`; args that are numbers took part as such."""
        for arg in args:
            if not isinstance(arg, float | int):
                self._notice_update(arg)
        ids = tuple(float(arg) if isinstance(arg, float | int) else NodeId(self._id(arg)) for arg in args)
        known = {name: parameter(value) for name, value in (params or {}).items()}
        self._step(Forward(self._add(op, ids, out, known)))

    def becomes(self, value: Any, new: Any) -> None:
        """A change in place gave `value` the history of `new`."""
        self._ids[id(value)] = self._id(new)
        self._kept_besides.append(value)

    def seed(self, root: Any, before: Any, after: Any) -> None:
        """`root.backward()` begins."""
        self._step(Seed(self._id(root), _or_0(before), snapshot(after)))

    def edge(
        self, node: Any, arg: int, into: Any, upstream: float, local: float, before: float | None
    ) -> None:
        """A gradient went along one edge."""
        ids = self._id(node), arg, self._id(into)
        self._step(Backward(*ids, upstream, local, upstream * local, before or 0.0, into.grad))

    def product(
        self, node: Any, arg: int, into: Any, upstream: Any, wide: Any, summed: Any, before: Any
    ) -> None:
        """The same for arrays: `wide` is the vector-Jacobian product, `summed` the same without broadcasting's copies."""
        ids = self._id(node), arg, self._id(into)
        held, after = _or_0(before), snapshot(summed if before is None else before + summed)
        shot, contribution = snapshot(wide), snapshot(summed)
        if wide.shape == summed.shape:
            self._step(Backward(*ids, snapshot(upstream), None, contribution, held, after))
        else:
            self._step(Backward(*ids, snapshot(upstream), None, shot, held, held))
            axes = stretched(wide.shape, summed.shape)
            self._step(Unbroadcast(*ids, axes, shot, contribution, held, after))

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
        if not same(value.data, before):
            self._current[node.id] = _copied(value.data)
            self._step(Update(node.id, snapshot(before), snapshot(value.data)))

    def _id(self, value: Any) -> int:
        known = self._ids.get(id(value))
        return self.leaf(value) if known is None else known

    def _add(
        self,
        op: Op | ArrayOp | None,
        args: tuple[NodeId | float, ...],
        value: Any,
        params: dict[str, Any] | None = None,
    ) -> int:
        nodes = self._trace.nodes
        if len(nodes) >= MAX_NODES:
            raise TraceLimitError(
                f"this program makes more than {MAX_NODES:,} values; a graph to step through ends here"
            )
        self._elements += getattr(value, "size", 1)
        if self._elements > MAX_ELEMENTS:
            raise TraceLimitError(
                f"this program makes arrays of more than {MAX_ELEMENTS:,} elements together"
            )
        at, label, call = self._program.here()
        if (
            self._program.again and nodes
        ):  # one function of the library makes several; the last is what gets the name
            nodes[-1].label = None
        self._ids[id(value)] = number = len(nodes)
        operation = getattr(value, "_node", None)
        if operation is not None:  # backward() goes from node to node, the tensors may be gone
            self._ids[id(operation)] = number
            self._kept_besides.append(operation)
        self._kept.append(value)
        self._current.append(_copied(value.data))
        shot = snapshot(value.data)
        nodes.append(Node(number, op, args, label, shot, value.requires_grad, at, call, params or {}))
        return number

    def _step(self, step: Step) -> None:
        if len(self._trace.steps) >= MAX_STEPS:
            raise TraceLimitError(
                f"this program takes more than {MAX_STEPS:,} steps; a graph to step through ends here"
            )
        self._trace.steps.append(step)


def _copied(x: Any) -> Any:
    return x if isinstance(x, float) else x.copy()


def _or_0(x: Any) -> Quantity:
    return 0.0 if x is None else snapshot(x)


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

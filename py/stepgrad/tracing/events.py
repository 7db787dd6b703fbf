"""④ What a trace is made of: nodes, the steps that happened, in order, and the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from .facts import Facts
from .loops import Loop
from .optimizers import OptimizerUse
from .output import shown
from .owners import Call
from .record import Record
from .snapshot import Quantity
from .span import Span

if TYPE_CHECKING:
    from ..rules.array_table import ArrayOp
    from ..rules.scalar_table import Op


class Node(Record):
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
    call: int | None
    params: dict[str, Any]


class NodeId(int):
    """The index of a node in `Trace.nodes`; a type of its own, for an argument may also be a number."""


class Forward(Record):
    """An operation computed its result."""

    node: int
    kind: Literal["forward"] = "forward"


class Seed(Record):
    """`backward()` began: the output's gradient with respect to itself.

    made: the node that the gradient is from now on (`after`), where it is one: with create_graph gradients are computed by
    operations, which are nodes and Forward steps as any, each just before the step that uses it. So in Backward and Unbroadcast.
    returned: it is grad() that began: all gradients start afresh, those of leaves too, and are returned; none of the program's changes.
    """

    node: int
    before: Quantity
    after: Quantity
    made: int | None = None
    returned: bool = False
    kind: Literal["seed"] = "seed"


class Backward(Record):
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
    made: int | None = None
    kind: Literal["backward"] = "backward"


class Unbroadcast(Record):
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
    made: int | None = None
    kind: Literal["unbroadcast"] = "unbroadcast"


class Zero(Record):
    """These leaves forgot their gradient: by zero_grad(), or `assigned` None or 0."""

    nodes: list[int]
    assigned: bool = False
    kind: Literal["zero"] = "zero"


class Assign(Record):
    """The program itself changed a gradient: `w.grad *= 0.5`, or a number or an array that it put there."""

    node: int
    before: Quantity
    after: Quantity
    kind: Literal["assign"] = "assign"


class Update(Record):
    """A leaf's number was changed by the program (a training step: `w.data -= rate * w.grad`)."""

    node: int
    before: Quantity
    after: Quantity
    kind: Literal["update"] = "update"


Step = Forward | Seed | Backward | Unbroadcast | Zero | Assign | Update


class Pass(Record):
    """What belongs to one `backward()`: steps[start:end], of which steps[seed] is its (first) Seed.

    root, value: the node that it was called of, and its value. nodes: runs of node ids, (first, end), of those made in these
    steps or reached by the walk. updated: the leaves whose number was changed before the next pass computed something new.
    Every step belongs to one pass; a pass ends where the next one's Forward or Zero steps begin.
    """

    root: int
    value: Quantity
    start: int
    seed: int
    end: int
    nodes: tuple[tuple[int, int], ...]
    updated: tuple[int, ...]


class Trace(Record):
    """What a program did. `source` is the text that ran, `inputs` the leaves whose number may be set.

    `printed` is what it printed, and `cut` how many characters of it were too many to keep; `output` says both.
    `turns`: of each turn of a loop that made something, the loop, an index of `loops`, and the node that it began before.
    `facts`: what the doctor asks for besides.
    For the doctor: `optimizers` that took steps, and leaves that a module holds `unlisted` by its parameters(), with its variable.
    """

    source: str
    inputs: dict[str, float]
    nodes: Sequence[Node]
    steps: Sequence[Step]
    calls: list[Call]
    printed: str = ""
    cut: int = 0
    passes: Sequence[Pass] = ()
    loops: Sequence[Loop] = ()
    turns: Sequence[tuple[int, int]] = ()
    facts: Facts = Facts()  # empty
    optimizers: Sequence[OptimizerUse] = ()
    unlisted: Mapping[int, str] = MappingProxyType({})

    @property
    def output(self) -> str:
        """What the program printed; where that was too much, its end says so."""
        return shown(self.printed, self.cut)

    def __getitem__(self, label: str) -> Node:
        """The last node of that label."""
        for node in reversed(self.nodes):
            if node.label == label:
                return node
        raise KeyError(label)

    def gradients(self) -> dict[str, Quantity]:
        """The gradient each labelled node ends with."""
        grads = self.gradients_by_id()
        return {
            node.label: grads[node.id] for node in self.nodes if node.label is not None and node.id in grads
        }

    def gradients_by_id(self) -> dict[int, Quantity]:
        """The gradient each node ends with, of those that have one. What grad() returned is none."""
        grads: dict[int, Quantity] = {}
        returned = False
        for step in self.steps:
            match step:
                case Seed():
                    returned = step.returned
                    if not returned:
                        grads[step.node] = step.after
                case Backward() | Unbroadcast():
                    if not returned:
                        grads[step.input] = step.after
                case Assign():
                    grads[step.node] = step.after
                case Zero():
                    for node in step.nodes:
                        grads.pop(node, None)
                case _:
                    pass
        return grads

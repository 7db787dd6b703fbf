"""④ Listens to the engine while a program runs, and writes down what happens."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from ..tensor.shapes import stretched
from .events import Backward, Forward, Node, NodeId, Seed, Step, Trace, Unbroadcast, Update, Zero
from .program import Program
from .snapshot import Quantity, numbers, parameter, same, snapshot

if TYPE_CHECKING:
    from ..rules.array_table import ArrayOp
    from ..rules.scalar_table import Op

MAX_NODES = 5_000
MAX_STEPS = 20_000
MAX_ELEMENTS = 20_000_000  # of all arrays together: a recorder holds on to every one


class TraceLimitError(RuntimeError):
    """The program is larger than a trace may be."""


class _Over(BaseException):
    """What the program meets there. `except Exception` does not catch it, and where anything else does, it comes again."""


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
        self._leaves: list[Any] = []
        self._beside: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._over: tuple[str, TracebackType | None] | None = None  # the limit that was reached, and where

    def check(self) -> None:
        """Whether the program may go on."""
        if self._over:
            self._program.end_at_next_line(_Over)
            raise _Over

    def limit(self) -> TraceLimitError | None:
        """The error that the program ends with, if it reached a limit; whatever it did about that itself."""
        if self._over is None:
            return None
        message, where = self._over
        return TraceLimitError(message).with_traceback(where)

    def _end(self, message: str) -> None:
        self._over = f"this program {message}; a graph to step through ends here", self._program.traceback()
        self.check()

    def leaf(self, value: Any) -> int:
        """A value was made by hand."""
        self._leaves.append(value)
        return self._add(None, (), value)

    def operation(
        self, op: Op | ArrayOp, args: tuple[Any, ...], out: Any, params: Mapping[str, Any] | None = None
    ) -> None:
        """An operation made `out`; args that are numbers took part as such."""
        if self._beside and not out.requires_grad and self._all_beside(args):
            self.aside(out)
            return
        for arg in args:
            if not isinstance(arg, float | int):
                self._notice_update(arg)
        ids = tuple(float(arg) if isinstance(arg, float | int) else NodeId(self._id(arg)) for arg in args)
        known = {name: parameter(value) for name, value in (params or {}).items()}
        self._step(Forward(self._add(op, ids, out, known)))

    def aside(self, value: Any) -> None:
        """A tensor that is no part of the graph (a gradient, a mask, numbers that go round it), nor is what comes of such alone."""
        self._beside[id(value)] = value

    def _all_beside(self, args: tuple[Any, ...]) -> bool:
        return all(isinstance(arg, float | int) or id(arg) in self._beside for arg in args)

    def becomes(self, value: Any, new: Any) -> None:
        """A change in place gave `value` the history of `new`."""
        if id(new) in self._beside:
            self.aside(value)
        else:
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
        self._step(Backward(*ids, upstream, local, upstream * local, _or_0(before), snapshot(into.grad)))

    def product(
        self, node: Any, arg: int, into: Any, upstream: Any, wide: Any, summed: Any, before: Any
    ) -> None:
        """The same for arrays: `wide` is the vector-Jacobian product, `summed` the same without broadcasting's copies."""
        ids = self._id(node), arg, self._id(into)
        held, after = _or_0(before), snapshot(summed if before is None else before + summed)
        contribution = snapshot(summed)
        if wide.shape == summed.shape:
            self._step(Backward(*ids, snapshot(upstream), None, contribution, held, after))
        else:
            shot = snapshot(wide)
            self._step(Backward(*ids, snapshot(upstream), None, shot, held, held))
            axes = stretched(wide.shape, summed.shape)
            self._step(Unbroadcast(*ids, axes, shot, contribution, held, after))

    def zero(self, value: Any) -> None:
        """A gradient was forgotten; several in a row are one step."""
        steps = self._trace.steps
        if not (steps and isinstance(steps[-1], Zero)):
            for (
                leaf
            ) in self._leaves:  # what one training step changed comes before the zero_grad() of the next
                self._notice_update(leaf)
        self._notice_update(value)
        if steps and isinstance(steps[-1], Zero):
            steps[-1].nodes.append(self._id(value))
        else:
            self._step(Zero([self._id(value)]))

    def finish(self, names: Mapping[str, Any]) -> None:
        """Name what the program left in its variables, where the source did not already tell."""
        for kept in self._kept:
            if getattr(kept, "_view", None) is None:  # a view shows what was changed elsewhere
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
        now = numbers(value)
        if not same(now, before):
            self._current[node.id] = _copied(now)
            self._step(Update(node.id, snapshot(before), snapshot(now)))

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
        self.check()
        nodes = self._trace.nodes
        if len(nodes) >= MAX_NODES:
            self._end(f"makes more than {MAX_NODES:,} values")
        self._elements += getattr(value, "size", 1)
        if self._elements > MAX_ELEMENTS:
            self._end(f"makes arrays of more than {MAX_ELEMENTS:,} elements in all")
        at, label, call = self._program.here()
        # Of the values that one call of the library's functions makes, only the last gets the name.
        if self._program.again and nodes:
            nodes[-1].label = None
        self._ids[id(value)] = number = len(nodes)
        operation = getattr(value, "_node", None)
        if operation is not None:  # backward() goes from node to node, the tensors may be gone
            self._ids[id(operation)] = number
            self._kept_besides.append(operation)
        self._kept.append(value)
        now = numbers(value)
        self._current.append(_copied(now))
        shot = snapshot(now)
        nodes.append(Node(number, op, args, label, shot, value.requires_grad, at, call, params or {}))
        return number

    def _step(self, step: Step) -> None:
        self.check()
        if len(self._trace.steps) >= MAX_STEPS:
            self._end(f"takes more than {MAX_STEPS:,} steps")
        self._trace.steps.append(step)


def _copied(x: Any) -> Any:
    return x.copy() if hasattr(x, "copy") else x


def _or_0(x: Any) -> Quantity:
    return 0.0 if x is None else snapshot(x)

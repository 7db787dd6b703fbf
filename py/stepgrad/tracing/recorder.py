"""④ Listens to the engine while a program runs, and writes down what happens."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from ..tensor.shapes import stretched
from .events import Assign, Backward, Forward, Node, NodeId, Seed, Step, Trace, Unbroadcast, Update, Zero
from .naming import Names
from .optimizers import Optimizers, unlisted
from .program import Program
from .snapshot import ArraySnapshot, Quantity, numbers, parameter, same, snapshot
from .watch import Watch

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
        self._names = Names(program.tree, lambda value: self._ids.get(id(value)))
        self._current: list[Any] = []  # the number each node was last seen with; of arrays a copy
        self._elements = 0
        self._kept: list[Any] = []  # holds every value, so that no id() is used twice
        self._kept_besides: list[Any] = []
        self._tensors: dict[
            int, Any
        ] = {}  # the leaves among them, by node, and the gradient each was last seen with
        self._grads: dict[int, Any] = {}
        self._library: dict[int, str] = {}  # labels that a library gave to its own leaves
        self._beside: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._over: tuple[str, TracebackType | None] | None = None  # the limit that was reached, and where
        self._optimizers = Optimizers(
            lambda one: None if id(one) in self._beside and id(one) not in self._ids else self._id(one)
        )
        self.watch = Watch(self._changed)
        program.called = self._names.called

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
        return self._add(None, (), value)

    def operation(
        self, op: Op | ArrayOp, args: tuple[Any, ...], out: Any, params: Mapping[str, Any] | None = None
    ) -> None:
        """An operation made `out`; args that are numbers took part as such."""
        if self._beside and not out.requires_grad and self._all_beside(args):
            self.aside(out)
            return
        if self._trace.steps and not isinstance(self._trace.steps[-1], Forward):
            self._settle()
        ids: list[NodeId | float] = []
        for arg in args:
            if isinstance(arg, float | int):
                ids.append(float(arg))
            else:
                self._notice_update(arg)
                ids.append(NodeId(self._id(arg)))
        known = {name: parameter(value) for name, value in (params or {}).items()}
        self._step(Forward(self._add(op, tuple(ids), out, known, args)))

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
        self._look_round()
        self._settle()
        node = self._id(root)
        if node in self._tensors:  # a leaf, to whose gradient it is added
            self._grads[node] = after.copy()
        self._step(Seed(node, _or_0(before), snapshot(after)))

    def edge(
        self, node: Any, arg: int, into: Any, upstream: float, local: float, before: float | None
    ) -> None:
        """A gradient went along one edge."""
        ids = self._id(node), arg, self._id(into)
        self._step(Backward(*ids, upstream, local, upstream * local, _or_0(before), snapshot(into.grad)))

    def product(
        self, node: Any, arg: int, into: Any, upstream: Any, wide: Any, summed: Any, before: Any, total: Any
    ) -> None:
        """The same for arrays: `wide` is the vector-Jacobian product, `summed` the same without broadcasting's copies."""
        ids = self._id(node), arg, self._id(into)
        if ids[2] in self._tensors:
            self._grads[ids[2]] = total.copy()  # the walk may hand the same array to the leaf
        held, after = _or_0(before), snapshot(total)
        contribution = snapshot(summed)
        if wide.shape == summed.shape:
            self._step(Backward(*ids, snapshot(upstream), None, contribution, held, after))
        else:
            shot = snapshot(wide)
            self._step(Backward(*ids, snapshot(upstream), None, shot, held, held))
            axes = stretched(wide.shape, summed.shape)
            self._step(Unbroadcast(*ids, axes, shot, contribution, held, after))

    def zero(self, value: Any, before: Any = None) -> None:
        """zero_grad() forgot a gradient, which was `before`; several in a row are one step."""
        self._look_round()
        node = self._id(value)
        self._settle(node, before)
        self._clear(node, assigned=False)
        self._grads[node] = None

    def graded(self, tensor: Any, before: Any) -> None:
        """The program has put another gradient, or None, in the place of a tensor's."""
        node = self._ids.get(id(tensor))
        if node is not None:
            self._look_round()
            self._settle(node, before)
            self._regrade(node, tensor._grad)

    def _clear(self, node: int, *, assigned: bool) -> None:
        last = self._trace.steps[-1] if self._trace.steps else None
        if isinstance(last, Zero) and last.assigned is assigned and node not in last.nodes:
            last.nodes.append(node)
        else:
            self._step(Zero([node], assigned))

    def _changed(self, value: Any, name: str, before: Any) -> None:
        """The program has set an attribute of a Value."""
        node = self._ids.get(id(value))
        if node is None:
            return
        self._look_round()
        if name == "data":
            self._notice_update(value)
        else:
            self._assign(node, before, value.grad)

    def _assign(self, node: int, before: Any, after: Any) -> None:
        """The program itself has changed a gradient."""
        try:
            was, now = _or_0(before), _or_0(after)
        except (TypeError, ValueError):  # it is no number: the next walk will say so
            return
        if was == now or (was != was and now != now):  # noqa: PLR0124 (a NaN is not equal to itself)
            return
        if now == 0.0 or (isinstance(now, ArraySnapshot) and not after.any()):
            self._clear(node, assigned=True)
        else:
            self._step(Assign(node, was, now))

    def _regrade(self, node: int, now: Any) -> None:
        """Notice what was done to a tensor's gradient, which is changed in many ways."""
        now = getattr(now, "_data", now)
        was = self._grads.get(node)
        if now is None and was is None:
            return
        if now is None or was is None or not same(now, was):
            self._assign(node, was, now)
            self._grads[node] = None if now is None else now.copy()

    def _settle(self, node: int | None = None, grad: Any = None) -> None:
        """Notice what was done to tensors since the last walk: to their gradients, and by these to their numbers.

        grad: what that of `node` was until now.
        """
        for one, tensor in self._tensors.items():
            self._regrade(one, grad if one == node else tensor._grad)
        for tensor in self._tensors.values():
            if id(tensor) not in self._beside:  # it has become a gradient
                self._notice_update(tensor)

    def stepped(self, optimizer: Any) -> None:
        """An optimizer is about to change what it holds."""
        _, span = self._program.now()
        at = self._program.characters(span) if span else None
        self._optimizers.stepped(optimizer, at, len(self._trace.steps))

    def _look_round(self) -> None:
        """What was assigned since the last operation can be seen by now."""
        frame, span = self._program.now()
        if frame is not None:
            self._names.reached(frame, span)

    def finish(self, names: Mapping[str, Any]) -> None:
        """The program has ended with these variables."""
        self._settle()
        for kept in self._kept:
            if (
                getattr(kept, "_view", None) is None and id(kept) not in self._beside
            ):  # a view shows what was changed elsewhere
                self._notice_update(kept)
        labels = {**self._library, **self._names.finish(names)}
        for value, node in zip(self._kept, self._trace.nodes, strict=True):
            node.label = labels.get(node.id)
            if isinstance(value.label, str) and value.label != self._library.get(node.id):  # given by hand
                node.label = str.__str__(value.label)
        self._trace.optimizers = self._optimizers.finish(names, self._tensors)
        if self._trace.optimizers:
            self._trace.unlisted = unlisted(names, labels, self._tensors)

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
        ids: tuple[NodeId | float, ...],
        value: Any,
        params: dict[str, Any] | None = None,
        args: tuple[Any, ...] = (),
    ) -> int:
        self.check()
        nodes = self._trace.nodes
        if len(nodes) >= MAX_NODES:
            self._end(f"makes more than {MAX_NODES:,} values")
        now = numbers(value)
        self._elements += getattr(now, "size", 1)
        if self._elements > MAX_ELEMENTS:
            self._end(f"makes arrays of more than {MAX_ELEMENTS:,} elements in all")
        frame, span, direct = self._program.here()
        at, call = (self._program.characters(span) if span else None), self._program.call(frame)
        self._ids[id(value)] = number = len(nodes)
        operation = getattr(value, "_node", None)
        if operation is not None:  # backward() goes from node to node, the tensors may be gone
            self._ids[id(operation)] = number
            self._kept_besides.append(operation)
        self._kept.append(value)
        self._current.append(_copied(now))
        nodes.append(Node(number, op, ids, None, snapshot(now), value.requires_grad, at, call, params or {}))
        if op is None:
            if hasattr(value, "_grad"):
                self._tensors[number] = value
            if not direct and isinstance(value.label, str):
                self._library[number] = value.label
        if frame is not None:
            self._names.made(number, frame, span)
            for known, arg in zip(ids, args, strict=False):
                if isinstance(known, NodeId):
                    self._names.used(known, arg, frame)
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

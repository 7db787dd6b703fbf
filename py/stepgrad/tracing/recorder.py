"""④ Listens to the engine while a program runs, and writes down what happens."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from operator import attrgetter
from sys import _getframe, getrefcount
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from ..rules.scalar_table import Op
from ..scalar.node import Node as Scalar
from ..tensor.shapes import stretched
from .columns import Nodes, Steps
from .facts import Facts, program_frame
from .naming import Names, written
from .optimizers import Optimizers
from .program import CHECK, FILENAME, Program
from .snapshot import WHOLE, ArraySnapshot, Quantity, numbers, parameter, same, snapshot
from .spots import Running, Spot, Text
from .units import SLOPES, noted
from .watch import Watch

if TYPE_CHECKING:
    from ..rules.array_table import ArrayOp

MAX_NODES = 120_000
MAX_STEPS = 500_000
MAX_ELEMENTS = 20_000_000  # of all arrays together: a recorder holds on to every one


class TraceLimitError(RuntimeError):
    """The program is larger than a trace may be."""


class _Over(BaseException):
    """What the program meets there. `except Exception` does not catch it, and where anything else does, it comes again."""


class Recorder:
    """What `mode.recorder` is while a program is traced; the engine calls it, it never calls the engine."""

    def __init__(self, program: Program, nodes: Nodes, steps: Steps, facts: Facts) -> None:
        self._program = program
        self._nodes, self._steps = nodes, steps
        self._made, self._forward = nodes.rows.extend, steps.forward.rows.append
        self._running = program.entered
        self._ids: dict[int, int] = {}  # by id(), of all but Values, which know it themselves
        self._names = Names(program.parts, self._known)
        self._current: dict[int, Any] = {}  # the number each node was last seen with; of arrays a copy
        self._elements = 0
        self._kept: list[Any] = []  # holds every value, so that no id() is used twice
        self._kept_besides: list[Any] = []
        self._labelled: list[Any] = []  # Values that were given a label
        self._arrays: list[int] = []  # the nodes that are tensors
        self._tensors: dict[
            int, Any
        ] = {}  # the leaves among them, by node, and the gradient each was last seen with
        self._grads: dict[int, Any] = {}
        self.walking = False  # whether operations are those of a walk, which has not left its gradients yet
        self._returned = False  # whether the last walk leaves none
        self._root = self._before_walk = 0  # where the last walk began, and how many nodes there were
        self._first_edge = 0  # where its edges begin, in their table
        self._gradients: dict[
            tuple[int, int, bool], int
        ] = {}  # (where it began, whose, whether returned): its node
        self._strange = (
            False  # whether Values with a history from elsewhere are there: as nodes they are leaves
        )
        self._cleared: set[int] = set()  # by the last step that is a Zero
        self._shots: dict[int, tuple[Any, Quantity]] = {}  # of the arrays of a walk, by id(); holds them
        self._library: dict[int, str] = {}  # labels that a library gave to its own leaves
        self._beside: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._over: tuple[str, TracebackType | None] | None = None  # the limit that was reached, and where
        self._room = 0  # so many nodes may there be before something has to be looked at
        self.optimizers = Optimizers(
            lambda one: None if id(one) in self._beside and id(one) not in self._ids else self._id(one)
        )
        self.facts = facts
        self.watch = Watch(self._changed, self._looked)
        program.called = self._names.called
        program.read = Text(program.parts, CHECK).read
        self._make_room()

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
        self._room = -1
        self.check()

    def _make_room(self) -> None:
        """Leaves take no step, so this is less than there is; and among tensors there is always something to look at."""
        steps = MAX_STEPS - len(self._steps) + len(self._kept)
        self._room = -1 if self._over or self._tensors else min(MAX_NODES, steps)

    def suspend(self) -> None:
        """Take back what Values know of this trace, for it is over, or another one begins."""
        try:
            for value in self._kept:
                del value._at
        except AttributeError:  # there are tensors among them
            for value in self._kept:
                if hasattr(value, "_at"):
                    del value._at

    def resume(self) -> None:
        """That other one is over."""
        for number, value in enumerate(self._kept):
            if isinstance(value, Scalar):
                value._at = number

    def _known(self, value: Any) -> int | None:
        """The number of a value's node, if it has one; nothing is asked of what is no Value."""
        if issubclass(type(value), Scalar):
            return getattr(value, "_at", None)
        return self._ids.get(id(value))

    def leaf(self, value: Any) -> int:
        """A value was made by hand."""
        frame = _getframe(2)
        running = self._running.get(frame) or self._enter(frame)
        number = len(self._kept)
        if running is not None and number < self._room and isinstance(value, Scalar):
            spot = running.spots.get(frame.f_lasti)
            if spot is not None:
                if running.calm != self._names.stirs:
                    self._names.calm(frame, running, spot)
                if spot.around is not None:
                    self._names.inside(frame, spot.around)
                value._at = number
                self._kept.append(value)
                self._made((None, (), float(value._number), value.requires_grad, spot.at, running.call))
                if not spot.free:
                    self._names.made(number, frame, spot)
                return number
        return self._add(None, (), value)

    def quick(self, op: Op, args: tuple[int | float, ...], y: float, out: Any) -> None:
        """An operation of Values, called by the function that computes it (scalar/quick.py): the same as `operation`, in less time.

        args: as in Nodes.
        """
        frame = _getframe(2)
        running = self._running.get(frame) or self._enter(frame)
        kept = self._kept
        number = len(kept)
        if running is not None and number < self._room:
            spot = running.spots.get(frame.f_lasti)
            if spot is not None:
                if running.calm != self._names.stirs:
                    self._names.calm(frame, running, spot)
                if spot.around is not None:
                    self._names.inside(frame, spot.around)
                out._at = number
                kept.append(out)
                self._made((op, args, y, True, spot.at, running.call))
                self._forward(number)
                if spot.row is op:
                    made = spot.nodes
                    if (
                        made
                        and made[-1] == number - 1
                        and not self._as_written(frame, spot, (out._a, out._b))
                    ):
                        made.pop()
                        self._look_at(number, args, (out._a, out._b), frame, spot)
                        return
                    if spot.grows is not None and not (made and args[spot.grows] == made[-1]):
                        self._used(args, (out._a, out._b), frame, spot)
                    made.append(number)
                elif not spot.free or (spot.looks and spot.tries > 0):
                    self._look_at(number, args, (out._a, out._b), frame, spot)
                return
        self.operation(op, (out._a,) if out._b is None else (out._a, out._b), out)

    def _enter(self, frame: FrameType) -> Running | None:
        """A function call that is new, where nothing needs to be looked at: else it is left to _add()."""
        outer = frame.f_back
        around = self._running.get(outer)  # type: ignore[arg-type]
        if around is None or around.calm != self._names.stirs or frame.f_code.co_filename != FILENAME:
            return None
        spot = around.spots.get(outer.f_lasti)  # type: ignore[union-attr]
        return (
            self._program.enter(frame, around.call, spot, around.calm)
            if spot and spot.free and not spot.around
            else None
        )

    def operation(
        self, op: Op | ArrayOp, args: tuple[Any, ...], out: Any, params: Mapping[str, Any] | None = None
    ) -> None:
        """An operation made `out`; args that are numbers took part as such."""
        if self._beside and not out.requires_grad and self._all_beside(args):
            self.aside(out)
            self.facts.handed_on(out, args)
            return
        if self._tensors and self._steps.last is not self._steps.forward and not self.walking:
            self._settle()
        ids: list[int | float] = []
        for arg in args:
            if isinstance(arg, float | int):
                ids.append(float(arg))
            else:
                number = self._id(arg)
                if number in self._current:
                    self._notice_update(arg)
                ids.append(number)
        number = self._add(op, (*ids,), out, params, args)
        if getattr(numbers(out), "size", 1) > WHOLE:
            if out.requires_grad:
                self._note_units(op, number, args, out._data, params or {})
            shot = self._nodes.rows[number * Nodes.WIDTH + 2]  # no record, which would ask for names
            self.facts.computed(len(self._steps) - 1, shot, out, args, isinstance(op, Op))

    def again(self, op: Any, origin: Any, out: Any, params: Mapping[str, Any]) -> None:
        """A walk has made again what an operation's formula computes on its way: `out`, of what a node or a leaf holds."""
        self._add(op, (self._id(origin),), out, params)

    def _note_units(
        self, op: Any, number: int, args: tuple[Any, ...], y: Any, params: Mapping[str, Any]
    ) -> None:
        """How steep a large activation is; of a small one all numbers are there."""
        if op.name in SLOPES and all(hasattr(arg, "_data") for arg in args):
            before, convolved = number, False
            for _ in range(4):  # a bias or a normalization may stand between
                given = self._nodes.rows[before * Nodes.WIDTH + 1]
                made = self._nodes.rows[before * Nodes.WIDTH]
                convolved = convolved or (made is not None and made.name == "conv")
                before = next((one for one in given if isinstance(one, int)), before)
            found = noted(op, tuple(arg._data for arg in args), y, params, convolved)
            if found is not None:
                self._nodes.more[number] = {"units": found}

    def aside(self, value: Any) -> None:
        """A tensor that is no part of the graph (a gradient, a mask, numbers that go round it), nor is what comes of such alone."""
        self._beside[id(value)] = value
        self._shots.pop(id(value._data), None)  # the program may change it

    def copied(self, out: Any, source: Any, how: str) -> None:
        """`out` has the numbers of `source`, or such as were found with them, without their history."""
        frame = program_frame(FILENAME, 2, anyone=True)
        self.facts.copied(out, self._known(out), self._source(source), how, frame)

    def read(self, value: Any, how: str) -> None:
        """Somebody takes numbers out of the graph, or asks for a gradient that is not there: it counts if it is the program."""
        frame = program_frame(FILENAME, 2)
        if frame is not None:
            self.facts.read(how, self._source(value), value, frame, self._counts())

    def _looked(self, value: Any, how: str, frame: FrameType) -> None:
        """The same of a Value's own attributes."""
        node = getattr(value, "_at", None)
        node = self._source(value) if node is None else node
        self.facts.read(how, node, value, frame, (len(self._kept), len(self._steps)))

    def turned(self, tensor: Any, how: str, flag: bool) -> None:
        """A leaf requires a gradient from now on, or none any more."""
        frame = program_frame(FILENAME, 2, anyone=True)
        self.facts.read(how, self._known(tensor), tensor, frame, self._counts(), flag)

    def _counts(self) -> tuple[int, int]:
        return len(self._kept), len(self._steps)

    def _source(self, value: Any) -> int | None:
        known = self._known(value)
        if known is None and (origin := self.facts.origin(value)) is not None:
            return origin[0]
        return known

    def _all_beside(self, args: tuple[Any, ...]) -> bool:
        return all(isinstance(arg, float | int) or id(arg) in self._beside for arg in args)

    def becomes(self, value: Any, new: Any) -> None:
        """A change in place gave `value` the history of `new`."""
        if id(new) in self._beside:
            self.aside(value)
        else:
            self._ids[id(value)] = self._id(new)
            self._kept_besides.append(value)

    def seed(
        self, root: Any, before: Any, after: Any, joined: bool = False, *, returned: bool = False
    ) -> None:
        """`root.backward()` begins; joined: of several roots, and this is not the first; returned: grad(), which changes no gradient."""
        self._look_round()
        self._let_go()
        self._settle()
        node = self._id(root)
        if node in self._tensors and not returned:  # a leaf, to whose gradient it is added
            self._grads[node] = getattr(after, "_data", after).copy()
        if joined:
            self._steps.joined.add(len(self._steps.seed))
        self._root, self._returned, self._before_walk = node, returned, len(self._kept)
        if self.walking and hasattr(after, "_data"):
            self._beside.pop(id(after), None)
            self._id(after)  # operations over Tensors begin at it
        self._step(self._steps.seed, node, _or_0(before), snapshot(after))
        self._further(self._steps.seed, node, after, **({"returned": True} if returned else {}))

    def walk(self, order: list[Any]) -> Callable[[tuple[Any, ...]], None]:
        """What takes the edges of a walk over Values, each as a row of Steps.edge, until it has `walked`; order: its nodes."""
        try:
            deque(map(attrgetter("_at"), order), 0)
        except AttributeError:  # there are some from elsewhere
            for value in order:
                self._id(value)
        rows = self._steps.edge.rows
        self._first_edge = len(rows)
        return self._tell if self._strange else rows.extend

    def _tell(self, row: tuple[Any, ...]) -> None:
        number, arg, upstream, local, before, after = row
        value = self._kept[number]
        self.edge(value, arg, value._b if arg else value._a, upstream, local, before, after)

    def walked(self) -> None:
        """The walk is over, or has failed."""
        if len(self._kept) > self._before_walk:
            self._tell_nodes()
        self._steps.counted()
        self._make_room()
        if len(self._steps) > MAX_STEPS:
            self._end(f"takes more than {MAX_STEPS:,} steps")

    def _tell_nodes(self) -> None:
        """The walk added to gradients that have a history: what its edges made are nodes."""
        table = self._steps.edge
        rows, width = table.rows, table.width
        for at in range(self._first_edge, len(rows), width):
            if isinstance(rows[at + 5], Scalar):
                into = self._nodes.rows[rows[at] * Nodes.WIDTH + 1][rows[at + 1]]
                made = self._made_of(into, rows[at + 5])
                if made is not None:
                    table.more[at // width] = {"made": made}
                rows[at + 4], rows[at + 5] = float(rows[at + 4]), float(rows[at + 5])

    def edge(
        self, node: Any, arg: int, into: Any, upstream: float, local: float, before: Any, after: Any = None
    ) -> None:
        """A gradient went along one edge; after: what that of `into` is now, where it is not in its `grad`."""
        ids = self._id(node), arg, self._id(into)
        after = into.grad if after is None else after
        numbers = upstream, local, upstream * local, _or_0(before), snapshot(after)
        self._step(self._steps.backward, *ids, *numbers)
        self._further(self._steps.backward, ids[2], after)

    def gradient(self, of: Any, g: Any) -> None:
        """A tensor's gradient is this tensor, which may have a history."""
        self._made_of(self._id(of), g)

    def _made_of(self, of: int, g: Any) -> int | None:
        """The node that a gradient is, where it has a history of its own; the last in a walk is called after what it is of."""
        made = None if g is None else self._known(g)
        if made is not None:
            self._gradients[self._root, of, self._returned] = made
        return made

    def _further(self, table: Any, of: int, g: Any, **fields: Any) -> None:
        """What the last step has besides: the node that the gradient is now, if it is one."""
        made = self._made_of(of, g)
        if made is not None:
            fields["made"] = made
        if fields:
            table.more[len(table) - 1] = fields

    def product(
        self, node: Any, arg: int, into: Any, upstream: Any, wide: Any, summed: Any, before: Any, total: Any,
        made: Any = None,
    ) -> None:  # fmt: skip
        """The same for arrays: `wide` is the vector-Jacobian product, `summed` the same without broadcasting's copies.

        made: the Tensor that the gradient is now, if it is one.
        """
        ids = self._id(node), arg, self._id(into)
        upstream, wide, summed = (getattr(one, "_data", one) for one in (upstream, wide, summed))
        if ids[2] not in self._tensors and hasattr(into, "_grad"):  # a result that was made a parameter
            self._tensors[ids[2]] = into
            self._room = -1
        if ids[2] in self._tensors and not self._returned:
            self._grads[ids[2]] = total.copy()  # the walk may hand the same array to the leaf
        shoot = self._shot
        held = 0.0 if before is None else shoot(before)
        after, contribution = shoot(total), shoot(summed)
        table = self._steps.backward
        if wide.size > WHOLE:
            op, args = self._nodes.rows[ids[0] * Nodes.WIDTH : ids[0] * Nodes.WIDTH + 2]
            met = [self._kept[one] if isinstance(one, int) else one for one in (*args, ids[0])]
            shot = contribution if wide.shape == summed.shape else snapshot(wide)
            self.facts.passed(len(self._steps), shot, wide, upstream, met, isinstance(op, Op))
        if wide.shape == summed.shape:
            self._step(table, *ids, shoot(upstream), None, contribution, held, after)
        else:
            shot = shoot(wide)
            self._step(table, *ids, shoot(upstream), None, shot, held, held)
            axes = stretched(wide.shape, summed.shape)
            table = self._steps.unbroadcast
            self._step(table, *ids, axes, shot, contribution, held, after)
        self._further(table, ids[2], made)

    def _shot(self, array: Any) -> Quantity:
        """A snapshot; an array that takes part in several steps of a walk has one."""
        held = self._shots.get(id(array))
        if held is None:
            held = self._shots[id(array)] = array, snapshot(array)
        return held[1]

    def _let_go(self) -> None:
        """Of what nobody can change, or see, any more: else every pass would go through all that the passes before have made."""
        self._shots.clear()
        for number in _alone(self._tensors):
            del self._tensors[number]
            self._grads.pop(number, None)
        self._program.let_go(self._names.awaits)

    def zero(self, value: Any, before: Any = None) -> None:
        """zero_grad() forgot a gradient, which was `before`; several in a row are one step."""
        self._look_round()
        node = self._id(value)
        self._settle(node, before)
        self._clear(node, assigned=False)
        self._grads[node] = None

    def graded(self, tensor: Any, before: Any) -> None:
        """The program has put another gradient, or None, in the place of a tensor's."""
        node = self._known(tensor)
        if node is not None:
            self._look_round()
            self._settle(node, before)
            self._regrade(node, tensor._grad)

    def _clear(self, node: int, *, assigned: bool) -> None:
        zero = self._steps.zero
        if self._steps.last is zero and zero.rows[-1] is assigned and node not in self._cleared:
            zero.rows[-2].append(node)
        else:
            self._step(zero, [node], assigned)
            self._cleared.clear()
        self._cleared.add(node)

    def _changed(self, value: Any, name: str, before: Any, frame: FrameType) -> None:
        """The program has set an attribute of a Value."""
        if name == "label":
            self._labelled.append(value)
            return
        try:
            node = value._at
        except AttributeError:
            return
        running = self._running.get(frame)
        if running is None or running.calm != self._names.stirs:
            self._look_round()
        if name == "data":
            now = value._number
            if not (now.__class__ is before.__class__ is float):
                self._notice_update(value, before)
            elif now != before and (now == now or before == before):  # noqa: PLR0124 (a NaN is not equal to itself)
                self._step(self._steps.update, node, before, now)
        elif value._gradient is None and before.__class__ is float and before:
            self._clear(node, assigned=True)
        else:
            self._assign(node, before, value._gradient)

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
            self._step(self._steps.assign, node, was, now)

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

        grad: what that of `node` was until now. Where gradients are forgotten one by one, only the first has to look at all.
        """
        tensors = self._tensors
        if node in tensors and self._steps.last is self._steps.zero:
            tensors = {node: tensors[node]}
        for one, tensor in tensors.items():
            self._regrade(one, grad if one == node else tensor._grad)
        for one, tensor in tensors.items():
            if id(tensor) not in self._beside:  # it has become a gradient
                now, before = tensor._data, self._current[one]
                if not same(now, before):
                    self._notice_update(tensor)

    def stepped(self, optimizer: Any) -> None:
        """An optimizer is about to change what it holds."""
        frame = self._program.now()
        at = self._program.spot(frame).at if frame is not None else None
        self.optimizers.stepped(optimizer, at, len(self._steps))

    def _look_round(self) -> None:
        """What was assigned since the last operation can be seen by now."""
        frame = self._program.now()
        if frame is None:
            return
        running = self._running.get(frame)
        if running is None:
            self._names.reached(frame, self._program.spot(frame).span)
        elif running.calm != self._names.stirs:
            self._names.calm(frame, running, self._program.spot(frame))

    def finish(self, names: Mapping[str, Any]) -> None:
        """The program has ended with these variables."""
        self._settle()
        for number in self._arrays:
            kept = self._kept[number]
            if (
                getattr(kept, "_view", None) is None and id(kept) not in self._beside
            ):  # a view shows what was changed elsewhere
                self._notice_update(kept)
        self.facts.finish(self._known, self._kept.__getitem__, self._program.characters)
        self._steps.close()
        args = self._nodes.column("args").__getitem__
        self._names.held(names)
        given = {}
        for value in (*self._labelled, *map(self._kept.__getitem__, self._arrays)):
            known, label = self._known(value), value.label
            if known is None or not isinstance(label, str) or label == self._library.get(known):
                continue
            given[known] = str.__str__(label)  # by hand
        found = self._names.labels, self._names.places, [*self._program.spots()]
        library = self._library  # and not `self`, which holds every value
        gradients = self._gradients

        def name() -> dict[int, str]:
            labels = library | written(*found, args) | given
            for (root, of, returned), made in gradients.items():
                if labels.get(made) is None and (of in labels and (root in labels or not returned)):
                    labels[made] = f"∂{labels[root]}/∂{labels[of]}" if returned else f"{labels[of]}.grad"
            return labels

        self._nodes.name = name
        self.optimizers.finish(names, name, self._tensors)

    def _notice_update(self, value: Any, before: Any = None) -> None:
        """See whether a tensor's numbers were changed, or a Value's, which were `before`."""
        node = self._id(value)
        now = numbers(value)
        if before is None:
            before = self._current[node]
        if not same(now, before):
            if node in self._current:
                self._current[node] = now.copy()
            self._step(self._steps.update, node, snapshot(before), snapshot(now))

    def _id(self, value: Any) -> int:
        known = self._known(value)
        if known is not None:
            return known
        if isinstance(value, Scalar) and value._row is not None:
            self._strange = True
        return self._add(None, (), value)

    def _add(
        self,
        op: Op | ArrayOp | None,
        ids: tuple[int | float, ...],
        value: Any,
        params: Mapping[str, Any] | None = None,
        args: tuple[Any, ...] = (),
    ) -> int:
        number = len(self._kept)
        if number >= self._room:
            self._see_limits()
        if number >= MAX_NODES:
            self._end(f"makes more than {MAX_NODES:,} values")
        scalar = isinstance(value, Scalar)
        if scalar:
            now: Quantity = value._number if value._number.__class__ is float else float(value._number)
        else:
            self._add_array(number, value)
            now = snapshot(value._data)
        frame, direct = self._program.here()
        at = call = None
        if frame is not None:
            running = self._program.running(frame)
            known = running.spots.get(frame.f_lasti)
            spot = known or self._program.spot(frame)
            if known is None and scalar and op is not None and spot.row is op:
                self._as_written(frame, spot, args)
            at, call = spot.at, running.call
        if scalar:
            value._at = number
        self._kept.append(value)
        self._made((op, ids, now, value.requires_grad, at, call))
        if params:
            self._nodes.params[number] = {name: parameter(one) for name, one in params.items()}
        label = value.label
        if label is not None:
            if op is None and not direct and isinstance(label, str):
                self._library[number] = label
            if scalar:
                self._labelled.append(value)
        if op is None:
            self.facts.made(number, value)
            if not scalar:
                self._tensors[number] = value
                self._room = -1  # for there is always something to see now
        if frame is not None:
            if running.calm != self._names.stirs:
                self._names.calm(frame, running, spot)
            if spot.around is not None:
                self._names.inside(frame, spot.around)
            self._look_at(number, ids, args, frame, spot)
        if op is not None:
            self._forward(number)
        return number

    def _add_array(self, number: int, value: Any) -> None:
        """What is kept of a tensor besides."""
        self._elements += value._data.size
        if self._elements > MAX_ELEMENTS:
            self._end(f"makes arrays of more than {MAX_ELEMENTS:,} elements in all")
        self._current[number] = value._data.copy()
        self._arrays.append(number)
        self._ids[id(value)] = number
        operation = value._node
        if operation is not None:  # backward() goes from node to node, the tensors may be gone
            self._ids[id(operation)] = number
            self._kept_besides.append(operation)

    def _as_written(self, frame: FrameType, spot: Spot, args: tuple[Any, ...]) -> bool:
        """Whether the operands are what the text says: it may be an array of Values that stands there, and calls the operator itself."""
        names = frame.f_locals
        for name, operand in zip(spot.names, args, strict=False):
            if name is not None:
                if names.get(name, operand) is operand or isinstance(names[name], int | float):
                    return True
                break
        spot.row = None
        return False

    def _look_at(
        self, number: int, ids: tuple[int | float, ...], args: tuple[Any, ...], frame: FrameType, spot: Spot
    ) -> None:
        """What the text alone does not say of an operation."""
        if not spot.free:
            self._names.made(number, frame, spot)
        if spot.looks and spot.tries > 0:
            self._used(ids, args, frame, spot)

    def _used(self, ids: tuple[int | float, ...], args: tuple[Any, ...], frame: FrameType, spot: Any) -> None:
        for known, arg in zip(ids, args, strict=False):
            if isinstance(known, int):
                self._names.used(known, arg, frame, spot)

    def _step(self, table: Any, *row: Any) -> None:
        if len(self._kept) >= self._room:
            self._see_limits()
        self._room -= 1
        self._steps.add(table, row)

    def _see_limits(self) -> None:
        """Errors: where one is reached. Else there is room again."""
        self.check()
        if len(self._steps) >= MAX_STEPS:
            self._end(f"takes more than {MAX_STEPS:,} steps")
        self._make_room()


def _alone(held: dict[Any, Any]) -> list[Any]:
    """The keys of what is held by nobody but this dict, and one list."""
    return [key for key, one in held.items() if getrefcount(one) <= _OURS]


_kept = [object()]
_OURS = [getrefcount(one) for key, one in {0: _kept[0]}.items()][0]  # noqa: RUF015 (the same words as above: Pythons count differently)


def _or_0(x: Any) -> Quantity:
    return 0.0 if x is None else snapshot(x)

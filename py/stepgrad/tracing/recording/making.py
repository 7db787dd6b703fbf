"""④ Takes down what is made: leaves, and what operations of Values make of them, with where in the text and in which call."""

from __future__ import annotations

from collections.abc import Mapping
from sys import _getframe
from types import FrameType
from typing import TYPE_CHECKING, Any

from ...rules.scalar_table import Op
from ...scalar.node import Node as Scalar
from ..checked import CHECK
from ..columns import Nodes, Steps
from ..facts import Facts
from ..naming import Names
from ..program import FILENAME, Program
from ..snapshot import Quantity, parameter, snapshot
from ..spots import Running, Spot, Text
from .limits import Limits

if TYPE_CHECKING:
    from ...rules.array_table import ArrayOp


class Making(Limits):
    """Every value gets its number, and the names that the text gives it."""

    def __init__(self, program: Program, nodes: Nodes, steps: Steps, facts: Facts) -> None:
        super().__init__(program, nodes, steps)
        self._made, self._forward = nodes.rows.extend, steps.forward.rows.append
        self._running = program.entered
        self._ids: dict[int, int] = {}  # by id(), of all but Values, which know it themselves
        self._names = Names(program.parts, self._known)
        self._current: dict[int, Any] = {}  # the number each node was last seen with; of arrays a copy
        self._kept_besides: list[Any] = []
        self._labelled: list[Any] = []  # Values that were given a label
        self._library: dict[int, str] = {}  # labels that a library gave to its own leaves
        self._arrays: list[int] = []  # the nodes that are tensors
        # Whether Values with a history from elsewhere are there: as nodes they are leaves.
        self._strange = False
        self.facts = facts
        program.called = self._names.called
        program.read = Text(program.parts, CHECK).read

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

    def operation(
        self, op: Op | ArrayOp, args: tuple[Any, ...], out: Any, params: Mapping[str, Any] | None = None
    ) -> None:
        """What is to be looked at more closely."""
        raise NotImplementedError

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
        number = self._one_more()
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
        self._so_many_more(value._data.size)
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

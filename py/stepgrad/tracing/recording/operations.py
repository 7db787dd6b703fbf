"""④ Takes down what Tensors tell: operations, what goes on beside the graph, and which numbers are taken out of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any

from ...rules.scalar_table import Op
from ..columns import Nodes, Steps
from ..facts import Facts, program_frame
from ..program import FILENAME, Program
from ..snapshot import WHOLE, Quantity, numbers
from ..units import SLOPES, noted
from .changes import Changes

if TYPE_CHECKING:
    from ...rules.array_table import ArrayOp


class Operations(Changes):
    """Every operation that is not a quick one; and what the doctor is told besides."""

    def __init__(self, program: Program, nodes: Nodes, steps: Steps, facts: Facts) -> None:
        super().__init__(program, nodes, steps, facts)
        self.walking = False  # whether operations are those of a walk, which has not left its gradients yet
        self._shots: dict[int, tuple[Any, Quantity]] = {}  # of the arrays of a walk, by id(); holds them

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

    def _all_beside(self, args: tuple[Any, ...]) -> bool:
        return all(isinstance(arg, float | int) or id(arg) in self._beside for arg in args)

    def becomes(self, value: Any, new: Any) -> None:
        """A change in place gave `value` the history of `new`."""
        if id(new) in self._beside:
            self.aside(value)
        else:
            self._ids[id(value)] = self._id(new)
            self._kept_besides.append(value)

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

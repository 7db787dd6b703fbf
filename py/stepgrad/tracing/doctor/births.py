"""④ Follows what is not finite through a trace, from the step where it was born to where it ends. Imports no NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules.scalar_table import Op
from ..events import Assign, Backward, Forward, Node, NodeId, Seed, Unbroadcast, Update, Zero
from ..snapshot import ArraySnapshot, Quantity
from .meeting import slope
from .numbers import NAN, at, fault, indices

if TYPE_CHECKING:
    from ..trace import Trace

MOST_CARRIED = 20_000  # steps that are remembered of one birth


class Birth:
    """Where something that is not finite comes from.

    step: None for a leaf that was so from the beginning. kind: "forward", "backward", "update", "seed", "assign", "leaf".
    index: the element, where it is known. because: what the slope of a backward step owes its being infinite to.
    """

    def __init__(self, kind: str, node: int, step: int | None, index: tuple[int, ...] | None = None) -> None:
        self.kind, self.node, self.step, self.index = kind, node, step, index
        self.because: tuple[Birth, ...] = ()
        self.given: tuple[Quantity, ...] = ()  # the arguments' values then
        self.became_nan: int | None = None  # the step at which an infinity turned into NaN
        self.root: int | None = None  # a value that backward() began from, and that is not finite for it
        self.end: int | None = None  # the last value that is not finite for it and that nothing was made of
        self.leaves: list[int] = []  # whose gradient is not finite for it
        self.updated: list[int] = []  # whose number is not
        self.carried: list[int] = []  # the backward steps that brought it on
        self.is_nan = False  # of a leaf


Births = tuple[Birth, ...]


class Story:
    """`births`: all of them, in order. `through`: for a node's value, and ("grad", node), the step at which it became so."""

    def __init__(self, trace: Trace) -> None:
        self.nodes, self.facts = list(trace.nodes), trace.facts
        self.births: list[Birth] = []
        self.values: dict[int, Births] = {}
        self.grads: dict[int, Births] = {}
        self.came: dict[int, int] = {}  # by node: the Forward step at which its value became not finite
        self._root: Births = ()
        self._now: dict[int, Quantity] = {}  # of leaves that were updated
        for node in self.nodes:
            if node.op is None and fault(node.value):
                source = self.facts.copies.get(node.id)
                inherited = () if source is None else self.values.get(source[0], ())
                self.values[node.id] = inherited or (self._born("leaf", node.id, None),)
                self.values[node.id][0].is_nan |= bool(fault(node.value) & NAN)
            elif node.op is not None and fault(node.value):
                self.values.setdefault(node.id, ())  # until its step comes
        consumed: set[int] = set()
        for position, step in enumerate(trace.steps):
            match step:
                case Forward(node=number):
                    node = self.nodes[number]
                    consumed.update(arg for arg in node.args if isinstance(arg, NodeId))
                    if number in self.values:
                        self._forward(position, node)
                case Backward() | Unbroadcast():
                    self._edge(position, step)
                case Seed():
                    self._seed(position, step)
                case Update(node=number):
                    self._update(position, step)
                case Zero(nodes=numbers):
                    for number in numbers:
                        self.grads.pop(number, None)
                case Assign(node=number, before=before, after=after):
                    if not fault(after):
                        self.grads.pop(number, None)
                    elif not fault(before) or number not in self.grads:
                        self.grads[number] = (self._born("assign", number, position),)
        for number in self.values:
            if number not in consumed:
                for birth in self.values[number]:
                    if birth.node != number or birth.kind != "leaf":
                        birth.end = number

    def _born(self, kind: str, node: int, step: int | None, index: tuple[int, ...] | None = None) -> Birth:
        birth = Birth(kind, node, step, index)
        birth.given = self._given(self.nodes[node])
        self.births.append(birth)
        return birth

    def _forward(self, position: int, node: Node) -> None:
        self.came[node.id] = position
        found = fault(node.value)
        args = [arg for arg in node.args if isinstance(arg, NodeId)]
        inherited = _together(self.values.get(arg, ()) for arg in args)
        had = 0
        for one in self._given(node):
            had |= fault(one)
        index = self._fresh(position, node)
        is_nan = bool(found & NAN) and not had & NAN
        if not inherited or (is_nan and all(birth.kind == "leaf" for birth in inherited)):
            if not had or is_nan:
                self.values[node.id] = (self._born("forward", node.id, position, index),)
            return
        if is_nan:
            for birth in inherited:
                birth.became_nan = position if birth.became_nan is None else birth.became_nan
        if index is not None:  # beside what it inherits, it has an element of its own
            inherited = (*inherited, self._born("forward", node.id, position, index))
        self.values[node.id] = inherited

    def _fresh(self, position: int, node: Node) -> tuple[int, ...] | None:
        """The first element that is not finite though all that it was made of is; or NaN, though there was none."""
        spot = self.facts.spots.get(position)
        if spot is not None:
            from_infinity = any(one is not None and fault(one) for one in spot.met)
            return None if from_infinity and any(map(self._was_born, self._args(node))) else spot.index
        if not isinstance(node.value, ArraySnapshot) or node.value.data is None:
            return None
        values = self._given(node)
        if not isinstance(node.op, Op):
            return (
                next((i for i in indices(node.value.shape) if fault(at(node.value, i))), None)
                if not any(map(fault, values))
                else None
            )
        for index in indices(node.value.shape):
            own = fault(at(node.value, index))
            if not own:
                continue
            given = [at(value, index) for value in values]
            had = 0
            for one in given:
                had |= fault(one)
            if not had or (own & NAN and not had & NAN and not any(map(self._was_born, self._args(node)))):
                return index
        return None

    def _given(self, node: Node) -> tuple[Quantity, ...]:
        return tuple(
            self._now.get(arg, self.nodes[arg].value) if isinstance(arg, NodeId) else arg for arg in node.args
        )

    def _args(self, node: Node) -> list[int]:
        return [arg for arg in node.args if isinstance(arg, NodeId)]

    def _was_born(self, number: int) -> bool:
        return any(birth.kind != "leaf" for birth in self.values.get(number, ()))

    def _seed(self, position: int, step: Seed) -> None:
        self._root = self.values.get(step.node, ())
        for birth in self._root:
            birth.root = step.node
        if not fault(step.after):
            self.grads.pop(step.node, None)
        elif not fault(step.before):
            self.grads[step.node] = (self._born("seed", step.node, position),)

    def _edge(self, position: int, step: Backward | Unbroadcast) -> None:
        if not (fault(step.contribution) or fault(step.after)):
            self.grads.pop(step.input, None)
            return
        births: Births = ()
        if fault(step.contribution):
            births = self._contribution(position, step)
            self.grads[~step.input] = births  # where it is summed, the next step adds it
        if fault(step.before):
            births = _together((self.grads.get(step.input, ()), births))
        if not births:  # a sum of finite numbers
            births = self._root or (self._born("backward", step.node, position),)
        for birth in births:
            if len(birth.carried) < MOST_CARRIED:
                birth.carried.append(position)
        if not fault(step.after):
            return
        self.grads[step.input] = births
        if self.nodes[step.input].op is None:
            for birth in births:
                if step.input not in birth.leaves:
                    birth.leaves.append(step.input)

    def _contribution(self, position: int, step: Backward | Unbroadcast) -> Births:
        if isinstance(step, Unbroadcast):
            if fault(step.wide):
                return self.grads[~step.input]
            return self._root or (self._born("backward", step.node, position),)
        inherited = self.grads.get(step.node, ())
        if fault(step.upstream):
            if not inherited:
                inherited = (self._born("backward", step.node, position),)  # a hook has changed it
            if fault(step.contribution) & NAN and not fault(step.upstream) & NAN:
                for birth in inherited:
                    birth.became_nan = position if birth.became_nan is None else birth.became_nan
            return inherited
        node = self.nodes[step.node]
        if self._root and self._is_regular(step, node):
            return self._root  # what is too large where the loss is not finite any more is no news
        causes = _together(self.values.get(one, ()) for one in (*self._args(node), node.id))
        if shared := tuple(birth for birth in causes if birth in self._root):
            return shared
        birth = self._born("backward", node.id, position)
        birth.because = causes
        birth.index = self._lost(position, step)
        return (birth,)

    def _is_regular(self, step: Backward, node: Node) -> bool:
        """Whether the slope there is finite, as far as it is known."""
        if step.local is not None:
            return not fault(step.local)
        index = self._lost(position=-1, step=step)
        if not isinstance(node.op, Op):
            return not any(map(fault, self._given(node)))
        if index is None:
            return False
        numbers = [at(one, index) for one in self._given(node)]
        local = slope(node, step.arg, numbers, at(node.value, index))
        return local is not None and not fault(local)

    def _lost(self, position: int, step: Backward) -> tuple[int, ...] | None:
        spot = self.facts.spots.get(position)
        if spot is not None:
            return spot.index
        wide = step.contribution
        if not isinstance(wide, ArraySnapshot):
            return ()
        if wide.data is None:
            return None
        return next((i for i in indices(wide.shape) if fault(at(wide, i))), None)

    def _update(self, position: int, step: Update) -> None:
        self._now[step.node] = step.after
        if not fault(step.after):
            self.values.pop(step.node, None)
            return
        before = self.values.get(step.node, ()) if fault(step.before) else ()
        births = _together((before, self.grads.get(step.node, ())))
        births = births or self._root or (self._born("update", step.node, position),)
        self.values[step.node] = births
        for birth in births:
            birth.updated.append(step.node)


def _together(several: object) -> Births:
    found: dict[int, Birth] = {}
    for births in several:  # type: ignore[attr-defined]
        for birth in births:
            found.setdefault(id(birth), birth)
    return tuple(found.values())

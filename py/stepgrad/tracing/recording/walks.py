"""④ Takes down a walk back: where it begins, each edge that it goes along, and what becomes of the gradient there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from operator import attrgetter
from sys import getrefcount
from typing import Any

from ...rules.scalar_table import Op
from ...scalar.node import Node as Scalar
from ...tensor.shapes import stretched
from ..columns import Nodes, Steps
from ..facts import Facts
from ..program import Program
from ..snapshot import WHOLE, Quantity, snapshot
from .changes import or_0
from .operations import Operations


class Walks(Operations):
    """backward(), and grad(), which leaves no gradients."""

    def __init__(self, program: Program, nodes: Nodes, steps: Steps, facts: Facts) -> None:
        super().__init__(program, nodes, steps, facts)
        self._returned = False  # whether the last walk leaves none
        self._root = self._before_walk = 0  # where the last walk began, and how many nodes there were
        self._first_edge = 0  # where its edges begin, in their table
        # (where it began, whose, whether returned): the node that a gradient is
        self._gradients: dict[tuple[int, int, bool], int] = {}

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
        self._step(self._steps.seed, node, or_0(before), snapshot(after))
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
        self._so_many_taken()

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
        numbers = upstream, local, upstream * local, or_0(before), snapshot(after)
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


def _alone(held: dict[Any, Any]) -> list[Any]:
    """The keys of what is held by nobody but this dict, and one list."""
    return [key for key, one in held.items() if getrefcount(one) <= _OURS]


_kept = [object()]
_OURS = [getrefcount(one) for key, one in {0: _kept[0]}.items()][0]  # noqa: RUF015 (the same words as above: Pythons count differently)

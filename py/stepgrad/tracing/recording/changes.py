"""④ Takes down what a program changes by itself: the numbers of leaves, and gradients, which it forgets, scales or sets."""

from __future__ import annotations

from types import FrameType
from typing import Any
from weakref import WeakValueDictionary

from ..columns import Nodes, Steps
from ..facts import Facts
from ..program import Program
from ..snapshot import ArraySnapshot, Quantity, numbers, same, snapshot
from .making import Making


class Changes(Making):
    """Values tell of each change themselves (watch.py); tensors, which are changed in many ways, are looked at."""

    def __init__(self, program: Program, nodes: Nodes, steps: Steps, facts: Facts) -> None:
        super().__init__(program, nodes, steps, facts)
        self._grads: dict[int, Any] = {}  # the gradient that each tensor was last seen with
        self._cleared: set[int] = set()  # by the last step that is a Zero
        # Tensors that are no nodes, see Operations.aside().
        self._beside: WeakValueDictionary[int, Any] = WeakValueDictionary()

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

    def _assign(self, node: int, before: Any, after: Any) -> None:
        """The program itself has changed a gradient."""
        try:
            was, now = or_0(before), or_0(after)
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


def or_0(x: Any) -> Quantity:
    """No gradient is one of 0."""
    return 0.0 if x is None else snapshot(x)

"""④ Recorders that interfere: where the engine tells them something, they change it. A run without a mistake knows nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import Any

from ...scalar.node import LEAF
from ...scalar.node import Node as Scalar
from ..columns import Nodes, Steps
from ..facts import Facts
from ..program import Program
from ..recording.recorder import Recorder
from ..snapshot import snapshot


def _nothing(gradient: Any) -> bool:
    """None, or 0 everywhere."""
    held = getattr(gradient, "_data", gradient)
    return held is None or not (held.any() if hasattr(held, "any") else held)


class NotZeroed(Recorder):
    """No gradient is ever forgotten, whichever way the program does it: zero_grad(), None or 0 put there, or in its place."""

    def zero(self, value: Any, before: Any = None) -> None:
        if isinstance(value, Scalar):
            value._gradient = before
        else:
            value._grad = before

    def graded(self, tensor: Any, before: Any) -> None:
        if _nothing(tensor._grad) and not _nothing(before):
            tensor._grad = before
        else:
            super().graded(tensor, before)

    def _changed(self, value: Any, name: str, before: Any, frame: FrameType) -> None:
        if name == "grad" and _nothing(value._gradient) and not _nothing(before):
            value._gradient = before
        else:
            super()._changed(value, name, before, frame)

    def _regrade(self, node: int, now: Any) -> None:
        now = getattr(now, "_data", now)
        was = self._grads.get(node)
        if now is not None and was is not None and was.any() and not now.any():
            now[...] = was  # `w.grad.zero_()`
        else:
            super()._regrade(node, now)


class Begun(Recorder):
    """The first backward() begins with another gradient than 1."""

    value: float
    _begun = False

    def seed(
        self, root: Any, before: Any, after: Any, joined: bool = False, *, returned: bool = False
    ) -> None:
        if not self._begun:
            self._begun = True
            held = getattr(after, "_data", after)
            if hasattr(held, "shape"):
                held[...] = self.value if before is None else held - 1 + self.value
            elif not returned and before is not root:
                after = self.value if before is None else before + self.value
                if isinstance(root, Scalar) and not isinstance(root._gradient, Scalar):
                    root._gradient = after
        super().seed(root, before, after, joined, returned=returned)


class AtNode(Recorder):
    """Does something to one node as soon as it is made. Errors: LookupError where the program never makes it."""

    node: int

    def finish(self, names: Any) -> None:
        super().finish(names)
        if self.node >= len(self._kept):
            raise LookupError(
                f"the program made only {len(self._kept)} values, and so there is none with the number {self.node}"
            )


class Detached(AtNode):
    """What one operation computes has no history: no gradient flows back from there."""

    def __init__(self, program: Program, nodes: Nodes, steps: Steps, facts: Facts) -> None:
        super().__init__(program, nodes, steps, facts)
        self._forward = _afterwards(self._forward, self.node, self._kept, nodes.rows)


def _afterwards(
    forward: Callable[[int], Any], node: int, kept: list[Any], rows: list[Any]
) -> Callable[[int], None]:
    # no method: the recorder would hold itself, and with it all values
    def told(number: int) -> None:
        forward(number)
        if number == node:
            _cut(kept[number])
            rows[number * Nodes.WIDTH + Nodes.NAMES.index("grad")] = False

    return told


def _cut(value: Any) -> None:
    if not isinstance(value, Scalar):
        value._node, value._requires = None, False
        return
    if "_given" in value.__dict__:
        raise ValueError("detach: the program itself says what this operation does on the way back")
    value._row = value._da = value._db = None
    value._mark, value.requires_grad = LEAF, False


class Nudged(AtNode):
    """One number, of a node or of one entry of its array, is larger by `by` as soon as it is made."""

    by: float
    index: tuple[int, ...] | None = None

    def __init__(self, program: Program, nodes: Nodes, steps: Steps, facts: Facts) -> None:
        super().__init__(program, nodes, steps, facts)
        self._made: Callable[[Any], None] = _moved(
            self._made, self.node, self._moves(), self._kept, nodes.rows, self._current
        )

    def _moves(self) -> Callable[[Any], None]:
        by, index = self.by, self.index

        def move(value: Any) -> None:
            if isinstance(value, Scalar):
                value._number += by
                return
            if value._data.dtype.kind != "f":
                raise TypeError(f"nudge: numbers of {value._data.dtype} cannot be moved a little")
            value._data = value._data.copy()  # whoever else shows it keeps what was there
            value._data[() if index is None else index] += by

        return move


def _moved(
    made: Callable[[Any], Any],
    node: int,
    move: Callable[[Any], None],
    kept: list[Any],
    rows: list[Any],
    current: dict[int, Any],
) -> Callable[[tuple[Any, ...]], None]:
    def told(row: tuple[Any, ...]) -> None:
        if len(rows) == node * Nodes.WIDTH:
            value = kept[node]
            move(value)
            if not isinstance(value, Scalar):
                current[node] = value._data.copy()
            now = float(value._number) if isinstance(value, Scalar) else snapshot(value._data)
            row = (*row[:2], now, *row[3:])
        made(row)

    return told

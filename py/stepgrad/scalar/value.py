"""② Value: a float that remembers where it came from. Imports no NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import release
from ..mode import mode
from .backward import backward
from .copying import Copyable
from .methods import install
from .node import LEAF
from .operands import Number, data_of, number
from .reading import Readable, taken


class Value(Readable, Copyable):
    """A scalar with a gradient.

    data: the number. grad: d(output)/d(this) after `backward()`, None before. label: a name for graphs.
    requires_grad: whether gradients flow here; a result requires one when any of its inputs does.
    A program may add attributes of its own.
    """

    __slots__ = ()

    def __init__(self, data: Number | Value, label: str | None = None, *, requires_grad: bool = True) -> None:
        self._number = taken(data, "a copy") if isinstance(data, Value) else number("Value", data)
        self._gradient = None
        if label is not None:
            self.label = label
        self.requires_grad = requires_grad
        self._row = self._a = self._b = self._da = self._db = None
        self._mark = LEAF
        if mode.recorder is not None:
            mode.recorder.leaf(self)

    @property
    def is_leaf(self) -> bool:
        """Whether this was made by hand (or needs no gradient), not by an operation that is tracked."""
        return self._row is None

    def backward(
        self,
        gradient: Number | Value | None = None,
        *,
        retain_graph: bool | None = None,
        create_graph: bool = False,
    ) -> None:
        """Fill `grad` of every value this one depends on with d(self)/d(value) × `gradient` (1 if not given).

        The graph is freed, unless `retain_graph`, which is as `create_graph` if not given. create_graph: every `grad` becomes a
        Value with a history, so that it can be differentiated again. As it depends on what it is the gradient of, the two hold on
        to each other until `grad` is None or Python's garbage collector comes by; `stepgrad.grad` does without that.
        Errors: RuntimeError when nothing here requires a gradient, or when the graph was freed by an
        earlier call without `retain_graph`; ValueError on a cycle.
        """
        if not self.requires_grad:
            raise RuntimeError(f"backward: {self!r} does not require a gradient and has no history to walk")
        if create_graph:
            from .gradients import leave, seed_of

            leave(self, seed_of("backward", gradient), retain_graph is not False)
            return
        seed = 1.0 if gradient is None else number("backward", data_of(gradient))
        backward(self, seed, bool(retain_graph))

    def zero_grad(self) -> None:
        """Forget the gradient: the next `backward()` starts from nothing."""
        before, self._gradient = self._gradient, None
        if mode.recorder is not None and before is not None:
            mode.recorder.zero(self, before)

    def detach(self) -> Value:
        """The same number as a new leaf through which no gradient flows."""
        out = Value(self.data, requires_grad=False)
        if mode.recorder is not None:
            mode.recorder.copied(out, self, "detach()")
        return out

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label is not None else ""
        if not self.requires_grad:
            return f"Value({self.data!r}, requires_grad=False{label})"
        return f"Value({self.data!r}, grad={self.grad!r}{label})"

    def __pos__(self) -> Value:
        return self

    def __divmod__(self, other: Value | Number) -> tuple[Value, Value]:
        return self // other, self % other

    def __rdivmod__(self, other: Number) -> tuple[Value, Value]:
        return other // self, other % self

    if TYPE_CHECKING:  # the operators among what the table gives, installed below

        def __add__(self, other: Value | Number) -> Value: ...
        def __sub__(self, other: Value | Number) -> Value: ...
        def __mul__(self, other: Value | Number) -> Value: ...
        def __truediv__(self, other: Value | Number) -> Value: ...
        def __pow__(self, other: Value | Number) -> Value: ...
        def __floordiv__(self, other: Value | Number) -> Value: ...
        def __mod__(self, other: Value | Number) -> Value: ...
        def __radd__(self, other: Number) -> Value: ...
        def __rsub__(self, other: Number) -> Value: ...
        def __rmul__(self, other: Number) -> Value: ...
        def __rtruediv__(self, other: Number) -> Value: ...
        def __rpow__(self, other: Number) -> Value: ...
        def __rfloordiv__(self, other: Number) -> Value: ...
        def __rmod__(self, other: Number) -> Value: ...
        def __neg__(self) -> Value: ...


install(Value)

if release.NEEDED:
    release.frees_chains(Value, "_a", "_b")

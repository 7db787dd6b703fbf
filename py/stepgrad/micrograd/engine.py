"""②③ micrograd's Value: its names, text and numbers, over the rules and the graph of this engine.

Operations are put together as there: a − b is a + (b × −1), a / b is a × b ** −1, and a number becomes a Value before it takes
part, so that a drawing of the graph is the same. Ints stay ints, gradients begin at 0 and grow in every `backward()`, also those of
results; Values are equal to themselves alone. As there, `backward()` has no create_graph; stepgrad.grad() has. There are more
operations than there (tanh, exp, log, …): those of the table.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable
from typing import Any

from ..mode import mode
from ..rules.scalar_table import FLOATS, OPS, Op, compile_rule
from ..scalar import value
from ..scalar.methods import install
from ..scalar.node import LEAF, Node
from ..scalar.operands import number

# What micrograd calls the operations that it has; of the others the table's name will do.
_SYMBOLS = {"add": "+", "mul": "*", "pow": "**", "relu": "ReLU", "sub": "-", "div": "/"}


class Value(value.Value):
    """A scalar with a gradient, 0 before `backward()`.

    _children, _op: what a result came from, and by what, where a program makes one itself; it gives it a function
    `_backward`, too, which adds to the gradients of the children.
    """

    __slots__ = ()
    _ints = True
    _ungraded = 0

    def __init__(
        self, data: Any, _children: Iterable[Value] = (), _op: str = "", label: str | None = None
    ) -> None:
        self._number = data._number if isinstance(data, Node) else number("Value", data, ints=True)
        self._gradient = 0
        self.requires_grad = True
        self._row = self._a = self._b = self._da = self._db = None
        self._mark = LEAF
        if label is not None:
            self.label = label
        children = tuple(_children)
        if children or _op:
            self._given = children, _op
        if mode.recorder is not None:
            if children:
                mode.recorder.operation(_row_of(_op, self.data, children), children, self)
            else:
                mode.recorder.leaf(self)

    @property
    def _prev(self) -> set[Any]:
        """The Values that this one came from."""
        return set(self._children())

    @property
    def _op(self) -> str:
        """What made it, as text."""
        if self._row is None:
            return self._given[1] if "_given" in self.__dict__ else ""
        power = self._row.name == "pow" and not isinstance(self._b, Node)
        return f"**{self._b}" if power else _SYMBOLS.get(self._row.name, self._row.name)

    def _children(self) -> tuple[Any, ...]:
        if self._row is None:
            return self._given[0] if "_given" in self.__dict__ else ()
        return tuple(x for x in (self._a, self._b) if isinstance(x, Node))

    def backward(self) -> None:  # type: ignore[override]
        """Walk back from here: the gradient of this one is 1, and every result adds to those of its children."""
        order: list[Value] = []
        met: set[Value] = set()
        stack: list[tuple[Value, bool]] = [(self, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                order.append(node)
            elif node not in met:
                met.add(node)
                stack.append((node, True))
                stack.extend((child, False) for child in node._children())
        self._gradient = 1  # whatever it was
        if mode.recorder is not None:
            mode.recorder.seed(self, None, 1)
        for node in reversed(order):
            if mode.recorder is not None and "_backward" in node.__dict__:
                _told(node)
            else:
                node._backward()

    def _backward(self) -> None:
        """Add upstream × local to the gradient of each child; a program may put a function of its own in its place."""
        upstream: Any = self._gradient
        for i, (into, local) in enumerate(((self._a, self._da), (self._b, self._db))):
            if local is not None:
                before = into._gradient
                into._gradient = before + local * upstream
                if mode.recorder is not None:
                    mode.recorder.edge(self, i, into, upstream, local, before)

    def zero_grad(self) -> None:
        """Set the gradient to 0."""
        super().zero_grad()
        if self._gradient is None:
            self._gradient = 0

    def __add__(self, other: Any) -> Any:
        return self.add(_as_value(other))  # type: ignore[attr-defined]

    def __mul__(self, other: Any) -> Any:
        return self.mul(_as_value(other))  # type: ignore[attr-defined]

    def __pow__(self, other: Any) -> Any:
        assert isinstance(other, int | float), "only supporting int/float powers for now"
        return self.pow(other)  # type: ignore[attr-defined]

    def __neg__(self) -> Any:
        return self * -1

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return other + (-self)

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __truediv__(self, other: Any) -> Any:
        return self * other**-1

    def __rtruediv__(self, other: Any) -> Any:
        return other * self**-1

    __hash__ = object.__hash__
    __eq__ = object.__eq__
    __ne__ = object.__ne__

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"


install(Value)


def _as_value(other: Any) -> Value:
    if isinstance(other, Value):
        return other
    if isinstance(other, Node):
        raise TypeError("a Value of micrograd's kind and one of stepgrad's do not go together")
    return Value(other)


def _row_of(name: str, data: float, children: tuple[Any, ...]) -> Op:
    """For the trace: the row of the table that a program's own operation is, by its name and its result; or one made for it."""
    names = {symbol: name for name, symbol in _SYMBOLS.items()}
    op = OPS.get(names.get(name, name))
    if op is not None and op.arity == len(children) and not op.parameters:
        with contextlib.suppress(ArithmeticError, ValueError, TypeError):
            if math.isclose(compile_rule(op.formula, FLOATS)(*(child.data for child in children)), data):
                return op
    op = Op(
        f"the program's {name}",
        name,
        "f(a, b)" if children[1:] else "f(a)",
        ("slope(a)", "slope(b)")[: len(children)],
    )
    op.locals += ("slope",) * (len(children) - 2)
    return op


def _told(node: Value) -> None:
    """Call a program's own `_backward`, and tell the trace what it did to the gradients of the children."""
    children, upstream = node._children(), node.grad
    before = [child.grad for child in children]
    node._backward()
    for i, (child, was) in enumerate(zip(children, before, strict=True)):
        if all(
            child is not other for other in children[:i]
        ):  # what a child gets as two arguments cannot be told apart
            gain = child.grad - was
            local = gain / upstream if upstream else 0.0
            mode.recorder.edge(node, i, child, upstream, local, was)

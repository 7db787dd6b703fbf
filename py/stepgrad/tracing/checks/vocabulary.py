"""④ The few words that an author's checks are written in: check, check_gradient, check_graph. See guide/authors.qmd."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...scalar.node import Node
from ...scalar.value import Value
from ..output import Output
from ..program import Program
from .comparing import Other, difference, plain
from .rows import Missing, Passes, first_difference

if TYPE_CHECKING:
    from ..events import Trace

But = Sequence[tuple[Any, str]]


class Failed(BaseException):
    """A check that the program does not pass. No `except Exception` of a program's can catch it."""

    def __init__(self, told: dict[str, Any], trace: Trace | None = None) -> None:
        super().__init__()
        self.told, self.trace = told, trace


class Vocabulary:
    """What checks may call. `passed` is what they have found right so far, in their words."""

    def __init__(
        self,
        program: Program,
        solution: str,
        names: Mapping[str, Any],
        traced: Callable[[Program, Output], Trace],
    ) -> None:
        self.passed: list[str] = []
        self.ended = False
        self.failed: Failed | None = None
        self.trace: Trace | None = None  # of the last graph that was compared
        self.within: Program | None = None  # what is being traced now
        self._program, self._solution, self._names, self._traced = program, solution, names, traced

    @property
    def words(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "check_gradient": self.check_gradient,
            "check_graph": self.check_graph,
            END: self.end,
        }

    def end(self) -> None:
        """All checks have run: a program that ends Python within one of them does not get here."""
        self.ended = True

    def check(
        self, expected: Any, came: Any, what: str, *, but: But = (), rtol: float = 1e-6, atol: float = 1e-9
    ) -> None:
        """They must be the same: numbers within the tolerance; arrays, Tensors and lists of numbers entry by entry, and in shape.

        but: what typical mistakes lead to, and what to say of each.
        """
        if found := difference(expected, came, rtol, atol):
            self._fail(what, *found, note=_note(came, but, rtol, atol))
        self._pass(what)

    def check_gradient(
        self,
        function: Callable[..., Any],
        *inputs: Any,
        what: str = "the gradient",
        eps: float = 1e-6,
        rtol: float = 1e-5,
        atol: float = 1e-6,
    ) -> None:
        """What `backward()` of the function's result leaves in each input must be what finite differences say.

        Numbers become Values, of the program's own class of that name where it has one; arrays and lists become Tensors.
        """
        kind = self._names.get("Value", Value)
        leaves = [_leaf(x, kind) for x in inputs]
        _weighted(function(*leaves)).backward()
        for i, leaf in enumerate(leaves):
            wanted = _differences(function, inputs, i, kind, eps)
            place = f" of input {i + 1}" if len(leaves) > 1 else ""
            at = ", ".join(map(str, inputs))
            if found := difference(wanted, leaf.grad, rtol, atol):
                self._fail(f"{what}{place}, at {at}", *found, note="What is expected is a finite difference.")
        self._pass(what)

    def check_graph(
        self,
        tail: str = "",
        what: str = "the graph",
        *,
        names: Collection[str] | None = None,
        but: But = (),
        rtol: float = 1e-6,
        atol: float = 1e-9,
    ) -> None:
        """The program, with `tail` after it, must leave the same graph as the solution: every row's value and gradient.

        names: those of the rows that must be there and are compared; else all that both graphs name.
        """
        mine = self._run(self._program.source, tail)
        self.trace = mine
        theirs = self._run(self._solution, tail)
        self.within = None
        found = first_difference(mine, theirs, names, rtol, atol)
        if isinstance(found, Missing):
            self._fail(what, f"a row named {found.label}", "a graph without one")
        if isinstance(found, Passes):
            self._fail(what, _calls(found.expected), _calls(found.came))
        if isinstance(found, tuple):
            row, differs = found
            line = row.line if row.line is not None and row.line <= len(self._program.lines) else None
            told = {
                "label": row.label,
                "text": row.text,
                "node": row.node,
                "step": row.step,
                "quantity": row.quantity,
                "of": row.of,
            }
            note = next((words for label, words in but if label == row.label), "")
            self._fail(what, *differs, note=note, line=line, row=told)
        self._pass(what)

    def _pass(self, what: str) -> None:
        if what not in self.passed:
            self.passed.append(what)

    def _run(self, source: str, tail: str) -> Trace:
        self.within = Program(f"{source.rstrip()}\n\n{tail}" if tail else source, {})
        return self._traced(self.within, Output())

    def _fail(
        self, what: str, expected: str, came: str, where: str = "", *, note: str = "", **more: Any
    ) -> None:
        told = {"what": what, "expected": expected, "came": came, "where": where, "note": note, "line": None}
        self.failed = Failed(told | more, self.trace if "row" in more else None)
        raise self.failed


END = "__end_of_checks__"


def _note(came: Any, but: But, rtol: float, atol: float) -> str:
    """What is to be said of that answer."""
    return next((words for wrong, words in but if difference(wrong, came, rtol, atol) is None), "")


def _calls(count: int) -> str:
    return f"{count} calls of backward()" if count != 1 else "one call of backward()"


def _is_array(x: Any) -> bool:
    return isinstance(x, list | tuple) or bool(getattr(x, "shape", ()))


def _leaf(x: Any, kind: Any) -> Any:
    if not _is_array(x):
        return kind(float(x))
    import numpy as np

    from ...tensor.tensor import Tensor

    return Tensor(np.asarray(x, dtype=np.float64), requires_grad=True)


def _weighted(y: Any) -> Any:
    """One number of whatever a function returns; every entry counts differently, so that none can hide behind another."""
    if getattr(y, "shape", ()) == ():
        return y
    return (y * _weights(y)).sum()


def _weights(y: Any) -> Any:
    import numpy as np

    from ...tensor.tensor import Tensor

    return Tensor(np.cos(np.arange(y.numel(), dtype=np.float64)).reshape(tuple(y.shape)))


def _differences(function: Callable[..., Any], inputs: Sequence[Any], i: int, kind: Any, eps: float) -> Any:
    """Of every entry of the i-th input: by (f(x + ε) − f(x − ε)) / 2ε."""

    def at(moved: Any) -> float:
        y = _weighted(function(*(_leaf(moved if j == i else x, kind) for j, x in enumerate(inputs))))
        number = plain(y if isinstance(y, Node) else getattr(y, "data", y))
        if not isinstance(number, float):
            told = number.name if isinstance(number, Other) else type(number).__name__
            raise TypeError(f"the function returned a {told}, and not a Value or a Tensor")
        return number

    x = inputs[i]
    if not _is_array(x):
        return (at(x + eps) - at(x - eps)) / (2 * eps)
    import numpy as np

    array = np.asarray(x, dtype=np.float64)
    found = np.empty_like(array)
    for place in np.ndindex(array.shape):
        step = np.zeros_like(array)
        step[place] = eps
        found[place] = (at(array + step) - at(array - step)) / (2 * eps)
    return found

"""④ Which optimizers a program uses, what they hold, and whether that had gradients when they took a step; for the doctor.

Imports no NumPy: whoever has an array has it already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .places import attributes
from .record import Record
from .span import Span


class Held(Record):
    """What an optimizer holds. `node`: None for a tensor beside the graph, which may be `of` a leaf: its `data`.

    requires: whether it requires a gradient in the end. parameter: whether it is of a class Parameter.
    """

    node: int | None
    shape: tuple[int, ...]
    requires: bool
    parameter: bool
    of: int | None = None


class OptimizerUse(Record):
    """An optimizer that took steps. `name`: the variable that holds it at the end, if one does; `kind`: its class.

    at: where it took the first. steps: (how many steps the trace had then, how many of what it holds had a gradient
    other than 0).
    """

    name: str | None
    kind: str
    at: Span | None
    held: tuple[Held, ...]
    steps: tuple[tuple[int, int], ...]


class Optimizers:
    """Hears of every step. `node` gives the number of a leaf, and makes it known if need be; None for what is beside the graph.

    In the end there are `uses`, and leaves that a module holds `unlisted`.
    """

    def __init__(self, node: Callable[[Any], int | None]) -> None:
        self._node = node
        self.uses: list[OptimizerUse] = []
        self.unlisted: dict[int, str] = {}
        self._seen: dict[int, tuple[Any, Span | None, dict[int, Any], list[tuple[int, int]]]] = {}

    def stepped(self, optimizer: Any, at: Span | None, position: int) -> None:
        """An optimizer is about to change what it holds, when the trace has so many steps."""
        _, _, held, steps = self._seen.setdefault(id(optimizer), (optimizer, at, {}, []))
        graded = 0
        for group in optimizer.param_groups:
            for one in group["params"]:
                if id(one) not in held:
                    held[id(one)] = one
                    self._node(one)
                graded += _graded(one)
        steps.append((position, graded))

    def finish(
        self, names: Mapping[str, Any], labels: Callable[[], Mapping[int, str]], leaves: Mapping[int, Any]
    ) -> None:
        """The program has ended with these variables, and `leaves` by their nodes, which have these labels."""
        if not self._seen:
            return
        called = {id(value): name for name, value in [*names.items()][::-1]}
        self.uses = [
            OptimizerUse(
                called.get(key),
                type(optimizer).__name__,
                at,
                tuple(self._held(one, leaves) for one in held.values()),
                tuple(steps),
            )
            for key, (optimizer, at, held, steps) in self._seen.items()
        ]
        self.unlisted = unlisted(names, labels(), leaves)

    def _held(self, one: Any, leaves: Mapping[int, Any]) -> Held:
        node, data = self._node(one), getattr(one, "_data", None)
        of = None
        if node is None and data is not None:
            of = next((leaf for leaf, other in leaves.items() if _within(data, other._data)), None)
        shape = getattr(data, "shape", ())
        return Held(node, shape, bool(one.requires_grad), type(one).__name__ == "Parameter", of)


def unlisted(
    names: Mapping[str, Any], labels: Mapping[int, str], leaves: Mapping[int, Any]
) -> dict[int, str]:
    """Leaves that a module of PyTorch's kind holds where its parameters() does not look, in a plain list; the module's variable."""
    found: dict[int, str] = {}
    for name, value in names.items():
        if "_modules" not in attributes(value) or not getattr(
            type(value), "strict", False
        ):  # stepgrad.nn looks into lists
            continue
        listed = {id(one) for one in _listed(value)}
        for node, leaf in leaves.items():
            if labels.get(node, "").startswith(f"{name}.") and id(leaf) not in listed:
                found[node] = name
    return found


def _listed(module: Any) -> Iterator[Any]:
    waiting, seen = [module], set()
    while waiting:
        inner = waiting.pop()
        if id(inner) not in seen:
            seen.add(id(inner))
            parts = attributes(inner)
            yield from parts.get("_parameters", {}).values()
            yield from parts.get("_buffers", {}).values()
            waiting += parts.get("_modules", {}).values()


def _graded(one: Any) -> bool:
    grad = getattr(one, "_grad", None) if hasattr(one, "_data") else one.grad
    grad = getattr(grad, "_data", grad)
    if grad is None:
        return False
    return bool(grad.any()) if hasattr(grad, "any") else grad != 0


def _within(data: Any, other: Any) -> bool:
    base = data.base if data.base is not None else data
    return other is base or other is data or (other.base is not None and other.base is base)

"""③ Derivatives of functions of Values: Jacobians by walks back or by sweeps forward, and what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .. import trees
from ..mode import mode, switched
from .differentiable import product
from .gradients import as_value, tangents, walk
from .node import Node
from .operands import data_of, number
from .value import Value


class _Run:
    """A function, called with Values of its own: the derivatives with respect to what was given, and to nothing else that it uses."""

    def __init__(self, who: str, func: Callable[..., Any], inputs: Any, create_graph: bool) -> None:
        self._who, self._form, self._create = who, inputs, create_graph
        arguments = inputs if isinstance(inputs, tuple) else (inputs,)
        self.inputs = [self._input(one) for one in trees.leaves(arguments)]
        with switched(grad=True, recorder=mode.recorder):
            self.made = func(*trees.rebuilt(arguments, iter(self.inputs)))
        self.results = trees.leaves(self.made)
        for one in self.results:
            if not isinstance(one, Node | int | float):
                raise TypeError(f"{who}: the function must give Values, not {type(one).__name__} {one!r:.60}")

    def _input(self, one: Any) -> Any:
        if self._create and isinstance(one, Node) and one.requires_grad:
            return product(one, 1.0)
        return one._class(one.data) if isinstance(one, Node) else Value(number(self._who, one))

    def _flows(self, one: Any) -> bool:
        return isinstance(one, Node) and one.requires_grad

    def back(self, seeds: Iterable[Any], strict: bool) -> Any:
        """The results' gradients, each times its seed, in the form of inputs."""
        pairs = zip(self.results, seeds, strict=True)
        roots = [(one, seed) for one, seed in pairs if seed is not None and self._flows(one)]
        found = walk(roots, True, self._create, {*self.inputs}) if roots else {}
        if strict and len(found.keys() & {*self.inputs}) < len(self.inputs):
            at = next(i for i, one in enumerate(self.inputs) if one not in found)
            raise RuntimeError(
                f"{self._who}: the result does not depend on the input at index {at}, which strict=True does not allow"
            )
        return self.inside(self._number(found.get(one, 0.0)) for one in self.inputs)

    def row(self, at: int, strict: bool) -> Any:
        """The gradients of one of the results, in the form of inputs."""
        return self.back((1.0 if i == at else None for i in range(len(self.results))), strict)

    def forward(self, rates: Iterable[Any]) -> list[Any]:
        """How fast each of the results changes as the inputs change at these rates."""
        live = [one for one in self.results if self._flows(one)]
        found = tangents(live, dict(zip(self.inputs, rates, strict=True)), self._create)
        return [self._number(found.get(one, 0.0) if isinstance(one, Node) else 0.0) for one in self.results]

    def _number(self, g: Any) -> Any:
        return as_value(self.inputs[0], g) if self._create else float(data_of(g))

    def inside(self, numbers: Iterable[Any]) -> Any:
        """In the form of inputs."""
        return trees.rebuilt(self._form, iter([*numbers]))

    def outside(self, of_results: Iterable[Any]) -> Any:
        """In the form of what the function gave."""
        return trees.rebuilt(self.made, iter([*of_results]))

    def values(self) -> Any:
        """What the function gave."""
        return self.made if self._create else trees.mapped(lambda one: float(data_of(one)), self.made)

    def weights(self, v: Any, of: list[Any]) -> list[Any]:
        """The numbers of v, one for each. Errors: RuntimeError."""
        if v is None and len(of) != 1:
            raise RuntimeError(
                f"{self._who}: v may be left out only for a single number, and there are {len(of)}"
            )
        given = [1.0] if v is None else trees.leaves(v)
        if len(given) != len(of):
            raise RuntimeError(f"{self._who}: v must have {len(of)} numbers, and has {len(given)}")
        return [
            one if self._create and isinstance(one, Node) else number(self._who, data_of(one))
            for one in given
        ]


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool,
    strict: bool,
    strategy: str,
    who: str = "jacobian",
) -> Any:
    """stepgrad.jacobian of Values; who: as which it speaks of what is wrong."""
    run = _Run(who, func, inputs, create_graph)
    count = len(run.results)
    if strategy == "reverse-mode":
        return run.outside([run.row(i, strict) for i in range(count)])
    columns = [run.forward(float(i == k) for i in range(len(run.inputs))) for k in range(len(run.inputs))]
    return run.outside([run.inside(column[i] for column in columns) for i in range(count)])


def hessian(func: Callable[..., Any], inputs: Any, create_graph: bool, strict: bool) -> Any:
    """stepgrad.hessian of Values."""

    def slopes(*arguments: Any) -> Any:
        y = func(*arguments)
        if not isinstance(y, Node | int | float):
            kind = type(y).__name__
            raise RuntimeError(f"hessian: the function must give one number, not {kind} {y!r:.60}")  # noqa: TRY004 (PyTorch's)
        given = trees.leaves(arguments)
        flows = isinstance(y, Node) and y.requires_grad
        found = walk([(y, 1.0)], True, True, {*given}) if flows else {}
        made = trees.rebuilt(arguments, (as_value(one, found.get(one, 0.0)) for one in given))
        return made if isinstance(inputs, tuple) else made[0]

    return jacobian(slopes, inputs, create_graph, strict, "reverse-mode", "hessian")


def vjp(func: Callable[..., Any], inputs: Any, v: Any, create_graph: bool, strict: bool) -> tuple[Any, Any]:
    """stepgrad.vjp of Values."""
    run = _Run("vjp", func, inputs, create_graph)
    return run.values(), run.back(run.weights(v, run.results), strict)


def jvp(func: Callable[..., Any], inputs: Any, v: Any, create_graph: bool, strict: bool) -> tuple[Any, Any]:
    """stepgrad.jvp of Values."""
    run = _Run("jvp", func, inputs, create_graph)
    if strict:
        run.back([1.0] * len(run.results), strict)
    return run.values(), run.outside(run.forward(run.weights(v, run.inputs)))

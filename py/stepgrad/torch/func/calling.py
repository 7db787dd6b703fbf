"""③ A function that a transformation calls, with tensors of its own in the place of some of its arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ... import trees
from ...mode import mode, switched
from ...tensor.forward import tangents
from ...tensor.graph import TensorBase, beside

Argnums = int | tuple[int, ...]


class Call:
    """A function, called with tensors of its own in the place of some of its arguments."""

    def __init__(
        self,
        api: str,
        func: Callable[..., Any],
        args: tuple[Any, ...],
        argnums: Argnums | None,
        named: dict[str, Any],
        has_aux: bool,
    ) -> None:
        self._api, self._on = api, bool(mode.grad)
        chosen = range(len(args)) if argnums is None else _places(argnums, len(args))
        self.form: Any = (
            args
            if argnums is None
            else args[chosen[0]]
            if isinstance(argnums, int)
            else tuple(args[i] for i in chosen)
        )
        self.given = trees.leaves(self.form)
        for one in self.given:
            if not isinstance(one, TensorBase):
                raise ValueError(f"Thing passed to transform API must be Tensor, got {type(one)}")  # noqa: TRY004 (as in PyTorch)
        with switched(grad=True, recorder=mode.recorder):
            self.inputs = [
                one.view_as(one) if one._requires else beside(one._class, one._data).requires_grad_()
                for one in self.given
            ]
            own = iter(self.inputs)
            self.made = func(
                *[trees.rebuilt(one, own) if i in chosen else one for i, one in enumerate(args)], **named
            )
        self.aux = None
        if has_aux:
            if not (isinstance(self.made, tuple) and len(self.made) == 2):
                raise RuntimeError(
                    f"{api}: output of function f should be a tuple: (output, aux) if has_aux is True"
                )
            self.made, self.aux = self.made
            self.aux = trees.mapped(self.done, self.aux)
        self.results = trees.leaves(self.made)

    def tensors(self) -> None:
        """Errors: RuntimeError where the function gave something else than tensors."""
        if not self.results:
            raise RuntimeError(
                f"{self._api}: Expected f to be a function that has non-empty output (got output = {self.made})"
            )
        for one in self.results:
            if not isinstance(one, TensorBase):
                said = f"expected f(*primals) to return only tensors, got unsupported type {type(one)}"
                raise RuntimeError(f"{self._api}: {said}")  # noqa: TRY004 (as in PyTorch)

    def done(self, one: Any) -> Any:
        """A result as it is returned: with a history only if it leads to more than the inputs that were made here."""
        if not hasattr(one, "detach"):
            return one
        return one if self._on and _leads_on(one, self.inputs) else one.detach()

    def like_inputs(self, found: Iterable[Any]) -> Any:
        """In the form of the arguments; zeros for None."""
        full = [or_zeros(g, one) for g, one in zip(found, self.inputs, strict=True)]
        return trees.rebuilt(self.form, map(self.done, full))

    def like_results(self, found: Iterable[Any]) -> Any:
        """In the form of what the function gave; zeros for None."""
        full = [or_zeros(g, one) for g, one in zip(found, self.results, strict=True)]
        return trees.rebuilt(self.made, map(self.done, full))

    def value(self) -> Any:
        """What the function gave."""
        return trees.mapped(self.done, self.made)

    def forward(self, rates: Iterable[Any]) -> list[Any]:
        """How fast the results change."""
        return tangents(self.results, [*zip(self.inputs, rates, strict=True)], create_graph=True)


def or_zeros(g: Any, like: Any) -> Any:
    """Zeros in the place of None."""
    return beside(like._class, np.zeros_like(like._data)) if g is None else g


def _leads_on(one: Any, inputs: list[Any]) -> bool:
    own = {id(x) for x in inputs if x._node is None}
    seen: set[int] = set()
    waiting = [one._node or one] if one._requires else []
    while waiting:
        at = waiting.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        if isinstance(at, TensorBase):
            if id(at) not in own:
                return True
        else:
            waiting.extend(edge for edge in at.edges if edge is not None)
    return False


def _places(argnums: Any, count: int) -> list[int]:
    """Errors: RuntimeError."""
    if not isinstance(argnums, int | tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")  # noqa: TRY004 (as in PyTorch)
    many = argnums if isinstance(argnums, tuple) else (argnums,)
    for one in many:
        if not isinstance(one, int):
            raise RuntimeError(f"argnum must be int, got: {type(one)}")  # noqa: TRY004 (as in PyTorch)
        if not -count <= one < count:
            raise RuntimeError(f"Got argnum={one}, but only {count} positional inputs")
    places = [one % count for one in many]
    if not places:
        raise RuntimeError("argnums must be non-empty")
    if len({*places}) != len(places):
        raise RuntimeError(f"argnums elements must be unique, got {tuple(places)}")
    return places

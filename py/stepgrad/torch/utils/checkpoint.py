"""③ torch.utils.checkpoint: compute again on the way back instead of keeping what was computed."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ...mode import mode, switched
from ...tensor import custom
from ...tensor.backward import array_in, leave
from ...tensor.graph import TensorBase, plain
from ..nn import Module, Sequential
from ..random import default_generator
from ..tensor import Tensor

_SAY = (
    "{}: the use_reentrant parameter should be passed explicitly. {} use_reentrant=False is recommended, but if you need to preserve "
    "the current default behavior, you can pass use_reentrant=True. Refer to docs for more details on the differences between the "
    "two variants."
)


class CheckpointFunctionBackward(custom.Context):
    """What is kept of a checkpoint."""

    given: tuple[Any, ...]


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    preserve_rng_state: bool = True,
    context_fn: Any = None,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> Any:
    """function(*args, **kwargs), keeping nothing of it but args: `backward()` computes it again, with the same random numbers.

    use_reentrant: of True a gradient comes only where one of args requires one. Errors: ValueError for other keywords.
    """
    if use_reentrant is None:
        says = "Starting in PyTorch 2.9, calling checkpoint without use_reentrant will raise an exception."
        warnings.warn(_SAY.format("torch.utils.checkpoint", says), stacklevel=2)
        use_reentrant = True
    if kwargs and use_reentrant:
        raise ValueError(f"Unexpected keyword arguments: {','.join(kwargs)}")
    if mode.recorder is not None or not mode.grad:
        return function(*args, **kwargs)  # a trace shows what is inside
    names, first = [*kwargs], () if use_reentrant else (_reason(function),)
    if use_reentrant and not any(isinstance(one, TensorBase) and one._requires for one in args):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2)
    state = default_generator.get_state() if preserve_rng_state else None

    def run(given: tuple[Any, ...]) -> Any:
        given = given[len(first) :]
        split = len(given) - len(names)
        return function(*given[:split], **dict(zip(names, given[split:], strict=True)))

    def forward(*given: Any) -> Any:
        return run(tuple(one.detach() if isinstance(one, Tensor) else one for one in given))

    def again(given: tuple[Any, ...]) -> Any:
        now = default_generator.get_state() if state is not None else None
        try:
            if state is not None:
                default_generator.set_state(state)
            with switched(grad=True):
                return run(given)
        finally:
            if now is not None:
                default_generator.set_state(now)

    def backward(ctx: Any, *upstream: Any) -> Any:
        given = [
            one.detach().requires_grad_(need) if isinstance(one, Tensor) else one
            for one, need in zip(ctx.given, ctx.needs_input_grad, strict=True)
        ]
        made = again(tuple(given))
        outputs = made if isinstance(made, tuple) else (made,)
        roots = [
            (one, g._data) for one, g in zip(outputs, upstream, strict=True)
            if isinstance(one, TensorBase) and one._requires and g is not None
        ]  # fmt: skip
        if roots:
            leave(roots, True)  # what function knows from elsewhere gets its gradient here
        return tuple(
            _gradient(one) if need else None for one, need in zip(given, ctx.needs_input_grad, strict=True)
        )

    ctx = CheckpointFunctionBackward()
    given = ctx.given = (*first, *args, *kwargs.values())
    return custom.called("Checkpoint", ctx, given, forward, backward, lambda: again(given))


def _reason(function: Any) -> Any:
    """A tensor of nobody's, that the walk comes by for; not where a module has nothing to train."""
    out = plain(Tensor, np.zeros((), np.float32))
    out._requires = not isinstance(function, Module) or any(one._requires for one in function.parameters())
    return out


def _gradient(one: Any) -> Any:
    return None if one._grad is None else plain(one._class, array_in(one._grad))


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **kwargs: Any
) -> Any:
    """The functions one after the other, in so many segments, all but the last with a checkpoint."""
    if use_reentrant is None:
        says = "In version 2.9 we will raise an exception if use_reentrant is not passed."
        warnings.warn(_SAY.format("torch.utils.checkpoint.checkpoint_sequential", says), stacklevel=2)
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError(f"Unexpected keyword arguments: {','.join(kwargs)}")
    each = [*functions.children()] if isinstance(functions, Sequential) else [*functions]

    def part(begin: int, end: int) -> Callable[[Any], Any]:
        def run(input: Any) -> Any:
            for one in each[begin:end]:
                input = one(input)
            return input

        return run

    size, end = len(each) // segments, 0
    for begin in range(0, size * (segments - 1), size):
        end = begin + size
        input = checkpoint(part(begin, end), input, use_reentrant=use_reentrant, preserve_rng_state=preserve)
    return part(end, len(each))(input)

"""② What the layers of torch.nn share: lengths for every axis, parameters to be filled, and tensors with a batch axis or without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...mode import mode, switched
from ...tensor import dtypes
from ...tensor.dtypes import dtype_of
from ...tensor.graph import beside, plain
from .. import random
from ..making import lengths
from ..parameter import Parameter
from ..tensor import Tensor


def each(value: Any, n: int) -> tuple[int, ...]:
    """One int for each of n axes: of one int, that one; of a tuple, its own."""
    if isinstance(value, tuple | list):
        return tuple(value) * n if len(value) == 1 else tuple(value)
    return (int(value),) * n


def empty(*shape: int, dtype: Any = None) -> Parameter:
    """A parameter that is to be drawn."""
    kind = dtypes.FLOAT if dtype is None else dtype_of("Parameter", dtype)
    with switched(grad=bool(mode.grad)):  # a trace begins with what is drawn
        return Parameter(plain(Tensor, np.zeros(lengths("empty", shape), kind)))


def batched(input: Any, n: int, function: Callable[[Any], Any]) -> Any:
    """function(input) for an input with n axes; one with an axis fewer is a batch of one."""
    if input._data.ndim == n:
        return function(input)
    out = function(input.unsqueeze(0))
    return tuple(one.squeeze(0) for one in out) if isinstance(out, tuple) else out.squeeze(0)


def dropped(input: Any, p: float) -> Any:
    """input with elements that became 0, as often as p says, the others divided by 1 − p."""
    if not p:
        return input
    kept = random.tosses(input._data, None, 1 - p)
    return input * beside(input._class, kept / input._data.dtype.type(1 - p) if p < 1 else kept)


def axes_must_be(name: str, input: Any, n: int) -> None:
    """Errors: RuntimeError unless there are n + 1 axes, or n + 2 with a batch."""
    if input._data.ndim not in (n + 1, n + 2):
        raise RuntimeError(
            f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {name}, but got input of size: "
            f"{[*input._data.shape]}"
        )


def of_axes(base: type[Any], module: str, counts: tuple[int, ...] = (1, 2, 3), **names: Any) -> list[Any]:
    """A class for each count of axes: _Conv → Conv1d, Conv2d, Conv3d; its `axes` says how many."""
    kind = names.pop("kind", base.__name__.lstrip("_"))
    return [
        type(f"{kind}{n}d", (base,), {"__doc__": base.__doc__, "__module__": module, "axes": n, **names})
        for n in counts
    ]

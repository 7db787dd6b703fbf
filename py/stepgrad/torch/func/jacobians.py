"""③ torch.func.jacrev, jacfwd and hessian: all derivatives of all that a function gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from ... import trees
from ...mode import mode, switched
from ...tensor.graph import beside
from ...tensor.joining import stack
from ..autograd.functional import back
from .calling import Argnums, Call, or_zeros


def jacrev(
    func: Callable[..., Any],
    argnums: Argnums = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable[..., Any]:
    """The function that gives the Jacobian of func, by a walk back for each number of what it gives."""

    @wraps(func)
    def made(*args: Any, **named: Any) -> Any:
        call = Call("vjp(f, *primals)", func, args, argnums, named, has_aux)
        call.tensors()
        rows = []
        with switched(grad=True, recorder=mode.recorder):
            for y in call.results:
                flat = y.reshape(-1)
                found = [back([flat[k]], call.inputs, [None], create_graph=True) for k in range(y._data.size)]
                rows.append([_shaped([one[i] for one in found], y, x) for i, x in enumerate(call.inputs)])
        jacobian = trees.rebuilt(
            call.made, iter([trees.rebuilt(call.form, map(call.done, row)) for row in rows])
        )
        return (jacobian, call.aux) if has_aux else jacobian

    return made


def _shaped(parts: list[Any], y: Any, x: Any) -> Any:
    shape = (*y._data.shape, *x._data.shape)
    if not parts:
        return beside(x._class, np.zeros(shape, x._data.dtype))
    return stack([or_zeros(one, x) for one in parts]).reshape(shape)


def jacfwd(
    func: Callable[..., Any], argnums: Argnums = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Callable[..., Any]:
    """The same by a sweep forward for each number of the arguments."""

    @wraps(func)
    def made(*args: Any, **named: Any) -> Any:
        call = Call("jvp(f, primals, tangents)", func, args, argnums, named, has_aux)
        call.tensors()
        rows: list[list[Any]] = [[] for _ in call.results]
        for i, x in enumerate(call.inputs):
            columns = []
            for place in np.ndindex(*x._data.shape):
                rate = np.zeros_like(x._data)
                rate[place] = 1
                rates = [
                    beside(x._class, rate if k == i else np.zeros_like(one._data))
                    for k, one in enumerate(call.inputs)
                ]
                columns.append(call.forward(rates))
            with switched(grad=True, recorder=mode.recorder):
                for k, (row, y) in enumerate(zip(rows, call.results, strict=True)):
                    shape = (*y._data.shape, *x._data.shape)
                    parts = [or_zeros(column[k], y) for column in columns]
                    whole = (
                        stack(parts, y._data.ndim).reshape(shape)
                        if parts
                        else beside(x._class, np.zeros(shape, x._data.dtype))
                    )
                    row.append(whole)
        jacobian = trees.rebuilt(
            call.made, iter([trees.rebuilt(call.form, map(call.done, row)) for row in rows])
        )
        return (jacobian, call.aux) if has_aux else jacobian

    return made


def hessian(func: Callable[..., Any], argnums: Argnums = 0) -> Callable[..., Any]:
    """The function that gives all second derivatives of func: forward over the walk back."""
    return jacfwd(jacrev(func, argnums), argnums)

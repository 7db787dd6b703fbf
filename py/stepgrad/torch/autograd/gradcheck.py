"""③ torch.autograd.gradcheck: gradients beside finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...mode import switched
from ...tensor import backward as walks
from ...tensor.graph import TensorBase, beside
from ...tensor.history import requires_grad_
from ..gradients import grad


class GradcheckError(RuntimeError):
    """The gradients are not those that finite differences give."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    **_: Any,
) -> bool:
    """Whether the gradients of func(*inputs) are those that finite differences give; inputs that require one should be of float64."""
    given = (inputs,) if isinstance(inputs, TensorBase) else tuple(inputs)
    leaves = [one for one in given if isinstance(one, TensorBase) and one._requires]
    if not leaves:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True."
        )

    def outputs() -> list[Any]:
        made = func(*given)
        return [
            one for one in (made if isinstance(made, tuple | list) else [made]) if isinstance(one, TensorBase)
        ]

    made = outputs()
    for i, leaf in enumerate(leaves):
        numeric = _differences(outputs, leaf, eps)
        for k, output in enumerate(made):
            if not output._requires:
                continue
            exact = _rows(output, leaf)
            if not np.allclose(exact, numeric[k], rtol, atol):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {k} with respect to input {i},\nnumerical:{numeric[k].T}\nanalytical:{exact.T}\n"
                )
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    raise_exception: bool = True,
    **settings: Any,
) -> bool:
    """The same of the second derivatives: of what grad() gives, as a function of the inputs and of grad_outputs.

    grad_outputs: of the shapes of the outputs; random, if None.
    """
    given = (inputs,) if isinstance(inputs, TensorBase) else tuple(inputs)
    with switched(grad=True):
        made = func(*given)
    outputs = [one for one in (made if isinstance(made, tuple | list) else [made]) if _differentiable(one)]
    if grad_outputs is None:
        draw = np.random.default_rng(0)
        seeds = [
            requires_grad_(beside(one._class, draw.normal(size=one._data.shape).astype(one._data.dtype)))
            for one in outputs
        ]
    else:
        seeds = [grad_outputs] if isinstance(grad_outputs, TensorBase) else list(grad_outputs)

    def gradients(*every: Any) -> Any:
        own, of = every[: len(given)], every[len(given) :]
        with switched(grad=True):
            made = func(*own)
            ends = [
                one for one in (made if isinstance(made, tuple | list) else [made]) if _differentiable(one)
            ]
            found = grad(
                ends, [one for one in own if _differentiable(one)], of, create_graph=True, allow_unused=True
            )
        return tuple(one for one in found if one is not None)

    return gradcheck(gradients, (*given, *seeds), raise_exception=raise_exception, **settings)


def _differentiable(one: Any) -> bool:
    return isinstance(one, TensorBase) and one._requires


def _rows(output: Any, leaf: Any) -> Any:
    """The Jacobian: a row for each number of the output."""
    rows = []
    for k in range(output._data.size):
        seed = np.zeros(output._data.shape, output._data.dtype)
        seed.flat[k] = 1
        found = walks.walk([(output, seed)], True, {leaf._node or leaf}).get(leaf._node or leaf)
        rows.append(np.zeros(leaf._data.size) if found is None else found.ravel())
    return np.array(rows).reshape(output._data.size, leaf._data.size)


def _differences(outputs: Callable[[], list[Any]], leaf: Any, eps: float) -> list[Any]:
    """The same by central differences, for every output."""
    columns = []
    for place in np.ndindex(*leaf._data.shape):
        was, ends = leaf._data[place], []
        for step in (eps, -eps):
            leaf._data[place] = was + step
            with switched(grad=False):
                ends.append([one._data.copy().ravel() for one in outputs()])
        leaf._data[place] = was
        columns.append([(up - down) / (2 * eps) for up, down in zip(*ends, strict=True)])
    return [np.stack([column[k] for column in columns], 1) for k in range(len(columns[0]))]

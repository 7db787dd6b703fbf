"""③ torch.autograd.functional: derivatives of functions, as far as first derivatives go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...mode import switched
from ...tensor import backward as walks
from ...tensor.graph import TensorBase, beside

_LATER = "which needs derivatives of derivatives, is not there yet; there are jacobian() and vjp()"


def _run(name: str, func: Callable[..., Any], inputs: Any) -> tuple[bool, list[Any], bool, list[Any]]:
    """Whether there are several inputs, the inputs as leaves, whether there are several outputs, and these."""
    many = isinstance(inputs, tuple)
    given = list(inputs) if many else [inputs]
    for i, one in enumerate(given):
        if not isinstance(one, TensorBase):
            what = f"the value at index {i} of the given inputs" if many else "the given inputs"
            raise TypeError(
                f"The inputs given to {name} must be either a Tensor or a tuple of Tensors but {what} has type {type(one)}."
            )
    with switched(grad=True):
        leaves = [beside(one._class, one._data).requires_grad_() for one in given]
        made = func(*leaves)
    several = isinstance(made, tuple)
    outputs = list(made) if several else [made]
    for i, one in enumerate(outputs):
        if not isinstance(one, TensorBase):
            what = (
                f"the value at index {i} of the given outputs of the user-provided function"
                if several
                else "the given outputs of the user-provided function"
            )
            raise TypeError(f"The outputs of the user-provided function given to {name} must be either a Tensor or a tuple of Tensors but {what} has type {type(one)}.")  # fmt: skip
    return many, leaves, several, outputs


def _first_only(
    name: str, create_graph: bool, vectorize: bool = False, strategy: str = "reverse-mode"
) -> None:
    if create_graph:
        raise NotImplementedError(f"{name}: create_graph=True, {_LATER}")
    if strategy != "reverse-mode":
        raise NotImplementedError(f"{name}: strategy={strategy!r} is not there; there is 'reverse-mode'")


def _back(name: str, output: Any, at: int, leaves: list[Any], seed: Any, strict: bool) -> list[Any]:
    if not output._requires:
        if strict:
            raise RuntimeError(
                f"Output {at} of the user-provided function does not require gradients. The outputs must be computed in a "
                "differentiable manner from the input when running in strict mode."
            )
        return [np.zeros_like(leaf._data) for leaf in leaves]
    found = walks.walk([(output, seed)], True, {*leaves})
    for i, leaf in enumerate(leaves):
        if strict and leaf not in found:
            raise RuntimeError(
                f"Output {at} of the user-provided function is independent of input {i}. This is not allowed in strict mode."
            )
    return [found.get(leaf, np.zeros_like(leaf._data)) for leaf in leaves]


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """d func(*inputs) / d inputs, of the shape of an output followed by that of an input; tuples, where there are several."""
    _first_only("jacobian", create_graph, vectorize, strategy)
    many, leaves, several, outputs = _run("jacobian", func, inputs)
    rows = []
    for at, output in enumerate(outputs):
        shape, dtype = output._data.shape, output._data.dtype
        parts = [np.zeros((*shape, *leaf._data.shape), leaf._data.dtype) for leaf in leaves]
        for place in np.ndindex(*shape):
            seed = np.zeros(shape, dtype)
            seed[place] = 1
            for part, g in zip(parts, _back("jacobian", output, at, leaves, seed, strict), strict=True):
                part[place] = g
        row = tuple(beside(leaf._class, part) for leaf, part in zip(leaves, parts, strict=True))
        rows.append(row if many else row[0])
    return tuple(rows) if several else rows[0]


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """func(*inputs), and v times its Jacobian. v: of the outputs' shapes; may be left out for one single number."""
    _first_only("vjp", create_graph)
    many, leaves, several, outputs = _run("vjp", func, inputs)
    given = [None] * len(outputs) if v is None else list(v) if isinstance(v, tuple) else [v]
    if v is None and (len(outputs) > 1 or outputs[0]._data.size != 1):
        raise RuntimeError(
            "The vector v can only be None if the user-provided function returns a single Tensor with a single element."
        )
    if len(given) != len(outputs):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(outputs)} but got {len(given)}.")
    sums = [np.zeros_like(leaf._data) for leaf in leaves]
    for at, (output, seed) in enumerate(zip(outputs, given, strict=True)):
        data = output._data
        if seed is not None and seed._data.shape != data.shape:
            raise RuntimeError(
                f"v has invalid size: should be {tuple(data.shape)} but got {tuple(seed._data.shape)}."
            )
        array = np.ones(data.shape, data.dtype) if seed is None else seed._data.astype(data.dtype)
        sums = [a + b for a, b in zip(sums, _back("vjp", output, at, leaves, array, strict), strict=True)]
    products = tuple(beside(leaf._class, one) for leaf, one in zip(leaves, sums, strict=True))
    values = tuple(one.detach() for one in outputs)
    return values if several else values[0], products if many else products[0]


def _missing(name: str) -> Callable[..., Any]:
    def function(*_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"autograd.functional.{name}, {_LATER}")

    function.__name__ = name
    return function


jvp, hessian, hvp, vhp = (_missing(name) for name in ("jvp", "hessian", "hvp", "vhp"))

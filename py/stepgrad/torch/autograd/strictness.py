"""③ What torch.autograd.functional asks of inputs, results and gradients, and says in PyTorch's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...tensor.graph import TensorBase, beside
from ..types import Size

ONE_INPUT = "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element."
ONE_OUTPUT = "The vector v can only be None if the user-provided function returns a single Tensor with a single element."


def as_tuple(given: Any, what: str, name: str) -> tuple[bool, tuple[Any, ...]]:
    """Whether there are several, and all. Errors: TypeError for what is no tensor."""
    several = isinstance(given, tuple)
    many = given if several else (given,)
    for i, one in enumerate(many):
        if not isinstance(one, TensorBase):
            which = f"the value at index {i}" if several else f"the given {what}"
            raise TypeError(
                f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but {which} has type {type(one)}."
            )
    return several, many


def fresh(inputs: Sequence[Any], create_graph: bool, requires: bool = True) -> tuple[Any, ...]:
    """Tensors of their own, so that what a function uses besides is something else; with create_graph they lead to the given ones."""
    return tuple(
        one.view_as(one)
        if create_graph and one._requires
        else beside(one._class, one._data).requires_grad_(requires)
        for one in inputs
    )


def fitting(v: tuple[Any, ...], like: Sequence[Any], several: bool) -> None:
    """Errors: RuntimeError where v has other shapes."""
    if len(v) != len(like):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(like)} but got {len(v)}."
            if several
            else "The given v should contain a single Tensor."
        )
    for i, (one, other) in enumerate(zip(v, like, strict=True)):
        if one._data.shape != other._data.shape:
            entry = f"Entry {i} in " if several else ""
            raise RuntimeError(
                f"{entry}v has invalid size: should be {Size(other._data.shape)} but got {Size(one._data.shape)}."
            )


_INDEPENDENT = {
    "outputs": "Output {} of the user-provided function does not require gradients. The outputs must be computed in a differentiable manner from the input when running in strict mode.",
    "grad_inputs": "The gradient with respect to input {} is independent of the inputs of the user-provided function. This is not allowed in strict mode.",
    "jacobian": "While computing the hessian, found that the jacobian of the user-provided function with respect to input {} is independent of the input. This is not allowed in strict mode. You should ensure that your function is twice differentiable and that the jacobian depends on the inputs (this would be violated by a linear function for example).",
    "hessian": "The hessian of the user-provided function with respect to input {} is independent of the input. This is not allowed in strict mode. You should ensure that your function is thrice differentiable and that the hessian depends on the inputs.",
}
_MISSING = {
    "back": "The output of the user-provided function is independent of input {}. This is not allowed in strict mode.",
    "back_trick": "The gradient with respect to the input is independent of entry {} in the grad_outputs when using the double backward trick to compute forward mode gradients. This is not allowed in strict mode.",
    "double_back": "The jacobian of the user-provided function is independent of input {}. This is not allowed in strict mode.",
    "double_back_trick": "The hessian of the user-provided function is independent of entry {} in the grad_jacobian. This is not allowed in strict mode as it prevents from using the double backward trick to replace forward mode AD.",
}
_NOT_DIFFERENTIABLE = {
    "back": "The jacobian of the user-provided function is independent of input {}. This is not allowed in strict mode when create_graph=True.",
    "back_trick": "The jacobian of the user-provided function is independent of input {}. This is not allowed in strict mode when create_graph=True.",
    "double_back": "The hessian of the user-provided function is independent of input {}. This is not allowed in strict mode when create_graph=True.",
    "double_back_trick": "The hessian of the user-provided function is independent of input {}. This is not allowed in strict mode when create_graph=True.",
}  # fmt: skip


def must_depend(tensors: Sequence[Any], kind: str, strict: bool) -> None:
    """Errors: RuntimeError for one that depends on nothing, in strict mode."""
    for i, one in enumerate(tensors if strict else ()):
        if one is None:
            raise RuntimeError(_MISSING["back"].format(i))
        if not one._requires:
            raise RuntimeError(_INDEPENDENT[kind].format(i))


def filled(
    found: Sequence[Any], like: Sequence[Any], strict: bool, create_graph: bool, stage: str
) -> tuple[Any, ...]:
    """Zeros in the place of None; in strict mode that is an error."""
    made = []
    for i, (g, ref) in enumerate(zip(found, like, strict=True)):
        if g is None and strict:
            raise RuntimeError(_MISSING[stage].format(i))
        if g is None:
            g = beside(ref._class, np.zeros_like(ref._data))
        elif strict and create_graph and not g._requires:
            raise RuntimeError(_NOT_DIFFERENTIABLE[stage].format(i))
        made.append(g)
    return tuple(made)


def finished(tensors: Sequence[Any], create_graph: bool) -> tuple[Any, ...]:
    """What is returned: without a history, unless that was asked for."""
    return tuple(tensors) if create_graph else tuple(one.detach() for one in tensors)

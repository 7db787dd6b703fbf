"""② torch.nn.utils: what is done to gradients before a step, and parameters in one vector."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterable
from typing import Any

from ....mode import no_grad
from ....tensor.graph import TensorBase
from ....tensor.joining import concatenate, stack
from ..module import typename


def _gradients(parameters: Any) -> list[Any]:
    given: Any = [parameters] if isinstance(parameters, TensorBase) else parameters
    return [one.grad for one in given if one.grad is not None]


def get_total_norm(
    tensors: Any, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: Any = None
) -> Any:
    """The length of all tensors in one vector."""
    with no_grad():
        kind, tensors = float(norm_type), [tensors] if isinstance(tensors, TensorBase) else [*tensors]
        if not tensors:
            from .. import Parameter

            return Parameter._class([0.0])[0]
        total = stack([one.norm(kind) for one in tensors]).norm(kind)
    if error_if_nonfinite and not math.isfinite(total.item()):
        raise RuntimeError(
            f"The total norm of order {kind} for gradients from `parameters` is non-finite, so it cannot be clipped. To "
            "disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return total


def clip_grads_with_norm_(parameters: Any, max_norm: float, total_norm: Any, foreach: Any = None) -> None:
    """Make all gradients smaller by what makes a total length of `total_norm` one of max_norm; never larger."""
    with no_grad():
        factor = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
        for gradient in _gradients(parameters):
            gradient.mul_(factor)


def clip_grad_norm_(
    parameters: Any,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: Any = None,
) -> Any:
    """Make all gradients smaller by one factor, so that their length in one vector is not above max_norm; give that before."""
    given = [parameters] if isinstance(parameters, TensorBase) else [*parameters]
    total = get_total_norm(_gradients(given), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(given, max_norm, total)
    return total


def clip_grad_value_(parameters: Any, clip_value: float, foreach: Any = None) -> None:
    """Let no element of a gradient be above clip_value or below −clip_value."""
    with no_grad():
        for gradient in _gradients(parameters):
            gradient.clamp_(-float(clip_value), float(clip_value))


def parameters_to_vector(parameters: Iterable[Any]) -> Any:
    """All their elements in one row."""
    return concatenate([one.reshape(-1) for one in parameters])


def vector_to_parameters(vec: Any, parameters: Iterable[Any]) -> None:
    """Put the elements of such a row back."""
    if not isinstance(vec, TensorBase):
        raise TypeError(f"expected torch.Tensor, but got: {typename(vec)}")
    row: Any = vec
    at = 0
    for one in parameters:
        one.data = row[at : at + one.numel()].reshape(one.shape).data
        at += one.numel()


def __getattr__(name: str) -> Any:
    if name == "rnn":
        return importlib.import_module(f"{__name__}.rnn")
    raise AttributeError(f"module 'torch.nn.utils' has no attribute {name!r}")


__all__ = [
    "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm", "parameters_to_vector",
    "vector_to_parameters",
]  # fmt: skip

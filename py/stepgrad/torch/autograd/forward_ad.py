"""③ torch.autograd.forward_ad: tensors with a rate of change, which goes forward through whatever is computed of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...mode import mode, switched
from ...tensor.forward import tangents
from ...tensor.graph import beside

_levels: list[list[tuple[Any, Any]]] = []  # of each level that is open: tensors and their tangents


class UnpackedDualTensor(NamedTuple):
    """A tensor and its tangent, or None."""

    primal: Any
    tangent: Any


class dual_level:
    """In a with statement: tensors may have tangents inside. Errors: RuntimeError for a level inside a level."""

    def __enter__(self) -> int:
        enter_dual_level()
        return 0

    def __exit__(self, *_: object) -> None:
        exit_dual_level()


def enter_dual_level() -> int:
    """Open a level, and give its number."""
    if _levels:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    _levels.append([])
    return 0


def exit_dual_level(*, level: int | None = None) -> None:
    """Close it: tangents are gone."""
    if not _levels:
        raise RuntimeError("Trying to exit a forward AD level that was not the last one that was created.")
    _levels.pop()


def make_dual(tensor: Any, tangent: Any, *, level: int | None = None) -> Any:
    """The tensor with a tangent of the same shape. What is computed of it requires a gradient here, by which the rate is found."""
    if not _levels:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first."
        )
    if tensor._data.shape != tangent._data.shape:
        raise RuntimeError(
            f"Expected tangent to have the same shape as primal, but got {[*tangent._data.shape]} and {[*tensor._data.shape]}"
        )
    with switched(grad=True, recorder=mode.recorder):
        dual = (
            tensor.view_as(tensor)
            if tensor._requires
            else beside(tensor._class, tensor._data).requires_grad_()
        )
    _levels[-1].append((dual, tangent))
    return dual


def unpack_dual(tensor: Any, *, level: int | None = None) -> UnpackedDualTensor:
    """The tensor without its tangent, and the tangent, None where it has none."""
    if not _levels or not tensor._requires:
        return UnpackedDualTensor(tensor, None)
    (rate,) = tangents([tensor], _levels[-1], create_graph=True)
    return UnpackedDualTensor(tensor.detach(), rate)

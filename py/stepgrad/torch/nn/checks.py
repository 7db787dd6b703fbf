"""② What functions of torch.nn refuse, in PyTorch's words: what is no tensor, and numbers of a kind that they do not take."""

from __future__ import annotations

from typing import Any

from ...tensor.graph import TensorBase


def kind_of(tensor: Any) -> str:
    """What PyTorch calls its dtype in messages: "Float", "Long"."""
    return str(tensor.type().split(".")[1].removesuffix("Tensor"))


def must_be_tensor(function: str, argument: str, place: int, one: Any) -> None:
    """Errors: TypeError for what is none."""
    if not isinstance(one, TensorBase):
        raise TypeError(
            f"{function}(): argument '{argument}' (position {place}) must be Tensor, not {type(one).__name__}"
        )


def floats(function: str, kernel: str, input: Any) -> Any:
    """The input. Errors: TypeError for what is no tensor, NotImplementedError, with the name of PyTorch's kernel, for ints."""
    must_be_tensor(function, "input", 1, input)
    if input._data.dtype.kind != "f":
        raise NotImplementedError(f'"{kernel}" not implemented for {kind_of(input)!r}')
    return input

"""② PyTorch's Parameter: ours, and PyTorch's Tensor in all it says of itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..nn.parameter import Parameter as Ours
from ..tensor.graph import TensorBase
from .tensor import PICKLED, Tensor


class Parameter(Ours, Tensor):
    """A leaf that requires a gradient; assigned to an attribute of a Module, it is among the module's parameters.

    It shares the storage of the tensor that it is made of; of an array, which PyTorch refuses, it takes a copy.
    """

    __slots__ = ()
    __module__ = "torch.nn.parameter"
    __engine__ = "stepgrad"  # whose class it is, whatever it is called

    def __init__(self, data: Any = None, requires_grad: bool = True) -> None:
        if data is None:
            data = Tensor()
        if not isinstance(data, TensorBase | np.ndarray):
            raise AttributeError(  # noqa: TRY004 (PyTorch's)
                f"{type(data).__name__!r} object has no attribute 'detach'"
            )
        Ours.__init__(self, data, requires_grad)

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        return f"Parameter containing:\n{Tensor.__repr__(self)}"


PICKLED[Parameter] = "Parameter"

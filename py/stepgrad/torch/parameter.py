"""② PyTorch's Parameter: ours, and PyTorch's Tensor in all it says of itself."""

from __future__ import annotations

from ..nn.parameter import Parameter as Ours
from .tensor import PICKLED, Tensor


class Parameter(Ours, Tensor):
    """A leaf that requires a gradient; assigned to an attribute of a Module, it is among the module's parameters."""

    __slots__ = ()
    __module__ = "torch.nn.parameter"


PICKLED[Parameter] = "Parameter"

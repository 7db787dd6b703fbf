"""② What of a torch.Tensor is pickled: as of ours, but its class by a word, for that has its name in `torch` by courtesy alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..tensor.casting import free_attributes, restored
from ..tensor.dtypes import dtype_of
from ..tensor.graph import plain


def reduced(self: Any, protocol: Any = None) -> Any:
    """Numbers, whether a gradient is required, and attributes; not gradient and history."""
    cls = type(self)
    if cls.__module__.partition(".")[0] == "torch":
        return tensor_of, (cls.__name__, self._data, self._requires, self.label, free_attributes(self))
    return restored, (cls, self._data, self._requires, self.label, free_attributes(self))


def tensor_of(name: str, array: Any, requires: bool, label: Any, more: dict[str, Any]) -> Any:
    """A Tensor, or a Parameter, over an array."""
    from .parameter import Parameter  # (it imports what imports this)
    from .tensor import Tensor

    cls = Parameter if name == "Parameter" else Tensor
    out = plain(cls, np.asarray(array, dtype_of("load", array.dtype)))
    out._requires, out.label = bool(requires), label
    out.__dict__.update(more)
    return out

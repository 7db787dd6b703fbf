"""② Parameter: a tensor that a module trains."""

from __future__ import annotations

from typing import Any

from ..mode import mode
from ..tensor.graph import TensorBase
from ..tensor.history import must_be_floating
from ..tensor.operands import array_of
from ..tensor.tensor import Tensor


class Parameter(Tensor):
    """A leaf that requires a gradient; assigned to an attribute of a Module, it is among the module's parameters.

    data: a tensor, whose storage it shares, or an array or list, which is copied. What is computed of it is a plain Tensor.
    """

    __slots__ = ()

    def __init__(
        self, data: Any = (), requires_grad: bool = True, *, dtype: Any = None, label: str | None = None
    ) -> None:
        shares = isinstance(data, TensorBase) and dtype is None
        self._data = data._data if shares else array_of(data, dtype)
        if requires_grad:
            must_be_floating(self._data.dtype)
        self._requires = bool(requires_grad)
        self._node = self._grad = None
        self._counter = data._counter if shares else [0]
        self.label = label
        if mode.recorder is not None:
            mode.recorder.leaf(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A parameter of the same numbers; the gradient stays behind, as in PyTorch."""
        out = super().__deepcopy__(memo)
        out._grad = None
        return out

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"

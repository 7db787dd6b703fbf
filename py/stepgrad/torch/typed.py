"""② FloatTensor, LongTensor, …: what PyTorch calls tensors of one dtype. They make them, and isinstance() knows them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..tensor.casting import _OF_TYPE
from ..tensor.graph import TensorBase
from .creating import array_from
from .tensor import Tensor, leaf


class _Type(type):
    of: np.dtype[Any]

    def __call__(cls, *data: Any) -> Tensor:
        if data and not (len(data) == 1 and not isinstance(data[0], int)):
            return leaf(np.zeros(data, cls.of))
        return leaf(np.array(array_from(data[0] if data else [], cls.of)))

    def __instancecheck__(cls, one: Any) -> bool:
        return isinstance(one, TensorBase) and one._data.dtype == cls.of


TYPES = {
    name.removeprefix("torch."): _Type(name.removeprefix("torch."), (), {"of": dtype, "__module__": "torch"})
    for name, dtype in _OF_TYPE.items()
}

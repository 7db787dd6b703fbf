"""② How examples become a batch: tensors are stacked, numbers become tensors, tuples and dicts are gone through."""

from __future__ import annotations

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from ....tensor.graph import TensorBase
from ....tensor.joining import stack
from ... import creating
from ...types import DTYPES

_EXPECTED = "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"


def default_collate(batch: Any) -> Any:
    """One batch of a list of examples that are alike. Errors: TypeError for what makes no batch, RuntimeError for other lengths."""
    one = batch[0]
    if isinstance(one, TensorBase):
        return stack(batch, 0)
    if isinstance(one, np.ndarray):
        if one.dtype.kind in "SUO":
            raise TypeError(_EXPECTED.format(one.dtype))
        return default_collate([creating.as_tensor(each) for each in batch])
    if isinstance(one, np.generic):
        return creating.as_tensor(np.array(batch))
    if isinstance(one, float):
        return creating.tensor(batch, dtype=DTYPES["float64"])
    if isinstance(one, int):
        return creating.tensor(batch)
    if isinstance(one, str | bytes):
        return batch
    if isinstance(one, Mapping):
        made = {key: default_collate([each[key] for each in batch]) for key in one}
        return _like(one, made) if isinstance(one, MutableMapping) else type(one)(made)  # type: ignore[call-arg]
    if isinstance(one, tuple) and hasattr(one, "_fields"):
        return type(one)(*(default_collate(each) for each in zip(*batch, strict=False)))
    if isinstance(one, Sequence):
        if len({len(each) for each in batch}) > 1:
            raise RuntimeError("each element in list of batch should be of equal size")
        rows = [default_collate(each) for each in zip(*batch, strict=False)]
        if isinstance(one, tuple) or not isinstance(one, MutableSequence):
            return rows
        filled = copy.copy(one)
        for i, row in enumerate(rows):
            filled[i] = row
        return filled
    raise TypeError(_EXPECTED.format(type(one)))


def _like(one: Any, made: dict[Any, Any]) -> Any:
    try:
        filled = copy.copy(one)
        filled.update(made)
    except TypeError:
        return made
    return filled


def default_convert(data: Any) -> Any:
    """A single example with its arrays as tensors."""
    if isinstance(data, np.ndarray | np.generic):
        return (
            creating.as_tensor(data) if getattr(data, "dtype", np.dtype(object)).kind not in "SUO" else data
        )
    if isinstance(data, Mapping):
        made = {key: default_convert(one) for key, one in data.items()}
        return _like(data, made) if isinstance(data, MutableMapping) else made
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(default_convert(one) for one in data))
    if isinstance(data, tuple):
        return [default_convert(one) for one in data]
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        return [default_convert(one) for one in data]
    return data

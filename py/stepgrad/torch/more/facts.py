"""② What tensors say of themselves besides: trifles that programs ask, and most answer alike."""

from __future__ import annotations

from typing import Any

from ..making import must_be_cpu
from ..types import strided

FALSE = """
is_cuda is_mps is_xpu is_sparse is_sparse_csr is_quantized is_meta is_mkldnn is_nested is_ipu is_maia is_mtia is_vulkan is_xla
"""
TRUE = ("is_cpu",)


def cuda(self: Any, device: Any = None, non_blocking: bool = False, memory_format: Any = None) -> Any:
    """There is none. Errors: AssertionError."""
    must_be_cpu("cuda", "cuda")


def nbytes(self: Any) -> int:
    """How many bytes its elements take."""
    return int(self._data.nbytes)


def data_ptr(self: Any) -> int:
    """Where the first element is in memory."""
    return int(self._data.__array_interface__["data"][0])


def storage_offset(self: Any) -> int:
    """How many elements of the storage come before the first."""
    base = self._data.base
    if base is None or not hasattr(base, "__array_interface__"):
        return 0
    while getattr(base, "base", None) is not None and hasattr(base.base, "__array_interface__"):
        base = base.base
    return int((data_ptr(self) - base.__array_interface__["data"][0]) // self._data.itemsize)


def get_device(self: Any) -> int:
    """The number of its card: none."""
    return -1


def same(self: Any, *_: Any, **__: Any) -> Any:
    """Itself: there is one place, and one layout."""
    return self


def is_pinned(self: Any, *_: Any, **__: Any) -> bool:
    """Nothing is."""
    return False


def is_shared(self: Any) -> bool:
    """Nothing is."""
    return False


def is_set_to(self: Any, tensor: Any) -> bool:
    """Whether both show the same storage in the same way."""
    return data_ptr(self) == data_ptr(tensor) and self._data.shape == tensor._data.shape


def new(self: Any, *data: Any) -> Any:
    """As Tensor(…), in this dtype."""
    return type(self)._class(*data, dtype=self._data.dtype)


def grad_dtype(self: Any) -> Any:
    """Of what kind its gradient is."""
    return self.dtype


def version(self: Any) -> int:
    """How often it was changed in place."""
    return int(self._counter[0])


def base(self: Any) -> Any:
    """Of a view, the tensor that it shows a part of; None of any other."""
    return (getattr(self, "_view", None) or (None,))[0]


PROPERTIES = {
    "_version": version,
    "_base": base,
    "layout": lambda self: strided,
    "nbytes": nbytes,
    "grad_dtype": grad_dtype,
    "H": lambda self: self.mT,
    "mH": lambda self: self.mT,
    "real": same,
}
METHODS = {
    "cuda": cuda, "data_ptr": data_ptr, "storage_offset": storage_offset, "get_device": get_device, "is_pinned": is_pinned,
    "is_shared": is_shared, "is_set_to": is_set_to, "new": new, "pin_memory": same, "share_memory_": same, "to_dense": same,
    "adjoint": lambda self: self.mT,
}  # fmt: skip

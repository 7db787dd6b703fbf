"""② torch.save and torch.load, in a format of our own: a line that says so, then a pickle.

A tensor is its numbers' bytes, their dtype and shape; tensors over one array share it again when they are loaded. Files that
PyTorch wrote cannot be read, nor can PyTorch read these. With weights_only=True, the default, loading runs no code: only
tensors and Python's own containers, numbers and strings are made.
"""

from __future__ import annotations

import importlib
import io
import os
import pickle
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..tensor.casting import must_be_cpu
from .parameter import Parameter
from .tensor import Tensor, _restored
from .types import Size, _device, _named, _size, device, dtype

MAGIC = b"stepgrad tensors 1\n"
_PLACES = ("", ".nn", ".optim", ".optim.lr_scheduler", ".utils.data")  # where our classes have their names
_safe: list[Any] = []
_REFUSED = (
    "Weights only load failed. This file can still be loaded, to do so you have two options, do those steps only if you trust the "
    "source of the checkpoint. \n\t(1) In PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` "
    "from `False` to `True`. Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but it can result in "
    "arbitrary code execution. Do it only if you got the file from a trusted source.\n\t(2) Alternatively, to load with "
    "`weights_only=True` please check the recommended steps in the following error message.\n\tWeightsUnpickler error: Unsupported "
    "global: GLOBAL {0} was not an allowed global by default. Please use `torch.serialization.add_safe_globals([{1}])` or the "
    "`torch.serialization.safe_globals([{1}])` context manager to allowlist this global if you trust this class/function.\n\n"
    "Check the documentation of torch.load to learn more about types accepted by default with weights_only "
    "https://pytorch.org/docs/stable/generated/torch.load.html."
)


def save(
    obj: Any,
    f: Any,
    pickle_module: Any = None,
    pickle_protocol: int = 2,
    _use_new_zipfile_serialization: bool = True,
) -> None:
    """Write an object to a file (a path, or what has `write`): tensors, state_dicts, modules, optimizers, whatever holds them."""
    held = io.BytesIO()
    _Pickler(held, 4).dump(obj)
    data = MAGIC + held.getvalue()
    if hasattr(f, "write"):
        f.write(data)
        return
    path = os.fspath(f)
    folder = os.path.dirname(path)
    if folder and not os.path.isdir(folder):
        raise RuntimeError(f"Parent directory {folder} does not exist.")
    with open(path, "wb") as file:
        file.write(data)


def load(
    f: Any,
    map_location: Any = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
    **_: Any,
) -> Any:
    """The object that `save` wrote to a file (a path, or what has `read`).

    weights_only: make nothing but tensors and plain data, so that no code is run; False for whole modules. map_location:
    there is no place but the CPU. Errors: UnpicklingError for what is no such file, or holds what weights_only does not allow.
    """
    if isinstance(map_location, str | device):
        must_be_cpu("load", map_location)
    data = f.read() if hasattr(f, "read") else _read(os.fspath(f))
    if not data:
        raise EOFError("Ran out of input")
    if data[:2] == b"PK":
        raise pickle.UnpicklingError(
            "torch.load: this file was written by PyTorch, whose format is not read here; save its numbers as lists or with NumPy"
        )
    if not data.startswith(MAGIC):
        raise pickle.UnpicklingError("torch.load: this is no file that torch.save() wrote here")
    unpickler = _Anything if weights_only is False else _WeightsOnly
    return unpickler(io.BytesIO(data[len(MAGIC) :])).load()


def _read(path: Any) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def add_safe_globals(safe_globals: Sequence[Any]) -> None:
    """Classes and functions that weights_only=True allows, too, from now on."""
    _safe.extend(safe_globals)


def get_safe_globals() -> list[Any]:
    """What was added by add_safe_globals()."""
    return [*_safe]


def clear_safe_globals() -> None:
    """Allow no more than at first."""
    _safe.clear()


class safe_globals:
    """Allow these classes and functions until the end of the `with` block."""

    def __init__(self, safe_globals: Sequence[Any]) -> None:
        self._given = safe_globals

    def __enter__(self) -> None:
        self._before = [*_safe]
        _safe.extend(self._given)

    def __exit__(self, *_: object) -> None:
        _safe[:] = self._before


# what a file is made of


def array_of(name: str, shape: tuple[int, ...], data: bytes) -> Any:
    """An array from its bytes."""
    return np.frombuffer(data, np.dtype(name)).reshape(shape).copy()


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        """Arrays as their bytes."""
        if type(obj) is np.ndarray and not obj.dtype.hasobject:
            return array_of, (obj.dtype.str, obj.shape, obj.tobytes())
        return NotImplemented

    def persistent_id(self, obj: Any) -> Any:
        """Classes of ours that say they are in `torch`: by the place where their name is."""
        if isinstance(obj, type) and obj.__module__.partition(".")[0] == "torch":
            name = str(obj.__qualname__)
            for place in _PLACES:
                if getattr(_module(place), name, None) is obj:
                    return place, name, f"{obj.__module__}.{name}"
        return None


def _module(place: str) -> Any:
    return importlib.import_module(f"{__package__}{place}")


class _Anything(pickle.Unpickler):
    def persistent_load(self, pid: Any) -> Any:
        """A class of ours."""
        place, name, _ = pid
        if place not in _PLACES:
            raise pickle.UnpicklingError(f"torch.load: there is nothing at {place!r}")
        return getattr(_module(place), name)


class _WeightsOnly(_Anything):
    def persistent_load(self, pid: Any) -> Any:
        """A class that is allowed."""
        found = super().persistent_load(pid)
        if found in (Tensor, Parameter, Size, device, dtype) or any(found is one for one in _safe):
            return found
        raise pickle.UnpicklingError(_REFUSED.format(pid[2], pid[1]))

    def find_class(self, module: str, name: str) -> Any:
        """A class or function that is allowed."""
        if (module, name) in _ALLOWED:
            return _ALLOWED[module, name]
        for safe in _safe:
            if (safe.__module__, safe.__qualname__) == (module, name):
                return safe
        raise pickle.UnpicklingError(_REFUSED.format(f"{module}.{name}", name))


_ALLOWED: dict[tuple[str, str], Callable[..., Any]] = {
    **{
        (one.__module__, one.__qualname__): one
        for one in (OrderedDict, Counter, array_of, _restored, _named, _size, _device, Size, device)
    },
    **{("builtins", one.__name__): one for one in (set, frozenset, complex, bytearray, slice, range)},
}

"""② What is not there says so, in one sentence that names it, and names what is there and looks like it."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

# Methods of PyTorch's tensors that there are not, with what to do instead, where there is something.
_METHODS = """
angle bfloat16 cdouble cfloat chalf cholesky cholesky_inverse cholesky_solve coalesce conj_physical crow_indices col_indices digamma
dequantize erfinv frexp geqrf histogram i0 igamma igammac imag index_reduce istft ldexp lgamma lstsq lu lu_solve map_ map2_ matrix_exp mvlgamma
nextafter orgqr ormqr pinverse polygamma qr qscheme record_stream resize_as_ slice_scatter select_scatter diagonal_scatter as_strided_scatter
sparse_dim sparse_mask stft svd symeig to_mkldnn to_sparse to_sparse_csr triangular_solve untyped_storage storage view_as_complex view_as_real
nanquantile to_padded_tensor nonzero_static
"""


def sentence(place: str, name: str, there: Iterable[str]) -> str:
    """ "torch.foo is not there …" """
    import difflib

    names = sorted({one for one in there if one[0] != "_" and one[-1] != "_"})
    close = difflib.get_close_matches(name, names, 3, 0.6)
    close += [one for one in names if name.lower() in one.lower() and one not in close][: 3 - len(close)]
    *others, last = [f"{place}.{one}" for one in close] or [""]
    like = f"; there is {', '.join(others)}{' and ' if others else ''}{last}"
    return f"{place}.{name} is not in this engine's torch{like if last else ', nor is anything of a similar name'}"


def public(names: dict[str, Any]) -> list[str]:
    """Of a module's names those that it offers: not what it imported for itself."""
    kinds = type(absent), type
    return [
        name
        for name, one in names.items()
        if not isinstance(one, ModuleType)
        and (not isinstance(one, kinds) or str(one.__module__).startswith(("stepgrad", "torch")))
    ]


def absent(place: str, name: str, there: Iterable[str]) -> AttributeError:
    """For a module's `__getattr__`: the error for a name that it has not."""
    if name.startswith("__"):
        return AttributeError(f"module {place!r} has no attribute {name!r}")
    return AttributeError(f"module {place!r} has no attribute {name!r}: {sentence(place, name, there)}")


class Missing:
    """Stands for a method that there is not: to ask for it fails by its name, and hasattr() is False."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, one: Any, cls: Any = None) -> Any:
        there = [name for name in dir(cls) if not isinstance(_held(cls, name), Missing)]
        raise AttributeError(
            f"'Tensor' object has no attribute {self._name!r}: {sentence('Tensor', self._name, there)}"
        )


def _held(cls: Any, name: str) -> Any:
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


METHODS = _METHODS.split()

"""③ Programs of a few lines, run with our tensors and with PyTorch's: the same values, gradients, dtypes, and kinds of errors."""

from __future__ import annotations

import math
import warnings
from types import SimpleNamespace
from typing import Any

import numpy as np
import stepgrad
import torch
from stepgrad import Tensor, nn, optim
from stepgrad.tensor import functions

DTYPES = ("float16", "float32", "float64", "uint8", "int8", "int16", "int32", "int64", "bool")


def _usual(data: Any) -> str:
    """The dtype that torch.tensor() gives to nested lists."""
    kinds = {type(one) for one in np.asarray(data, object).ravel().tolist()}
    return "float32" if not kinds or float in kinds else "int64" if int in kinds else "bool"


def ours(data: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """As torch.tensor()."""
    return Tensor(data, requires_grad, dtype=dtype or _usual(data))


def theirs(data: Any, dtype: Any = None, requires_grad: bool = False) -> Any:
    return torch.tensor(data, dtype=dtype, requires_grad=requires_grad)


# fmt: off
OURS = {
    "T": ours, "F": functions, "nn": nn, "optim": optim,
    "n": SimpleNamespace(
        cat=functions.cat, stack=functions.stack, where=functions.where, no_grad=stepgrad.no_grad, einsum=functions.einsum,
    ),
    **{name: np.dtype(name) for name in DTYPES},
}
THEIRS = {
    "T": theirs, "F": torch.nn.functional, "nn": torch.nn, "optim": torch.optim, "n": torch,
    **{name: getattr(torch, name) for name in DTYPES},
}
# fmt: on


def plain(found: Any) -> Any:
    """What a program left in `out`, without the library it comes from."""
    if isinstance(found, Tensor | torch.Tensor):
        numbers = found.detach()
        return (
            str(numbers.dtype).removeprefix("torch."),
            tuple(numbers.shape),
            numbers.tolist(),
            found.requires_grad,
        )
    if isinstance(found, list | tuple):
        return [plain(one) for one in found]
    return found


def close(a: Any, b: Any, tolerance: float) -> bool:
    """Whether the same, numbers of floats up to a tolerance."""
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(close(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if type(a) is float and type(b) is float:
        both_nan = math.isnan(a) and math.isnan(b)
        return a == b or both_nan or abs(a - b) <= tolerance * max(1.0, abs(b))
    return type(a) is type(b) and bool(a == b)


def run(source: str, names: dict[str, Any]) -> Any:
    """What the program leaves in `out`, or the exception that it ends with."""
    left: dict[str, Any] = {"math": math, "np": np, **names}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            exec(source, left)  # noqa: S102
        return plain(left["out"])
    except Exception as error:  # noqa: BLE001
        return error


def same(source: str, tolerance: float = 1e-5) -> None:
    """Fails unless both libraries make the same of the program: the same `out`, or an exception of the same kind."""
    source = source if "\n" in source or source.startswith("out") else f"out = {source}"
    found, expected = run(source, OURS), run(source, THEIRS)
    if isinstance(expected, Exception):
        kind = RuntimeError if isinstance(expected, NotImplementedError) else type(expected)
        assert isinstance(found, Exception), f"PyTorch raises {expected!r:.300}, and we give {found!r:.300}"
        assert isinstance(found, kind), f"PyTorch raises {expected!r:.300}, and we {found!r:.300}"
    else:
        assert not isinstance(found, Exception), (
            f"PyTorch gives {expected!r:.300}, and we raise {found!r:.300}"
        )
        assert close(found, expected, tolerance), f"PyTorch gives {expected!r:.600}, and we {found!r:.600}"

"""③ One program, run with our torch and with PyTorch's: the same `out`, printed text and warnings, and the same error in the same words."""

from __future__ import annotations

import contextlib
import importlib
import io
import math
import warnings
from typing import Any

import numpy as np
import stepgrad.torch
import torch

for _part in ("nn", "nn.functional", "nn.init", "nn.utils"):
    importlib.import_module(f"stepgrad.torch.{_part}")


def plain(found: Any) -> Any:
    """What a program left in `out`, without the library it comes from."""
    if isinstance(found, torch.Tensor | stepgrad.torch.Tensor):
        numbers = found.detach()
        return str(numbers.dtype), tuple(numbers.shape), numbers.tolist(), found.requires_grad
    if isinstance(found, dict):
        return {key: plain(one) for key, one in found.items()}
    if isinstance(found, list | tuple):
        return [plain(one) for one in found]
    return found


def close(a: Any, b: Any, tolerance: float) -> bool:
    """Whether the same, floats up to a tolerance."""
    if isinstance(a, dict) and isinstance(b, dict):
        return [*a] == [*b] and all(close(a[key], b[key], tolerance) for key in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(close(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if type(a) is float and type(b) is float:
        return (
            a == b
            or (math.isnan(a) and math.isnan(b))
            or math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)
        )
    return type(a) is type(b) and bool(a == b)


def run(program: str, library: Any) -> tuple[Any, str, list[str]]:
    """What it leaves in `out`, or the exception it ends with; what it prints; and of what it was warned."""
    ours = library is stepgrad.torch
    names: dict[str, Any] = {
        "torch": library, "nn": library.nn, "F": library.nn.functional, "init": library.nn.init, "utils": library.nn.utils,
        "math": math, "np": np,
    }  # fmt: skip
    text = program.replace("from torch", "from stepgrad.torch") if ours else program
    printed = io.StringIO()
    with (
        warnings.catch_warnings(record=True) as told,
        contextlib.redirect_stdout(printed),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("always")
        try:
            exec(text, names)  # noqa: S102
            out = plain(names.get("out"))
        except Exception as error:  # noqa: BLE001
            out = error
    return out, printed.getvalue(), [f"{one.category.__name__}: {one.message}" for one in told]


def same(program: str, tolerance: float = 2e-6, *, words: bool = True) -> None:
    """Fails unless both make the same of it; words: errors must be said alike."""
    (found, text, told), (expected, right_text, right_told) = (
        run(program, library) for library in (stepgrad.torch, torch)
    )
    if isinstance(expected, Exception):
        assert isinstance(found, type(expected)), f"PyTorch raises {expected!r:.400}, and we {found!r:.400}"
        if words:
            assert str(found) == str(expected)
    else:
        if isinstance(found, Exception):
            raise found
        assert close(found, expected, tolerance), f"PyTorch gives {expected!r:.900}, and we {found!r:.900}"
    assert text == right_text
    assert told == right_told

"""③ One text, run by PyTorch and by `stepgrad.torch`: the same values, gradients, dtypes, printed text, and errors."""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from typing import Any

import numpy as np
import stepgrad.torch
import torch

BEGIN = """
torch.manual_seed(0)
x = torch.tensor([[1.5, -2.0, 0.3], [0.7, 2.5, -1.1]], requires_grad=True)
y = torch.tensor([[0.5, 1.0, 2.0], [1.5, -0.5, 0.25]], requires_grad=True)
p = torch.tensor([[0.2, 0.7, 0.5], [0.9, 0.1, 0.4]], requires_grad=True)
v = torch.tensor([0.4, -1.2, 2.2], requires_grad=True)
m = torch.tensor([[2.0, 0.5, 0.1], [0.3, 1.5, -0.2], [0.1, 0.4, 3.0]], requires_grad=True)
b = (torch.arange(12.0).reshape(2, 2, 3) / 5 - 1).requires_grad_()
i = torch.tensor([[3, 1, 2], [1, 0, 2]])
k = torch.tensor([True, False, True])
leaves = [x, y, p, v, m, b]
"""


def plain(found: Any) -> Any:
    """Without the library it comes from."""
    if hasattr(found, "detach") and hasattr(found, "requires_grad"):
        return (str(found.dtype), tuple(found.shape), found.detach().tolist(), found.requires_grad)
    if isinstance(found, list | tuple):
        return [plain(one) for one in found]
    if isinstance(found, dict):
        return {key: plain(one) for key, one in found.items()}
    return found if isinstance(found, bool | int | float | str | None) else str(found)


def close(a: Any, b: Any, tolerance: float) -> bool:
    """Whether the same, floats up to a tolerance."""
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(close(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if type(a) is float and type(b) is float:
        return (
            a == b
            or (math.isnan(a) and math.isnan(b))
            or math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)
        )
    return type(a) is type(b) and bool(a == b)


def run(source: str, library: Any) -> Any:
    """What the program leaves in `out`, and prints; or the exception that it ends with."""
    left: dict[str, Any] = {"torch": library, "np": np, "math": math}
    printed = io.StringIO()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            exec(source, left)  # noqa: S102
    except Exception as error:  # noqa: BLE001
        return error
    return plain(left.get("out")), printed.getvalue()


def same(source: str, tolerance: float = 1e-5) -> None:
    """Fails unless both make the same of the program, or end with the same kind of error."""
    expected, found = run(source, torch), run(source, stepgrad.torch)
    if isinstance(expected, Exception):
        assert isinstance(found, Exception), f"PyTorch raises {expected!r:.300}, and we give {found!r:.300}"
        assert isinstance(found, type(expected)) or type(expected).__name__ == type(found).__name__, (
            f"PyTorch raises {expected!r:.300}, and we {found!r:.300}"
        )
        return
    assert not isinstance(found, Exception), f"PyTorch gives {expected!r:.300}, and we raise {found!r:.300}"
    assert close(found[0], expected[0], tolerance), (
        f"PyTorch gives {expected[0]!r:.600}, and we {found[0]!r:.600}"
    )
    assert found[1] == expected[1], f"PyTorch prints {expected[1]}, and we {found[1]}"


def same_gradients(call: str, tolerance: float = 1e-4) -> None:
    """As `same`, of one expression over the tensors above, and of the gradients of the sum of its squares."""
    same(
        f"{BEGIN}z = {call}\nmade = list(z) if isinstance(z, tuple) else [z]\n"
        "made = [one for one in made if getattr(one, 'requires_grad', False)]\n"
        "if made:\n    sum((one * one).sum() for one in made).backward()\n"
        "out = [z, [one.grad for one in leaves]]",
        tolerance,
    )

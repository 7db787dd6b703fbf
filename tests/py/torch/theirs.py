"""② The words of random programs (tests/py/programs/ours.py), of PyTorch."""

from __future__ import annotations

import functools
import math
from types import SimpleNamespace
from typing import Any

import torch
from torch.utils.checkpoint import checkpoint

from tests.py.programs.ours import OF_FUNCTIONS, OF_NETWORKS, WORDS


def T(data: Any, dtype: Any, requires_grad: bool = False) -> torch.Tensor:
    return torch.tensor(data, dtype=dtype, requires_grad=requires_grad)


def V(number: float) -> torch.Tensor:
    return torch.tensor(float(number), dtype=torch.float64, requires_grad=True)


def N(number: float) -> torch.Tensor:
    return torch.tensor(float(number), dtype=torch.float64)


def where(condition: Any, x: Any, y: Any) -> torch.Tensor:
    """Ours takes a plain bool for Values."""
    return torch.where(torch.tensor(condition) if isinstance(condition, bool) else condition, x, y)


F = SimpleNamespace(
    trunc_divide=functools.partial(torch.div, rounding_mode="trunc"),
    gelu_tanh=functools.partial(torch.nn.functional.gelu, approximate="tanh"),
    **{name: getattr(torch.nn.functional, name) for name in OF_FUNCTIONS if name != "gelu_tanh"},
    **{name: getattr(torch.nn.functional, name) for name in OF_NETWORKS},
    **{
        name: getattr(torch.nn.functional, name)
        for name in ("cross_entropy", "embedding", "layer_norm", "mse_loss")
    },
)
n = SimpleNamespace(
    cat=torch.cat,
    stack=torch.stack,
    where=where,
    einsum=torch.einsum,
    maximum=torch.maximum,
    minimum=torch.minimum,
    no_grad=torch.no_grad,
    checkpoint=functools.partial(checkpoint, use_reentrant=False),
    det=torch.linalg.det,
    inv=torch.linalg.inv,
)
float32, float64, int64, boolean = torch.float32, torch.float64, torch.int64, torch.bool
inf, nan = math.inf, math.nan

NAMES: dict[str, Any] = {name: globals()[name] for name in WORDS}

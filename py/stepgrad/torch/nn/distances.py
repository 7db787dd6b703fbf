"""② How long vectors are, and how far apart: distances and angles of torch.nn.functional."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .titles import give


def normalize(input: Any, p: float = 2.0, dim: Any = 1, eps: float = 1e-12, out: Any = None) -> Any:
    """The input over its length along an axis, which is taken as eps at least."""
    made = input / input.norm(p, dim, keepdim=True).clamp_min(eps)
    return made if out is None else out.copy_(made)


def cosine_similarity(x1: Any, x2: Any, dim: int = 1, eps: float = 1e-8) -> Any:
    """The cosine of the angle between vectors along an axis; their lengths are taken as eps at least."""
    most = max(x1.dim(), x2.dim())
    x1, x2 = (x if x.dim() == most else x.reshape((1,) * (most - x.dim()) + x._data.shape) for x in (x1, x2))
    one, other = (x / x.norm(2, dim, keepdim=True).clamp_min(eps) for x in (x1, x2))
    return (one * other).sum(dim)


def pairwise_distance(x1: Any, x2: Any, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Any:
    """The length of x1 − x2 + eps along the last axis."""
    return (x1 - x2 + eps).norm(p, -1, keepdim)


def pdist(input: Any, p: float = 2.0) -> Any:
    """The distance between every two rows."""
    if input.dim() != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.dim()}D")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    first, second = np.triu_indices(input.size(0), 1)
    apart = input[first] - input[second]
    if p == 0:
        return (apart != 0).sum(-1).to(input.dtype)
    return apart.norm(math.inf if p == math.inf else p, -1)


__all__ = ["cosine_similarity", "normalize", "pairwise_distance", "pdist"]
give(globals())

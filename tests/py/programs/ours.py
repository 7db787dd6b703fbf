"""② The words that random programs are written in, of our engine; tests/py/torch/theirs.py has the same of PyTorch."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import stepgrad
from stepgrad import Tensor, Value
from stepgrad.tensor import functions
from stepgrad.torch import linalg
from stepgrad.torch.nn import functional as networks


def T(data: Any, dtype: Any, requires_grad: bool = False) -> Tensor:
    """As torch.tensor()."""
    return Tensor(data, requires_grad, dtype=dtype)


def V(number: float) -> Value:
    """A leaf."""
    return Value(number)


def _method(name: str) -> Any:
    """What PyTorch has as a function, and we as a method."""
    return lambda a, *given, **named: getattr(a, name)(*given, **named)


OF_FUNCTIONS = ("gelu", "gelu_tanh", "silu", "softplus", "elu", "leaky_relu")
OF_NETWORKS = ("conv1d", "conv2d", "unfold", "fold", "binary_cross_entropy")
F = SimpleNamespace(
    trunc_divide=_method("trunc_divide"),
    **{name: _method(name) for name in OF_FUNCTIONS},
    **{name: getattr(functions, name) for name in ("cross_entropy", "embedding", "layer_norm", "mse_loss")},
    **{name: getattr(networks, name) for name in OF_NETWORKS},
)
n = SimpleNamespace(
    cat=stepgrad.cat,
    stack=stepgrad.stack,
    where=stepgrad.where,
    einsum=stepgrad.einsum,
    maximum=stepgrad.maximum,
    minimum=stepgrad.minimum,
    no_grad=stepgrad.no_grad,
    checkpoint=stepgrad.checkpoint,
    det=linalg.det,
    inv=linalg.inv,
)
N = float  # a number beside a Value: PyTorch takes short cuts with Python's, and not with tensors
float32, float64, int64 = (np.dtype(name) for name in ("float32", "float64", "int64"))
boolean = np.dtype("bool")
inf, nan = math.inf, math.nan


def bits(**names: Any) -> None:
    """Print the numbers and gradients of what has these names, every bit of them."""
    for name, one in names.items():
        if isinstance(one, Tensor):
            print(name, one.tolist(), None if one.grad is None else one.grad.tolist())
        elif isinstance(one, Value):
            print(name, one.data, one.grad)


WORDS = ("F", "N", "T", "V", "boolean", "float32", "float64", "inf", "int64", "n", "nan")
NAMES: dict[str, Any] = {name: globals()[name] for name in WORDS}
# The first line of a program that is traced as text.
IMPORT = f"from tests.py.programs.ours import {', '.join(WORDS)}, bits\n"

"""①–⑤ stepgrad: reverse-mode automatic differentiation that can be walked one step at a time.

>>> from stepgrad import Value
>>> x = Value(2.0)
>>> c = (3 * x + 1) ** 2
>>> c.backward()
>>> c.data, x.grad
(49.0, 42.0)
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .check import check_gradients
from .errors import ShapeError
from .mode import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .scalar.value import Value
from .tensor.functions import (
    cat,
    concat,
    concatenate,
    cross_entropy,
    einsum,
    embedding,
    layer_norm,
    log_softmax,
    maximum,
    minimum,
    mse,
    mse_loss,
    softmax,
    stack,
    where,
)

if TYPE_CHECKING:
    from . import nn, optim
    from .derivatives import grad, hessian, jacobian, jvp, vjp
    from .pictures.graph import Graph
    from .pictures.show import show
    from .tensor.recompute import checkpoint
    from .tensor.tensor import Tensor
    from .tracing.doctor.diagnose import diagnose
    from .tracing.trace import Trace, trace

__all__ = [
    "Graph",
    "ShapeError",
    "Tensor",
    "Trace",
    "Value",
    "cat",
    "check_gradients",
    "checkpoint",
    "concat",
    "concatenate",
    "cross_entropy",
    "diagnose",
    "einsum",
    "embedding",
    "enable_grad",
    "grad",
    "hessian",
    "inference_mode",
    "is_grad_enabled",
    "jacobian",
    "jvp",
    "layer_norm",
    "log_softmax",
    "maximum",
    "minimum",
    "mse",
    "mse_loss",
    "nn",
    "no_grad",
    "optim",
    "set_grad_enabled",
    "show",
    "softmax",
    "stack",
    "trace",
    "vjp",
    "where",
]
__version__ = "0.1.0"

# Imported when first asked for: Value does without NumPy, and a page that does not draw graphs in Python boots sooner.
_LATER = {
    "Graph": "pictures.graph",
    "Tensor": "tensor.tensor",
    "Trace": "tracing.trace",
    "checkpoint": "tensor.recompute",
    "diagnose": "tracing.doctor.diagnose",
    "grad": "derivatives",
    "hessian": "derivatives",
    "jacobian": "derivatives",
    "jvp": "derivatives",
    "nn": "nn",
    "optim": "optim",
    "session": "tracing.session",
    "show": "pictures.show",
    "trace": "tracing.trace",
    "vjp": "derivatives",
}


class _Moved(ModuleType):
    """`trace` is the function; `from stepgrad.trace import TraceLimitError` has been written, too, and goes on working."""

    def __getattr__(self, name: str) -> Any:
        import importlib

        return getattr(importlib.import_module("stepgrad.tracing.trace"), name)


sys.modules[f"{__name__}.trace"] = _Moved(f"{__name__}.trace")


def __getattr__(name: str) -> Any:
    import importlib

    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f".{_LATER[name]}", __name__)
    found = globals()[name] = getattr(module, name, module)  # a module's own name gives the module
    return found

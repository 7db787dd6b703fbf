"""② PyTorch's names on this engine: `import stepgrad.torch as torch` runs programs that were written for PyTorch.

It computes on the CPU alone. What is not there says so, by its name.
"""

from __future__ import annotations

import importlib
import math
from typing import Any

from ..mode import enable_grad as enable_grad
from ..mode import inference_mode as inference_mode
from ..mode import is_grad_enabled as is_grad_enabled
from ..mode import no_grad as no_grad
from ..mode import set_grad_enabled as set_grad_enabled
from . import installing, random, types, version
from .absent import absent, public
from .tensor import Tensor as Tensor
from .types import DTYPES
from .types import Size as Size
from .types import device as device
from .types import dtype as dtype

inf, nan, pi, e = math.inf, math.nan, math.pi, math.e
newaxis = None
strided = types.strided
contiguous_format, preserve_format, channels_last = "contiguous_format", "preserve_format", "channels_last"
__version__ = version.__version__

bool, uint8, int8, int16, int32, int64, float16, float32, float64 = DTYPES.values()
short, int, long, half, float, double = int16, int32, int64, float16, float32, float64

globals().update(installing.install())
default_generator = random.default_generator

# imported when first asked for
_PARTS = (
    "linalg",
    "nn",
    "optim",
    "autograd",
    "func",
    "utils",
    "serialization",
    "cuda",
    "mps",
    "xpu",
    "accelerator",
    "backends",
    "version",
)
_LATER = {
    "save": "serialization",
    "load": "serialization",
    "is_anomaly_enabled": "autograd.anomaly",
    "is_anomaly_check_nan_enabled": "autograd.anomaly",
}


def __getattr__(name: str) -> Any:
    if name in _PARTS:
        return importlib.import_module(f".{name}", __name__)
    if name in _LATER:
        return getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
    if name == "return_types":
        from .functions import return_types

        return return_types
    raise absent("torch", name, [*public(globals()), *_PARTS, *_LATER])

"""③ torch.autograd on this engine: gradients asked for by name, functions of one's own, and a look-out for NaN."""

from __future__ import annotations

from ...mode import enable_grad, inference_mode, mode, no_grad, set_grad_enabled
from ..gradients import backward, grad
from ..tensor import Tensor
from . import forward_ad as forward_ad
from . import functional as functional
from .anomaly import detect_anomaly, set_detect_anomaly
from .function import Function
from .gradcheck import gradcheck, gradgradcheck

Variable = Tensor

__all__ = [
    "Function",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "forward_ad",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]


def is_grad_enabled() -> bool:
    """Whether operations build a graph now."""
    return bool(mode.grad)

"""② torch.accelerator, which programs ask for a device that is faster: there is none."""

from typing import Any

from .cuda import _nothing as set_device_idx
from .cuda import _nothing as set_device_index
from .cuda import _nothing as synchronize
from .cuda import device_count, is_available

__all__ = [
    "current_accelerator",
    "current_device_index",
    "device_count",
    "is_available",
    "set_device_idx",
    "set_device_index",
    "synchronize",
]


def current_accelerator(check_available: bool = False) -> Any:
    """None: there is none."""


def current_device_index() -> int:
    """Errors: RuntimeError, for there is none."""
    raise RuntimeError("Cannot access accelerator device when none is available.")

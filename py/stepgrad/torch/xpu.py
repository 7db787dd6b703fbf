"""② torch.xpu, which is not there, either."""

from .cuda import device_count, is_available

__all__ = ["device_count", "is_available"]

"""② torch.nn.modules: where PyTorch has its layers; the same as torch.nn."""

from __future__ import annotations

from typing import Any

from .. import __all__ as __all__


def __getattr__(name: str) -> Any:
    from ... import nn

    return getattr(nn, name)

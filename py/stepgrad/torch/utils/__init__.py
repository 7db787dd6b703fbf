"""② torch.utils: data and checkpoint."""

from __future__ import annotations

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    if name in ("data", "checkpoint", "hooks"):
        return importlib.import_module(f".{name}", __name__)
    raise AttributeError(f"module 'torch.utils' has no attribute {name!r}; there are data and checkpoint")

"""② torch.utils: data and checkpoint."""

from __future__ import annotations

import importlib
from typing import Any

from ..absent import absent


def __getattr__(name: str) -> Any:
    if name in ("data", "checkpoint", "hooks"):
        return importlib.import_module(f".{name}", __name__)
    raise absent("torch.utils", name, ("data", "checkpoint", "hooks"))

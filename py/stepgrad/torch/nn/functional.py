"""② torch.nn.functional: what layers compute, as functions. It gathers them from the files that have them."""

from __future__ import annotations

import importlib
from typing import Any

from ..absent import absent

# fmt: off
_PARTS = ("activating", "lookups")
# imported when first asked for
_LATER = ("losing", "classes", "distances", "convolving", "pools", "adapting", "normalizing", "padding", "resizing", "rearranging", "attending")
# fmt: on
for _part in _PARTS:
    _module = importlib.import_module(f".{_part}", __package__)
    globals().update({_name: getattr(_module, _name) for _name in _module.__all__})


def __getattr__(name: str) -> Any:
    if name[:2] != "__":
        for part in _LATER:
            module = importlib.import_module(f".{part}", __package__)
            if name in module.__all__:
                globals()[name] = found = getattr(module, name)
                return found
    raise absent("torch.nn.functional", name, () if name[:2] == "__" else __dir__())


def __dir__() -> list[str]:
    more = [name for part in _LATER for name in importlib.import_module(f".{part}", __package__).__all__]
    return sorted({*(name for name in globals() if name[0] != "_"), *more})

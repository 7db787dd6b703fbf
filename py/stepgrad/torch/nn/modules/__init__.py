"""② torch.nn.modules: where PyTorch has its layers, in a file for each kind; here each of these is the same as torch.nn."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from .. import __all__ as __all__

_FILES = (
    "activation", "adaptive", "batchnorm", "container", "conv", "distance", "dropout", "flatten", "fold", "instancenorm", "linear",
    "loss", "module", "normalization", "padding", "pixelshuffle", "pooling", "rnn", "sparse", "transformer", "upsampling", "utils",
)  # fmt: skip
sys.modules.update({f"{__name__}.{_name}": sys.modules[__name__] for _name in _FILES})


def _ntuple(n: int, name: str = "parse") -> Callable[[Any], tuple[Any, ...]]:
    """What makes n of one."""

    def parse(x: Any) -> tuple[Any, ...]:
        return tuple(x) if hasattr(x, "__iter__") else (x,) * n

    parse.__name__ = name
    return parse


_single, _pair, _triple, _quadruple = (
    _ntuple(i + 1, name) for i, name in enumerate(("_single", "_pair", "_triple", "_quadruple"))
)


def __getattr__(name: str) -> Any:
    from ... import nn

    return sys.modules[__name__] if name in _FILES else getattr(nn, name)

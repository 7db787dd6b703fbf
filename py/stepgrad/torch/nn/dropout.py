"""② Layers of torch.nn that leave out elements at random while they are trained."""

from __future__ import annotations

from typing import Any

from . import lookups as F
from .module import Module


class _DropoutNd(Module):
    """What is left out with probability p in training, and scaled by 1 / (1 − p) where it is not."""

    __module__ = "torch.nn.modules.dropout"
    function: Any = None

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def forward(self, input: Any) -> Any:
        """As the input is shaped."""
        return type(self).function(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"p={self.p}, inplace={self.inplace}"


def _layer(name: str, function: Any) -> Any:
    names = {
        "function": staticmethod(function),
        "__module__": _DropoutNd.__module__,
        "__doc__": function.__doc__,
    }
    return type(name, (_DropoutNd,), names)


Dropout, Dropout1d, Dropout2d, Dropout3d, AlphaDropout, FeatureAlphaDropout = (
    _layer(name, function)
    for name, function in (
        ("Dropout", F.dropout),
        ("Dropout1d", F.dropout1d),
        ("Dropout2d", F.dropout2d),
        ("Dropout3d", F.dropout3d),
        ("AlphaDropout", F.alpha_dropout),
        ("FeatureAlphaDropout", F.feature_alpha_dropout),
    )
)

__all__ = ["AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout"]

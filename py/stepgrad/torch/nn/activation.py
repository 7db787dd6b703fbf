"""② Activations of torch.nn: each a module that calls its function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import activating as F
from .module import Module
from .sizes import empty
from .written_out import layer

_MODULE = "torch.nn.modules.activation"

# name, what the constructor takes, what is shown of it ("{x}" its argument x), the function where it has another name
# fmt: off
_ROWS: tuple[tuple[str, ...], ...] = (
    ("ReLU", "inplace=False", ""),
    ("ReLU6", "inplace=False", ""),
    ("LeakyReLU", "negative_slope=0.01, inplace=False", "negative_slope={negative_slope}", "leaky_relu"),
    ("RReLU", "lower=1.0 / 8, upper=1.0 / 3, inplace=False", "lower={lower}, upper={upper}"),
    ("Threshold", "threshold, value, inplace=False", "threshold={threshold}, value={value}"),
    ("ELU", "alpha=1.0, inplace=False", "alpha={alpha}"),
    ("CELU", "alpha=1.0, inplace=False", "alpha={alpha}"),
    ("SELU", "inplace=False", ""),
    ("SiLU", "inplace=False", ""),
    ("Mish", "inplace=False", ""),
    ("Hardsigmoid", "inplace=False", ""),
    ("Hardswish", "inplace=False", ""),
    ("GELU", "approximate='none'", "approximate={approximate!r}"),
    ("Tanh", "", ""),
    ("Sigmoid", "", ""),
    ("LogSigmoid", "", ""),
    ("Softplus", "beta=1.0, threshold=20.0", "beta={beta}, threshold={threshold}"),
    ("Softsign", "", ""),
    ("Tanhshrink", "", ""),
    ("Softshrink", "lambd=0.5", "{lambd}"),
    ("Hardshrink", "lambd=0.5", "{lambd}"),
    ("GLU", "dim=-1", "dim={dim}"),
    ("Softmax", "dim=None", "dim={dim}"),
    ("Softmin", "dim=None", "dim={dim}"),
    ("LogSoftmax", "dim=None", "dim={dim}", "log_softmax"),
)
_SILENT = ("Hardsigmoid", "Hardswish")  # they do not show `inplace`
# fmt: on


def _forward(name: str, signature: str) -> Callable[..., Any]:
    function = getattr(F, name)
    names = [part.partition("=")[0].strip() for part in signature.split(",") if part]
    if not names:
        return lambda self, input: function(input)
    if name == "rrelu":
        return lambda self, input: function(input, self.lower, self.upper, self.training, self.inplace)

    def forward(self: Any, input: Any) -> Any:
        held = self.__dict__
        return function(input, **{one: held[one] for one in names})

    return forward


def _shown(name: str, text: str) -> Callable[[Any], str]:
    def extra_repr(self: Any) -> str:
        """As PyTorch shows it."""
        held = self.__dict__
        parts = [text.format(**held)] if text else []
        if held.get("inplace") and name not in _SILENT:
            parts.append("inplace=True")
        return ", ".join(parts)

    return extra_repr


for _name, _signature, _text, *_other in _ROWS:
    _function = (*_other, _name.lower())[0]
    globals()[_name] = layer(
        _name, _signature, _forward(_function, _signature), shown=_shown(_name, _text), module=_MODULE,
        doc=f"A module that calls functional.{_function}().\n\n{getattr(F, _function).__doc__}",
    )  # fmt: skip


class Hardtanh(Module):
    """Not below min_val and not above max_val."""

    __module__ = _MODULE

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        min_value: Any = None,
        max_value: Any = None,
    ) -> None:
        super().__init__()
        self.min_val = min_val if min_value is None else min_value
        self.max_val = max_val if max_value is None else max_value
        self.inplace = inplace
        if self.max_val <= self.min_val:
            raise AssertionError(f"max_val ({self.max_val}) must be greater than min_val ({self.min_val})")

    def forward(self, input: Any) -> Any:
        """As the input is shaped."""
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"min_val={self.min_val}, max_val={self.max_val}{', inplace=True' if self.inplace else ''}"


class PReLU(Module):
    """The input; times a slope that is learned (one, or one for each channel), where it is negative."""

    __module__ = _MODULE

    def __init__(
        self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = empty(num_parameters, dtype=dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Every slope as it was in the beginning."""
        self.weight.data.fill_(self.init)

    def forward(self, input: Any) -> Any:
        """As the input is shaped."""
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"num_parameters={self.num_parameters}"


class Softmax2d(Module):
    """softmax over the channels of (N, C, H, W) or (C, H, W)."""

    __module__ = _MODULE

    def forward(self, input: Any) -> Any:
        """As the input is shaped."""
        if input.dim() not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.dim()}D instead")
        return F.softmax(input, -3)


__all__ = [*(row[0] for row in _ROWS), "Hardtanh", "PReLU", "Softmax2d"]  # noqa: PLE0604 (they are names)

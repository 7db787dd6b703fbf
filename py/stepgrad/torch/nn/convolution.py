"""② Convolutions of torch.nn: filters that slide over a tensor, and their other way round."""

from __future__ import annotations

import math
from typing import Any

from ..types import Size
from . import convolving, init
from .convolving import ends_of
from .module import Module
from .padding import pad
from .sizes import each, empty, of_axes

_FUNCTIONS = {n: getattr(convolving, f"conv{n}d") for n in (1, 2, 3)}
_TRANSPOSED = {n: getattr(convolving, f"conv_transpose{n}d") for n in (1, 2, 3)}


class _ConvNd(Module):
    """Filters of the size `kernel_size` over `in_channels`, and what comes of each is one of `out_channels`.

    weight and bias are drawn uniformly from ±1/√(in_channels / groups · kernel places). Errors: ValueError.
    """

    axes = 2
    transposed = False

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
        groups: int = 1, bias: bool = True, padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups:
            raise ValueError("out_channels must be divisible by groups")
        n = self.axes
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride, self.dilation = (
            each(kernel_size, n),
            each(stride, n),
            each(dilation, n),
        )
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ValueError(f"Invalid padding string {padding!r}, should be one of {{'valid', 'same'}}")
            if padding == "same" and any(step != 1 for step in self.stride):
                raise ValueError("padding='same' is not supported for strided convolutions")
        if padding_mode not in ("zeros", "reflect", "replicate", "circular"):
            raise ValueError(
                "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got "
                f"padding_mode='{padding_mode}'"
            )
        self.padding = padding if isinstance(padding, str) else each(padding, n)
        self.padding_mode, self.output_padding = padding_mode, (0,) * n
        first, second = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        self.weight = empty(first, second // groups, *self.kernel_size, dtype=dtype)
        if bias:
            self.bias: Any = empty(out_channels, dtype=dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and bias."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        fan_in = math.prod(self.weight._data.shape[1:])
        if self.bias is not None and fan_in:
            init.uniform_(self.bias, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        parts = [
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        ]
        zeros, ones = (0,) * self.axes, (1,) * self.axes
        if self.padding != zeros:
            parts.append(f"padding={self.padding}")
        if self.dilation != ones:
            parts.append(f"dilation={self.dilation}")
        if self.output_padding != zeros:
            parts.append(f"output_padding={self.output_padding}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)


class _Conv(_ConvNd):
    __doc__ = _ConvNd.__doc__

    def forward(self, input: Any) -> Any:
        """Shape (N, out_channels, …) of (N, in_channels, …); or both without N."""
        padding, n = self.padding, self.axes
        if self.padding_mode != "zeros":
            ends = ends_of(padding, self.kernel_size, self.stride, self.dilation)
            widths = [width for pair in reversed(ends) for width in pair]
            input, padding = pad(input, widths, self.padding_mode), 0
        return _FUNCTIONS[n](input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class _ConvTranspose(_ConvNd):
    """The other way round: out of every element comes a window, filled by the filters, and windows add up.

    weight and bias are drawn as those of a convolution. Errors: ValueError.
    """

    transposed = True

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0, output_padding: Any = 0,
        groups: int = 1, bias: bool = True, dilation: Any = 1, padding_mode: str = "zeros", device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, dtype=dtype
        )
        self.output_padding = each(output_padding, self.axes)

    def forward(self, input: Any, output_size: Any = None) -> Any:
        """Shape (N, out_channels, …) of (N, in_channels, …); or both without N. output_size: where several fit, the lengths wanted."""
        more = self.output_padding if output_size is None else self._more(input, output_size)
        return _TRANSPOSED[self.axes](
            input, self.weight, self.bias, self.stride, self.padding, more, self.groups, self.dilation
        )

    def _more(self, input: Any, output_size: Any) -> tuple[int, ...]:
        n = self.axes
        wanted = tuple(output_size)[-n:]
        least = [
            (m - 1) * s - 2 * p + d * (k - 1) + 1
            for m, s, p, d, k in zip(
                input._data.shape[-n:],
                self.stride,
                self.padding,
                self.dilation,
                self.kernel_size,
                strict=True,
            )
        ]
        most = [low + s - 1 for low, s in zip(least, self.stride, strict=True)]
        if any(not low <= w <= high for low, w, high in zip(least, wanted, most, strict=True)):
            raise ValueError(
                f"requested an output size of {tuple(output_size)}, but valid sizes range from {least} to {most} "
                f"(for an input of {Size(input._data.shape[2:])})"
            )
        return tuple(w - low for w, low in zip(wanted, least, strict=True))


Conv1d, Conv2d, Conv3d = of_axes(_Conv, __name__)
ConvTranspose1d, ConvTranspose2d, ConvTranspose3d = of_axes(_ConvTranspose, __name__)

__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]

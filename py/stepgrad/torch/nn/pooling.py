"""② Pooling layers of torch.nn; each calls its function in pools.py."""

from __future__ import annotations

from typing import Any

from . import pools
from .module import Module
from .sizes import each, of_axes


class _MaxPool(Module):
    """The largest of every window; the first of equal ones gets the gradient."""

    axes = 2

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Any) -> Any:
        """See pools.py."""
        return getattr(pools, f"max_pool{self.axes}d")(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            self.return_indices,
        )

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )


class _AvgPool(Module):
    """The mean of every window."""

    axes = 2

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False, count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        n = self.axes
        self.kernel_size = each(kernel_size, n) if n == 1 else kernel_size
        stride = kernel_size if stride is None else stride
        self.stride = each(stride, n) if n == 1 else stride
        self.padding = each(padding, n) if n == 1 else padding
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: Any) -> Any:
        """See pools.py."""
        return getattr(pools, f"avg_pool{self.axes}d")(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad,
            self.divisor_override,
        )  # fmt: skip

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _AdaptiveAvgPool(Module):
    """The means of so many stretches of each of the last axes."""

    axes = 2

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Any) -> Any:
        """See pools.py."""
        return getattr(pools, f"adaptive_avg_pool{self.axes}d")(input, self.output_size)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"output_size={self.output_size}"


class _AdaptiveMaxPool(Module):
    """The largest of so many stretches of each of the last axes."""

    axes = 2

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input: Any) -> Any:
        """See pools.py."""
        return getattr(pools, f"adaptive_max_pool{self.axes}d")(input, self.output_size, self.return_indices)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"output_size={self.output_size}"


class _LPPool(Module):
    """(Σ x^p)^(1/p) of every window."""

    axes = 2

    def __init__(
        self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False
    ) -> None:
        super().__init__()
        self.norm_type, self.kernel_size, self.stride, self.ceil_mode = (
            norm_type,
            kernel_size,
            stride,
            ceil_mode,
        )

    def forward(self, input: Any) -> Any:
        """See pools.py."""
        return getattr(pools, f"lp_pool{self.axes}d")(
            input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode
        )

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class _MaxUnpool(Module):
    """Zeros, but what MaxPool picked at the places it was picked from."""

    axes = 2

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        n = self.axes
        self.kernel_size, self.padding = each(kernel_size, n), each(padding, n)
        self.stride = self.kernel_size if stride is None else each(stride, n)

    def forward(self, input: Any, indices: Any, output_size: Any = None) -> Any:
        """See pools.py."""
        return getattr(pools, f"max_unpool{self.axes}d")(
            input, indices, self.kernel_size, self.stride, self.padding, output_size
        )

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


MaxPool1d, MaxPool2d, MaxPool3d = of_axes(_MaxPool, __name__)
AvgPool1d, AvgPool2d, AvgPool3d = of_axes(_AvgPool, __name__)
AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d = of_axes(_AdaptiveAvgPool, __name__)
AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d = of_axes(_AdaptiveMaxPool, __name__)
LPPool1d, LPPool2d, LPPool3d = of_axes(_LPPool, __name__)
MaxUnpool1d, MaxUnpool2d, MaxUnpool3d = of_axes(_MaxUnpool, __name__)

__all__ = [
    f"{kind}{n}d" for kind in ("MaxPool", "AvgPool", "AdaptiveAvgPool", "AdaptiveMaxPool", "LPPool", "MaxUnpool") for n in (1, 2, 3)
]  # fmt: skip

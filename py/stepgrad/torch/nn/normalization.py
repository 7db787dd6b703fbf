"""② Normalization layers of torch.nn; each calls its function in normalizing.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...tensor.dtypes import FLOAT, dtype_of
from ...tensor.graph import beside
from ..tensor import Tensor
from . import init
from . import normalizing as F
from .module import Module
from .sizes import empty, of_axes

_AXES_OF = {1: (2, 3), 2: (4, 4), 3: (5, 5)}  # from so many axes to so many go into BatchNorm1d, 2d, 3d


class _Norm(Module):
    """What the layers share that normalize channels."""

    axes = 1

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True,
        track_running_stats: bool = True, device: Any = None, dtype: Any = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self.register_parameter("weight", empty(num_features, dtype=dtype) if affine else None)
        self.register_parameter("bias", empty(num_features, dtype=dtype) if affine and bias else None)
        kind = FLOAT if dtype is None else dtype_of("BatchNorm", dtype)
        for name, value in (
            ("running_mean", np.zeros(num_features, kind)),
            ("running_var", np.ones(num_features, kind)),
            ("num_batches_tracked", np.array(0)),
        ):
            self.register_buffer(name, beside(Tensor, value) if track_running_stats else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Mean 0, variance 1, no batches."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_Norm):
    """Every channel shifted and scaled by the batch's mean and variance (in eval(): by running ones), times weight plus bias."""

    def forward(self, input: Any) -> Any:
        """Shape (N, num_features, …), as the input. Errors: ValueError for other axes, and for one value per channel."""
        least, most = _AXES_OF[self.axes]
        if not least <= input._data.ndim <= most:
            wanted = "2D or 3D" if self.axes == 1 else f"{most}D"
            raise ValueError(f"expected {wanted} input (got {input._data.ndim}D input)")
        part, tracked = self.momentum, self.training and self.track_running_stats
        if tracked and self.num_batches_tracked is not None:
            self.num_batches_tracked._data += 1
            self.num_batches_tracked._changed()
            part = 1 / float(self.num_batches_tracked._data) if part is None else part
        by_batch = self.training or (self.running_mean is None and self.running_var is None)
        running = (self.running_mean, self.running_var) if not self.training or tracked else (None, None)
        return F.batch_norm(input, *running, self.weight, self.bias, by_batch, part or 0.0, self.eps)


class _InstanceNorm(_Norm):
    """Every channel of every input shifted and scaled by its own mean and variance."""

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False,
        track_running_stats: bool = False, device: Any = None, dtype: Any = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Any) -> Any:
        """Shape (N, num_features, …), or without N, as the input. Errors: ValueError."""
        n = self.axes
        if input._data.ndim not in (n + 1, n + 2):
            raise ValueError(f"expected {n + 1}D or {n + 2}D input (got {input._data.ndim}D input)")
        channels = input._data.shape[-n - 1]
        if channels != self.num_features and self.affine:
            raise ValueError(
                f"expected input's size at dim={input._data.ndim - n - 1} to match num_features ({self.num_features}), "
                f"but got: {channels}."
            )
        x = input if input._data.ndim == n + 2 else input.unsqueeze(0)
        y = F.instance_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias,
            self.training or not self.track_running_stats, 0.0 if self.momentum is None else self.momentum, self.eps,
        )  # fmt: skip
        return y if x is input else y.squeeze(0)


class _LastAxes(Module):
    """What the layers share that normalize the last axes, of the lengths normalized_shape."""

    def __init__(
        self, normalized_shape: Any, eps: float | None, elementwise_affine: bool, bias: bool, dtype: Any
    ) -> None:
        super().__init__()
        many = isinstance(normalized_shape, tuple | list)
        self.normalized_shape = tuple(normalized_shape) if many else (normalized_shape,)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        shape = self.normalized_shape
        self.register_parameter("weight", empty(*shape, dtype=dtype) if elementwise_affine else None)
        if bias is not None:
            self.register_parameter(
                "bias", empty(*shape, dtype=dtype) if elementwise_affine and bias else None
            )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if getattr(self, "bias", None) is not None:
            init.zeros_(self.bias)


class LayerNorm(_LastAxes):
    """The last axes shifted and scaled to mean 0 and variance 1, times weight plus bias."""

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True, bias: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(normalized_shape, eps, elementwise_affine, bias, dtype)

    def forward(self, input: Any) -> Any:
        """The shape of the input."""
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(_LastAxes):
    """The last axes over the root of their mean square, times weight."""

    def __init__(
        self, normalized_shape: Any, eps: float | None = None, elementwise_affine: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(normalized_shape, eps, elementwise_affine, None, dtype)  # type: ignore[arg-type]

    def forward(self, input: Any) -> Any:
        """The shape of the input."""
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(Module):
    """The channels in groups, each shifted and scaled to mean 0 and variance 1, times weight plus bias. Errors: ValueError."""

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True, device: Any = None,
        dtype: Any = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        self.register_parameter("weight", empty(num_channels, dtype=dtype) if affine else None)
        self.register_parameter("bias", empty(num_channels, dtype=dtype) if affine and bias else None)
        self.reset_parameters()

    reset_parameters = _LastAxes.reset_parameters

    def forward(self, input: Any) -> Any:
        """The shape of the input, (N, num_channels, …)."""
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, bias={self.bias is not None}"


class LocalResponseNorm(Module):
    """Every channel over a power of the mean square of its neighbours."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Any) -> Any:
        """The shape of the input."""
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        """As PyTorch shows it."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


BatchNorm1d, BatchNorm2d, BatchNorm3d = of_axes(_BatchNorm, __name__)
InstanceNorm1d, InstanceNorm2d, InstanceNorm3d = of_axes(_InstanceNorm, __name__)

__all__ = [
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "GroupNorm", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d",
    "LayerNorm", "LocalResponseNorm", "RMSNorm",
]  # fmt: skip

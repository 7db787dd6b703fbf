"""② Activations of torch.nn.functional: each an operation of the table, or a line of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...mode import mode, switched
from ...tensor.graph import beside
from ...tensor.inplace import _become, _tracked
from .. import random
from .checks import floats, kind_of, must_be_tensor
from .titles import give
from .warning import warn


def in_its_place(input: Any, name: str, function: Callable[[Any], Any], inplace: bool) -> Any:
    """function(input), or the input holding that; what the graph needs of what was there, it has of a copy."""
    if not inplace:
        return function(input)
    if _tracked(input, name, None):
        return _become(input, name, function(input.clone()))
    with switched(grad=False, recorder=mode.recorder):
        return _become(input, name, function(input))


def relu(input: Any, inplace: bool = False) -> Any:
    """max(0, input)"""
    must_be_tensor("relu", "input", 1, input)
    return input.relu_() if inplace else input.relu()


def leaky_relu(input: Any, negative_slope: float = 0.01, inplace: bool = False) -> Any:
    """The input; times negative_slope, where it is negative."""
    return in_its_place(
        floats("leaky_relu", "leaky_relu_cpu", input),
        "leaky_relu",
        lambda x: x.leaky_relu(negative_slope),
        inplace,
    )


def hardtanh(input: Any, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Any:
    """Not below min_val and not above max_val; nothing flows back through either."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return in_its_place(input, "hardtanh", lambda x: _between(x, min_val, max_val), inplace)


def _between(x: Any, low: float, high: float) -> Any:
    return x.masked_fill(x <= low, low).masked_fill(x >= high, high)


def relu6(input: Any, inplace: bool = False) -> Any:
    """min(max(0, input), 6)"""
    return in_its_place(input, "relu6", lambda x: _between(x, 0.0, 6.0), inplace)


def threshold(input: Any, threshold: float, value: float, inplace: bool = False) -> Any:
    """The input where it is above the threshold, else `value`."""
    return in_its_place(input, "threshold", lambda x: x.masked_fill(x <= threshold, value), inplace)


def elu(input: Any, alpha: float = 1.0, inplace: bool = False) -> Any:
    """The input where it is positive, else alpha · (exp(input) − 1)."""
    return in_its_place(floats("elu", "elu_cpu", input), "elu", lambda x: x.elu(alpha), inplace)


def selu(input: Any, inplace: bool = False) -> Any:
    """elu, scaled so that signals keep mean and variance. Source: Klambauer et al. (2017), arXiv:1706.02515."""
    return in_its_place(
        floats("selu", "elu_cpu", input),
        "selu",
        lambda x: x.elu(1.6732632423543772) * 1.0507009873554805,
        inplace,
    )


def celu(input: Any, alpha: float = 1.0, inplace: bool = False) -> Any:
    """The input where it is positive, else alpha · (exp(input / alpha) − 1)."""
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    if alpha == 1:
        return elu(input, 1.0, inplace)
    return in_its_place(
        floats("celu", "elu_cpu", input), "celu", lambda x: x.where(x > 0, (x / alpha).elu() * alpha), inplace
    )


def prelu(input: Any, weight: Any) -> Any:
    """The input; times weight (one, or one for each channel), where it is negative."""
    many = weight.numel()
    if many != 1:
        if not input.dim():
            raise RuntimeError("prelu: Not allow zero-dim input tensor.")
        channels = input._data.shape[1] if input.dim() > 1 else 1
        if many != channels:
            raise RuntimeError(
                "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
                f"{many} and channel size = {channels}."
            )
    if weight.dim() > 1:
        raise RuntimeError(
            f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.dim()}"
        )
    if many != 1:
        weight = weight.reshape([-1 if i == 1 else 1 for i in range(input.dim())])
    return input.where(input > 0, input * weight)


def rrelu(
    input: Any, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False, inplace: bool = False
) -> Any:
    """The input; times a random slope in training, else the mean slope, where it is negative."""
    if not training:
        return leaky_relu(input, (lower + upper) / 2, inplace)
    slopes = beside(input._class, random.uniform(input._data, None, lower, upper))
    return in_its_place(input, "rrelu", lambda x: x.where(x > 0, x * slopes), inplace)


def gelu(input: Any, *, approximate: str = "none") -> Any:
    """input · Φ(input), Φ the normal distribution; "tanh": a formula near it. Source: Hendrycks and Gimpel (2016), arXiv:1606.08415."""
    floats("gelu", "GeluKernelImpl", input)
    if approximate == "none":
        return input.gelu()
    if approximate != "tanh":
        raise RuntimeError("approximate argument must be either none or tanh.")
    return input.gelu_tanh()


def silu(input: Any, inplace: bool = False) -> Any:
    """input · sigmoid(input)"""
    return in_its_place(floats("silu", "silu_cpu", input), "silu", lambda x: x.silu(), inplace)


def mish(input: Any, inplace: bool = False) -> Any:
    """input · tanh(softplus(input)). Source: Misra (2019), arXiv:1908.08681."""
    return in_its_place(
        floats("mish", "mish_cpu", input), "mish", lambda x: x * x.softplus(1, math.inf).tanh(), inplace
    )


def hardsigmoid(input: Any, inplace: bool = False) -> Any:
    """min(max(0, input + 3), 6) / 6"""
    return in_its_place(
        floats("hardsigmoid", "hardsigmoid_cpu", input),
        "hardsigmoid",
        lambda x: _between(x + 3, 0.0, 6.0) / 6,
        inplace,
    )


def hardswish(input: Any, inplace: bool = False) -> Any:
    """input · hardsigmoid(input)"""

    def swished(x: Any) -> Any:
        inside = x.masked_fill(x.abs() >= 3, 0.0)
        return (x * 0).where(x <= -3, x.where(x >= 3, inside * (inside + 3) / 6))

    return in_its_place(floats("hardswish", "hardswish_cpu", input), "hardswish", swished, inplace)


def tanh(input: Any) -> Any:
    """The hyperbolic tangent."""
    return input.tanh()


def sigmoid(input: Any) -> Any:
    """1 / (1 + exp(−input))"""
    return input.sigmoid()


def logsigmoid(input: Any) -> Any:
    """log(sigmoid(input)), finite where sigmoid underflows."""
    return -(-floats("log_sigmoid", "log_sigmoid_cpu", input)).softplus(1, math.inf)


def softplus(input: Any, beta: float = 1.0, threshold: float = 20.0) -> Any:
    """log(1 + exp(beta · input)) / beta; the input itself where beta · input is above the threshold."""
    return floats("softplus", "softplus_cpu", input).softplus(beta, threshold)


def softsign(input: Any) -> Any:
    """input / (1 + |input|)"""
    return input / (input.abs() + 1)


def tanhshrink(input: Any) -> Any:
    """input − tanh(input)"""
    return input - input.tanh()


def softshrink(input: Any, lambd: float = 0.5) -> Any:
    """The input nearer to 0 by lambd; 0 where it is nearer than that."""
    x = floats("softshrink", "softshrink_check", input)
    if lambd < 0:
        most = f"{np.finfo(x._data.dtype).max:g}"
        raise RuntimeError(
            f"lambda must be in range [0, {most}] for input dtype {kind_of(x)}, but found {lambd:g}"
        )
    return (x - lambd).where(x > lambd, (x + lambd).where(x < -lambd, (x * 0).abs()))


def hardshrink(input: Any, lambd: float = 0.5) -> Any:
    """The input; 0 where it is nearer to 0 than lambd, or just so near."""
    floats("hardshrink", "hardshrink_cpu", input)
    return input.masked_fill((input >= -lambd) & (input <= lambd), 0.0)


def glu(input: Any, dim: int = -1) -> Any:
    """One half of the input times the sigmoid of the other."""
    floats("glu", "glu_cpu", input)
    if not input.dim():
        raise RuntimeError("glu does not support 0-dimensional tensors")
    length = input.size(dim)
    if length % 2:
        at = dim % input.dim()
        raise RuntimeError(f"Halving dimension must be even, but dimension {at} is size {length}")
    first, second = input.chunk(2, dim)
    return first * second.sigmoid()


# along an axis


def _axis(name: str, input: Any, dim: int | None) -> int:
    if dim is not None:
        return dim
    warn(
        f"Implicit dimension choice for {name} has been deprecated. "
        "Change the call to include dim=X as an argument."
    )
    return 0 if input.dim() in (0, 1, 3) else 1


def _scores(name: str, input: Any, dim: int, dtype: Any) -> Any:
    last = "lastdim_" if dim in (-1, input.dim() - 1) else ""
    return input if dtype is not None else floats(name, f"{name}_{last}kernel_impl", input)


def softmax(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """exp(input) / Σ exp(input) along one axis."""
    at = _axis("softmax", input, dim)
    return _scores("softmax", input, at, dtype).softmax(at, dtype)


def softmin(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """softmax(−input)"""
    at = _axis("softmin", input, dim)
    return _scores("softmax", -input, at, dtype).softmax(at, dtype)


def log_softmax(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """log(softmax(input)) along one axis, finite where softmax underflows."""
    at = _axis("log_softmax", input, dim)
    return _scores("log_softmax", input, at, dtype).log_softmax(at, dtype)


def gumbel_softmax(logits: Any, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Any:
    """softmax of logits with random numbers added, so that each class is the largest as often as its probability says.

    hard: 1 for the largest and 0 for the others, with the gradient of the soft one. Source: Jang et al. (2016), arXiv:1611.01144.
    """
    if eps != 1e-10:
        warn("`eps` parameter is deprecated and has no effect.")
    like = logits._data
    rates = random.drawn(like, lambda count: random.default_generator.exponential(count, 1.0))
    soft = ((logits - beside(logits._class, rates).log()) / tau).softmax(dim)
    if not hard:
        return soft
    places = soft.max(dim, keepdim=True)[1]
    one = beside(logits._class, like * 0).scatter_(dim, places, 1.0)
    return one - soft.detach() + soft


def _twin(function: Callable[..., Any]) -> Callable[..., Any]:
    def changed(input: Any, *args: Any, **named: Any) -> Any:
        return function(input, *args, **named, inplace=True)

    changed.__name__ = changed.__qualname__ = f"{function.__name__}_"
    changed.__doc__ = f"As {function.__name__}(), in the place of the input."
    return changed


relu_, leaky_relu_, hardtanh_, threshold_, elu_, selu_, celu_, rrelu_ = (
    _twin(function) for function in (relu, leaky_relu, hardtanh, threshold, elu, selu, celu, rrelu)
)

__all__ = [
    "celu",
    "celu_",
    "elu",
    "elu_",
    "gelu",
    "glu",
    "gumbel_softmax",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hardtanh_",
    "leaky_relu",
    "leaky_relu_",
    "log_softmax",
    "logsigmoid",
    "mish",
    "prelu",
    "relu",
    "relu6",
    "relu_",
    "rrelu",
    "rrelu_",
    "selu",
    "selu_",
    "sigmoid",
    "silu",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanhshrink",
    "threshold",
    "threshold_",
]
give(globals())

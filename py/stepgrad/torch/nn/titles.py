"""② What PyTorch calls the nodes of what its functions of networks give: `grad_fn=<MseLossBackward0>`, though ours are made of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..nodes import entitled

# fmt: off
_SAME = """
celu=Celu prelu=PreluKernel rrelu=RreluWithNoise gelu=Gelu mish=Mish hardsigmoid=Hardsigmoid hardswish=Hardswish logsigmoid=LogSigmoid
selu=Elu hardtanh=Hardtanh relu6=Hardtanh threshold=Threshold softshrink=Softshrink hardshrink=Hardshrink glu=Glu
mse_loss=MseLoss smooth_l1_loss=SmoothL1Loss huber_loss=HuberLoss soft_margin_loss=SoftMarginLoss binary_cross_entropy=BinaryCrossEntropy
binary_cross_entropy_with_logits=BinaryCrossEntropyWithLogits multi_margin_loss=MultiMarginLoss multilabel_margin_loss=MultilabelMarginLoss
layer_norm=NativeLayerNorm batch_norm=NativeBatchNorm group_norm=NativeGroupNorm instance_norm=View pdist=Pdist embedding_bag=EmbeddingBag
max_pool2d=MaxPool2DWithIndices max_pool3d=MaxPool3DWithIndices avg_pool2d=AvgPool2D avg_pool3d=AvgPool3D
adaptive_max_pool2d=AdaptiveMaxPool2D adaptive_max_pool3d=AdaptiveMaxPool3D pixel_shuffle=PixelShuffle pixel_unshuffle=PixelUnshuffle
channel_shuffle=ChannelShuffle unfold=Im2Col fold=Col2Im
"""
# fmt: on
TITLES: dict[str, Any] = {
    name: f"{node}Backward0" for name, _, node in (word.partition("=") for word in _SAME.split())
}
TITLES |= dict.fromkeys(
    ("max_pool1d", "avg_pool1d", "adaptive_avg_pool1d", "adaptive_max_pool1d"), "SqueezeBackward1"
)
TITLES["pairwise_distance"] = "NormBackward1"


def _title(function: Callable[..., str | None]) -> Callable[..., str | None]:
    TITLES[function.__name__] = function
    return function


@_title
def elu(out: Any, input: Any, *_: Any, **__: Any) -> str:
    return f"EluBackward{int(out is input)}"


@_title
def leaky_relu(out: Any, input: Any, *_: Any, **__: Any) -> str:
    return f"LeakyReluBackward{int(out is input)}"


TITLES |= {
    f"{name}_": TITLES[name]
    for name in ("elu", "leaky_relu", "hardtanh", "threshold", "selu", "celu", "rrelu")
}
_MSE, _SMOOTH = TITLES["mse_loss"], TITLES["smooth_l1_loss"]


@_title
def mse_loss(*_: Any, weight: Any = None, **__: Any) -> str | None:
    return _MSE if weight is None else None


@_title
def smooth_l1_loss(*_: Any, beta: float = 1.0, **__: Any) -> str | None:
    return _SMOOTH if beta else None


@_title
def linear(_: Any, input: Any, weight: Any, bias: Any = None) -> str | None:
    ndim = input._data.ndim
    if bias is None:
        return None if ndim < 3 else "UnsafeViewBackward0"
    if ndim == 2:
        return "AddmmBackward0"
    return "ViewBackward0" if input._data.flags.c_contiguous else None


def _of_planes(axes: int) -> Any:
    """Of one image instead of a batch, the axis that it lacked is taken away again."""

    def title(_: Any, input: Any, *__: Any, **___: Any) -> str:
        return "ConvolutionBackward0" if input._data.ndim == axes + 2 else "SqueezeBackward1"

    return title


TITLES |= {f"conv{kind}{n}d": _of_planes(n) for kind in ("", "_transpose") for n in (1, 2, 3)}


@_title
def nll_loss(
    _: Any, input: Any, target: Any, weight: Any = None, size_average: Any = None, ignore_index: int = -100, reduce: Any = None,
    reduction: str = "mean",
) -> str | None:  # fmt: skip
    ndim = input._data.ndim
    if ndim < 3:
        return "NllLossBackward0"
    return "ViewBackward0" if reduction == "none" and ndim != 4 else "NllLoss2DBackward0"


@_title
def cross_entropy(
    out: Any, input: Any, target: Any, weight: Any = None, size_average: Any = None, ignore_index: int = -100,
    reduce: Any = None, reduction: str = "mean", label_smoothing: float = 0.0,
) -> str | None:  # fmt: skip
    if target._data.dtype.kind == "f":
        return "DivBackward1" if reduction == "mean" else "NegBackward0"
    if label_smoothing:
        return "AddBackward0"
    return nll_loss(out, input, target, reduction=reduction)


def _adaptive_avg(n: int) -> Callable[..., str | None]:
    return lambda out, *_, **__: None if set(out._data.shape[-n:]) == {1} else f"AdaptiveAvgPool{n}DBackward0"


TITLES |= {f"adaptive_avg_pool{n}d": _adaptive_avg(n) for n in (2, 3)}


@_title
def interpolate(
    _: Any,
    input: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    *__: Any,
    **___: Any,
) -> str | None:
    kind = {"linear": "Linear", "bilinear": "Bilinear", "trilinear": "Trilinear", "bicubic": "Bicubic"}
    kind |= {"nearest": "Nearest", "nearest-exact": "NearestExact"}
    return f"Upsample{kind[mode]}{input._data.ndim - 2}DBackward0" if mode in kind else None


@_title
def pad(out: Any, input: Any, pad: Any, mode: str = "constant", *_: Any, **__: Any) -> str:
    if mode == "circular":
        return "CopySlices"
    kind = {"reflect": "Reflection", "replicate": "Replication"}.get(mode)
    return f"{kind}Pad{len(pad) // 2}DBackward0" if kind else "ConstantPadNdBackward0"


@_title
def scaled_dot_product_attention(
    _: Any,
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    *__: Any,
    **___: Any,
) -> str | None:
    if query._data.ndim != 4 or dropout_p or (attn_mask is not None and attn_mask._requires):
        return None
    return "ScaledDotProductFlashAttentionForCpuBackward0"


@_title
def multi_head_attention_forward(_: Any, query: Any, *__: Any, **___: Any) -> str | None:
    return "ViewBackward0" if query._data.ndim == 3 else None


def give(module: dict[str, Any]) -> None:
    """Let what a module's functions give bear these names in the graph."""
    for name in module["__all__"]:
        if name in TITLES:
            module[name] = entitled(module[name], TITLES[name], first_alone=True)

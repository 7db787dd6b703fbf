"""② What PyTorch calls, in the graph, what the functions of torch.nn.functional give: `grad_fn=<NllLossBackward0>`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ...tensor.graph import TensorBase

# Each word is a function, and its name in the graph where it is another one's.
_NAMES = """
mse_loss smooth_l1_loss=SmoothL1Loss huber_loss binary_cross_entropy binary_cross_entropy_with_logits soft_margin_loss multi_margin_loss
multilabel_margin_loss layer_norm=NativeLayerNorm batch_norm=NativeBatchNorm group_norm=NativeGroupNorm instance_norm=View
max_pool1d=Squeeze1 max_pool2d=MaxPool2DWithIndices max_pool3d=MaxPool3DWithIndices avg_pool1d=Squeeze1 avg_pool2d=AvgPool2D avg_pool3d=AvgPool3D
adaptive_avg_pool1d=Squeeze1 adaptive_max_pool1d=Squeeze1 adaptive_max_pool2d=AdaptiveMaxPool2D adaptive_max_pool3d=AdaptiveMaxPool3D
unfold=Im2Col fold=Col2Im pixel_shuffle pixel_unshuffle relu6=Hardtanh selu=Elu celu gelu mish prelu=PreluKernel hardtanh hardsigmoid
hardswish logsigmoid=LogSigmoid softshrink hardshrink threshold glu pairwise_distance=Norm1
"""


def _of_classes(args: dict[str, Any]) -> str:
    """The negative log likelihood of class numbers, or of probabilities."""
    input, target, reduction = args["input"], args["target"], args.get("reduction", "mean")
    if target._data.dtype.kind == "f" and target._data.shape == input._data.shape:
        return "DivBackward1" if reduction == "mean" else "NegBackward0"
    if args.get("label_smoothing", 0.0):
        return "AddBackward0"
    if input._data.ndim < 3:
        return "NllLossBackward0"
    return (
        "ViewBackward0" if reduction == "none" and input._data.ndim != 4 else "NllLoss2DBackward0"
    )  # it was made a plane


def _of_planes(args: dict[str, Any], n: int) -> str:
    return "ConvolutionBackward0" if args["input"]._data.ndim == n + 2 else "SqueezeBackward1"


def _of_line(args: dict[str, Any]) -> str:
    """A product and a sum in one; of more axes than two, or of one, that is folded first."""
    if args.get("bias") is None:
        return ""
    data = args["input"]._data
    return "AddmmBackward0" if data.ndim == 2 else "ViewBackward0" if data.flags.c_contiguous else ""


def _of_pad(args: dict[str, Any]) -> str:
    mode, n = args.get("mode", "constant"), len(args["pad"]) // 2
    if mode in ("reflect", "replicate"):
        return f"{'Reflection' if mode == 'reflect' else 'Replication'}Pad{n}DBackward0"
    return "ConstantPadNdBackward0" if mode == "constant" else ""


def _of_size(args: dict[str, Any]) -> str:
    how = {"nearest": "Nearest", "nearest-exact": "NearestExact", "bicubic": "Bicubic"}.get(
        args.get("mode", "nearest"), args.get("mode", "nearest").capitalize()
    )
    return f"Upsample{how}{args['input']._data.ndim - 2}DBackward0"


def _of_bins(args: dict[str, Any], n: int) -> str:
    size = args["output_size"]
    return (
        "MeanBackward1"
        if n == 2 and all(one == 1 for one in (size if isinstance(size, tuple | list) else (size,)))
        else f"AdaptiveAvgPool{n}DBackward0"
    )


_CHOSEN: dict[str, Callable[[dict[str, Any]], str]] = {
    "cross_entropy": _of_classes,
    "nll_loss": _of_classes,
    "linear": _of_line,
    "pad": _of_pad,
    "interpolate": _of_size,
    **{f"adaptive_avg_pool{n}d": functools.partial(_of_bins, n=n) for n in (2, 3)},
    **{
        f"conv{kind}{n}d": functools.partial(_of_planes, n=n)
        for kind in ("", "_transpose")
        for n in (1, 2, 3)
    },
}


def _title(word: str) -> tuple[str, str]:
    name, _, other = word.partition("=")
    text = other or "".join(part.capitalize() for part in name.split("_"))
    end = "1" if other in ("Squeeze1", "Norm1") else "0"
    return name, f"{text.removesuffix('1') if end == '1' else text}Backward{end}"


TITLES: dict[str, Any] = dict(map(_title, _NAMES.split())) | _CHOSEN


def entitle_all(names: dict[str, Any]) -> None:
    """Let what a module's functions give be called in the graph as PyTorch calls it."""
    for name, title in TITLES.items():
        function = names.get(name)
        if function is not None and not hasattr(function, "titled"):
            names[name] = _entitled(function, title)


def _entitled(function: Callable[..., Any], title: Any) -> Callable[..., Any]:
    code = function.__code__
    parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]

    @functools.wraps(function)
    def made(*args: Any, **named: Any) -> Any:
        found = function(*args, **named)
        out = found[0] if found.__class__ is tuple else found
        node = out._node
        if node is not None and not any(
            isinstance(one, TensorBase) and one._node is node for one in (*args, *named.values())
        ):
            name = (
                title
                if title.__class__ is str
                else title({**dict(zip(parameters, args, strict=False)), **named})
            )
            if name:
                node.title = name
        return found

    made.titled = True  # type: ignore[attr-defined]
    return made

"""② Losses of torch.nn: each a module that calls its function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import classes, losing
from .module import Module
from .reducing import legacy
from .written_out import layer

_MODULE = "torch.nn.modules.loss"
_OLD = "size_average=None, reduce=None, reduction='mean'"


class _Loss(Module):
    """What all losses are."""

    reduction: str
    __module__ = _MODULE


class _WeightedLoss(_Loss):
    """And those that count classes or elements by weights."""

    __module__ = _MODULE


# name, what the constructor takes, how many tensors the loss takes, the function where it has another name
# fmt: off
_ROWS: tuple[tuple[Any, ...], ...] = (
    ("MSELoss", _OLD, 2, "mse_loss"),
    ("L1Loss", _OLD, 2, "l1_loss"),
    ("SmoothL1Loss", f"{_OLD}, beta=1.0", 2, "smooth_l1_loss"),
    ("HuberLoss", "reduction='mean', delta=1.0", 2, "huber_loss"),
    ("NLLLoss", "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean'", 2, "nll_loss"),
    ("CrossEntropyLoss", "weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0", 2, "cross_entropy"),
    ("BCELoss", f"weight=None, {_OLD}", 2, "binary_cross_entropy"),
    ("BCEWithLogitsLoss", f"weight=None, {_OLD}, pos_weight=None", 2, "binary_cross_entropy_with_logits"),
    ("KLDivLoss", f"{_OLD}, log_target=False", 2, "kl_div"),
    ("PoissonNLLLoss", "log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction='mean'", 2, "poisson_nll_loss"),
    ("GaussianNLLLoss", "*, full=False, eps=1e-6, reduction='mean'", 3, "gaussian_nll_loss"),
    ("HingeEmbeddingLoss", f"margin=1.0, {_OLD}", 2, "hinge_embedding_loss"),
    ("MarginRankingLoss", f"margin=0.0, {_OLD}", 3, "margin_ranking_loss"),
    ("CosineEmbeddingLoss", f"margin=0.0, {_OLD}", 3, "cosine_embedding_loss"),
    ("TripletMarginLoss", f"margin=1.0, p=2.0, eps=1e-6, swap=False, {_OLD}", 3, "triplet_margin_loss"),
    ("TripletMarginWithDistanceLoss", "*, distance_function=None, margin=1.0, swap=False, reduction='mean'", 3, "triplet_margin_with_distance_loss"),
    ("SoftMarginLoss", _OLD, 2, "soft_margin_loss"),
    ("MultiMarginLoss", "p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction='mean'", 2, "multi_margin_loss"),
    ("MultiLabelMarginLoss", _OLD, 2, "multilabel_margin_loss"),
    ("MultiLabelSoftMarginLoss", f"weight=None, {_OLD}", 2, "multilabel_soft_margin_loss"),
)
# fmt: on


def _forward(function: Callable[..., Any], count: int, names: list[str]) -> Callable[..., Any]:
    if count == 2:

        def forward(self: Any, input: Any, target: Any) -> Any:
            return function(input, target, **{name: getattr(self, name) for name in names})

        return forward

    def of_three(self: Any, one: Any, other: Any, third: Any) -> Any:
        return function(one, other, third, **{name: getattr(self, name) for name in names})

    return of_three


def _made(name: str, signature: str, count: int, function_name: str) -> Any:
    function = getattr(losing, function_name, None) or getattr(classes, function_name)
    names = [part.partition("=")[0].strip() for part in signature.split(",")]
    kept = [one for one in names if one not in ("*", "size_average", "reduce")]
    body = []
    for one in kept:
        if one in ("weight", "pos_weight"):
            body.append(f"self.register_buffer({one!r}, {one})")
        elif one == "reduction" and "reduce" in names:
            body.append("self.reduction = self._word(size_average, reduce, reduction)")
        else:
            body.append(f"self.{one} = {one}")
    if name.startswith("Triplet"):
        body.insert(
            0,
            "if margin <= 0: raise ValueError(f'{type(self).__name__}: expected margin to be greater than 0, got {margin} instead')",
        )
    if name == "MultiMarginLoss":
        body[0:0] = [
            "if p not in (1, 2): raise ValueError('only p == 1 and p == 2 supported')",
            "if weight is not None and weight.dim() != 1: raise ValueError(f'MultiMarginLoss: expected weight to be None or 1D tensor, got {weight.dim()}D instead')",
        ]
    return layer(
        name, signature, _forward(function, count, kept), base=_WeightedLoss if "weight" in names else _Loss, body=body,
        module=_MODULE, doc=f"A module that calls functional.{function_name}().\n\n{function.__doc__}",
    )  # fmt: skip


_Loss._word = staticmethod(legacy)  # type: ignore[attr-defined]
for _row in _ROWS:
    globals()[_row[0]] = _made(*_row)

__all__ = [row[0] for row in _ROWS]

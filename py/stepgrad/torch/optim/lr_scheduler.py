"""② torch.optim.lr_scheduler: learning rates that change with the steps, to the last bit as PyTorch has them."""

from .cycles import CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR
from .plateau import ChainedScheduler, ReduceLROnPlateau, SequentialLR
from .scheduler import LRScheduler
from .schedules import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)

_LRScheduler = LRScheduler

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]
for _one in __all__:
    globals()[_one].__module__ = __name__.replace("stepgrad.", "", 1)
